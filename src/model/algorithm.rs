//! Which kind of key, and which signature.

mod identifier;
mod signature;

use std::fmt;
use std::str::FromStr;

use const_oid::ObjectIdentifier;
use thiserror::Error;

pub use identifier::AlgorithmIdentifier;
pub use signature::{DigestAlgorithm, Pss, SignatureAlgorithm};

use super::oid::known;

/// RSA below this many bits is refused: it can be factored on one machine.
pub const RSA_BITS_MIN: u32 = 1024;
/// RSA above this many bits is refused: a server would take seconds for a handshake.
pub const RSA_BITS_MAX: u32 = 16384;
/// RSA below this many bits is refused by rustls, browsers and OpenSSL at security level 2
/// (CA/Browser Forum Baseline Requirements 6.1.5: 2048).
pub const RSA_BITS_ACCEPTED: u32 = 2048;

/// The number of bits of an RSA modulus that devcert makes: a multiple of 8 from 1024 to 16384.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RsaBits(u32);

impl RsaBits {
    /// 2048 bits, the default.
    pub const DEFAULT: Self = Self(2048);

    /// Accepts `bits` when it is a multiple of 8 from [`RSA_BITS_MIN`] to [`RSA_BITS_MAX`].
    pub fn new(bits: u32) -> Result<Self, AlgorithmError> {
        match bits {
            _ if bits < RSA_BITS_MIN => Err(AlgorithmError::RsaTooSmall(bits)),
            _ if bits > RSA_BITS_MAX => Err(AlgorithmError::RsaTooLarge(bits)),
            _ if !bits.is_multiple_of(8) => Err(AlgorithmError::RsaNotWholeBytes(bits)),
            _ => Ok(Self(bits)),
        }
    }

    /// The number of bits.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }
}

/// A named elliptic curve that TLS certificates use (SEC 2, FIPS 186-5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Curve {
    /// secp256r1, prime256v1
    P256,
    /// secp384r1
    P384,
    /// secp521r1
    P521,
}

impl Curve {
    /// Every curve.
    pub const ALL: [Self; 3] = [Self::P256, Self::P384, Self::P521];

    /// Length of a private scalar and of one coordinate, in bytes.
    #[must_use]
    pub const fn field_bytes(self) -> usize {
        match self {
            Self::P256 => 32,
            Self::P384 => 48,
            Self::P521 => 66,
        }
    }
}

impl fmt::Display for Curve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
        })
    }
}

/// A parameter set of ML-DSA (FIPS 204, 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MlDsa {
    /// Security category 2.
    Set44,
    /// Security category 3.
    Set65,
    /// Security category 5.
    Set87,
}

impl MlDsa {
    /// Every parameter set.
    pub const ALL: [Self; 3] = [Self::Set44, Self::Set65, Self::Set87];

    /// The object identifier of its keys and signatures (RFC 9881, 2).
    #[must_use]
    pub const fn oid(self) -> ObjectIdentifier {
        match self {
            Self::Set44 => known::ID_ML_DSA_44,
            Self::Set65 => known::ID_ML_DSA_65,
            Self::Set87 => known::ID_ML_DSA_87,
        }
    }

    /// The parameter set with this object identifier.
    #[must_use]
    pub fn from_oid(oid: ObjectIdentifier) -> Option<Self> {
        Self::ALL.into_iter().find(|parameters| parameters.oid() == oid)
    }
}

impl fmt::Display for MlDsa {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Set44 => "ML-DSA-44",
            Self::Set65 => "ML-DSA-65",
            Self::Set87 => "ML-DSA-87",
        })
    }
}

/// What `--algorithm` asks for: the key that shall be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyAlgorithm {
    /// RSA with a modulus of this size and the public exponent 65537.
    Rsa(RsaBits),
    /// ECDSA on a named curve.
    Ec(Curve),
    /// Ed25519 (RFC 8032, RFC 8410).
    Ed25519,
    /// ML-DSA (FIPS 204, RFC 9881), which quantum computers do not break.
    MlDsa(MlDsa),
}

impl Default for KeyAlgorithm {
    fn default() -> Self {
        Self::Rsa(RsaBits::DEFAULT)
    }
}

impl KeyAlgorithm {
    /// As [`FromStr`] reads it: `rsa:3072`, `p256`, `ed25519`, `ml-dsa-65`.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Rsa(bits) => format!("rsa:{}", bits.get()),
            Self::Ec(Curve::P256) => "p256".to_owned(),
            Self::Ec(Curve::P384) => "p384".to_owned(),
            Self::Ec(Curve::P521) => "p521".to_owned(),
            other => other.to_string().to_ascii_lowercase(),
        }
    }
}

