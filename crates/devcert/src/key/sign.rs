//! Signing with a private key.
//!
//! ring signs what it can. aws-lc draws a random number for every RSA and ECDSA signature, and the
//! first one that a process asks of it takes 50 to 100 ms, since it gathers entropy from the
//! processor's timing; a whole `selfsign` of an EC key is ten times faster than that.

mod error;

use aws_lc_rs::signature::{Ed25519KeyPair, PqdsaKeyPair};
use der::Decode as _;
use pkcs1::RsaPrivateKeyRef;
use ring::rand::SystemRandom;
use rsa::RsaPrivateKey;
use rsa::pkcs1::DecodeRsaPrivateKey;

pub use error::SignError;

use super::deterministic;
use super::ecdsa::EcSigner;
use super::other_signature::OtherSigner;
use super::point::PointForm;
use super::private::{Material, PrivateKey};
use super::rsa_signature::{self, Padding, Salt};
use super::weierstrass::bit_length;
use crate::model::algorithm::{Curve, DigestAlgorithm, Pss, SignatureAlgorithm};
use crate::model::secret::Secret;
use error::EXPONENT_BITS;

/// A private key made ready to sign with one algorithm.
///
/// Signatures with RSA (PKCS#1 v1.5), Ed25519, Ed448 and DSA, and those on curves that TLS does not use, depend on the
/// key and the message alone; the others draw from the system, unless the signer is
/// [`reproducible`](Self::reproducible).
pub struct Signer {
    algorithm: SignatureAlgorithm,
    pair: Pair,
    is_reproducible: bool,
}

