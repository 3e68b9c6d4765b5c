//! Which kind of key, and which signature: `table` has a row per kind of key, which everything else asks.

mod client;
mod identifier;
mod kind;
mod signature;
mod table;

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

pub use client::Client;
pub use identifier::AlgorithmIdentifier;
pub use kind::{Curve, KeyType, MlDsa};
pub use signature::{DigestAlgorithm, Pss, SignatureAlgorithm};
pub use table::{KeyManagement, KeyTypeInfo};

/// RSA below this many bits is refused: it can be factored on one machine.
pub const RSA_BITS_MIN: u32 = 1024;
/// RSA below this many bits is not generated at all: SHA-256 and its padding take up 496 of them (RFC 8017, 9.2).
pub const RSA_BITS_WEAK_MIN: u32 = 512;
/// RSA above this many bits is refused: a server would take seconds for a handshake.
pub const RSA_BITS_MAX: u32 = 16384;
/// RSA below this many bits is rejected by rustls, and by OpenSSL at security level 2
/// (CA/Browser Forum Baseline Requirements 6.1.5: 2048).
pub const RSA_BITS_ACCEPTED: u32 = 2048;

/// The number of bits of an RSA modulus that devcert makes: a multiple of 8 from 1024 to 16384, or from 512 on for
/// tests.
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

    /// Accepts `bits` from [`RSA_BITS_WEAK_MIN`] on, for tests that such keys are rejected: they can be factored.
    pub fn weak(bits: u32) -> Result<Self, AlgorithmError> {
        match bits {
            RSA_BITS_WEAK_MIN..RSA_BITS_MIN if bits.is_multiple_of(8) => Ok(Self(bits)),
            RSA_BITS_WEAK_MIN..RSA_BITS_MIN => Err(AlgorithmError::RsaNotWholeBytes(bits)),
            _ if bits < RSA_BITS_WEAK_MIN => Err(AlgorithmError::RsaTooWeak(bits)),
            _ => Self::new(bits),
        }
    }

    /// The number of bits.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
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
    /// The kind of key.
    #[must_use]
    pub const fn key_type(self) -> KeyType {
        match self {
            Self::Rsa(_) => KeyType::Rsa,
            Self::Ec(curve) => KeyType::Ec(curve),
            Self::Ed25519 => KeyType::Ed25519,
            Self::MlDsa(parameters) => KeyType::MlDsa(parameters),
        }
    }

    /// The key of this kind, with the default size where it has several; `None` where devcert generates none.
    #[must_use]
    pub(crate) const fn of_type(key_type: KeyType) -> Option<Self> {
        Some(match key_type {
            KeyType::Rsa => Self::Rsa(RsaBits::DEFAULT),
            KeyType::Ec(curve) => Self::Ec(curve),
            KeyType::Ed25519 => Self::Ed25519,
            KeyType::MlDsa(parameters) => Self::MlDsa(parameters),
            KeyType::RsaPss | KeyType::Ed448 | KeyType::X25519 | KeyType::X448 => return None,
        })
    }

    /// As [`FromStr`] reads it: `rsa:3072`, `p256`, `ed25519`, `ml-dsa-65`.
    #[must_use]
    pub fn name(self) -> String {
        let name = self.key_type().row().name;
        match self {
            Self::Rsa(bits) => format!("{name}:{}", bits.get()),
            _ => name.to_owned(),
        }
    }

    /// The names of all kinds of keys that devcert generates, RSA with its usual sizes.
    pub fn names() -> impl Iterator<Item = &'static str> {
        let sizes = ["rsa:3072", "rsa:4096"];
        let generated = || KeyTypeInfo::all().map(|row| row.name).filter(|name| !name.is_empty());
        generated().take(1).chain(sizes).chain(generated().skip(1))
    }
}

impl fmt::Display for KeyAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rsa(bits) => write!(f, "{} {}", KeyType::Rsa, bits.get()),
            _ => write!(f, "{}", self.key_type()),
        }
    }
}

impl FromStr for KeyAlgorithm {
    type Err = AlgorithmError;

    /// Reads the [`names`](Self::names), and those that other tools have for the same keys, in upper and lower
    /// case alike; RSA with any size.
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
        let row = KeyTypeInfo::named(&lower).and_then(|row| Self::of_type(row.key_type));
        row.ok_or_else(|| AlgorithmError::Unknown(text.to_owned()))
    }
}

/// Why a key algorithm is not one that devcert makes.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum AlgorithmError {
    /// No algorithm has this name.
    #[error("\"{0}\" is not a supported key algorithm (possible values: {names})", names = generated())]
    Unknown(String),
    /// Fewer bits than [`RSA_BITS_MIN`].
    #[error("a {0}-bit RSA key is too small (minimum {RSA_BITS_MIN}; servers and clients require 2048)")]
    RsaTooSmall(u32),
    /// Fewer bits than [`RSA_BITS_WEAK_MIN`].
    #[error("an RSA key of {0} bits cannot sign (minimum {RSA_BITS_WEAK_MIN})")]
    RsaTooWeak(u32),
    /// More bits than [`RSA_BITS_MAX`].
    #[error("a {0}-bit RSA key is too large (maximum {RSA_BITS_MAX}; 4096 is enough for any use)")]
    RsaTooLarge(u32),
    /// Not a multiple of 8.
    #[error("a {0}-bit RSA key is not a whole number of bytes (usual sizes: 2048, 3072 and 4096)")]
    RsaNotWholeBytes(u32),
}

fn generated() -> String {
    let names: Vec<_> = KeyAlgorithm::names().collect();
    match names.split_last() {
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
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
        assert_eq!(RsaBits::weak(512), Ok(RsaBits(512)));
        assert_eq!(RsaBits::weak(504), Err(AlgorithmError::RsaTooWeak(504)));
        assert_eq!(RsaBits::weak(1023), Err(AlgorithmError::RsaNotWholeBytes(1023)));
        assert_eq!(RsaBits::weak(2048), RsaBits::new(2048));
    }
}
