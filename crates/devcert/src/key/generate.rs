//! Key generation.

use std::ops::ControlFlow;

use der::asn1::{AnyRef, BitStringRef, OctetStringRef};
use der::{Encode as _, Sequence};
use rand::CryptoRng;
use rsa::RsaPrivateKey;
use spki::AlgorithmIdentifierRef;
use thiserror::Error;
use zeroize::Zeroizing;

use super::fault::KeyFault;
use super::named_curve::NamedCurve;
use super::other::{OtherKey, edwards_public};
use super::private::PrivateKey;
use super::public::PublicKey;
use super::weierstrass::bit_length;
use crate::model::algorithm::{Curve, KeyAlgorithm, KeyType, RsaBits};
use crate::model::der_error::Opaque as _;
use crate::model::oid::known;
use crate::model::secret::Secret;
use devcert_primes::{self as primes, Search, SearchError};

/// Generates a private key of this kind from the random numbers of `rng`, on this thread.
///
/// Equal random numbers give equal keys, for tests that need the same key in every run.
///
/// # Errors
/// When the generator below fails, which is not known to happen.
pub fn generate<R: CryptoRng>(algorithm: KeyAlgorithm, rng: &mut R) -> Result<PrivateKey, GenerateError> {
    generate_with(algorithm, &Search::default(), rng)
}

/// Generates a private key as [`generate`] does; `search` sets the threads and the vector instructions for
/// the primes of RSA keys. The key does not depend on either.
///
/// # Errors
/// As [`generate`].
pub fn generate_with<R: CryptoRng>(
    algorithm: KeyAlgorithm,
    search: &Search,
    rng: &mut R,
) -> Result<PrivateKey, GenerateError> {
    match algorithm {
        KeyAlgorithm::Rsa(bits) => {
            let key = primes::generate(bits.get() as usize, search, rng).map_err(of_search)?;
            Ok(PrivateKey::from_rsa(&key)?)
        }
        KeyAlgorithm::Ec(curve) => ec(curve, rng),
        KeyAlgorithm::Ed25519 => {
            let mut seed = Zeroizing::new([0; 32]);
            rng.fill_bytes(seed.as_mut_slice());
            Ok(PrivateKey::from_ed25519(seed.as_slice())?)
        }
        KeyAlgorithm::MlDsa(parameters) => {
            let mut seed = Zeroizing::new([0; 32]);
            rng.fill_bytes(seed.as_mut_slice());
            Ok(PrivateKey::from_ml_dsa_seed(parameters, seed.as_slice())?)
        }
    }
}

/// Generates an RSA key with this public exponent, as [`generate_with`] does with 65537. Other exponents are for
/// scripts that request them: their primes are searched for on one thread and without vector instructions.
///
/// # Errors
/// [`GenerateError::Exponent`] when it is even or below 3; otherwise as [`generate`].
pub fn generate_rsa<R: CryptoRng>(
    bits: RsaBits,
    exponent: u64,
    search: &Search,
    rng: &mut R,
) -> Result<PrivateKey, GenerateError> {
    match exponent {
        65537 => generate_with(KeyAlgorithm::Rsa(bits), search, rng),
        3.. if exponent % 2 == 1 => {
            let key = RsaPrivateKey::new_with_exp_unchecked(rng, bits.get() as usize, exponent.into());
            Ok(PrivateKey::from_rsa(&key.map_err(|_| GenerateError::Rsa)?)?)
        }
        _ => Err(GenerateError::Exponent(exponent)),
    }
}

/// Generates a key of RFC 8410 that devcert does not generate for TLS: Ed448, X25519 or X448.
///
/// # Errors
/// [`GenerateError::Kind`] for keys of other kinds.
pub fn generate_edwards<R: CryptoRng>(key_type: KeyType, rng: &mut R) -> Result<PrivateKey, GenerateError> {
    let bytes = match key_type {
        KeyType::X25519 => 32,
        KeyType::X448 => 56,
        KeyType::Ed448 => 57,
        _ => return Err(GenerateError::Kind(key_type)),
    };
    let mut key = Zeroizing::new(vec![0; bytes]);
    rng.fill_bytes(&mut key);
    let kind = AlgorithmIdentifierRef { oid: key_type.row().oid, parameters: None };
    let public = PublicKey::assemble(kind.oid, None, &edwards_public(kind.oid, &key)?);
    let value = OctetStringRef::new(&key).and_then(|octets| octets.to_der()).opaque();
    let value = Secret::new(value.map_err(KeyFault::from)?);
    Ok(PrivateKey::other(OtherKey::new(&kind, value)?, public.map_err(KeyFault::from)?))
}

