//! Signing with a private key.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{self, EcdsaKeyPair, Ed25519KeyPair, RsaKeyPair};
use rsa::RsaPrivateKey;
use rsa::pkcs1::DecodeRsaPrivateKey;
use rsa::pkcs1v15::SigningKey;
use rsa::signature::{SignatureEncoding as _, Signer as _};
use sha2::Sha256;
use thiserror::Error;

use super::private::{Material, PrivateKey};
use crate::model::algorithm::{Curve, SignatureScheme};

/// A private key made ready to sign.
///
/// Signatures with RSA and Ed25519 depend on the key and the message alone; ECDSA draws its nonce
/// from the system.
pub struct Signer {
    scheme: SignatureScheme,
    pair: Pair,
}

enum Pair {
    Rsa(RsaKeyPair),
    /// Sizes that aws-lc refuses: below 2048 and above 8192 bits.
    RsaOddSize(Box<SigningKey<Sha256>>),
    Ec(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

/// Why a key does not sign.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the private key cannot sign")]
pub struct SignError;

impl Signer {
    /// Readies `key`.
    pub fn new(key: &PrivateKey) -> Result<Self, SignError> {
        let (scheme, pair) = match key.material() {
            Material::Rsa(pkcs1) => (SignatureScheme::RsaSha256, rsa(pkcs1.expose())?),
            Material::Ec(curve, scalar) => {
                let (scheme, algorithm) = ecdsa(*curve);
                let public = key.public().bits();
                let pair = EcdsaKeyPair::from_private_key_and_public_key(algorithm, scalar.expose(), public)
                    .map_err(|_| SignError)?;
                (scheme, Pair::Ec(pair))
            }
            Material::Ed25519(seed) => {
                let pair = Ed25519KeyPair::from_seed_unchecked(seed.expose()).map_err(|_| SignError)?;
                (SignatureScheme::Ed25519, Pair::Ed25519(pair))
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
                let mut out = vec![0; pair.public_modulus_len()];
                pair.sign(&signature::RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut out)
                    .map_err(|_| SignError)?;
                Ok(out)
            }
            Pair::RsaOddSize(key) => key.try_sign(message).map(|out| out.to_vec()).map_err(|_| SignError),
            Pair::Ec(pair) => pair
                .sign(&SystemRandom::new(), message)
                .map(|out| out.as_ref().to_vec())
                .map_err(|_| SignError),
            Pair::Ed25519(pair) => Ok(pair.sign(message).as_ref().to_vec()),
        }
    }
}

fn rsa(pkcs1: &[u8]) -> Result<Pair, SignError> {
    if let Ok(pair) = RsaKeyPair::from_der(pkcs1) {
        return Ok(Pair::Rsa(pair));
    }
    let key = RsaPrivateKey::from_pkcs1_der(pkcs1).map_err(|_| SignError)?;
    Ok(Pair::RsaOddSize(Box::new(SigningKey::new(key))))
}

const fn ecdsa(curve: Curve) -> (SignatureScheme, &'static signature::EcdsaSigningAlgorithm) {
    match curve {
        Curve::P256 => (SignatureScheme::EcdsaP256Sha256, &signature::ECDSA_P256_SHA256_ASN1_SIGNING),
        Curve::P384 => (SignatureScheme::EcdsaP384Sha384, &signature::ECDSA_P384_SHA384_ASN1_SIGNING),
        Curve::P521 => (SignatureScheme::EcdsaP521Sha512, &signature::ECDSA_P521_SHA512_ASN1_SIGNING),
    }
}
