//! The peer of a connection: its certificates are verified and recorded as the handshake goes on.

use std::sync::{Arc, Mutex, PoisonError};

use devcert::pki::openssl::{StoreCertificate, VerifyCode};
use devcert::text::{self, NameStyle};
use devcert::x509::Name;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, Error, OtherError, SignatureScheme,
};
use thiserror::Error;

use super::signature;
use super::verification::{Manner, Rules};

/// What a peer has shown.
#[derive(Debug, Clone, Default)]
pub(super) struct Shown {
    /// Its certificates in the order in which it has sent them.
    pub chain: Vec<CertificateDer<'static>>,
    /// The OCSP response that it has sent with them, in DER.
    pub response: Option<Vec<u8>>,
    /// How it has signed the handshake.
    pub scheme: Option<SignatureScheme>,
    /// The last error in its certificates.
    pub code: VerifyCode,
    /// Whether the error has ended the connection.
    pub is_rejected: bool,
}

/// Checks a peer.
#[derive(Debug)]
pub(super) struct Peer {
    rules: Rules,
    manner: Manner,
    algorithms: WebPkiSupportedAlgorithms,
    /// The names of the CAs that a client is asked for.
    authorities: Vec<DistinguishedName>,
    /// Whether a client must have a certificate; `None` where it is not asked for one.
    client_auth: Option<bool>,
    shown: Mutex<Shown>,
}

impl Peer {
    /// A server, of which every certificate is accepted unless errors end the connection.
    pub(super) fn server(rules: Rules, manner: Manner, algorithms: WebPkiSupportedAlgorithms) -> Self {
        let (authorities, client_auth, shown) = (Vec::new(), None, Mutex::default());
        Self { rules, manner, algorithms, authorities, client_auth, shown }
    }

    /// The same for a client, which is asked for a certificate of these CAs, and must have one if that is mandatory.
    pub(super) fn asking(self, authorities: Vec<DistinguishedName>, client_auth: Option<bool>) -> Self {
        Self { authorities, client_auth, ..self }
    }

    /// What it has shown.
    pub(super) fn shown(&self) -> Shown {
        self.with(|shown| shown.clone())
    }

    /// Forgets it, before the next connection.
    pub(super) fn forget(&self) {
        self.with(|shown| *shown = Shown::default());
    }

    fn with<T>(&self, act: impl FnOnce(&mut Shown) -> T) -> T {
        act(&mut self.shown.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn check(&self, chain: Vec<CertificateDer<'static>>) -> Result<(), Error> {
        let read: Result<Vec<_>, _> =
            chain.iter().map(|der| StoreCertificate::from_der(der).map(Arc::new)).collect();
        self.with(|shown| *shown = Shown { chain, ..Shown::default() });
        let certificates = read.map_err(|_| Error::InvalidCertificate(CertificateError::BadEncoding))?;
        if let Some(line) = self.manner.first {
            self.manner.ui.line(line);
        }
        let (code, is_rejected) = self.rules.verify(&certificates, self.manner);
        self.with(|shown| (shown.code, shown.is_rejected) = (code, is_rejected));
        match is_rejected {
            true => Err(Error::InvalidCertificate(rejection(code))),
            false => Ok(()),
        }
    }

    /// Whether the peer has signed the handshake. Signatures that rustls cannot check are accepted from peers whose
    /// errors are.
    fn signed(
        &self,
        outcome: Result<HandshakeSignatureValid, Error>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.with(|shown| shown.scheme = Some(signed.scheme));
        match outcome {
            Err(error)
                if !self.manner.strict
                    && error != Error::InvalidCertificate(CertificateError::BadSignature) =>
            {
                Ok(HandshakeSignatureValid::assertion())
            }
            outcome => outcome,
        }
    }
}

/// A name in one line.
pub(super) fn name(name: &Name<'_>, style: NameStyle) -> String {
    text::distinguished_name(name, style).unwrap_or_default()
}

/// The error that makes rustls send the alert that openssl sends (`ossl_x509err2alert`), where it has one.
fn rejection(code: VerifyCode) -> CertificateError {
    match code {
        VerifyCode::CertHasExpired | VerifyCode::CrlHasExpired => CertificateError::Expired,
        VerifyCode::CertRevoked => CertificateError::Revoked,
        VerifyCode::CertSignatureFailure | VerifyCode::CrlSignatureFailure => CertificateError::BadSignature,
        VerifyCode::InvalidPurpose => CertificateError::InvalidPurpose,
        VerifyCode::HostnameMismatch | VerifyCode::EmailMismatch | VerifyCode::IpAddressMismatch => {
            CertificateError::NotValidForName
        }
        VerifyCode::CertNotYetValid
        | VerifyCode::CrlNotYetValid
        | VerifyCode::CertRejected
        | VerifyCode::EeKeyTooSmall
        | VerifyCode::CaKeyTooSmall
        | VerifyCode::CaMdTooWeak
        | VerifyCode::EcKeyExplicitParams
        | VerifyCode::ErrorInCertNotBeforeField
        | VerifyCode::ErrorInCertNotAfterField
        | VerifyCode::ErrorInCrlLastUpdateField
        | VerifyCode::ErrorInCrlNextUpdateField
        | VerifyCode::UnableToDecodeIssuerPublicKey => CertificateError::BadEncoding,
        VerifyCode::CertChainTooLong
        | VerifyCode::DepthZeroSelfSignedCert
        | VerifyCode::SelfSignedCertInChain
        | VerifyCode::InvalidCa
        | VerifyCode::PathLengthExceeded
        | VerifyCode::UnableToGetCrl
        | VerifyCode::UnableToGetCrlIssuer
        | VerifyCode::UnableToGetIssuerCert
        | VerifyCode::UnableToGetIssuerCertLocally
        | VerifyCode::UnableToVerifyLeafSignature => CertificateError::UnknownIssuer,
        other => CertificateError::Other(OtherError(Arc::new(Fault(other.text())))),
    }
}

/// An error for which rustls has no name.
#[derive(Debug, Error)]
#[error("{0}")]
struct Fault(&'static str);

fn whole(first: &CertificateDer<'_>, others: &[CertificateDer<'_>]) -> Vec<CertificateDer<'static>> {
    std::iter::once(first).chain(others).map(|one| one.clone().into_owned()).collect()
}

impl ServerCertVerifier for Peer {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        response: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.check(whole(end_entity, intermediates))?;
        self.with(|shown| shown.response = Some(response.to_vec()).filter(|response| !response.is_empty()));
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.signed(verify_tls12_signature(message, cert, signed, &self.algorithms), signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.signed(verify_tls13_signature(message, cert, signed, &self.algorithms), signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        signature::in_order(self.algorithms.supported_schemes())
    }
}

impl ClientCertVerifier for Peer {
    fn offer_client_auth(&self) -> bool {
        self.client_auth.is_some()
    }

    fn client_auth_mandatory(&self) -> bool {
        self.client_auth.unwrap_or_default()
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &self.authorities
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        self.check(whole(end_entity, intermediates))?;
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.signed(verify_tls12_signature(message, cert, signed, &self.algorithms), signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.signed(verify_tls13_signature(message, cert, signed, &self.algorithms), signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        signature::in_order(self.algorithms.supported_schemes())
    }
}
