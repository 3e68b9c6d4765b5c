//! The algorithms of keys and signatures, as a table.

use der::asn1::{AnyRef, ObjectIdentifier};
use der::{Decode, Tag, Tagged};
use pkcs1::RsaPublicKeyRef;

use super::raw::{self, Algorithm};
use crate::key::PublicKey;
use crate::model::oid::Oid;

/// Which parameters an algorithm has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Parameters {
    /// NULL.
    Null,
    /// None at all.
    Absent,
    /// Some of its own.
    Own,
}

/// What is known of an algorithm.
struct Known {
    oid: ObjectIdentifier,
    name: &'static str,
    parameters: Parameters,
    /// Whether it makes signatures.
    signs: bool,
    /// Whether its digest can be forged.
    weak: bool,
}

use Parameters::{Absent, Null, Own};

const fn signature(oid: &str, name: &'static str, parameters: Parameters) -> Known {
    Known { oid: ObjectIdentifier::new_unwrap(oid), name, parameters, signs: true, weak: false }
}

const fn weak(oid: &str, name: &'static str, parameters: Parameters) -> Known {
    Known { weak: true, ..signature(oid, name, parameters) }
}

const fn key(oid: &str, name: &'static str, parameters: Parameters) -> Known {
    Known { signs: false, ..signature(oid, name, parameters) }
}

static KNOWN: [Known; 19] = [
    key("1.2.840.113549.1.1.1", "rsaEncryption", Null),
    key("1.2.840.10045.2.1", "id-ecPublicKey", Own),
    weak("1.2.840.113549.1.1.2", "md2WithRSAEncryption", Null),
    weak("1.2.840.113549.1.1.4", "md5WithRSAEncryption", Null),
    weak("1.2.840.113549.1.1.5", "sha1WithRSAEncryption", Null),
    signature("1.2.840.113549.1.1.11", "sha256WithRSAEncryption", Null),
    signature("1.2.840.113549.1.1.12", "sha384WithRSAEncryption", Null),
    signature("1.2.840.113549.1.1.13", "sha512WithRSAEncryption", Null),
    signature("1.2.840.113549.1.1.10", "rsassaPss", Own),
    weak("1.2.840.10045.4.1", "ecdsa-with-SHA1", Absent),
    signature("1.2.840.10045.4.3.2", "ecdsa-with-SHA256", Absent),
    signature("1.2.840.10045.4.3.3", "ecdsa-with-SHA384", Absent),
    signature("1.2.840.10045.4.3.4", "ecdsa-with-SHA512", Absent),
    // These are the names of keys too.
    signature("1.3.101.112", "Ed25519", Absent),
    signature("1.3.101.113", "Ed448", Absent),
    signature("2.16.840.1.101.3.4.3.17", "ML-DSA-44", Absent),
    signature("2.16.840.1.101.3.4.3.18", "ML-DSA-65", Absent),
    signature("2.16.840.1.101.3.4.3.19", "ML-DSA-87", Absent),
    weak("1.2.840.10040.4.3", "dsa-with-sha1", Absent),
];

fn find(oid: Oid) -> Option<&'static Known> {
    KNOWN.iter().find(|known| oid == known.oid)
}

/// What is wrong with the parameters, if they are those of a known algorithm.
pub(super) fn parameters_fault(algorithm: &Algorithm<'_>) -> Option<String> {
    let known = find(algorithm.oid)?;
    let (is_right, wanted) = match known.parameters {
        Null => (algorithm.parameters.is_some_and(AnyRef::is_null), "NULL"),
        Absent => (algorithm.parameters.is_none(), "none"),
        Own => return None,
    };
    let found = if algorithm.parameters.is_some() { "others" } else { "none" };
    (!is_right).then(|| format!("the parameters of {} are {wanted}, and it has {found}", known.name))
}

/// The name of the signature algorithm when its digest can be forged.
pub(super) fn weak_digest(algorithm: &Algorithm<'_>) -> Option<&'static str> {
    let known = find(algorithm.oid)?;
    match known.weak {
        true => Some(known.name),
        false => (known.name == "rsassaPss" && !names_digest(algorithm)).then_some("rsassaPss with SHA-1"),
    }
}

/// Whether the parameters of RSA-PSS name a digest; SHA-1 is what they mean when they do not
/// (RFC 4055, 3.1).
fn names_digest(algorithm: &Algorithm<'_>) -> bool {
    let parts = algorithm.parameters.filter(|any| any.tag() == Tag::Sequence);
    let parts = parts.and_then(|any| raw::elements(any.value()).ok()).unwrap_or_default();
    raw::tagged(&parts, 0).is_some()
}

/// Whether TLS clients know signatures of this algorithm.
pub(super) fn is_known_signature(oid: Oid) -> bool {
    find(oid).is_some_and(|known| known.signs)
}

/// The numbers of an RSA key, big-endian, without zeros before them.
pub(super) struct RsaNumbers<'a> {
    pub(super) modulus: &'a [u8],
    pub(super) exponent: &'a [u8],
}

/// The numbers of `key`, if it is an RSA key.
pub(super) fn rsa_numbers(key: &PublicKey) -> Option<RsaNumbers<'_>> {
    key.algorithm().rsa_bits()?;
    let parts = RsaPublicKeyRef::from_der(key.bits()).ok()?;
    Some(RsaNumbers { modulus: parts.modulus.as_bytes(), exponent: parts.public_exponent.as_bytes() })
}
