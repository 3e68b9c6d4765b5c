//! Signing with a private key.
//!
//! ring signs what it can. aws-lc draws a random number for every RSA and ECDSA signature, and the
//! first one that a process asks of it takes 50 to 100 ms, since it gathers entropy from the
//! processor's timing; a whole `selfsign` of an EC key is ten times faster than that.

use aws_lc_rs::signature::{Ed25519KeyPair, PqdsaKeyPair};
use der::Decode as _;
use pkcs1::RsaPrivateKeyRef;
use ring::rand::SystemRandom;
use rsa::RsaPrivateKey;
use rsa::pkcs1::DecodeRsaPrivateKey;
use rsa::pkcs1v15::SigningKey;
use rsa::signature::{SignatureEncoding as _, Signer as _};
use sha2::Sha256;
use thiserror::Error;

use super::private::{Material, PrivateKey};
use super::public::PublicKeyAlgorithm;
use super::weierstrass::bit_length;
use crate::model::algorithm::{Curve, SignatureScheme};

/// A private key made ready to sign.
///
/// Signatures with RSA and Ed25519 depend on the key and the message alone; ECDSA and ML-DSA draw
/// from the system.
pub struct Signer {
    scheme: SignatureScheme,
    pair: Pair,
}

enum Pair {
    Rsa(ring::signature::RsaKeyPair),
    /// Sizes that ring refuses and aws-lc takes: from 2048 to 8192 bits.
    RsaUncommon(aws_lc_rs::signature::RsaKeyPair),
    /// Sizes that both refuse.
    RsaOddSize(Box<SigningKey<Sha256>>),
    Ec(ring::signature::EcdsaKeyPair),
    /// A curve that ring does not have.
    P521(aws_lc_rs::signature::EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
    MlDsa(PqdsaKeyPair),
}

/// Why a key does not sign.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SignError {
    /// ring, aws-lc and the rsa crate stop at [`EXPONENT_BITS`].
    #[error("the private key cannot sign: its public exponent has {bits} bits (maximum {EXPONENT_BITS})")]
    Exponent {
        /// The length of the exponent.
        bits: u32,
    },
    /// A modulus without room for the signature's digest (RFC 8017, 9.2).
    #[error("the private key cannot sign: RSA {bits} is too small")]
    TooSmall {
        /// The length of the modulus.
        bits: u32,
    },
    /// A kind of key that is only read and written.
    #[error("devcert does not sign with {0} keys")]
    Kind(PublicKeyAlgorithm),
    /// The libraries give no reason.
    #[error("the private key cannot sign")]
    Refused,
}

/// The longest public exponent that TLS libraries accept, in bits.
const EXPONENT_BITS: u32 = 33;
/// The least bits of a modulus that SHA-256 and its padding fit in: 62 bytes.
const LEAST_BITS: u32 = 496;

impl Signer {
    /// Readies `key`.
    pub fn new(key: &PrivateKey) -> Result<Self, SignError> {
        let (scheme, pair) = match key.material() {
            Material::Rsa(pkcs1) => (SignatureScheme::RsaSha256, rsa(pkcs1.expose())?),
            Material::Ec(curve, scalar) => ec(*curve, scalar.expose(), key.public().bits())?,
            Material::Ed25519(seed) => {
                let pair =
                    Ed25519KeyPair::from_seed_unchecked(seed.expose()).map_err(|_| SignError::Refused)?;
                (SignatureScheme::Ed25519, Pair::Ed25519(pair))
            }
            Material::Other(_) => return Err(SignError::Kind(key.algorithm())),
            Material::MlDsa(key) => {
                let pair = key.pair().ok_or(SignError::Refused)?;
                (SignatureScheme::MlDsa(key.parameters), Pair::MlDsa(pair))
            }
        };
        Ok(Self { scheme, pair })
    }

    /// The algorithm that its signatures have.
    #[must_use]
    pub const fn scheme(&self) -> SignatureScheme {
        self.scheme
    }

