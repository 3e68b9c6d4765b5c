//! How strong keys and signatures are, in bits (`EVP_PKEY_get_security_bits`, `X509_get_signature_info`).

use super::certificate::StoreCertificate;
use crate::key::{PublicKey, PublicKeyAlgorithm};
use crate::model::algorithm::{AlgorithmIdentifier, DigestAlgorithm, KeyType, MlDsa, SignatureAlgorithm};

/// The strength that each security level from 1 requires.
const LEVELS: [u32; 5] = [80, 112, 128, 192, 256];

/// The least sizes of RSA and DSA keys in bits with each strength (`ossl_ifc_ffc_compute_security_bits`).
const FACTORING: [(u32, u32); 5] = [(13_911, 256), (6_944, 192), (2_670, 128), (1_962, 112), (919, 80)];

/// The least orders of elliptic curves in bits with each strength.
const CURVES: [(u32, u32); 5] = [(512, 256), (384, 192), (256, 128), (224, 112), (160, 80)];

fn required(level: i64) -> Option<u32> {
    let index = usize::try_from(level).ok()?.checked_sub(1)?;
    Some(LEVELS[index.min(LEVELS.len() - 1)])
}

/// Whether the key is strong enough for the security level.
pub(super) fn is_key_strong(certificate: &StoreCertificate, level: i64) -> bool {
    let Some(required) = required(level) else { return true };
    certificate.key.as_ref().is_some_and(|key| key_bits(key) >= required)
}

/// Whether the digest of the signature is strong enough for the security level.
pub(super) fn is_signature_strong(certificate: &StoreCertificate, level: i64) -> bool {
    let Some(required) = required(level) else { return true };
    certificate.algorithm.as_ref().and_then(signature_bits).is_some_and(|bits| bits >= required)
}

fn key_bits(key: &PublicKey) -> u32 {
    let in_table = |table: &[(u32, u32)], bits: Option<u32>| {
        let found = table.iter().find(|(least, _)| bits.is_some_and(|bits| bits >= *least));
        found.map_or(0, |(_, strength)| *strength)
    };
    let kind = key.algorithm();
    match kind {
        PublicKeyAlgorithm::Rsa { bits } | PublicKeyAlgorithm::RsaPss { bits } => {
            in_table(&FACTORING, Some(bits))
        }
        PublicKeyAlgorithm::Dsa { bits } | PublicKeyAlgorithm::DiffieHellman { bits } => {
            in_table(&FACTORING, bits)
        }
        PublicKeyAlgorithm::MlDsa(parameters) => ml_dsa_bits(parameters),
        PublicKeyAlgorithm::Ed25519 => 128,
        _ => match kind.key_type() {
            Some(KeyType::X25519) => 128,
            Some(KeyType::Ed448 | KeyType::X448) => 224,
            // OpenSSL counts the order, which has the length of the field in all curves of this table but P-521.
            _ => in_table(&CURVES, kind.bits()),
        },
    }
}

const fn ml_dsa_bits(parameters: MlDsa) -> u32 {
    match parameters {
        MlDsa::Set44 => 128,
        MlDsa::Set65 => 192,
        MlDsa::Set87 => 256,
    }
}

fn signature_bits(algorithm: &AlgorithmIdentifier) -> Option<u32> {
    Some(match algorithm.signature()? {
        SignatureAlgorithm::Ed25519 => 128,
        SignatureAlgorithm::Ed448 => 224,
        SignatureAlgorithm::MlDsa(parameters) => ml_dsa_bits(parameters),
        other => match other.digest()? {
            DigestAlgorithm::Md5 => 39,
            DigestAlgorithm::Sha1 => 63,
            digest => digest.bytes() * 4,
        },
    })
}
