//! Connecting to a server, and judging what it shows.

use std::time::Duration;

use rustls_pki_types::CertificateDer;
use time::OffsetDateTime;

use super::ServerArgs;
use crate::commands::error::{CommandError, about};
use crate::commands::hint::Hint;
use crate::commands::options::Anchors;
use crate::commands::session::Session;
use crate::encoding::limits::Limits;
use crate::encoding::pem;
use crate::host::tcp::{ConnectError, Connection};
use crate::model::san::San;
use crate::model::span::Span;
use crate::pki::inspection::inspect;
use crate::pki::path::server_name;
use crate::pki::probe::starttls::Protocol;
use crate::pki::probe::{Call, ProbeError, Probed, probe};
use crate::pki::verify::{Subject, Verification, verify};
use crate::report::inspect::Inspected;
use crate::report::probe::Seen;

/// What is asked, and of whom.
pub(in crate::commands) struct Question<'a> {
    pub(in crate::commands) server: &'a ServerArgs,
    pub(in crate::commands) within: Option<Span>,
}

/// What came of it.
pub(in crate::commands) struct Reached {
    /// The server, as it can be typed.
    pub(in crate::commands) target: String,
    /// Its certificates, as PEM.
    pub(in crate::commands) pem: Vec<u8>,
    /// What is to be said of them.
    pub(in crate::commands) verification: Verification,
    /// What it showed.
    pub(in crate::commands) probed: Probed,
    name: San,
    address: Option<String>,
    starttls: Option<&'static str>,
    inspected: Inspected,
    anchors: Anchors,
}

impl Question<'_> {
    /// Connects, and judges what comes by these CAs.
    pub(in crate::commands) fn ask(&self, read: Anchors, session: &Session) -> Result<Reached, CommandError> {
        let (probed, address) = self.connect(session)?;
        let name = self.server.sni.clone().unwrap_or_else(|| self.server.target.host.clone());
        let pem = pem_of(&probed.shown.chain);
        let (crls, known) = (read.crls(), read.known());
        let verification = verify(&Subject {
            anchors: read.bytes(),
            system: read.system.as_deref(),
            known: &known,
            crls: &crls,
            ocsp: Some(&probed.shown.ocsp),
            hosts: std::slice::from_ref(&name),
            within: self.within,
            ..Subject::new(&pem, session.now)
        });
        let target = self.typed();
        let found = inspect(&pem, None, &Limits::default()).map_err(|error| error.to_string());
        let inspected = Inspected { path: target.clone(), found };
        let starttls = self.server.starttls.map(Protocol::name);
        Ok(Reached { target, pem, verification, probed, name, address, starttls, inspected, anchors: read })
    }

    fn typed(&self) -> String {
        self.server.target.typed(self.server.starttls)
    }

    fn connect(&self, session: &Session) -> Result<(Probed, Option<String>), CommandError> {
        let name = self.server.sni.as_ref().unwrap_or(&self.server.target.host);
        let asked = server_name(name).ok_or_else(|| {
            CommandError::new(format_args!("--sni {name} is no host that a server could have"))
                .hint("name a host, as in --sni dev.example.test")
        })?;
        let timeout = Duration::try_from(self.server.timeout.duration()).unwrap_or_default();
        let (host, port) = (self.server.target.host.bare(), self.server.target.port(self.server.starttls));
        let connection = Connection::open(&host, port, timeout).map_err(|error| Self::unreached(&error))?;
        let address = connection.peer().map(|address| address.to_string());
        let call = Call {
            name: asked,
            alpn: self.server.alpn.clone(),
            starttls: self.server.starttls,
            now: session.now,
        };
        let probed = probe(connection, &call).map_err(|error| self.untold(&error))?;
        Ok((probed, address))
    }

    fn unreached(error: &ConnectError) -> CommandError {
        let told = CommandError::new(error);
        match error {
            ConnectError::NoSuchHost { .. } => {
                told.hint("is it spelled right? a name for this machine alone goes into /etc/hosts")
            }
            ConnectError::Refused { .. } => told.hint("is the server running, and is the port right?"),
            ConnectError::TimedOut { .. } => {
                told.hint("a firewall may be in between; --timeout 30s waits longer")
            }
            ConnectError::Failed { .. } => told,
        }
    }

    fn untold(&self, error: &ProbeError) -> CommandError {
        let target = self.typed();
        let told = CommandError::new(about(&target, error));
        match error {
            // It said yes, and found then that it cannot.
            ProbeError::NotTls { .. } if self.server.starttls.is_some() => {
                told.hint("its log may say what is wrong with its certificate or its key")
            }
            ProbeError::NotTls { starttls: [], .. } => {
                told.hint("is it the right port? TLS often has one of its own")
            }
            ProbeError::NotTls { starttls, .. } => {
                let hint = |name| Hint::command(format!("devcert probe {target} --starttls {name}"));
                starttls.iter().map(hint).fold(told, CommandError::hint)
            }
            // PostgreSQL, LDAP and Redis wait, or close.
            ProbeError::Silent | ProbeError::Closed { answered: false } if self.server.starttls.is_none() => {
                told.hint(
                    "is it the right port? where TLS has to be asked for, name the protocol with --starttls",
                )
            }
            ProbeError::OldVersion => told.hint("switch TLS 1.2 or 1.3 on in the server's settings"),
            ProbeError::NoStarttls { no: true, .. } => told.hint(
                "switch TLS on in the server's settings; leave --starttls out if TLS has a port of its own",
            ),
            ProbeError::NoStarttls { no: false, .. } => {
                told.hint("leave --starttls out if it speaks TLS from the start")
            }
            _ => told,
        }
    }
}

impl Reached {
    /// Whom it was judged by.
    pub(in crate::commands) const fn anchors(&self) -> &Anchors {
        &self.anchors
    }

    /// For the report of the command of this name.
    pub(in crate::commands) fn seen(&self, command: &'static str, now: OffsetDateTime) -> Seen<'_> {
        Seen {
            target: &self.target,
            address: self.address.clone(),
            name: &self.name,
            starttls: self.starttls,
            probed: &self.probed,
            certificates: &self.inspected,
            verification: &self.verification,
            now,
            ca: self.anchors.path(),
            crls: &self.anchors.crl_paths,
            command,
        }
    }
}

fn pem_of(chain: &[CertificateDer<'static>]) -> Vec<u8> {
    chain.iter().flat_map(|der| pem::encode("CERTIFICATE", der).expose().to_vec()).collect()
}
