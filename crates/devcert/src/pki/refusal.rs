//! Why rustls refuses a key or a certificate, in words.
//!
//! rustls and webpki name their reasons for programmers (`Other(OtherError(CaUsedAsEndEntity))`);
//! the table here says the same to the people who have to mend the file.

use rustls::{CertificateError, Error, InconsistentKeys, PeerIncompatible};
use thiserror::Error;

use super::lint::extension_name;
use crate::encoding::crl::Crl;
use crate::model::extension::{Extension, repeated};
use crate::model::oid::Oid;

/// One reason; each is a predicate of the certificate, or a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
#[non_exhaustive]
pub enum RejectReason {
    /// CA:TRUE, the default of `openssl req -x509`.
    #[error(
        "CA certificate (CA:TRUE), which rustls rejects for a server, while curl, Node.js and Python accept it"
    )]
    CaAsServer,
    /// After not-after.
    #[error("expired, or its issuer's certificate has expired")]
    Expired,
    /// Before not-before.
    #[error("not valid yet, or its issuer's certificate is not")]
    NotYetValid,
    /// The host is not among the names.
    #[error("not valid for this name")]
    OtherName,
    /// No path to the trust anchor.
    #[error("the client does not trust its issuer")]
    UnknownIssuer,
    /// Wrong, or made with a key of a size that rustls does not take.
    #[error("the signature does not match the issuer's key")]
    BadSignature,
    /// SHA-1 and older.
    #[error("signed with an algorithm that rustls does not support")]
    SignatureAlgorithm,
    /// extendedKeyUsage without serverAuth.
    #[error("the extended key usage does not include serverAuth, so it is not for servers")]
    Purpose,
    /// Not version 3.
    #[error("not a version 3 certificate, the only version that rustls supports")]
    Version,
    /// Critical and unknown.
    #[error("has a critical extension that rustls does not know")]
    CriticalExtension,
    /// An extension that breaks its own rules.
    #[error("an extension is malformed")]
    Extension,
    /// RFC 5280, 4.2.
    #[error("has the extension {} more than once", extension_name(*.0))]
    RepeatedExtension(Oid),
    /// Not DER, or not a certificate's structure.
    #[error("malformed encoding")]
    Encoding,
    /// RFC 5280, 4.1.2.2
    #[error("the serial number is not a positive number of at most 20 bytes")]
    Serial,
    /// The CA's nameConstraints.
    #[error("the name constraints of its CA do not allow one of its names")]
    NameConstraint,
    /// The CA's pathLenConstraint.
    #[error("the path length of its CA does not allow a subordinate CA")]
    PathLength,
    /// CA:FALSE in the issuer.
    #[error("its issuer is not a CA (CA:FALSE)")]
    IssuerIsNoCa,
    /// Inside and outside of the signed part.
    #[error("has two different signature algorithms")]
    TwoAlgorithms,
    /// One of webpki's limits on a chain.
    #[error("the chain is longer or more complex than rustls allows")]
    Tangled,
    /// The first certificate has another key.
    #[error("the key does not match the first certificate")]
    KeyMismatch,
    /// No signature scheme or cipher suite is left for this key.
    #[error("client and server have no common signature algorithm for this key")]
    NothingInCommon,
    /// The private key, not the certificate.
    #[error("rustls does not support this private key")]
    Key,
    /// On a revocation list.
    #[error("revoked, or its issuer's certificate is")]
    Revoked,
    /// A revocation list that cannot be read, or that its issuer did not make.
    #[error("a CRL cannot be used: {}", list_fault(*.0))]
    Crl(CrlFault),
    /// None of the above.
    #[error("rustls rejects it for a reason that devcert does not know")]
    Unknown,
}

/// What is wrong with a revocation list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CrlFault {
    /// Not DER, or not a list's structure.
    Encoding,
    /// No CRL number (RFC 5280, 5.2.3).
    NoNumber,
    /// Version 1.
    Version,
    /// Only the changes since another list.
    Delta,
    /// Of several issuers, or of some reasons only.
    Partial,
    /// Not made with the issuer's key.
    Signature,
    /// Made with an algorithm that rustls does not take.
    Algorithm,
    /// The issuer's key usage leaves out cRLSign.
    Signer,
    /// Its successor is due.
    Stale,
    /// None of the issuer's.
    Unknown,
}

const fn list_fault(fault: CrlFault) -> &'static str {
    match fault {
        CrlFault::Encoding => "malformed",
        CrlFault::NoNumber => "no CRL number",
        CrlFault::Version => "version 1 CRL, but rustls supports only version 2",
        CrlFault::Delta => "delta CRL, which contains only the changes since another one",
        CrlFault::Partial => "covers only some of the issuer's certificates or reasons",
        CrlFault::Signature => "the signature does not match the issuer's key",
        CrlFault::Algorithm => "signed with an algorithm that rustls does not support",
        CrlFault::Signer => "its issuer's key usage does not include cRLSign",
        CrlFault::Stale => "stale; the next update is due",
        CrlFault::Unknown => "no CRL from the issuer was given",
    }
}

impl RejectReason {
    pub(crate) fn of_rustls(error: &Error) -> Self {
        match error {
            Error::InvalidCertificate(error) => of_certificate(error),
            Error::InconsistentKeys(InconsistentKeys::KeyMismatch) => Self::KeyMismatch,
            Error::General(_) => Self::Key,
            Error::PeerIncompatible(
                PeerIncompatible::NoSignatureSchemesInCommon
                | PeerIncompatible::NoCipherSuitesInCommon
                | PeerIncompatible::NoCertificateRequestSignatureSchemesInCommon,
            ) => Self::NothingInCommon,
            _ => Self::Unknown,
        }
    }

    pub(crate) fn of_webpki(error: &webpki::Error) -> Self {
        of_webpki(error)
    }

