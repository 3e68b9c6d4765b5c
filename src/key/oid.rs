//! The object identifiers of keys and curves.

use const_oid::db::DB;
use spki::ObjectIdentifier;

use super::weierstrass;
use crate::model::algorithm::Curve;

/// id-RSASSA-PSS (RFC 4055)
pub(crate) const RSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
/// rsaEncryption (RFC 8017)
pub(crate) const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
/// id-ecPublicKey (RFC 5480)
pub(crate) const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
/// id-Ed25519 (RFC 8410)
pub(crate) const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

/// id-X25519, id-X448 and id-Ed448 (RFC 8410)
pub(crate) const X25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.110");
pub(crate) const X448: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.111");
pub(crate) const ED448: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.113");
/// id-dsa (RFC 3279, 2.3.2)
pub(crate) const DSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10040.4.1");
/// dhKeyAgreement (PKCS#3, 9)
pub(crate) const DH: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.3.1");
/// dhpublicnumber (RFC 3279, 2.3.3)
pub(crate) const X9_42_DH: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10046.2.1");
/// prime-field (RFC 3279, 2.3.5)
pub(crate) const PRIME_FIELD: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.1.1");
/// secp256k1 (SEC 2)
pub(crate) const SECP256K1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.10");

/// Kinds of keys without parameters that devcert does not use, by name, with their sizes as openssl
/// counts them.
const OTHER_ALGORITHMS: [(ObjectIdentifier, &str, u32); 3] =
    [(X25519, "X25519", 253), (X448, "X448", 448), (ED448, "Ed448", 456)];

/// The curve that an object identifier names.
#[must_use]
pub(crate) fn curve_of(oid: ObjectIdentifier) -> Option<Curve> {
    Curve::ALL.into_iter().find(|curve| curve_oid(*curve) == oid)
}

/// The object identifier of a curve (RFC 5480, 2.1.1.1).
#[must_use]
pub(crate) const fn curve_oid(curve: Curve) -> ObjectIdentifier {
    match curve {
        Curve::P256 => ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7"),
        Curve::P384 => ObjectIdentifier::new_unwrap("1.3.132.0.34"),
        Curve::P521 => ObjectIdentifier::new_unwrap("1.3.132.0.35"),
    }
}

/// The name of a curve that devcert does not use.
#[must_use]
pub(crate) fn curve_name(oid: ObjectIdentifier) -> String {
    let known = weierstrass::named(oid).map(|curve| curve.name).or_else(|| registered_name(oid));
    known.map_or_else(|| format!("on the curve {oid}"), str::to_owned)
}

/// The length of a curve's field in bits; the names of the curves that are not over prime fields have it.
#[must_use]
pub(crate) fn curve_bits(oid: ObjectIdentifier) -> Option<u32> {
    let stated = || {
        let name = registered_name(oid)?;
        let digits = name.trim_start_matches(|character: char| !character.is_ascii_digit());
        let digits = digits.split(|character: char| !character.is_ascii_digit()).find(|part| part.len() > 1);
        digits?.parse().ok()
    };
    weierstrass::named(oid).map(|curve| curve.bits()).or_else(stated)
}

/// The size in bits of a key of another kind.
#[must_use]
pub(crate) fn algorithm_bits(oid: ObjectIdentifier) -> Option<u32> {
    OTHER_ALGORITHMS.iter().find(|(known, ..)| *known == oid).map(|(.., bits)| *bits)
}

/// The name in the registries of standards, without the "id-" that many begin with.
#[must_use]
pub(crate) fn registered_name(oid: ObjectIdentifier) -> Option<&'static str> {
    let name = DB.by_oid(&oid)?;
    Some(name.strip_prefix("id-alg-").or_else(|| name.strip_prefix("id-")).unwrap_or(name))
}

/// The name of a kind of key that devcert does not use, or its dotted object identifier.
#[must_use]
pub(crate) fn algorithm_name(oid: ObjectIdentifier) -> String {
    let known = OTHER_ALGORITHMS.iter().find(|(known, ..)| *known == oid);
    let name = known.map(|(_, name, _)| *name).or_else(|| registered_name(oid));
    name.map_or_else(|| oid.to_string(), str::to_owned)
}
