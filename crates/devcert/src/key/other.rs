//! Private keys of the kinds that devcert reads and writes, and does not generate for TLS.

use aws_lc_rs::agreement::{self, X25519};
use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{BoxedUint, Odd};
use der::asn1::UintRef;
use der::{Decode, Encode};
use spki::{AlgorithmIdentifierRef, ObjectIdentifier};

use super::fault::KeyFault;
use super::weierstrass::{bit_length, significant};
use crate::model::algorithm::RSA_BITS_MAX;
use crate::model::der_error::Opaque as _;
use crate::model::oid::known;
use crate::model::secret::Secret;

/// A private key as PKCS#8 holds it (RFC 5958, 2).
#[derive(Debug, Clone)]
pub struct OtherKey {
    algorithm: Vec<u8>,
    value: Secret,
}

impl OtherKey {
    /// A key of this kind, parameters included, and the content of `privateKey`.
    pub(crate) fn new(algorithm: &AlgorithmIdentifierRef<'_>, value: Secret) -> Result<Self, KeyFault> {
        Ok(Self { algorithm: algorithm.to_der().opaque()?, value })
    }

    /// Which kind, with its parameters.
    pub fn algorithm(&self) -> Result<AlgorithmIdentifierRef<'_>, KeyFault> {
        Ok(AlgorithmIdentifierRef::from_der(&self.algorithm).opaque()?)
    }

    /// The content of `privateKey`.
    #[must_use]
    pub const fn value(&self) -> &Secret {
        &self.value
    }
}

/// The numbers that DSA and Diffie-Hellman keys share, big-endian: a prime and a generator.
pub(crate) struct Powers<'a> {
    pub(crate) prime: &'a [u8],
    pub(crate) generator: &'a [u8],
}

impl Powers<'_> {
    /// The DER of the public number: the generator to the power of `exponent`, modulo the prime.
    pub(crate) fn public(&self, exponent: &[u8]) -> Result<Vec<u8>, KeyFault> {
        let (prime, exponent) = (significant(self.prime), significant(exponent));
        let generator = significant(self.generator);
        let bits = bit_length(prime);
        if bits > RSA_BITS_MAX {
            return Err(KeyFault::GroupTooLarge { bits });
        }
        let number = BoxedUint::from_be_slice_vartime(prime);
        let precision = number.bits_precision();
        let modulus = Odd::new(number).into_option().ok_or(KeyFault::Group)?;
        if exponent.is_empty() || exponent.len() > prime.len() || generator.len() > prime.len() {
            return Err(KeyFault::Group);
        }
        let part = |bytes| BoxedUint::from_be_slice(bytes, precision).map_err(|_| KeyFault::Group);
        let base = BoxedMontyForm::new(part(generator)?, &BoxedMontyParams::new(modulus));
        let public = base.pow(&part(exponent)?).retrieve().to_be_bytes();
        Ok(UintRef::new(significant(&public)).opaque()?.to_der().opaque()?)
    }
}

/// The public half of a key of RFC 8410 that is not Ed25519.
pub(crate) fn edwards_public(kind: ObjectIdentifier, key: &[u8]) -> Result<Vec<u8>, KeyFault> {
    let wrong = |expected| KeyFault::Length { expected, found: key.len() };
    match kind {
        known::ID_X_25519 => agreement::PrivateKey::from_private_key(&X25519, key)
            .ok()
            .and_then(|key| key.compute_public_key().ok())
            .map(|public| public.as_ref().to_vec())
            .ok_or(wrong(32)),
        known::ID_X_448 => {
            let scalar = <[u8; 56]>::try_from(key).map_err(|_| wrong(56))?;
            Ok(x448::x448_unchecked(scalar, x448::X448_BASEPOINT_BYTES).to_vec())
        }
        _ => {
            let pair = ed448_goldilocks::SigningKey::try_from(key).map_err(|_| wrong(57))?;
            Ok(pair.verifying_key().to_bytes().to_vec())
        }
    }
}
