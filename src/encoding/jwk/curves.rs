//! The curves of JSON Web Keys.

use der::asn1::ObjectIdentifier;

use crate::key::oid;
use crate::model::algorithm::Curve;

/// The curves of EC keys, and how many bytes a coordinate has (RFC 7518, 6.2.1; RFC 8812).
pub(super) const CURVES: [(&str, ObjectIdentifier, usize); 4] = [
    ("P-256", oid::curve_oid(Curve::P256), 32),
    ("P-384", oid::curve_oid(Curve::P384), 48),
    ("P-521", oid::curve_oid(Curve::P521), 66),
    ("secp256k1", oid::SECP256K1, 32),
];

/// The curves of octet key pairs (RFC 8037, 2).
pub(super) const PAIRS: [(&str, ObjectIdentifier); 4] =
    [("Ed25519", oid::ED25519), ("X25519", oid::X25519), ("Ed448", oid::ED448), ("X448", oid::X448)];
