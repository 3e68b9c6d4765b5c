//! Signatures on certificates and requests.

use thiserror::Error;

use crate::encoding::certificate::Certificate;
use crate::encoding::signed::Signed;
use crate::key::{PublicKey, PublicKeyAlgorithm, VerifyError};
use crate::model::oid::{Oid, known};

/// Why a signature does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SignatureFault {
    /// Another key made it, what it signs was changed, or the key excludes such signatures.
    #[error("the signature does not match")]
    Mismatch,
    /// An algorithm, or a key for it, that devcert does not know.
    #[error("signatures of {algorithm} by a key of {key} are not known")]
    Unknown {
        /// The signature's algorithm.
        algorithm: String,
        /// The key's.
        key: PublicKeyAlgorithm,
    },
}

/// Checks that `key` made the signature on `signed`.
pub fn check(key: &PublicKey, signed: &Signed) -> Result<(), SignatureFault> {
    let unknown =
        || SignatureFault::Unknown { algorithm: signed.algorithm.to_string(), key: key.algorithm() };
    if is_of_another_kind(key.algorithm(), signed.algorithm.oid()) {
        return Err(SignatureFault::Mismatch);
    }
    let algorithm = signed.algorithm.signature().ok_or_else(unknown)?;
    key.verify(algorithm, signed.part(), signed.signature()).map_err(|error| match error {
        VerifyError::Mismatch | VerifyError::Restricted => SignatureFault::Mismatch,
        VerifyError::Unsupported => unknown(),
    })
}

/// Whether `issuer`'s key made the signature on `certificate`.
pub fn check_issued(certificate: &Certificate, issuer: &PublicKey) -> Result<(), SignatureFault> {
    check(issuer, certificate.signed())
}

/// Where the object identifiers of each kind of key's signatures begin.
const RSA: Oid = Oid::of(known::PKCS_1);
const ECDSA: Oid = Oid::of(known::EC_SIG_TYPE);
const ED25519: Oid = Oid::of(known::ID_ED_25519);

/// Whether no key of this kind can have made the signature, known or not.
fn is_of_another_kind(key: PublicKeyAlgorithm, oid: Oid) -> bool {
    let begins = match key {
        PublicKeyAlgorithm::Rsa { .. } | PublicKeyAlgorithm::RsaPss { .. } => RSA,
        PublicKeyAlgorithm::Ec(_) => ECDSA,
        PublicKeyAlgorithm::Ed25519 => ED25519,
        _ => return false,
    };
    [RSA, ECDSA, ED25519].iter().any(|kind| *kind != begins && oid.octets().starts_with(kind.octets()))
}