    /// The signature of `message`, as certificates hold it.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        match &self.pair {
            Pair::Rsa(pair) => {
                let mut out = vec![0; pair.public().modulus_len()];
                pair.sign(&ring::signature::RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut out)
                    .map_err(|_| SignError::Refused)?;
                Ok(out)
            }
            Pair::RsaUncommon(pair) => {
                let mut out = vec![0; pair.public_modulus_len()];
                let random = aws_lc_rs::rand::SystemRandom::new();
                pair.sign(&aws_lc_rs::signature::RSA_PKCS1_SHA256, &random, message, &mut out)
                    .map_err(|_| SignError::Refused)?;
                Ok(out)
            }
            Pair::RsaOddSize(key) => {
                key.try_sign(message).map(|out| out.to_vec()).map_err(|_| SignError::Refused)
            }
            Pair::Ec(pair) => {
                let signature = pair.sign(&SystemRandom::new(), message).map_err(|_| SignError::Refused)?;
                Ok(signature.as_ref().to_vec())
            }
            Pair::P521(pair) => {
                let random = aws_lc_rs::rand::SystemRandom::new();
                Ok(pair.sign(&random, message).map_err(|_| SignError::Refused)?.as_ref().to_vec())
            }
            Pair::Ed25519(pair) => Ok(pair.sign(message).as_ref().to_vec()),
            Pair::MlDsa(pair) => {
                let mut out = vec![0; pair.algorithm().signature_len()];
                pair.sign(message, &mut out).map_err(|_| SignError::Refused)?;
                Ok(out)
            }
        }
    }
}

fn rsa(pkcs1: &[u8]) -> Result<Pair, SignError> {
    if let Ok(pair) = ring::signature::RsaKeyPair::from_der(pkcs1) {
        return Ok(Pair::Rsa(pair));
    }
    if let Ok(pair) = aws_lc_rs::signature::RsaKeyPair::from_der(pkcs1) {
        return Ok(Pair::RsaUncommon(pair));
    }
    let key = RsaPrivateKey::from_pkcs1_der(pkcs1).map_err(|_| rsa_obstacle(pkcs1))?;
    Ok(Pair::RsaOddSize(Box::new(SigningKey::new(key))))
}

/// Why no library signs with an RSA key whose numbers fit each other.
fn rsa_obstacle(pkcs1: &[u8]) -> SignError {
    let Ok(parts) = RsaPrivateKeyRef::from_der(pkcs1) else { return SignError::Refused };
    let exponent = bit_length(parts.public_exponent.as_bytes());
    let modulus = bit_length(parts.modulus.as_bytes());
    match (exponent > EXPONENT_BITS, modulus < LEAST_BITS) {
        (true, _) => SignError::Exponent { bits: exponent },
        (false, true) => SignError::TooSmall { bits: modulus },
        (false, false) => SignError::Refused,
    }
}

fn ec(curve: Curve, scalar: &[u8], point: &[u8]) -> Result<(SignatureScheme, Pair), SignError> {
    use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING};
    let (scheme, algorithm) = match curve {
        Curve::P256 => (SignatureScheme::EcdsaP256Sha256, &ECDSA_P256_SHA256_ASN1_SIGNING),
        Curve::P384 => (SignatureScheme::EcdsaP384Sha384, &ECDSA_P384_SHA384_ASN1_SIGNING),
        Curve::P521 => return p521(scalar, point),
    };
    let random = SystemRandom::new();
    ring::signature::EcdsaKeyPair::from_private_key_and_public_key(algorithm, scalar, point, &random)
        .map(|pair| (scheme, Pair::Ec(pair)))
        .map_err(|_| SignError::Refused)
}

fn p521(scalar: &[u8], point: &[u8]) -> Result<(SignatureScheme, Pair), SignError> {
    use aws_lc_rs::signature::{ECDSA_P521_SHA512_ASN1_SIGNING, EcdsaKeyPair};
    EcdsaKeyPair::from_private_key_and_public_key(&ECDSA_P521_SHA512_ASN1_SIGNING, scalar, point)
        .map(|pair| (SignatureScheme::EcdsaP521Sha512, Pair::P521(pair)))
        .map_err(|_| SignError::Refused)
}
