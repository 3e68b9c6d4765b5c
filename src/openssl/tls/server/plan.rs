//! What a server needs before it listens.

use std::sync::Arc;

use devcert::model::secret::Secret;
use rustls::crypto::CryptoProvider;
use rustls::server::NoServerSessionStorage;
use rustls::sign::CertifiedKey;
use rustls::{DistinguishedName, ServerConfig, SupportedCipherSuite};

use super::chooser::{Chooser, Named};
use crate::host::socket::{Listener, SocketError};
use crate::openssl::failure::Failure;
use crate::openssl::options::Line;
use crate::openssl::passphrase;
use crate::openssl::session::Session;
use crate::openssl::tls::address::{self, Alone, Parsed};
use crate::openssl::tls::keys::Keys;
use crate::openssl::tls::peer::Peer;
use crate::openssl::tls::setup::{self, IdentityFiles};
use crate::openssl::verification::FileStore;

/// The certificates of a line without others.
const CERTIFICATE: &str = "server.pem";
const SECOND_CERTIFICATE: &str = "server2.pem";

/// A server.
pub(super) struct Server {
    /// rustls's configuration.
    pub config: Arc<ServerConfig>,
    /// The client.
    pub peer: Arc<Peer>,
    /// What the client offers.
    pub chooser: Arc<Chooser>,
    /// The secrets.
    pub keys: Arc<Keys>,
}

impl Server {
    /// What the command line asks for.
    ///
    /// # Errors
    /// Options that contradict each other or are not supported, and files that cannot be read.
    pub(super) fn new(line: &Line, session: &mut Session) -> Result<Self, Failure> {
        let versions = setup::versions(line)?;
        let provider = setup::provider("s_server", line, &versions)?;
        let algorithms = provider.signature_verification_algorithms;
        let rules = setup::rules("s_server", session, line, "ssl_client")?;
        let mut issuers = setup::chain_store("s_server", line)?;
        let chooser = Arc::new(chooser(line, session, &mut issuers, &provider)?);
        let manner = setup::manner("s_server", session, line)?;
        let client_auth = match (line.has("verify"), line.has("Verify")) {
            (_, true) => Some(true),
            (true, false) => Some(false),
            (false, false) => None,
        };
        let authorities = authorities(line, session)?;
        let peer = Arc::new(Peer::server(rules, manner, algorithms).asking(authorities, client_auth));
        let (verifier, resolver) = (Arc::clone(&peer), Arc::clone(&chooser));
        let mut config = ServerConfig::builder_with_provider(Arc::new(provider))
            .with_protocol_versions(&versions)
            .map_err(|error| Failure::unsupported(format_args!("these versions and cipher suites: {error}")))?
            .with_client_cert_verifier(verifier)
            .with_cert_resolver(resolver);
        let keys = Arc::new(Keys::default());
        let log = Arc::clone(&keys);
        config.key_log = log;
        config.alpn_protocols = setup::alpn(line);
        config.ignore_client_order = line.has("serverpref");
        let tickets = line.number("num_tickets").and_then(|count| usize::try_from(count).ok());
        config.send_tls13_tickets = tickets.unwrap_or(config.send_tls13_tickets);
        if line.has("no_cache") || line.has("no_ticket") {
            config.send_tls13_tickets = 0;
            config.session_storage = Arc::new(NoServerSessionStorage {});
        }
        Ok(Self { config: Arc::new(config), peer, chooser, keys })
    }
}

