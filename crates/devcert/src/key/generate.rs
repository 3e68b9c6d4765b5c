//! Key generation.

use std::ops::ControlFlow;

use rand::CryptoRng;
use thiserror::Error;
use zeroize::Zeroizing;

use super::fault::KeyFault;
use super::private::PrivateKey;
use crate::model::algorithm::{Curve, KeyAlgorithm, KeyType, RsaBits};
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
    /// The key that came out does not hold together.
    #[error("the key that was made does not hold together: {0}")]
    Fault(#[from] KeyFault),
    /// The generator keeps giving numbers outside the curve's range.
    #[error("the random numbers are not random")]
    Randomness,
}
