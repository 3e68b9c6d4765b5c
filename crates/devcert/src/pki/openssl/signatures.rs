//! The signatures of certificates and lists.

use super::certificate::StoreCertificate;
use super::list::RevocationList;
use crate::key::{PublicKey, VerifyError};
use crate::model::algorithm::AlgorithmIdentifier;

/// Why a signature is not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum SignatureFault {
    /// It does not match.
    Mismatch,
    /// devcert cannot check it, which this describes.
    Unsupported(String),
}

/// Checks that `key` made the signature of the certificate.
pub(super) fn check_certificate(
    certificate: &StoreCertificate,
    key: &PublicKey,
) -> Result<(), SignatureFault> {
    match certificate.signed() {
        Some(signed) if certificate.is_consistent => check(key, certificate.algorithm.as_ref(), signed),
        _ => Err(SignatureFault::Mismatch),
    }
}

/// Checks that `key` made the signature of the list.
pub(super) fn check_list(list: &RevocationList, key: &PublicKey) -> Result<(), SignatureFault> {
    let signed = list.signed().ok_or(SignatureFault::Mismatch)?;
    check(key, list.algorithm.as_ref(), signed)
}

fn check(
    key: &PublicKey,
    algorithm: Option<&AlgorithmIdentifier>,
    (part, signature): (&[u8], Vec<u8>),
) -> Result<(), SignatureFault> {
    let algorithm = algorithm.ok_or(SignatureFault::Mismatch)?;
    let unsupported =
        || SignatureFault::Unsupported(format!("signatures of {algorithm} by a key of {}", key.algorithm()));
    let known = algorithm.signature().ok_or_else(unsupported)?;
    key.verify(known, part, &signature).map_err(|error| match error {
        VerifyError::Mismatch | VerifyError::Restricted => SignatureFault::Mismatch,
        VerifyError::Unsupported => unsupported(),
    })
}
