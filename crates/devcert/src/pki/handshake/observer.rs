//! A client that takes any certificate and remembers what it was shown.

use std::sync::Mutex;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{DigitallySignedStruct, Error, SignatureScheme};

use crate::pki::load::Provider;

/// What a server has shown in one handshake.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown {
    /// The certificates, in the order in which they were sent.
    pub chain: Vec<CertificateDer<'static>>,
    /// The OCSP response that came with them (RFC 6066, 8), as DER; empty when none came.
    pub ocsp: Vec<u8>,
    /// Whether the handshake was signed with the key of the first certificate; `None` when it came to
    /// no signature, or when its algorithm is none that rustls knows.
    pub signed: Option<bool>,
}

/// Takes everything, so that what is wrong can be checked afterwards, and all of it.
#[derive(Debug)]
pub struct Observer {
    algorithms: WebPkiSupportedAlgorithms,
    shown: Mutex<Shown>,
}

impl Observer {
    /// One that checks signatures with this provider.
    #[must_use]
    pub fn new(provider: Provider) -> Self {
        let algorithms = provider.crypto().signature_verification_algorithms;
        Self { algorithms, shown: Mutex::default() }
    }

    /// What was shown so far.
    #[must_use]
    pub fn shown(&self) -> Shown {
        self.with(|shown| shown.clone())
    }

    fn with<T>(&self, act: impl FnOnce(&mut Shown) -> T) -> T {
        let mut shown = self.shown.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        act(&mut shown)
    }

    /// Remembers what came of a signature, and lets the handshake go on whatever it was: a server whose
    /// key is too small for rustls still has a certificate to look at.
    fn note(&self, outcome: &Result<HandshakeSignatureValid, Error>) -> HandshakeSignatureValid {
        use rustls::CertificateError as E;
        let signed = match outcome {
            Ok(_) => Some(true),
            Err(Error::InvalidCertificate(E::BadSignature)) => Some(false),
            Err(_) => None,
        };
        self.with(|shown| shown.signed = signed);
        HandshakeSignatureValid::assertion()
    }
}

impl ServerCertVerifier for Observer {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        ocsp_response: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.with(|shown| {
            let all = std::iter::once(end_entity).chain(intermediates);
            shown.chain = all.map(|one| one.clone().into_owned()).collect();
            shown.ocsp = ocsp_response.to_vec();
        });
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(self.note(&verify_tls12_signature(message, cert, signed, &self.algorithms)))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(self.note(&verify_tls13_signature(message, cert, signed, &self.algorithms)))
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}