    /// Refines the rejection with the `extensions` of the certificate, since rustls does not say which one it
    /// rejects.
    #[must_use]
    pub fn on(self, extensions: &[Extension]) -> Self {
        match self {
            Self::Extension => repeated(extensions).map_or(self, Self::RepeatedExtension),
            other => other,
        }
    }

    /// What rustls says, without what the extensions add.
    #[must_use]
    pub(crate) const fn unrefined(self) -> Self {
        match self {
            Self::RepeatedExtension(_) | Self::Crl(CrlFault::NoNumber) => Self::Extension,
            other => other,
        }
    }

    /// Refines the rejection with the extensions of the revocation `list`.
    #[must_use]
    pub(crate) fn on_list(self, list: &Crl) -> Self {
        match self.on(list.extensions()) {
            Self::Extension if list.number().is_none() => Self::Crl(CrlFault::NoNumber),
            other => other,
        }
    }
}

fn of_certificate(error: &CertificateError) -> RejectReason {
    use CertificateError as E;
    match error {
        E::BadEncoding => RejectReason::Encoding,
        E::Expired | E::ExpiredContext { .. } => RejectReason::Expired,
        E::NotValidYet | E::NotValidYetContext { .. } => RejectReason::NotYetValid,
        E::UnhandledCriticalExtension => RejectReason::CriticalExtension,
        E::UnknownIssuer => RejectReason::UnknownIssuer,
        E::BadSignature => RejectReason::BadSignature,
        E::UnsupportedSignatureAlgorithmContext { .. }
        | E::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => RejectReason::SignatureAlgorithm,
        E::NotValidForName | E::NotValidForNameContext { .. } => RejectReason::OtherName,
        E::InvalidPurpose | E::InvalidPurposeContext { .. } => RejectReason::Purpose,
        E::Other(inner) => inner.0.downcast_ref().map_or(RejectReason::Unknown, of_webpki),
        _ => RejectReason::Unknown,
    }
}

/// What webpki says itself, or what rustls has no variant for and passes on as it came.
fn of_webpki(error: &webpki::Error) -> RejectReason {
    use webpki::Error as E;
    match error {
        E::CaUsedAsEndEntity => RejectReason::CaAsServer,
        E::EndEntityUsedAsCa => RejectReason::IssuerIsNoCa,
        E::CertExpired { .. } => RejectReason::Expired,
        E::CertNotValidYet { .. } => RejectReason::NotYetValid,
        E::CertNotValidForName(_) => RejectReason::OtherName,
        E::UnknownIssuer => RejectReason::UnknownIssuer,
        E::InvalidSignatureForPublicKey => RejectReason::BadSignature,
        E::UnsupportedSignatureAlgorithmContext(_)
        | E::UnsupportedSignatureAlgorithmForPublicKeyContext(_) => RejectReason::SignatureAlgorithm,
        E::RequiredEkuNotFoundContext(_) => RejectReason::Purpose,
        E::UnsupportedCertVersion => RejectReason::Version,
        E::UnsupportedCriticalExtension => RejectReason::CriticalExtension,
        E::ExtensionValueInvalid
        | E::MalformedExtensions
        | E::EmptyEkuExtension
        | E::MalformedDnsIdentifier
        | E::MalformedNameConstraint
        | E::InvalidNetworkMaskConstraint => RejectReason::Extension,
        E::BadDer | E::BadDerTime | E::TrailingData(_) | E::InvalidCertValidity => RejectReason::Encoding,
        E::InvalidSerialNumber => RejectReason::Serial,
        E::NameConstraintViolation => RejectReason::NameConstraint,
        E::PathLenConstraintViolated => RejectReason::PathLength,
        E::SignatureAlgorithmMismatch => RejectReason::TwoAlgorithms,
        E::MaximumPathDepthExceeded
        | E::MaximumPathBuildCallsExceeded
        | E::MaximumSignatureChecksExceeded
        | E::MaximumNameConstraintComparisonsExceeded => RejectReason::Tangled,
        E::CertRevoked => RejectReason::Revoked,
        other => of_crl(other).map_or(RejectReason::Unknown, RejectReason::Crl),
    }
}

fn of_crl(error: &webpki::Error) -> Option<CrlFault> {
    use webpki::Error as E;
    Some(match error {
        E::InvalidCrlNumber => CrlFault::Encoding,
        E::UnsupportedCrlVersion => CrlFault::Version,
        E::UnsupportedDeltaCrl => CrlFault::Delta,
        E::UnsupportedIndirectCrl
        | E::UnsupportedCrlIssuingDistributionPoint
        | E::UnsupportedRevocationReason
        | E::UnsupportedRevocationReasonsPartitioning => CrlFault::Partial,
        E::InvalidCrlSignatureForPublicKey => CrlFault::Signature,
        E::UnsupportedCrlSignatureAlgorithmContext(_)
        | E::UnsupportedCrlSignatureAlgorithmForPublicKeyContext(_) => CrlFault::Algorithm,
        E::IssuerNotCrlSigner => CrlFault::Signer,
        E::CrlExpired { .. } => CrlFault::Stale,
        E::UnknownRevocationStatus => CrlFault::Unknown,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use rustls::OtherError;

    #[test]
    fn a_reason_that_rustls_wraps_is_unwrapped() {
        let wrapped =
            |error: webpki::Error| Error::from(CertificateError::Other(OtherError(Arc::new(error))));
        assert_eq!(
            RejectReason::of_rustls(&wrapped(webpki::Error::CaUsedAsEndEntity)),
            RejectReason::CaAsServer
        );
        assert_eq!(RejectReason::of_rustls(&wrapped(webpki::Error::CertDistrusted)), RejectReason::Unknown);
    }
}