/// Generates a key on a curve that has a name.
///
/// # Errors
/// As [`generate`].
pub fn generate_on<R: CryptoRng>(curve: NamedCurve, rng: &mut R) -> Result<PrivateKey, GenerateError> {
    if let Some(curve) = Curve::from_oid(curve.oid()) {
        return ec(curve, rng);
    }
    let order = curve.domain().order;
    let unused = order.len() * 8 - bit_length(&order) as usize;
    let mut scalar = Zeroizing::new(vec![0; order.len()]);
    for _ in 0..MAX_DRAWS {
        rng.fill_bytes(&mut scalar);
        scalar[0] &= 0xff >> unused;
        if let Some(point) = curve.public_point(&scalar) {
            return Ok(on_curve(curve, &scalar, &point)?);
        }
    }
    Err(GenerateError::Randomness)
}

/// The key in the form of RFC 5915.
fn on_curve(curve: NamedCurve, scalar: &[u8], point: &[u8]) -> Result<PrivateKey, KeyFault> {
    /// RFC 5915, 3; the curve is named outside of it.
    #[derive(Sequence)]
    struct EcPrivateKey<'a> {
        version: u8,
        scalar: &'a OctetStringRef,
        #[asn1(context_specific = "1", tag_mode = "EXPLICIT")]
        point: BitStringRef<'a>,
    }
    let parts = (|| {
        let scalar = OctetStringRef::new(scalar)?;
        EcPrivateKey { version: 1, scalar, point: BitStringRef::from_bytes(point)? }.to_der()
    })();
    let oid = curve.oid();
    let kind = AlgorithmIdentifierRef { oid: known::ID_EC_PUBLIC_KEY, parameters: Some(AnyRef::from(&oid)) };
    let public = PublicKey::assemble(kind.oid, kind.parameters, point)?;
    Ok(PrivateKey::other(OtherKey::new(&kind, Secret::new(parts.opaque()?))?, public))
}

/// Makes `count` RSA keys, as many at a time as there are threads, and hands them to `each` with
/// their number from 0, in the order in which they get done; `each` may put an end to it.
///
/// # Errors
/// As [`generate`]; the keys done before are handed over.
pub fn generate_many_rsa<R: CryptoRng>(
    bits: RsaBits,
    count: usize,
    search: &Search,
    rng: &mut R,
    mut each: impl FnMut(usize, PrivateKey) -> ControlFlow<()>,
) -> Result<(), GenerateError> {
    let mut fault = None;
    primes::generate_many(bits.get() as usize, count, search, rng, |number, key| match PrivateKey::from_rsa(
        &key,
    ) {
        Ok(key) => each(number, key),
        Err(error) => {
            fault = Some(error);
            ControlFlow::Break(())
        }
    })
    .map_err(of_search)?;
    fault.map_or(Ok(()), |fault| Err(fault.into()))
}

/// The generator's error; every size that [`RsaBits`] can have is one that the generator accepts.
const fn of_search(_: SearchError) -> GenerateError {
    GenerateError::Rsa
}

/// Draws scalars until one lies in the curve's range (FIPS 186-5, A.2.2, rejection sampling); the bits
/// above the field's are cleared first, else nearly all would lie outside with P-521.
fn ec<R: CryptoRng>(curve: Curve, rng: &mut R) -> Result<PrivateKey, GenerateError> {
    let mut scalar = Zeroizing::new(vec![0; curve.field_bytes()]);
    let bits = KeyType::Ec(curve).row().bits.unwrap_or_default() as usize;
    let unused = scalar.len() * 8 - bits;
    for _ in 0..MAX_DRAWS {
        rng.fill_bytes(&mut scalar);
        scalar[0] &= 0xff >> unused;
        if let Ok(key) = PrivateKey::from_scalar(curve, &scalar) {
            return Ok(key);
        }
    }
    Err(GenerateError::Randomness)
}