enum Pair {
    Rsa(ring::signature::RsaKeyPair, &'static dyn ring::signature::RsaEncoding),
    /// Sizes that ring refuses and aws-lc accepts: from 2048 to 8192 bits.
    RsaUncommon(aws_lc_rs::signature::RsaKeyPair, &'static dyn aws_lc_rs::signature::RsaEncoding),
    /// Sizes and paddings that both refuse.
    RsaOther(Box<RsaPrivateKey>, Padding, Salt),
    Ec(ring::signature::EcdsaKeyPair),
    /// A curve that ring does not have, or a digest that it does not combine with the curve.
    EcUncommon(EcSigner),
    /// Without random numbers.
    EcDeterministic(Curve, Secret, DigestAlgorithm),
    Ed25519(Ed25519KeyPair),
    MlDsa(PqdsaKeyPair),
    /// A kind of key that no TLS program uses.
    Other(OtherSigner),
}

/// The least bits of a modulus that SHA-256 and its padding fit in: 62 bytes.
const LEAST_BITS: u32 = 496;

impl Signer {
    /// Readies `key` to sign with `algorithm`.
    pub fn new(key: &PrivateKey, algorithm: SignatureAlgorithm) -> Result<Self, SignError> {
        Self::with(key, algorithm, false)
    }

    /// Readies `key` to sign with `algorithm`, so that the key and the message determine the signature: with
    /// the nonces of RFC 6979 for ECDSA, and with a salt that is derived in the same way for RSA-PSS.
    ///
    /// # Errors
    /// [`SignError::NotReproducible`] for ML-DSA, and as [`Signer::new`].
    pub fn reproducible(key: &PrivateKey, algorithm: SignatureAlgorithm) -> Result<Self, SignError> {
        Self::with(key, algorithm, true)
    }

    fn with(
        key: &PrivateKey,
        algorithm: SignatureAlgorithm,
        is_reproducible: bool,
    ) -> Result<Self, SignError> {
        let kind = key.algorithm();
        check(key, algorithm)?;
        let pair = match (key.material(), algorithm) {
            (Material::Rsa(pkcs1), SignatureAlgorithm::RsaPkcs1(digest)) => {
                rsa(pkcs1.expose(), Padding::Pkcs1(digest), is_reproducible)?
            }
            (Material::Rsa(pkcs1), SignatureAlgorithm::RsaPss(pss)) => {
                rsa(pkcs1.expose(), Padding::Pss(pss), is_reproducible)?
            }
            (Material::Ec(curve, scalar), SignatureAlgorithm::Ecdsa(digest)) if is_reproducible => {
                Pair::EcDeterministic(*curve, scalar.clone(), digest)
            }
            (Material::Ec(curve, scalar), SignatureAlgorithm::Ecdsa(digest)) => {
                let point = key.public().point(PointForm::Uncompressed).ok_or(SignError::Refused)?;
                ec(*curve, scalar.expose(), &point, digest)?
            }
            (Material::Ed25519(seed), _) => {
                let pair = Ed25519KeyPair::from_seed_unchecked(seed.expose());
                Pair::Ed25519(pair.map_err(|_| SignError::Refused)?)
            }
            (Material::MlDsa(_), _) if is_reproducible => return Err(SignError::NotReproducible(kind)),
            (Material::MlDsa(key), _) => Pair::MlDsa(key.pair().ok_or(SignError::Refused)?),
            (Material::Other(other), _) => {
                let signer = OtherSigner::new(other, key.public(), algorithm);
                Pair::Other(signer.ok_or(SignError::Kind(kind))?)
            }
            _ => return Err(SignError::Algorithm { algorithm, key: kind }),
        };
        Ok(Self { algorithm, pair, is_reproducible })
    }

    /// Readies `key` to sign with the algorithm that its kind has by default.
    pub fn with_default(key: &PrivateKey) -> Result<Self, SignError> {
        let algorithm = key.public().default_signature().ok_or(SignError::Kind(key.algorithm()))?;
        Self::new(key, algorithm)
    }

    /// Whether the key and the message determine its signatures.
    #[must_use]
    pub const fn is_reproducible(&self) -> bool {
        self.is_reproducible
    }

    /// The algorithm that its signatures have.
    #[must_use]
    pub const fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    /// The signature of `message`, as certificates hold it.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        retry_once(|| self.try_sign(message))
    }

    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        match &self.pair {
            Pair::Rsa(pair, encoding) => {
                let mut out = vec![0; pair.public().modulus_len()];
                pair.sign(*encoding, &SystemRandom::new(), message, &mut out)
                    .map_err(|_| SignError::Refused)?;
                Ok(out)
            }
            Pair::RsaUncommon(pair, encoding) => {
                let mut out = vec![0; pair.public_modulus_len()];
                let random = aws_lc_rs::rand::SystemRandom::new();
                pair.sign(*encoding, &random, message, &mut out).map_err(|_| SignError::Refused)?;
                Ok(out)
            }
            Pair::RsaOther(key, padding, salt) => rsa_signature::sign(key, *padding, salt, message),
            Pair::Ec(pair) => {
                let signature = pair.sign(&SystemRandom::new(), message).map_err(|_| SignError::Refused)?;
                Ok(signature.as_ref().to_vec())
            }
            Pair::EcDeterministic(curve, scalar, digest) => {
                deterministic::sign(*curve, scalar.expose(), *digest, message).ok_or(SignError::Refused)
            }
            Pair::EcUncommon(signer) => signer.sign(message).ok_or(SignError::Refused),
            Pair::Other(signer) => signer.sign(message).ok_or(SignError::Refused),
            Pair::Ed25519(pair) => Ok(pair.sign(message).as_ref().to_vec()),
            Pair::MlDsa(pair) => {
                let mut out = vec![0; pair.algorithm().signature_len()];
                pair.sign(message, &mut out).map_err(|_| SignError::Refused)?;
                Ok(out)
            }
        }
    }
}

/// Checks that keys of this kind, and this key by its parameters, make signatures with the algorithm.
fn check(key: &PrivateKey, algorithm: SignatureAlgorithm) -> Result<(), SignError> {
    let kind = key.algorithm();
    if kind.default_signature().is_none() {
        return Err(SignError::Kind(kind));
    }
    if !kind.signs_with(algorithm) {
        return Err(SignError::Algorithm { algorithm, key: kind });
    }
    if let SignatureAlgorithm::RsaPss(Pss { digest, salt_bytes, .. }) = algorithm
        && !key.public().allows(algorithm)
    {
        return Err(SignError::Restricted { digest, salt_bytes });
    }
    Ok(())
}

