//! Making keys.

use rand::CryptoRng;
use rsa::RsaPrivateKey;
use thiserror::Error;
use zeroize::Zeroizing;

use super::private::{KeyFault, PrivateKey};
use crate::model::algorithm::{Curve, KeyAlgorithm, RsaBits};

/// Makes a private key of this kind from the randomness of `rng`.
///
/// The same randomness gives the same key, which is what tests want.
///
/// # Errors
/// When the generator below fails, which is not known to happen.
pub fn generate<R: CryptoRng>(algorithm: KeyAlgorithm, rng: &mut R) -> Result<PrivateKey, GenerateError> {
    match algorithm {
        KeyAlgorithm::Rsa(bits) => rsa(bits, rng),
        KeyAlgorithm::Ec(curve) => ec(curve, rng),
        KeyAlgorithm::Ed25519 => {
            let mut seed = Zeroizing::new([0; 32]);
            rng.fill_bytes(seed.as_mut_slice());
            Ok(PrivateKey::from_ed25519(seed.as_slice())?)
        }
    }
}

fn rsa<R: CryptoRng>(bits: RsaBits, rng: &mut R) -> Result<PrivateKey, GenerateError> {
    let key = RsaPrivateKey::new(rng, bits.get() as usize)?;
    Ok(PrivateKey::from_rsa(&key)?)
}

/// Draws scalars until one lies in the curve's range (FIPS 186-5, A.2.2, rejection sampling); for
/// P-521 the bits above the 521st are cleared first, else nearly all would lie outside.
fn ec<R: CryptoRng>(curve: Curve, rng: &mut R) -> Result<PrivateKey, GenerateError> {
    let mut scalar = Zeroizing::new(vec![0; curve.field_bytes()]);
    for _ in 0..MAX_DRAWS {
        rng.fill_bytes(&mut scalar);
        if curve == Curve::P521 {
            scalar[0] &= 1;
        }
        if let Ok(key) = PrivateKey::from_scalar(curve, &scalar) {
            return Ok(key);
        }
    }
    Err(GenerateError::Randomness)
}

/// The chance that a good generator misses the range even once is below 2^-32 on each curve.
const MAX_DRAWS: u32 = 64;

/// Why no key came out.
#[derive(Debug, Error)]
pub enum GenerateError {
    /// The RSA generator failed.
    #[error("making the RSA key failed: {0}")]
    Rsa(#[from] rsa::Error),
    /// The key that came out does not hold together.
    #[error("the key that was made does not hold together: {0}")]
    Fault(#[from] KeyFault),
    /// The generator keeps giving numbers outside the curve's range.
    #[error("the random numbers are not random")]
    Randomness,
}
