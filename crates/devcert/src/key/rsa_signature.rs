//! RSA signatures that neither ring nor aws-lc knows: other sizes of keys, digests and salts. The rsa crate
//! computes; the encoding of RSASSA-PSS is here, since the crate's has one digest for message and mask.

use pkcs1::RsaPublicKeyRef;
use rand::rngs::ChaCha20Rng;
use rand::{Rng as _, SeedableRng as _};
use ring::rand::{SecureRandom as _, SystemRandom};
use rsa::hazmat::{rsa_decrypt_and_check, rsa_encrypt};
use rsa::pkcs1v15::Pkcs1v15Sign;
use rsa::traits::PublicKeyParts;
use rsa::{BoxedUint, RsaPrivateKey, RsaPublicKey};

use super::digest::digest;
use super::sign::SignError;
use crate::model::algorithm::{DigestAlgorithm, Pss, RSA_BITS_MAX};
use crate::model::secret::Secret;

/// The sizes of keys that verify, in bits: any that openssl makes.
const SIZES: std::ops::RangeInclusive<usize> = 512..=RSA_BITS_MAX as usize;

/// How a digest is padded to the length of the modulus.
#[derive(Debug, Clone, Copy)]
pub(super) enum Padding {
    /// RFC 8017, 9.2
    Pkcs1(DigestAlgorithm),
    /// RFC 8017, 9.1
    Pss(Pss),
}

/// Where the salt of RSASSA-PSS comes from.
pub(super) enum Salt {
    /// The system's random numbers.
    Random,
    /// This private key, as PKCS#1, and the message.
    Derived(Secret),
}

impl Salt {
    fn fill(&self, salt: &mut [u8], message: &[u8]) -> Result<(), SignError> {
        match self {
            Self::Random => SystemRandom::new().fill(salt).map_err(|_| SignError::Refused),
            Self::Derived(key) => {
                // As in RFC 6979, it cannot be predicted without the key.
                let parts = [SALT_LABEL, key.expose(), &digest(DigestAlgorithm::Sha256, &[message])];
                let seed = digest(DigestAlgorithm::Sha256, &parts);
                let seed = <[u8; 32]>::try_from(seed).map_err(|_| SignError::Refused)?;
                ChaCha20Rng::from_seed(seed).fill_bytes(salt);
                Ok(())
            }
        }
    }
}

const SALT_LABEL: &[u8] = b"devcert RSASSA-PSS salt";

/// The signature of `message`.
pub(super) fn sign(
    key: &RsaPrivateKey,
    padding: Padding,
    source: &Salt,
    message: &[u8],
) -> Result<Vec<u8>, SignError> {
    let refused = |_| SignError::Refused;
    let pss = match padding {
        Padding::Pkcs1(algorithm) => {
            return key.sign(prefixed(algorithm), &digest(algorithm, &[message])).map_err(refused);
        }
        Padding::Pss(pss) => pss,
    };
    let mut salt = vec![0; pss.salt_bytes as usize];
    source.fill(&mut salt, message)?;
    let bits = u32::try_from(key.size() * 8).unwrap_or(u32::MAX);
    let encoded = encode(pss, message, &salt, encoded_bits(key)).ok_or(SignError::TooSmall { bits })?;
    let number =
        BoxedUint::from_be_slice(&encoded, key.n_bits_precision()).map_err(|_| SignError::Refused)?;
    let signature = rsa_decrypt_and_check(key, Some(&mut rand::rngs::SysRng), &number).map_err(refused)?;
    padded(&signature.to_be_bytes(), key.size()).ok_or(SignError::Refused)
}

/// Whether the public key in PKCS#1 form made the signature of `message`.
pub(super) fn verifies(
    key: &RsaPublicKeyRef<'_>,
    padding: Padding,
    (message, signature): (&[u8], &[u8]),
) -> bool {
    let number = |bytes: &[u8]| BoxedUint::from_be_slice_vartime(bytes);
    let (modulus, exponent) = (number(key.modulus.as_bytes()), number(key.public_exponent.as_bytes()));
    let Ok(key) = RsaPublicKey::new_with_size_limits(modulus, exponent, SIZES) else { return false };
    match padding {
        Padding::Pkcs1(algorithm) => {
            key.verify(prefixed(algorithm), &digest(algorithm, &[message]), signature).is_ok()
        }
        Padding::Pss(pss) => opened(&key, signature).is_some_and(|encoded| {
            salt(pss, &encoded, encoded_bits(&key)).is_some_and(|salt| {
                encode(pss, message, &salt, encoded_bits(&key)).as_deref() == Some(encoded.as_slice())
            })
        }),
    }
}