/// Does what needs random numbers, and does it again if it is refused: the libraries do not say that the system
/// had none to give for a moment.
fn retry_once<T>(action: impl Fn() -> Result<T, SignError>) -> Result<T, SignError> {
    match action() {
        Err(SignError::Refused) => action(),
        done => done,
    }
}

fn rsa(pkcs1: &[u8], padding: Padding, is_reproducible: bool) -> Result<Pair, SignError> {
    let salt = match padding {
        Padding::Pss(_) if is_reproducible => Salt::Derived(Secret::from(pkcs1)),
        _ => Salt::Random,
    };
    if let (Salt::Random, Some((common, uncommon))) = (&salt, encodings(padding)) {
        if let Ok(pair) = ring::signature::RsaKeyPair::from_der(pkcs1) {
            return Ok(Pair::Rsa(pair, common));
        }
        if let Ok(pair) = aws_lc_rs::signature::RsaKeyPair::from_der(pkcs1) {
            return Ok(Pair::RsaUncommon(pair, uncommon));
        }
    }
    let key = RsaPrivateKey::from_pkcs1_der(pkcs1).map_err(|_| rsa_obstacle(pkcs1))?;
    match rsa_obstacle(pkcs1) {
        small @ SignError::TooSmall { .. } => Err(small),
        _ => Ok(Pair::RsaOther(Box::new(key), padding, salt)),
    }
}

/// A padding as ring has it, and as aws-lc does.
type Encodings = (&'static dyn ring::signature::RsaEncoding, &'static dyn aws_lc_rs::signature::RsaEncoding);

fn encodings(padding: Padding) -> Option<Encodings> {
    use DigestAlgorithm::{Sha256, Sha384, Sha512};
    use aws_lc_rs::signature as aws;
    use ring::signature as ring;
    Some(match padding {
        Padding::Pkcs1(Sha256) => (&ring::RSA_PKCS1_SHA256, &aws::RSA_PKCS1_SHA256),
        Padding::Pkcs1(Sha384) => (&ring::RSA_PKCS1_SHA384, &aws::RSA_PKCS1_SHA384),
        Padding::Pkcs1(Sha512) => (&ring::RSA_PKCS1_SHA512, &aws::RSA_PKCS1_SHA512),
        Padding::Pss(pss) if pss == Pss::with(Sha256) => (&ring::RSA_PSS_SHA256, &aws::RSA_PSS_SHA256),
        Padding::Pss(pss) if pss == Pss::with(Sha384) => (&ring::RSA_PSS_SHA384, &aws::RSA_PSS_SHA384),
        Padding::Pss(pss) if pss == Pss::with(Sha512) => (&ring::RSA_PSS_SHA512, &aws::RSA_PSS_SHA512),
        _ => return None,
    })
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

fn ec(curve: Curve, scalar: &[u8], point: &[u8], digest: DigestAlgorithm) -> Result<Pair, SignError> {
    use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING};
    let algorithm = match (curve, digest) {
        (Curve::P256, DigestAlgorithm::Sha256) => &ECDSA_P256_SHA256_ASN1_SIGNING,
        (Curve::P384, DigestAlgorithm::Sha384) => &ECDSA_P384_SHA384_ASN1_SIGNING,
        _ => {
            let signer = EcSigner::new(curve, scalar, point, digest);
            return signer.map(Pair::EcUncommon).ok_or(SignError::Refused);
        }
    };
    let random = SystemRandom::new();
    let read =
        || ring::signature::EcdsaKeyPair::from_private_key_and_public_key(algorithm, scalar, point, &random);
    retry_once(|| read().map(Pair::Ec).map_err(|_| SignError::Refused))
}