/// The chance that a good generator misses the range even once is below 2^-32 on each curve.
const MAX_DRAWS: u32 = 64;

/// Why no key came out.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum GenerateError {
    /// The primes do not make a key, which is not known to happen.
    #[error("the primes found do not make an RSA key")]
    Rsa,
    /// No RSA key has this public exponent.
    #[error("{0} is not a public exponent of RSA: it must be odd and 3 or more")]
    Exponent(u64),
    /// DSA has no groups of these sizes here.
    #[error("DSA has no group of {bits} and {order_bits} bits")]
    Group {
        /// The length of the prime p.
        bits: u32,
        /// The length of the prime q.
        order_bits: u32,
    },
    /// Keys of this kind are generated in another way.
    #[error("{0} keys are not generated as bytes")]
    Kind(KeyType),
    /// The key that came out does not hold together.
    #[error("the key that was made does not hold together: {0}")]
    Fault(#[from] KeyFault),
    /// The generator keeps giving numbers outside the curve's range.
    #[error("the random numbers are not random")]
    Randomness,
}

#[cfg(test)]
mod tests {
    use der::Decode as _;
    use rand::SeedableRng as _;
    use rand::rngs::StdRng;

    use super::*;
    use crate::key::PublicKeyAlgorithm;
    use crate::model::algorithm::Pss;

    #[test]
    fn an_rsa_key_bound_to_pss_keeps_its_numbers_and_its_restriction() {
        let mut rng = StdRng::seed_from_u64(1);
        let key = generate(KeyAlgorithm::Rsa(RsaBits::weak(1024).unwrap()), &mut rng);
        let key = key.unwrap();
        let restriction = Pss { salt_bytes: 30, ..Pss::DEFAULT };
        let bound = key.bound_to_pss(Some(restriction)).unwrap();
        assert_eq!(bound.algorithm(), PublicKeyAlgorithm::RsaPss { bits: 1024 });
        assert_eq!(bound.public().bits(), key.public().bits());
        assert_eq!(bound.public().pss_restriction(), Ok(Some(restriction)));
        assert_eq!(key.bound_to_pss(None).unwrap().public().pss_restriction(), Ok(None));
        let other = generate(KeyAlgorithm::Ed25519, &mut rng).unwrap();
        assert_eq!(other.bound_to_pss(None).unwrap_err(), KeyFault::NotRsa(other.algorithm()));
    }

    #[test]
    fn an_rsa_key_has_the_public_exponent_that_is_asked_for() {
        let mut rng = StdRng::seed_from_u64(1);
        let bits = RsaBits::new(1024).unwrap();
        for exponent in [3, 17, 65537] {
            let key = generate_rsa(bits, exponent, &Search::default(), &mut rng).unwrap();
            let public = pkcs1::RsaPublicKeyRef::from_der(key.public().bits()).unwrap();
            let bytes = exponent.to_be_bytes();
            let significant = bytes.iter().position(|byte| *byte != 0).unwrap();
            assert_eq!(public.public_exponent.as_bytes(), &bytes[significant..]);
            assert_eq!(key.algorithm().rsa_bits(), Some(1024));
        }
        for exponent in [0, 1, 2, 4, 65536] {
            let refused = generate_rsa(bits, exponent, &Search::default(), &mut rng);
            assert_eq!(refused.unwrap_err(), GenerateError::Exponent(exponent));
        }
    }

    #[test]
    fn keys_of_bytes_have_a_public_key() {
        let mut rng = StdRng::seed_from_u64(2);
        for (key_type, bytes) in [(KeyType::X25519, 32), (KeyType::X448, 56), (KeyType::Ed448, 57)] {
            let key = generate_edwards(key_type, &mut rng).unwrap();
            assert_eq!((key.algorithm().key_type(), key.public().bits().len()), (Some(key_type), bytes));
            assert_eq!(key.public().check(), Ok(()));
        }
        let refused = generate_edwards(KeyType::Ed25519, &mut rng);
        assert_eq!(refused.unwrap_err(), GenerateError::Kind(KeyType::Ed25519));
    }
}
