//! Connecting to a server, and checking what it shows.

use std::path::Path;
use std::time::Duration;

use rustls_pki_types::CertificateDer;
use time::OffsetDateTime;

use crate::cli::context::Context;
use crate::cli::error::{CommandError, about};
use crate::cli::hint::Hint;
use crate::cli::line::Edit;
use crate::cli::options::{AnchorArgs, Anchors, ServerArgs};
use crate::cli::surroundings::{CheckedFiles, Surroundings, files_of};
use crate::host::files;
use crate::host::tcp::{ConnectError, Connection};
use crate::report::inspect::Inspected;
use crate::report::probe::Seen;
use crate::report::shell::quoted;
use crate::report::verify::{Around, Options, Paths, Server};
use devcert::encoding::certificate::Certificate;
use devcert::encoding::limits::Limits;
use devcert::encoding::{pem, read};
use devcert::model::san::San;
use devcert::model::span::Span;
use devcert::pki::handshake::TlsVersion;
use devcert::pki::inspection::inspect;
use devcert::pki::path::{path_of, server_name};
use devcert::pki::probe::{Call, ClientIdentity, ProbeError, Probed, Protocol, probe};
use devcert::pki::verify::{Remedy, Verification, VerifyInput, verify};

/// What is asked, and of whom.
pub(crate) struct Question<'a> {
    pub(crate) server: &'a ServerArgs,
    pub(crate) within: Option<Span>,
    /// The certificate for a server that requests one.
    pub(crate) identity: Option<ClientIdentity>,
}

/// What came of it.
pub(crate) struct Reached {
    /// The server, as it can be typed.
    pub(crate) target: String,
    /// Its certificates, as PEM.
    pub(crate) pem: Vec<u8>,
    /// What is to be said of them.
    pub(crate) verification: Verification,
    /// What it showed.
    pub(crate) probed: Probed,
    name: San,
    address: Option<String>,
    starttls: Option<&'static str>,
    only: Option<TlsVersion>,
    inspected: Inspected,
    anchors: Anchors,
}

/// The certificates that a server sends, as PEM.
pub(crate) fn shown_by(server: &ServerArgs, cx: &Context) -> Result<Vec<u8>, CommandError> {
    chain_of(server, cx.now).map(|chain| pem_of(&chain))
}

/// The certificates that a server sends.
pub(crate) fn chain_of(
    server: &ServerArgs,
    now: OffsetDateTime,
) -> Result<Vec<CertificateDer<'static>>, CommandError> {
    let (probed, _) = Question { server, within: None, identity: None }.connect(now)?;
    Ok(probed.shown.chain)
}