impl fmt::Display for KeyAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rsa(bits) => write!(f, "RSA {}", bits.get()),
            Self::Ec(curve) => write!(f, "EC {curve}"),
            Self::Ed25519 => f.write_str("Ed25519"),
            Self::MlDsa(parameters) => write!(f, "{parameters}"),
        }
    }
}

impl FromStr for KeyAlgorithm {
    type Err = AlgorithmError;

    /// Reads `rsa`, `rsa:3072`, `p256`, `p384`, `p521`, `ed25519`, `ml-dsa-65`, and the names that other tools
    /// give the same curves; upper and lower case alike.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let lower = text.to_ascii_lowercase();
        if let Some(bits) = lower.strip_prefix("rsa").filter(|bits| !bits.is_empty()) {
            let bits = bits
                .strip_prefix([':', '-'])
                .unwrap_or(bits)
                .parse()
                .map_err(|_| AlgorithmError::Unknown(text.to_owned()))?;
            return RsaBits::new(bits).map(Self::Rsa);
        }
        Ok(match lower.as_str() {
            "rsa" => Self::default(),
            "p256" | "p-256" | "prime256v1" | "secp256r1" | "ec" | "ecdsa" => Self::Ec(Curve::P256),
            "p384" | "p-384" | "secp384r1" => Self::Ec(Curve::P384),
            "p521" | "p-521" | "secp521r1" => Self::Ec(Curve::P521),
            "ed25519" => Self::Ed25519,
            "ml-dsa-44" | "mldsa44" => Self::MlDsa(MlDsa::Set44),
            "ml-dsa-65" | "mldsa65" => Self::MlDsa(MlDsa::Set65),
            "ml-dsa-87" | "mldsa87" => Self::MlDsa(MlDsa::Set87),
            _ => return Err(AlgorithmError::Unknown(text.to_owned())),
        })
    }
}

/// Why a key algorithm is not one that devcert makes.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AlgorithmError {
    /// No algorithm has this name.
    #[error(
        "\"{0}\" is not a key algorithm that devcert makes; it makes rsa, rsa:3072, rsa:4096, p256, p384, p521, ed25519, ml-dsa-44, ml-dsa-65 and ml-dsa-87"
    )]
    Unknown(String),
    /// Fewer bits than [`RSA_BITS_MIN`].
    #[error(
        "an RSA key of {0} bits is too small; 2048 is what servers and clients accept, and {RSA_BITS_MIN} the least that devcert makes"
    )]
    RsaTooSmall(u32),
    /// More bits than [`RSA_BITS_MAX`].
    #[error(
        "an RSA key of {0} bits is too large; {RSA_BITS_MAX} is the most, and 4096 more than anybody needs"
    )]
    RsaTooLarge(u32),
    /// Not a multiple of 8.
    #[error("an RSA key of {0} bits is not a whole number of bytes; 2048, 3072 and 4096 are the usual sizes")]
    RsaNotWholeBytes(u32),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_algorithm_is_read_by_every_name_in_use() {
        assert_eq!("rsa".parse(), Ok(KeyAlgorithm::Rsa(RsaBits(2048))));
        for four_thousand in ["RSA:4096", "rsa-4096", "rsa4096"] {
            assert_eq!(four_thousand.parse(), Ok(KeyAlgorithm::Rsa(RsaBits(4096))));
        }
        assert!(matches!("rsa-pss".parse::<KeyAlgorithm>(), Err(AlgorithmError::Unknown(_))));
        assert_eq!("prime256v1".parse(), Ok(KeyAlgorithm::Ec(Curve::P256)));
        assert_eq!("Ed25519".parse(), Ok(KeyAlgorithm::Ed25519));
        assert_eq!("ML-DSA-65".parse(), Ok(KeyAlgorithm::MlDsa(MlDsa::Set65)));
    }

    #[test]
    fn rsa_sizes_outside_the_limits_are_refused() {
        assert_eq!("rsa:512".parse::<KeyAlgorithm>(), Err(AlgorithmError::RsaTooSmall(512)));
        assert_eq!(RsaBits::new(16392), Err(AlgorithmError::RsaTooLarge(16392)));
        assert_eq!(RsaBits::new(2047), Err(AlgorithmError::RsaNotWholeBytes(2047)));
        assert!(RsaBits::new(1024).is_ok() && RsaBits::new(16384).is_ok());
    }
}
