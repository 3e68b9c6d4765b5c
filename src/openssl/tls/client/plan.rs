//! What a client needs before it connects, and the connection.

use std::sync::Arc;

use devcert::model::secret::Secret;
use devcert::pki::probe::{Protocol, start_tls};
use rustls::client::Resumption;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ProtocolVersion};

use super::answer::Answer;
use super::target::Target;
use crate::host::socket::{Family, SocketError};
use crate::openssl::failure::Failure;
use crate::openssl::options::Line;
use crate::openssl::passphrase;
use crate::openssl::session::Session;
use crate::openssl::tls::alert;
use crate::openssl::tls::keys::Keys;
use crate::openssl::tls::peer::Peer;
use crate::openssl::tls::setup::{self, IdentityFiles};
use crate::openssl::tls::transport::Transport;
use crate::openssl::tls::verification::Manner;
use crate::openssl::verification::FileStore;

/// The protocols of `-starttls`, in openssl's order; those without a protocol are not supported.
const STARTTLS: [(&str, Option<Protocol>); 14] = [
    ("smtp", Some(Protocol::Smtp)),
    ("pop3", Some(Protocol::Pop3)),
    ("imap", Some(Protocol::Imap)),
    ("ftp", Some(Protocol::Ftp)),
    ("xmpp", Some(Protocol::Xmpp)),
    ("xmpp-server", Some(Protocol::XmppServer)),
    ("telnet", None),
    ("irc", None),
    ("mysql", Some(Protocol::Mysql)),
    ("postgres", Some(Protocol::Postgres)),
    ("lmtp", Some(Protocol::Lmtp)),
    ("nntp", Some(Protocol::Nntp)),
    ("sieve", Some(Protocol::Sieve)),
    ("ldap", Some(Protocol::Ldap)),
];

/// What a client needs before it connects.
pub(super) struct Client {
    target: Target,
    family: Family,
    starttls: Option<Protocol>,
    /// The name for SNI.
    pub server_name: Option<ServerName<'static>>,
    /// rustls's configuration.
    pub config: Arc<ClientConfig>,
    /// The newest version of the protocol that is offered.
    pub newest: ProtocolVersion,
    /// The server.
    pub peer: Arc<Peer>,
    /// The answer to a server that asks for a certificate.
    pub answer: Arc<Answer>,
    /// The secrets.
    pub keys: Arc<Keys>,
}

impl Client {
    /// What the command line asks for.
    ///
    /// # Errors
    /// Options that contradict each other or are not supported, and files that cannot be read.
    pub(super) fn new(line: &Line, session: &mut Session) -> Result<Self, Failure> {
        check(line)?;
        let starttls = starttls(line)?;
        let target = Target::of_line(line)?;
        let versions = setup::versions(line)?;
        let provider = setup::provider("s_client", line, &versions)?;
        let passphrase = passphrase::read_both(session, line.value("pass"), None)?.input;
        let algorithms = provider.signature_verification_algorithms;
        let server_name = server_name(line, &target)?;
        let is_nameless = server_name.is_none() && !line.has("noservername");
        let first = is_nameless.then_some("Can't use SSL_get_servername");
        let manner = Manner { first, ..setup::manner("s_client", session, line)? };
        let rules = setup::rules("s_client", session, line, "ssl_server")?;
        let mut issuers = setup::chain_store("s_client", line)?;
        let answer = answer(session, line, passphrase.as_ref(), &mut issuers, &provider)?;
        let answer = Arc::new(answer);
        let peer = Arc::new(Peer::server(rules, manner, algorithms));
        let (verifier, resolver) = (Arc::clone(&peer), Arc::clone(&answer));
        let mut config = ClientConfig::builder_with_provider(Arc::new(provider))
            .with_protocol_versions(&versions)
            .map_err(|error| Failure::unsupported(format_args!("these versions and cipher suites: {error}")))?
            .dangerous()
            .with_custom_certificate_verifier(verifier)
            .with_client_cert_resolver(resolver);
        let keys = Arc::new(Keys::default());
        let log = Arc::clone(&keys);
        config.key_log = log;
        config.alpn_protocols = setup::alpn(line);
        config.check_selected_alpn = false;
        config.resumption = Resumption::disabled();
        config.enable_sni = server_name.is_some();
        let family = setup::family(line);
        let newest = versions.first().map_or(ProtocolVersion::TLSv1_3, |newest| newest.version);
        let config = Arc::new(config);
        Ok(Self { target, family, starttls, server_name, config, newest, peer, answer, keys })
    }

