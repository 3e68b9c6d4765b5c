//! Why key material is not a key.

use thiserror::Error;

use super::kind::PublicKeyAlgorithm;
use crate::model::algorithm::{Curve, RSA_BITS_MAX};
use crate::model::der_error::DerError;

/// Why key material is not a key.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum KeyFault {
    /// The numbers of an RSA key contradict each other, or are no primes.
    #[error("the {0} does not match the other numbers of the RSA key")]
    RsaPart(&'static str),
    /// Larger than [`RSA_BITS_MAX`](crate::model::algorithm::RSA_BITS_MAX).
    #[error("the RSA key is too large: {bits} bits (maximum {RSA_BITS_MAX})")]
    RsaTooLarge {
        /// The length of the modulus, in whole bytes.
        bits: u32,
    },
    /// More than two primes, which rustls, Go and browsers' tools refuse.
    #[error("RSA key with more than two primes, which TLS servers do not support")]
    MultiPrime,
    /// A key that RSA-PSS cannot bind.
    #[error("an {0} key cannot be bound to RSA-PSS")]
    NotRsa(PublicKeyAlgorithm),
    /// Zero, or not below the curve's order.
    #[error("the private number is not valid on the curve {0}")]
    Scalar(Curve),
    /// Zero, or not below the order of a curve that devcert does not generate keys on for TLS.
    #[error("the private number is zero or not less than the order of {0}")]
    OtherScalar(PublicKeyAlgorithm),
    /// The prime, the generator or the private number of a DSA or Diffie-Hellman key.
    #[error("the numbers do not form a DSA or Diffie-Hellman key")]
    Group,
    /// Larger than [`RSA_BITS_MAX`](crate::model::algorithm::RSA_BITS_MAX).
    #[error("the prime has {bits} bits (maximum {RSA_BITS_MAX})")]
    GroupTooLarge {
        /// The length of the prime.
        bits: u32,
    },
    /// A public point that does not lie on its curve.
    #[error("the public point is not on the curve {0}")]
    Point(Curve),
    /// A public point that does not lie on its curve, which is one that TLS does not use.
    #[error("the public point is not on the curve of the {0} key")]
    OtherPoint(PublicKeyAlgorithm),
    /// The seed of an ML-DSA key makes another key than the expanded one beside it (RFC 9881, 6).
    #[error("the seed and the expanded key belong to different keys")]
    Seed,
    /// An expanded ML-DSA key that cannot be one.
    #[error("the expanded key is invalid")]
    Expanded,
    /// The public half in the file belongs to another private half.
    #[error("the public key in the file belongs to another private key")]
    PublicPart,
    /// A value of the wrong length, in bytes.
    #[error("the value has {found} bytes (expected {expected})")]
    Length {
        /// The length that the standard prescribes.
        expected: usize,
        /// The length that was found.
        found: usize,
    },
    /// An elliptic curve key whose parameters are missing or NULL, and that has no curve elsewhere.
    #[error("the curve of the key is missing")]
    NoCurve,
    /// The numbers of an RSA public key in a certificate or request.
    #[error("the numbers cannot be read")]
    Numbers,
    /// Not the DER that it claims to be.
    #[error("damaged: {0}")]
    Malformed(#[from] DerError),
}