/// The padding of PKCS#1 v1.5, which begins with the digest's identifier (RFC 8017, 9.2, note 1).
fn prefixed(algorithm: DigestAlgorithm) -> Pkcs1v15Sign {
    match algorithm {
        DigestAlgorithm::Md5 => Pkcs1v15Sign::new::<md5::Md5>(),
        DigestAlgorithm::Sha1 => Pkcs1v15Sign::new::<sha1::Sha1>(),
        DigestAlgorithm::Sha224 => Pkcs1v15Sign::new::<sha2::Sha224>(),
        DigestAlgorithm::Sha256 => Pkcs1v15Sign::new::<sha2::Sha256>(),
        DigestAlgorithm::Sha384 => Pkcs1v15Sign::new::<sha2::Sha384>(),
        DigestAlgorithm::Sha512 => Pkcs1v15Sign::new::<sha2::Sha512>(),
    }
}

/// One bit less than the modulus has, so that the encoded message is below it.
fn encoded_bits(key: &impl PublicKeyParts) -> usize {
    (key.n().bits() as usize).saturating_sub(1)
}

/// The encoded message in a signature (RFC 8017, 8.1.2): RSAVP1, then I2OSP.
fn opened(key: &RsaPublicKey, signature: &[u8]) -> Option<Vec<u8>> {
    if signature.len() != key.size() {
        return None;
    }
    let number = BoxedUint::from_be_slice(signature, key.n_bits_precision()).ok()?;
    if number >= *key.n().as_ref() {
        return None;
    }
    let encoded = rsa_encrypt(key, &number).ok()?;
    padded(&encoded.to_be_bytes(), encoded_bits(key).div_ceil(8))
}

/// A big-endian number at this length, where it fits.
fn padded(number: &[u8], length: usize) -> Option<Vec<u8>> {
    let significant = super::weierstrass::significant(number);
    let zeros = length.checked_sub(significant.len())?;
    Some([&vec![0; zeros], significant].concat())
}

/// EMSA-PSS-ENCODE (RFC 8017, 9.1.1); `None` where the salt and the digest have no room.
fn encode(pss: Pss, message: &[u8], salt: &[u8], bits: usize) -> Option<Vec<u8>> {
    let length = bits.div_ceil(8);
    let hash = digest(pss.digest, &[&[0; 8], &digest(pss.digest, &[message]), salt]);
    let zeros = length.checked_sub(hash.len() + salt.len() + 2)?;
    let mut block = [&vec![0; zeros], [1].as_slice(), salt].concat();
    mask(&mut block, &hash, pss.mask_digest, 8 * length - bits);
    Some([block.as_slice(), &hash, &[0xbc]].concat())
}

/// The salt in an encoded message; whether the rest of it is right remains to be seen.
fn salt(pss: Pss, encoded: &[u8], bits: usize) -> Option<Vec<u8>> {
    let (block, rest) =
        encoded.split_at_checked(encoded.len().checked_sub(pss.digest.bytes() as usize + 1)?)?;
    let mut block = block.to_vec();
    mask(&mut block, &rest[..rest.len() - 1], pss.mask_digest, 8 * encoded.len() - bits);
    let start = block.len().checked_sub(pss.salt_bytes as usize)?;
    Some(block.split_off(start))
}

/// Puts the mask of `seed` on `block` or takes it off (MGF1: RFC 8017, B.2.1), and clears its first bits.
fn mask(block: &mut [u8], seed: &[u8], algorithm: DigestAlgorithm, unused_bits: usize) {
    let stream = (0_u32..).flat_map(|counter| digest(algorithm, &[seed, &counter.to_be_bytes()]));
    block.iter_mut().zip(stream).for_each(|(byte, mask)| *byte ^= mask);
    if let Some(first) = block.first_mut() {
        *first &= 0xff >> unused_bits;
    }
}