/// The certificates of the line.
fn chooser(
    line: &Line,
    session: &mut Session,
    issuers: &mut FileStore,
    provider: &CryptoProvider,
) -> Result<Chooser, Failure> {
    let passphrases = passphrase::read_both(session, line.value("pass"), line.value("dpass"))?;
    let certificate = line.value("cert").unwrap_or(CERTIFICATE);
    let files = IdentityFiles {
        certificate,
        key: line.value("key").unwrap_or(certificate),
        chain: line.value("cert_chain"),
        key_name: "server certificate private key",
        certificate_name: "server certificate",
    };
    let first = setup::identity(session, files, passphrases.input.as_ref(), issuers, provider)?;
    if line.has("status") && !line.has("status_file") {
        return Err(Failure::unsupported("s_server -status without -status_file: it asks no responder"));
    }
    let response = line.value("status_file").map(|path| session.read_input(Some(path), "OCSP response"));
    let response = response.transpose()?.map(|bytes| bytes.to_vec());
    let first = match response {
        Some(_) => Arc::new(CertifiedKey { ocsp: response, ..CertifiedKey::clone(&first) }),
        None => first,
    };
    let mut identities = vec![first];
    if let Some(certificate) = line.value("dcert") {
        let files = IdentityFiles {
            certificate,
            key: line.value("dkey").unwrap_or(certificate),
            chain: line.value("dcert_chain"),
            key_name: "second certificate private key",
            certificate_name: "second server certificate",
        };
        identities.push(setup::identity(session, files, passphrases.output.as_ref(), issuers, provider)?);
    }
    let named = named(line, session, passphrases.input.as_ref(), issuers, provider)?;
    let suites = provider.cipher_suites.iter().map(SupportedCipherSuite::suite).collect();
    Ok(Chooser::new(identities, named, suites))
}

/// The certificate for the name of `-servername`.
fn named(
    line: &Line,
    session: &mut Session,
    passphrase: Option<&Secret>,
    issuers: &mut FileStore,
    provider: &CryptoProvider,
) -> Result<Option<Named>, Failure> {
    let Some(name) = line.value("servername") else { return Ok(None) };
    let files = IdentityFiles {
        certificate: line.value("cert2").unwrap_or(SECOND_CERTIFICATE),
        // As openssl has it, not the file of -cert2.
        key: line.value("key2").or(line.value("cert")).unwrap_or(CERTIFICATE),
        chain: None,
        key_name: "second server certificate private key",
        certificate_name: "second server certificate",
    };
    let identity = setup::identity(session, files, passphrase, issuers, provider)?;
    Ok(Some(Named { name: name.to_owned(), identity, is_fatal: line.has("servername_fatal") }))
}

/// The names of the CAs of `-CAfile`, which clients are asked for.
fn authorities(line: &Line, session: &mut Session) -> Result<Vec<DistinguishedName>, Failure> {
    use ::der::{Decode as _, Encode as _};
    let Some(path) = line.value("CAfile") else { return Ok(Vec::new()) };
    let mut names: Vec<DistinguishedName> = Vec::new();
    for certificate in setup::trusted(session, path)? {
        let structure = devcert::x509::Certificate::from_der(certificate.der());
        let name = structure.and_then(|one| one.body.subject.to_der()).map_err(Failure::new)?;
        let name = DistinguishedName::from(name);
        if !names.iter().any(|known| known.as_ref() == name.as_ref()) {
            names.push(name);
        }
    }
    Ok(names)
}

/// The host and the port of the line.
///
/// # Errors
/// When they are malformed.
pub(super) fn address(line: &Line) -> Result<Parsed, Failure> {
    let Some(text) = line.value("accept") else { return Ok(Parsed::default()) };
    address::parse(text, Alone::Port).ok_or_else(|| {
        Failure::new("s_server: -accept argument malformed or ambiguous")
            .hint("write the address as PORT or HOST:PORT, or as [ADDRESS]:PORT for IPv6")
    })
}

/// Listens at this address, or at the Unix socket of the line.
///
/// # Errors
/// When it cannot be listened at.
pub(super) fn listen(line: &Line, address: &Parsed) -> Result<Listener, Failure> {
    if let Some(path) = line.value("unix") {
        if line.has("unlink") {
            // One that is missing need not be removed.
            let _ = crate::host::files::remove_file(path.as_ref());
        }
        return Listener::bind_unix(path.as_ref()).map_err(|error| unbound(&error));
    }
    let port = address.port.as_deref().or(line.value("port")).unwrap_or(address::PORT);
    Listener::bind(address.host.as_deref(), port, setup::family(line)).map_err(|error| unbound(&error))
}

fn unbound(error: &SocketError) -> Failure {
    use crate::openssl::tls::alert;
    match error {
        SocketError::System(error) => {
            Failure::new(format_args!("{}calling bind()", alert::of_system(error).0))
                .line("error:10000075:BIO routines::unable to bind socket:")
        }
        other => Failure::new(format_args!("error:10080002:BIO routines::system lib:{other}")),
    }
}