    /// Connects, and asks for TLS in the protocol that has it inside; `None` if it fails, which is said.
    ///
    /// # Errors
    /// When standard output cannot be written.
    pub(super) fn connect(&self, session: &Session, is_quiet: bool) -> Result<Option<Transport>, Failure> {
        let socket = match self.target.connect(self.family) {
            Ok(socket) => socket,
            Err(error) => {
                say_unconnected(session, &error);
                return Ok(None);
            }
        };
        if !is_quiet {
            session.print_now(b"CONNECTED(00000003)\n")?;
        }
        let mut transport = Transport::new(socket);
        if let Some(protocol) = self.starttls {
            let host = self.target.host();
            if let Err(error) = start_tls(&mut transport, protocol, host) {
                session.say(format_args!("Didn't find STARTTLS in server response: {error}"));
                return Ok(None);
            }
            transport.forget();
        }
        Ok(Some(transport))
    }
}

fn say_unconnected(session: &Session, error: &SocketError) {
    let number = match error {
        SocketError::Host(host) => {
            session.say(format_args!("error:10080002:BIO routines::Name or service not known:{host}"));
            0
        }
        SocketError::Service(name) => {
            session.say(format_args!(
                "error:10080002:BIO routines::Servname not supported for ai_socktype:{name}"
            ));
            0
        }
        SocketError::System(error) => {
            let (text, number) = alert::of_system(error);
            session.say(format_args!("{text}calling connect()"));
            session.say("error:10000067:BIO routines::connect error:");
            number
        }
    };
    session.say(format_args!("connect:errno={number}"));
}

/// Fails when options exclude each other.
fn check(line: &Line) -> Result<(), Failure> {
    let has_lower = !line.has("no_tls1") || !line.has("no_tls1_1");
    if line.has("no_tls1_2") && has_lower && line.value("min_protocol") != Some("TLSv1.3") {
        return Err(Failure::unsupported(
            "s_client -no_tls1_2 without -no_tls1 and -no_tls1_1, with which openssl offers TLS 1.1 and 1.0",
        ));
    }
    for (one, other, problem) in [
        ("4", "6", "Can't use both -4 and -6"),
        ("servername", "noservername", "Can't use -servername and -noservername together"),
    ] {
        if line.has(one) && line.has(other) {
            return Err(Failure::usage("s_client", problem));
        }
    }
    Ok(())
}

fn starttls(line: &Line) -> Result<Option<Protocol>, Failure> {
    let Some(name) = line.value("starttls") else { return Ok(None) };
    match STARTTLS.iter().find(|(known, _)| *known == name) {
        Some((_, Some(protocol))) => Ok(Some(*protocol)),
        Some((_, None)) => Err(Failure::unsupported(format_args!("s_client -starttls {name}"))),
        None => {
            let known = STARTTLS.iter().map(|(known, _)| format!("\t{known}"));
            Err(known.fold(Failure::new("s_client: Value must be one of:"), Failure::line))
        }
    }
}

/// The name for SNI: that of the line, or that of the server.
fn server_name(line: &Line, target: &Target) -> Result<Option<ServerName<'static>>, Failure> {
    if line.has("noservername") {
        return Ok(None);
    }
    let Some(name) = line.value("servername").or_else(|| target.server_name()) else { return Ok(None) };
    match ServerName::try_from(name.to_owned()) {
        Ok(name @ ServerName::DnsName(_)) => Ok(Some(name)),
        _ if line.has("servername") => {
            Err(Failure::unsupported(format_args!("s_client -servername {name}: TLS sends host names only")))
        }
        _ => Ok(None),
    }
}

fn answer(
    session: &mut Session,
    line: &Line,
    passphrase: Option<&Secret>,
    issuers: &mut FileStore,
    provider: &CryptoProvider,
) -> Result<Answer, Failure> {
    let Some(key) = line.value("key").or(line.value("cert")) else { return Ok(Answer::new(None)) };
    // As openssl does, a key without a certificate is of no use.
    let Some(certificate) = line.value("cert") else { return Ok(Answer::new(None)) };
    let files = IdentityFiles {
        certificate,
        key,
        chain: line.value("cert_chain"),
        key_name: "client certificate private key",
        certificate_name: "client certificate",
    };
    setup::identity(session, files, passphrase, issuers, provider).map(|identity| Answer::new(Some(identity)))
}
