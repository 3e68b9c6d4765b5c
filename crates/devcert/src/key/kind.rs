//! What kinds of keys there are.

use std::fmt;

use super::{named_curve, oid};
use crate::model::algorithm::{
    Curve, DigestAlgorithm, KeyAlgorithm, KeyManagement, KeyType, KeyTypeInfo, MlDsa, RsaBits,
    SignatureAlgorithm,
};
use crate::model::oid::Oid;

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
    /// An elliptic curve key on a curve that devcert generates keys on.
    Ec(Curve),
    /// An elliptic curve key on any other named curve.
    OtherCurve(Oid),
    /// An elliptic curve key whose curve is spelled out instead of named (RFC 5480 forbids it).
    ExplicitCurve {
        /// The length of the field in bits, where it is a prime field.
        bits: Option<u32>,
    },
    /// An elliptic curve key without a curve: its parameters are missing or NULL (RFC 5480, 2.1.1 forbids both).
    NoCurve,
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
    /// A kind whose keys consist of numbers, in a certificate or request where these cannot be read.
    Unreadable(KeyType),
    /// Any other kind, by its object identifier.
    Other(Oid),
}

impl PublicKeyAlgorithm {
    /// The kind of key, where it is one whose properties are known.
    #[must_use]
    pub fn key_type(self) -> Option<KeyType> {
        match self {
            Self::Rsa { .. } => Some(KeyType::Rsa),
            Self::RsaPss { .. } => Some(KeyType::RsaPss),
            Self::Ec(curve) => Some(KeyType::Ec(curve)),
            Self::Ed25519 => Some(KeyType::Ed25519),
            Self::MlDsa(parameters) => Some(KeyType::MlDsa(parameters)),
            Self::Other(oid) => {
                let key_type = KeyTypeInfo::of_oid(oid.known()?)?.key_type;
                // The identifier of a curve is not that of a kind of key.
                (!matches!(key_type, KeyType::Ec(_))).then_some(key_type)
            }
            Self::OtherCurve(_)
            | Self::ExplicitCurve { .. }
            | Self::NoCurve
            | Self::Dsa { .. }
            | Self::DiffieHellman { .. }
            | Self::Unreadable(_) => None,
        }
    }

    /// What is known of its type; `None` for keys that are only converted.
    #[must_use]
    pub fn row(self) -> Option<&'static KeyTypeInfo> {
        self.key_type().map(KeyType::row)
    }

    /// The key that devcert generates in the place of one of this kind; `None` where it generates none.
    #[must_use]
    pub fn generated(self) -> Option<KeyAlgorithm> {
        match self {
            Self::Rsa { bits } => RsaBits::new(bits).ok().map(KeyAlgorithm::Rsa),
            _ => KeyAlgorithm::of_type(self.key_type()?),
        }
    }

    /// What it can do for the exchange of other keys, for which key usage has bits.
    #[must_use]
    pub fn key_management(self) -> KeyManagement {
        self.row().map_or(KeyManagement::Nothing, |row| row.key_management)
    }

    /// The key's size in bits, as openssl counts it: the modulus, the prime, or the field of the curve.
    #[must_use]
    pub fn bits(self) -> Option<u32> {
        match self {
            Self::Rsa { bits } | Self::RsaPss { bits } => Some(bits),
            Self::Dsa { bits } | Self::DiffieHellman { bits } | Self::ExplicitCurve { bits } => bits,
            Self::OtherCurve(oid) => oid::curve_bits(oid),
            Self::NoCurve | Self::Unreadable(_) => None,
            Self::Ec(_) | Self::Ed25519 | Self::MlDsa(_) | Self::Other(_) => self.row()?.bits,
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

    /// The algorithm that keys of this kind sign with where nothing else is requested. `None` for kinds that devcert
    /// does not sign with.
    #[must_use]
    pub(crate) fn default_signature(self) -> Option<SignatureAlgorithm> {
        match self {
            Self::OtherCurve(_) | Self::ExplicitCurve { .. } if self.is_verified() => {
                Some(SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256))
            }
            Self::Dsa { .. } => Some(SignatureAlgorithm::Dsa(DigestAlgorithm::Sha256)),
            _ => self.row()?.signature,
        }
    }

    /// Whether keys of this kind make signatures with this algorithm.
    #[must_use]
    pub fn signs_with(self, algorithm: SignatureAlgorithm) -> bool {
        match (self.key_type(), algorithm) {
            (Some(KeyType::Rsa), SignatureAlgorithm::RsaPkcs1(_) | SignatureAlgorithm::RsaPss(_))
            | (Some(KeyType::RsaPss), SignatureAlgorithm::RsaPss(_))
            | (Some(KeyType::Ed25519), SignatureAlgorithm::Ed25519)
            | (Some(KeyType::Ed448), SignatureAlgorithm::Ed448) => true,
            (Some(KeyType::Ec(_)), SignatureAlgorithm::Ecdsa(digest)) => digest != DigestAlgorithm::Md5,
            (Some(KeyType::MlDsa(key)), SignatureAlgorithm::MlDsa(parameters)) => key == parameters,
            (None, SignatureAlgorithm::Ecdsa(digest)) => {
                let is_curve = matches!(self, Self::OtherCurve(_) | Self::ExplicitCurve { .. });
                is_curve && self.is_verified() && digest != DigestAlgorithm::Md5
            }
            (None, SignatureAlgorithm::Dsa(digest)) => {
                matches!(self, Self::Dsa { .. }) && digest != DigestAlgorithm::Md5
            }
            _ => false,
        }
    }

    /// Whether devcert verifies signatures of keys of this kind; of those with a spelled-out curve, if the curve is
    /// one that has a name.
    #[must_use]
    pub fn is_verified(self) -> bool {
        match self {
            Self::OtherCurve(oid) => {
                oid.known().and_then(named_curve::named).is_some_and(|curve| curve.is_for_ecdsa())
            }
            // DSA keys that have no numbers of their own have those of their issuer (RFC 3279, 2.3.2).
            Self::Dsa { bits } => bits.is_some(),
            Self::ExplicitCurve { .. } => true,
            _ => self.key_type().is_some_and(|one| !matches!(one, KeyType::X25519 | KeyType::X448)),
        }
    }
}

impl fmt::Display for PublicKeyAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rsa { bits } => write!(f, "{} {bits}", KeyType::Rsa),
            Self::RsaPss { bits } => write!(f, "{} {bits}", KeyType::RsaPss),
            Self::Ec(curve) => write!(f, "{}", KeyType::Ec(*curve)),
            Self::OtherCurve(oid) => write!(f, "EC {}", oid::curve_name(*oid)),
            Self::ExplicitCurve { bits: None } => f.write_str("EC with explicit parameters"),
            Self::ExplicitCurve { bits: Some(bits) } => {
                write!(f, "EC with explicit parameters of {bits} bits")
            }
            Self::NoCurve => f.write_str("EC without a curve"),
            Self::Dsa { bits } => sized(f, "DSA", *bits),
            Self::DiffieHellman { bits } => sized(f, "Diffie-Hellman", *bits),
            Self::Ed25519 => write!(f, "{}", KeyType::Ed25519),
            Self::MlDsa(parameters) => write!(f, "{parameters}"),
            Self::Unreadable(kind) => write!(f, "unreadable {kind}"),
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
