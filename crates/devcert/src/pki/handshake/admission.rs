//! The other direction: a client shows its certificate to a server that asks for one.

use std::sync::Arc;

use rustls::pki_types::{CertificateDer, ServerName};
use rustls::server::WebPkiClientVerifier;
use rustls::{ClientConfig, Error, RootCertStore, ServerConfig};

use super::{FixedClock, TlsVersion, handshake};
use crate::pki::handshake::observer::Observer;
use crate::pki::load::{Provider, ServerFiles};
use crate::pki::refusal::RejectReason;

/// A server that lets in whoever has a certificate of the given anchors, and for each protocol version a
/// client with the certificate in question.
///
/// The server shows the same certificate, which the client takes unseen: what it proves is asked of
/// it as a client's.
pub struct Admission {
    server: Arc<ServerConfig>,
    clients: Vec<(TlsVersion, Arc<ClientConfig>)>,
}

impl Admission {
    /// Sets both sides up.
    ///
    /// # Errors
    /// When an anchor is no certificate that rustls can read, or when the client does not start.
    pub fn new(
        files: &ServerFiles,
        provider: Provider,
        anchors: impl IntoIterator<Item = CertificateDer<'static>>,
        clock: FixedClock,
    ) -> Result<Self, RejectReason> {
        let mut roots = RootCertStore::empty();
        for anchor in anchors {
            roots.add(anchor).map_err(|error| RejectReason::of_rustls(&error))?;
        }
        let server =
            server(files, provider, roots, clock).map_err(|error| RejectReason::of_rustls(&error))?;
        let client = |version| Ok((version, Arc::new(client(files, version, provider, clock)?)));
        let clients = TlsVersion::ALL.into_iter().map(client).collect::<Result<_, Error>>();
        Ok(Self {
            server: Arc::new(server),
            clients: clients.map_err(|error| RejectReason::of_rustls(&error))?,
        })
    }

    /// What comes of showing the certificate, for each protocol version.
    pub fn connect(&self) -> impl Iterator<Item = (TlsVersion, Result<(), RejectReason>)> + '_ {
        self.clients.iter().map(move |(version, client)| {
            let outcome = ServerName::try_from("localhost")
                .map_err(|_| Error::General("localhost is a name".to_owned()))
                .and_then(|name| handshake(Arc::clone(client), Arc::clone(&self.server), name));
            (*version, outcome.map_err(|error| RejectReason::of_rustls(&error)))
        })
    }
}

/// Whether a client starts with the files at all.
pub fn starts(files: &ServerFiles, provider: Provider, clock: FixedClock) -> Result<(), RejectReason> {
    let started = client(files, TlsVersion::Tls13, provider, clock);
    started.map(drop).map_err(|error| RejectReason::of_rustls(&error))
}

fn server(
    files: &ServerFiles,
    provider: Provider,
    roots: RootCertStore,
    clock: FixedClock,
) -> Result<ServerConfig, Error> {
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider.crypto())
        .build()
        .map_err(|error| Error::General(error.to_string()))?;
    ServerConfig::builder_with_details(provider.crypto(), Arc::new(clock))
        .with_safe_default_protocol_versions()?
        .with_client_cert_verifier(verifier)
        .with_single_cert(files.chain().to_vec(), files.key())
}

fn client(
    files: &ServerFiles,
    version: TlsVersion,
    provider: Provider,
    clock: FixedClock,
) -> Result<ClientConfig, Error> {
    ClientConfig::builder_with_details(provider.crypto(), Arc::new(clock))
        .with_protocol_versions(&[version.rustls()])?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Observer::new(provider)))
        .with_client_auth_cert(files.chain().to_vec(), files.key())
}
