//! Signatures on certificates and requests.

use aws_lc_rs::signature::{self, UnparsedPublicKey, VerificationAlgorithm};
use rsa::pkcs1v15::{Signature, VerifyingKey};
use rsa::signature::Verifier as _;
use rsa::{BoxedUint, RsaPublicKey};
use sha2::Sha256;
use thiserror::Error;

use crate::encoding::certificate::Certificate;
use crate::encoding::signed::Signed;
use crate::key::oid::ml_dsa_oid;
use crate::key::{PublicKey, PublicKeyAlgorithm, ml_dsa_verification};
use crate::model::algorithm::{Curve, RSA_BITS_MAX};

/// Why a signature does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SignatureFault {
    /// Another key made it, or what it signs was changed.
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
    if key.algorithm().rsa_bits().is_some_and(|bits| bits > AWS_LC_RSA_BITS_MAX) {
        return check_large_rsa(key, signed.part(), signed.signature());
    }
    let unknown =
        || SignatureFault::Unknown { algorithm: signed.algorithm.to_string(), key: key.algorithm() };
    if is_of_another_kind(key.algorithm(), &signed.algorithm.oid) {
        return Err(SignatureFault::Mismatch);
    }
    let verification = verification(key.algorithm(), &signed.algorithm.oid).ok_or_else(unknown)?;
    UnparsedPublicKey::new(verification, key.bits())
        .verify(signed.part(), signed.signature())
        .map_err(|_| SignatureFault::Mismatch)
}

/// Whether `issuer`'s key made the signature on `certificate`.
pub fn check_issued(certificate: &Certificate, issuer: &PublicKey) -> Result<(), SignatureFault> {
    check(issuer, &certificate.signed)
}

/// Where the object identifiers of each kind of key's signatures begin.
const RSA: &str = "1.2.840.113549.1.1.";
const ECDSA: &str = "1.2.840.10045.4.";
const ED25519: &str = "1.3.101.112";

/// Whether no key of this kind can have made the signature, known or not.
fn is_of_another_kind(key: PublicKeyAlgorithm, oid: &str) -> bool {
    let begins = match key {
        PublicKeyAlgorithm::Rsa { .. } => RSA,
        PublicKeyAlgorithm::Ec(_) => ECDSA,
        PublicKeyAlgorithm::Ed25519 => ED25519,
        _ => return false,
    };
    [RSA, ECDSA, ED25519].iter().any(|kind| *kind != begins && oid.starts_with(kind))
}

/// aws-lc verifies RSA signatures up to this size.
const AWS_LC_RSA_BITS_MAX: u32 = 8192;
/// The sizes of the keys that are left for the rsa crate, in bits.
const SIZES: std::ops::RangeInclusive<usize> = 2048..=RSA_BITS_MAX as usize;

fn verification(key: PublicKeyAlgorithm, oid: &str) -> Option<&'static dyn VerificationAlgorithm> {
    Some(match (key, oid) {
        (PublicKeyAlgorithm::Rsa { .. }, "1.2.840.113549.1.1.5") => {
            &signature::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY
        }
        (PublicKeyAlgorithm::Rsa { .. }, "1.2.840.113549.1.1.11") => {
            &signature::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY
        }
        (PublicKeyAlgorithm::Rsa { .. }, "1.2.840.113549.1.1.12") => &signature::RSA_PKCS1_2048_8192_SHA384,
        (PublicKeyAlgorithm::Rsa { .. }, "1.2.840.113549.1.1.13") => {
            &signature::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY
        }
        (PublicKeyAlgorithm::Ec(curve), oid) => ecdsa(curve, oid)?,
        (PublicKeyAlgorithm::Ed25519, "1.3.101.112") => &signature::ED25519,
        (PublicKeyAlgorithm::MlDsa(parameters), oid) if oid == ml_dsa_oid(parameters).to_string() => {
            ml_dsa_verification(parameters)
        }
        _ => return None,
    })
}

fn ecdsa(curve: Curve, oid: &str) -> Option<&'static dyn VerificationAlgorithm> {
    Some(match (curve, oid) {
        (Curve::P256, "1.2.840.10045.4.3.2") => &signature::ECDSA_P256_SHA256_ASN1,
        (Curve::P256, "1.2.840.10045.4.3.3") => &signature::ECDSA_P256_SHA384_ASN1,
        (Curve::P256, "1.2.840.10045.4.3.4") => &signature::ECDSA_P256_SHA512_ASN1,
        (Curve::P384, "1.2.840.10045.4.3.2") => &signature::ECDSA_P384_SHA256_ASN1,
        (Curve::P384, "1.2.840.10045.4.3.3") => &signature::ECDSA_P384_SHA384_ASN1,
        (Curve::P384, "1.2.840.10045.4.3.4") => &signature::ECDSA_P384_SHA512_ASN1,
        (Curve::P521, "1.2.840.10045.4.3.2") => &signature::ECDSA_P521_SHA256_ASN1,
        (Curve::P521, "1.2.840.10045.4.3.3") => &signature::ECDSA_P521_SHA384_ASN1,
        (Curve::P521, "1.2.840.10045.4.3.4") => &signature::ECDSA_P521_SHA512_ASN1,
        _ => return None,
    })
}

/// Keys that aws-lc refuses, with SHA-256, which is what devcert itself signs with.
fn check_large_rsa(key: &PublicKey, message: &[u8], signature: &[u8]) -> Result<(), SignatureFault> {
    let mismatch = |_| SignatureFault::Mismatch;
    let parts = pkcs1::RsaPublicKeyRef::try_from(key.bits()).map_err(|_| SignatureFault::Mismatch)?;
    let number = |bytes: &[u8]| BoxedUint::from_be_slice_vartime(bytes);
    let (modulus, exponent) = (number(parts.modulus.as_bytes()), number(parts.public_exponent.as_bytes()));
    let public =
        RsaPublicKey::new_with_size_limits(modulus, exponent, SIZES).map_err(|_| SignatureFault::Mismatch)?;
    let signature = Signature::try_from(signature).map_err(mismatch)?;
    VerifyingKey::<Sha256>::new(public).verify(message, &signature).map_err(mismatch)
}