impl Question<'_> {
    /// Connects, and checks what comes by these CAs.
    pub(crate) fn ask(&self, anchors: Anchors, cx: &Context) -> Result<Reached, CommandError> {
        let (probed, address) = self.connect(cx.now)?;
        let name = self.server.sni.clone().unwrap_or_else(|| self.server.target.host.clone());
        let pem = pem_of(&probed.shown.chain);
        let (crls, known) = (anchors.crls(), anchors.known());
        let verification = verify(&VerifyInput {
            anchors: anchors.bytes(),
            system: anchors.system.as_deref(),
            known: &known,
            crls: &crls,
            ocsp: Some(&probed.shown.ocsp),
            client_auth: probed.client_auth.as_ref(),
            hosts: std::slice::from_ref(&name),
            within: self.within,
            ..VerifyInput::new(&pem, cx.now)
        });
        let target = self.typed();
        let found = inspect(&pem, None, &Limits::default()).map_err(|error| error.to_string());
        let inspected = Inspected { path: target.clone(), found };
        let (starttls, only) = (self.server.starttls.map(Protocol::name), self.server.tls);
        Ok(Reached { target, pem, verification, probed, name, address, starttls, only, inspected, anchors })
    }

    fn typed(&self) -> String {
        self.server.target.typed(self.server.starttls)
    }

    fn connect(&self, now: OffsetDateTime) -> Result<(Probed, Option<String>), CommandError> {
        let name = self.server.sni.as_ref().unwrap_or(&self.server.target.host);
        let asked = server_name(name).ok_or_else(|| {
            CommandError::new(format_args!("--sni {name} is not a valid server name"))
                .hint("specify a host, as in --sni dev.example.test")
        })?;
        let timeout = Duration::try_from(self.server.timeout.duration()).unwrap_or_default();
        let (host, port) = (self.server.target.host.value(), self.server.target.port(self.server.starttls));
        let connection = Connection::open(&host, port, timeout).map_err(|error| self.unreached(&error))?;
        let address = connection.peer().map(|address| address.to_string());
        let call = Call {
            name: asked,
            alpn: self.server.alpn.clone(),
            starttls: self.server.starttls,
            version: self.server.tls,
            identity: self.identity.clone(),
            now,
        };
        let probed = probe(connection, &call).map_err(|error| self.untold(&error))?;
        Ok((probed, address))
    }

    fn unreached(&self, error: &ConnectError) -> CommandError {
        let failure = CommandError::new(error);
        if let Some((typed, meant)) = self.server.target.with_port() {
            let advice = format!("write {meant} for an address with a port");
            let again = Hint::again(vec![Edit::Replace(typed, vec![meant])]).or(advice);
            return failure.hint(again.note("an IPv6 address with a port has brackets"));
        }
        match error {
            ConnectError::NoSuchHost { .. } => failure
                .hint("check the spelling; to resolve a name on this machine only, add it to /etc/hosts"),
            ConnectError::Refused { .. } => {
                failure.hint("check that the server is running and the port is right")
            }
            ConnectError::TimedOut { .. } => {
                failure.hint("a firewall may block it; use --timeout 30s to wait longer")
            }
            ConnectError::Failed { .. } => failure,
        }
    }

    fn untold(&self, error: &ProbeError) -> CommandError {
        let target = self.typed();
        let failure = CommandError::new(about(&target, error));
        match error {
            // It said yes, and found then that it cannot.
            ProbeError::NotTls { .. } if self.server.starttls.is_some() => {
                failure.hint("check its log for a problem with its certificate or key")
            }
            ProbeError::NotTls { starttls: [], .. } => {
                failure.hint("check the port: TLS often uses a separate one")
            }
            ProbeError::NotTls { starttls, .. } | ProbeError::OtherProtocol { starttls, .. } => {
                let again = |one: &Protocol| Hint::again(vec![Edit::Set("starttls", one.name().to_owned())]);
                starttls.iter().map(again).fold(failure, CommandError::hint)
            }
            // PostgreSQL, LDAP and Redis wait, or close.
            ProbeError::Silent | ProbeError::Closed { answered: false } if self.server.starttls.is_none() => {
                failure.hint(
                    "check the port; if the service uses STARTTLS, specify the protocol with --starttls",
                )
            }
            ProbeError::NotOffered(_) => {
                failure.hint(Hint::again(vec![Edit::Remove("tls")]).note("offers TLS 1.3 and TLS 1.2"))
            }
            ProbeError::OldVersion => failure.hint("enable TLS 1.2 or 1.3 in the server's configuration"),
            ProbeError::NoStarttls { said, .. } if said.contains("host-unknown") => failure.hint(SNI),
            ProbeError::Alert { name, .. } if name == "UnrecognisedName" => failure.hint(SNI),
            ProbeError::Alert { name, .. } if name == "NoApplicationProtocol" => {
                failure.hint(Hint::again(vec![Edit::Remove("alpn")]).note("offers no protocol"))
            }
            ProbeError::NoStarttls { no: true, .. } => failure
                .hint("enable TLS in the server's configuration; omit --starttls if TLS has a separate port"),
            ProbeError::NoStarttls { no: false, .. } => {
                failure.hint("omit --starttls if it expects TLS from the start")
            }
            _ => failure,
        }
    }
}

