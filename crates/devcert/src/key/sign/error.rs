//! Why a key does not sign.

use thiserror::Error;

use crate::key::kind::PublicKeyAlgorithm;
use crate::model::algorithm::{DigestAlgorithm, SignatureAlgorithm};

/// The longest public exponent that TLS libraries accept, in bits.
pub(super) const EXPONENT_BITS: u32 = 33;

/// Why a key does not sign.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SignError {
    /// ring, aws-lc and the rsa crate stop at 33 bits.
    #[error("the private key cannot sign: its public exponent has {bits} bits (maximum {EXPONENT_BITS})")]
    Exponent {
        /// The length of the exponent.
        bits: u32,
    },
    /// A modulus without room for the digest and the salt (RFC 8017, 9.1.1 and 9.2).
    #[error("the private key cannot sign: RSA {bits} is too small")]
    TooSmall {
        /// The length of the modulus.
        bits: u32,
    },
    /// A kind of key that is only read and written.
    #[error("devcert does not sign with {0} keys")]
    Kind(PublicKeyAlgorithm),
    /// The library that signs with keys of this kind draws random numbers in any case.
    #[error("devcert cannot create reproducible signatures with {0} keys")]
    NotReproducible(PublicKeyAlgorithm),
    /// An algorithm of other keys.
    #[error("the private key cannot sign: {algorithm} signatures are not made with {key} keys")]
    Algorithm {
        /// The algorithm that was chosen.
        algorithm: SignatureAlgorithm,
        /// The key's kind.
        key: PublicKeyAlgorithm,
    },
    /// The key's own parameters allow other digests or longer salts only (RFC 4055, 1.2).
    #[error(
        "the private key cannot sign: its parameters do not allow RSA-PSS with {digest} and a salt of {salt_bytes} bytes"
    )]
    Restricted {
        /// The digest of the message.
        digest: DigestAlgorithm,
        /// The length of the salt.
        salt_bytes: u32,
    },
    /// The libraries give no reason.
    #[error("the private key cannot sign")]
    Refused,
}
