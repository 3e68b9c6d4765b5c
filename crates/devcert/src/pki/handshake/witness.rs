//! The verifier of rustls clients, which can be asked again about what it has accepted.

use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{DigitallySignedStruct, Error, SignatureScheme};

/// Verifies as rustls clients do, and remembers the certificates.
#[derive(Debug)]
pub(super) struct Witness {
    verifier: Arc<WebPkiServerVerifier>,
    seen: Mutex<Option<Seen>>,
    /// The algorithm of the signature in the last TLS 1.3 handshake.
    scheme: Mutex<Option<SignatureScheme>>,
}

/// What a server presented.
#[derive(Debug, Clone)]
struct Seen {
    chain: Vec<CertificateDer<'static>>,
    ocsp: Vec<u8>,
    now: UnixTime,
}

impl Witness {
    pub(super) const fn new(verifier: Arc<WebPkiServerVerifier>) -> Self {
        Self { verifier, seen: Mutex::new(None), scheme: Mutex::new(None) }
    }

    /// The algorithm of the server's signature in the last handshake, where that was TLS 1.3.
    pub(super) fn scheme(&self) -> Option<SignatureScheme> {
        *self.scheme.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Verifies what the server presented last for another name; `None` if it has presented nothing.
    pub(super) fn verify_again(&self, name: &ServerName<'_>) -> Option<Result<(), Error>> {
        let Seen { chain, ocsp, now } =
            self.seen.lock().unwrap_or_else(PoisonError::into_inner).as_ref()?.clone();
        let (end_entity, intermediates) = chain.split_first()?;
        Some(self.verifier.verify_server_cert(end_entity, intermediates, name, &ocsp, now).map(|_| ()))
    }
}

impl ServerCertVerifier for Witness {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let chain = std::iter::once(end_entity).chain(intermediates);
        let chain = chain.map(|one| one.clone().into_owned()).collect();
        let seen = Seen { chain, ocsp: ocsp.to_vec(), now };
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Some(seen);
        self.verifier.verify_server_cert(end_entity, intermediates, name, ocsp, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.verifier.verify_tls12_signature(message, cert, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        *self.scheme.lock().unwrap_or_else(PoisonError::into_inner) = Some(signed.scheme);
        self.verifier.verify_tls13_signature(message, cert, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.verifier.supported_verify_schemes()
    }
}