/// What to do where a server does not know the name that it is asked for.
const SNI: &str = "use --sni NAME to request another name";

impl Reached {
    /// Whom it was checked by.
    pub(crate) const fn anchors(&self) -> &Anchors {
        &self.anchors
    }

    /// The protocol in which TLS was asked for.
    pub(crate) const fn starttls(&self) -> Option<&'static str> {
        self.starttls
    }

    /// What is known here of the server, for the command of this name.
    pub(crate) fn site(&self, command: &'static str, anchors: &AnchorArgs, cx: &mut Context) -> Site {
        let near = Surroundings::of(&[]);
        let sent = read::certificates(&self.pem).unwrap_or_default();
        let (certificate, key) = files_of(&sent, &near, cx.now).unwrap_or_default();
        let key = key.unwrap_or_default();
        let files = [key.as_str(), certificate.as_str()];
        let checked = CheckedFiles {
            path: path_of(&sent, None, cx.now),
            key: None,
            files,
            anchors: &self.anchors,
            now: cx.now,
        };
        let found = checked.around(&near, cx);
        let is_replaced = found.ends_in_root && self.is_to_be_replaced();
        let server = Server { command, target: self.target.clone(), connection: self.connection() };
        let names_ca = anchors.names_ca();
        let options = Options { names_ca, by_stores: !names_ca, ..Options::default() };
        let around = Around { is_replaced, options, server: Some(server), ..found };
        Site { key, certificate, around }
    }

    /// Whether the server's certificate signed itself, and a fix makes it again.
    fn is_to_be_replaced(&self) -> bool {
        let mut remedies = self.verification.checks.iter().filter_map(|check| check.remedy.as_ref());
        remedies.any(|remedy| matches!(remedy, Remedy::Remake(remake) if remake.issuer.is_none()))
    }

    /// The options that lead to the server.
    fn connection(&self) -> String {
        let name = self.name.value();
        let host = self.target.rsplit_once(':').map_or(self.target.as_str(), |(host, _)| host);
        let is_host = name == host.trim_matches(['[', ']']);
        let sni = if is_host { String::new() } else { format!(" --sni {}", quoted(&name)) };
        let starttls = self.starttls.map_or_else(String::new, |protocol| format!(" --starttls {protocol}"));
        format!("{starttls}{sni}")
    }

    /// For the report.
    pub(crate) fn seen<'a>(&'a self, site: &'a Site, now: OffsetDateTime) -> Seen<'a> {
        let ca = self.anchors.path();
        Seen {
            target: &self.target,
            address: self.address.clone(),
            name: &self.name,
            starttls: self.starttls,
            only: self.only,
            probed: &self.probed,
            certificates: &self.inspected,
            verification: &self.verification,
            now,
            ca,
            crls: &self.anchors.crl_paths,
            command: site.command(),
            files: Paths { key: &site.key, certificate: &site.certificate, ca, crls: &[] },
            around: &site.around,
        }
    }
}

/// What is known here of a server: its files, where they are here, and what is around them.
pub(crate) struct Site {
    key: String,
    certificate: String,
    around: Around,
}

impl Site {
    fn command(&self) -> &'static str {
        self.around.server.as_ref().map_or("probe", |server| server.command)
    }

    /// The certificates of the CA that signed the last one that the server sends, and those above it.
    pub(crate) fn issuers(&self) -> Vec<Certificate> {
        let file = self.around.issuer.as_ref().map(|issuer| Path::new(&issuer.path));
        let bytes = file.and_then(|file| files::read(file, files::DEFAULT_LIMIT).ok());
        bytes.and_then(|bytes| read::certificates(&bytes).ok()).unwrap_or_default()
    }
}

fn pem_of(chain: &[CertificateDer<'static>]) -> Vec<u8> {
    chain.iter().flat_map(|der| pem::encode("CERTIFICATE", der).expose().to_vec()).collect()
}
