//! What kinds of keys there are.

use std::fmt;

use spki::ObjectIdentifier;

use super::oid;
use crate::model::algorithm::{Curve, DigestAlgorithm, MlDsa, SignatureAlgorithm};

/// What kind of key a public key is, those included that devcert does not make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PublicKeyAlgorithm {
    /// RSA with a modulus of so many bits.
    Rsa {
        /// The modulus' length in bits.
        bits: u32,
    },
    /// RSA that is bound to PSS signatures (RFC 4055, 1.2).
    RsaPss {
        /// The modulus' length in bits.
        bits: u32,
    },
    /// An elliptic curve key on one of the three usual curves.
    Ec(Curve),
    /// An elliptic curve key on any other named curve.
    OtherCurve(ObjectIdentifier),
    /// An elliptic curve key whose curve is spelled out instead of named (RFC 5480 forbids it).
    ExplicitCurve {
        /// The length of the field in bits, where it is a prime field.
        bits: Option<u32>,
    },
    /// Ed25519 (RFC 8410).
    Ed25519,
    /// ML-DSA (RFC 9881).
    MlDsa(MlDsa),
    /// DSA (FIPS 186-4).
    Dsa {
        /// The prime's length in bits; unknown where the key inherits its parameters.
        bits: Option<u32>,
    },
    /// Diffie-Hellman (PKCS#3 and X9.42).
    DiffieHellman {
        /// The prime's length in bits.
        bits: Option<u32>,
    },
    /// Anything else.
    Other(ObjectIdentifier),
}

impl PublicKeyAlgorithm {
    /// The key's size in bits, as openssl counts it: the modulus, the prime, or the field of the curve.
    #[must_use]
    pub fn bits(self) -> Option<u32> {
        match self {
            Self::Rsa { bits } | Self::RsaPss { bits } => Some(bits),
            Self::Dsa { bits } | Self::DiffieHellman { bits } | Self::ExplicitCurve { bits } => bits,
            Self::Ec(curve) => oid::curve_bits(oid::curve_oid(curve)),
            Self::OtherCurve(oid) => oid::curve_bits(oid),
            Self::Ed25519 => Some(256),
            Self::MlDsa(_) => None,
            Self::Other(oid) => oid::algorithm_bits(oid),
        }
    }

    /// The name of the curve, of elliptic curve keys whose curve is named.
    #[must_use]
    pub fn curve(self) -> Option<String> {
        match self {
            Self::Ec(curve) => Some(curve.to_string()),
            Self::OtherCurve(oid) => Some(oid::curve_name(oid)),
            _ => None,
        }
    }

    /// The modulus' length in bits, of RSA keys.
    #[must_use]
    pub const fn rsa_bits(self) -> Option<u32> {
        match self {
            Self::Rsa { bits } | Self::RsaPss { bits } => Some(bits),
            _ => None,
        }
    }

    /// Whether keys of this kind make signatures with this algorithm.
    #[must_use]
    pub fn signs_with(self, algorithm: SignatureAlgorithm) -> bool {
        match (self, algorithm) {
            (Self::Rsa { .. }, SignatureAlgorithm::RsaPkcs1(_) | SignatureAlgorithm::RsaPss(_))
            | (Self::RsaPss { .. }, SignatureAlgorithm::RsaPss(_))
            | (Self::Ed25519, SignatureAlgorithm::Ed25519) => true,
            (Self::Ec(_), SignatureAlgorithm::Ecdsa(digest)) => digest != DigestAlgorithm::Md5,
            (Self::MlDsa(key), SignatureAlgorithm::MlDsa(parameters)) => key == parameters,
            (Self::Other(oid), SignatureAlgorithm::Ed448) => oid == oid::ED448,
            _ => false,
        }
    }

    /// Whether devcert verifies signatures of keys of this kind.
    #[must_use]
    pub fn is_verified(self) -> bool {
        match self {
            Self::Rsa { .. } | Self::RsaPss { .. } | Self::Ec(_) | Self::Ed25519 | Self::MlDsa(_) => true,
            Self::Other(oid) => oid == oid::ED448,
            Self::OtherCurve(_)
            | Self::ExplicitCurve { .. }
            | Self::Dsa { .. }
            | Self::DiffieHellman { .. } => false,
        }
    }
}

impl fmt::Display for PublicKeyAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rsa { bits } => write!(f, "RSA {bits}"),
            Self::RsaPss { bits } => write!(f, "RSA-PSS {bits}"),
            Self::Ec(curve) => write!(f, "EC {curve}"),
            Self::OtherCurve(oid) => write!(f, "EC {}", oid::curve_name(*oid)),
            Self::ExplicitCurve { bits: None } => f.write_str("EC with explicit parameters"),
            Self::ExplicitCurve { bits: Some(bits) } => {
                write!(f, "EC with explicit parameters of {bits} bits")
            }
            Self::Dsa { bits } => sized(f, "DSA", *bits),
            Self::DiffieHellman { bits } => sized(f, "Diffie-Hellman", *bits),
            Self::Ed25519 => f.write_str("Ed25519"),
            Self::MlDsa(parameters) => write!(f, "{parameters}"),
            Self::Other(oid) => f.write_str(&oid::algorithm_name(*oid)),
        }
    }
}

fn sized(f: &mut fmt::Formatter<'_>, name: &str, bits: Option<u32>) -> fmt::Result {
    match bits {
        Some(bits) => write!(f, "{name} {bits}"),
        None => f.write_str(name),
    }
}
