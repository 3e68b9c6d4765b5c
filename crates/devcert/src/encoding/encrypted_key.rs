//! Private keys behind a passphrase: `EncryptedPrivateKeyInfo` (RFC 5958, 3).

use der::asn1::OctetString;
use der::{Decode, Encode, Sequence};
use rand::CryptoRng;
use spki::AlgorithmIdentifierOwned;

use super::error::{KeyError, OpenError};
use super::limits::{Limits, Work};
use super::pbe;
pub use super::pbe::{KeyCipher, Prf, Scheme, ScryptCost};
use super::pkcs8::PrivateKeyInfo;
use crate::model::der_error::Opaque as _;
use crate::model::secret::Secret;

/// The rounds of PBKDF2 with HMAC-SHA256 that a new file gets: what OWASP's Password Storage Cheat
/// Sheet has asked for since 2023. openssl 3 takes 2048.
pub const ROUNDS: u32 = 600_000;

/// `EncryptedPrivateKeyInfo`
#[derive(Sequence)]
pub(super) struct Encrypted {
    pub(super) algorithm: AlgorithmIdentifierOwned,
    pub(super) data: OctetString,
}

/// The PKCS#8 `PrivateKeyInfo` in `der`, which is an `EncryptedPrivateKeyInfo`.
///
/// # Errors
/// [`OpenError::WrongPassphrase`], [`OpenError::Encryption`], [`OpenError::Limit`], or that it is
/// damaged.
pub fn decrypt(der: &[u8], passphrase: &Secret, limits: &Limits) -> Result<Secret, OpenError> {
    decrypt_part(&Encrypted::from_der(der).opaque()?, passphrase.expose(), &mut Work::new(limits))
}

/// Decrypts a key that is a part of a larger file, whose limits apply to all parts together.
pub(super) fn decrypt_part(
    encrypted: &Encrypted,
    passphrase: &[u8],
    work: &mut Work<'_>,
) -> Result<Secret, OpenError> {
    let plain = pbe::decrypt(&encrypted.algorithm, encrypted.data.as_bytes(), passphrase, work)?;
    // One wrong passphrase in 256 leaves what looks like padding, and noise before it.
    match PrivateKeyInfo::from_der(plain.expose()) {
        Ok(_) => Ok(plain),
        Err(_) => Err(OpenError::WrongPassphrase),
    }
}

/// `pkcs8`, the DER of a `PrivateKeyInfo`, as an `EncryptedPrivateKeyInfo`, in the way that openssl 3
/// and every current server read: PBES2, PBKDF2 with HMAC-SHA256, AES-256-CBC.
///
/// # Errors
/// [`KeyError::EmptyPassphrase`].
pub fn encrypt<R: CryptoRng>(
    pkcs8: &Secret,
    passphrase: &Secret,
    rounds: u32,
    rng: &mut R,
) -> Result<Vec<u8>, KeyError> {
    encrypt_with(Scheme::Pbes2(KeyCipher::Aes256, Prf::Sha256), pkcs8, passphrase, rounds, rng)
}

/// The same with another scheme.
///
/// # Errors
/// [`KeyError::EmptyPassphrase`], and a cost of scrypt that is not allowed or for which there is no memory.
pub fn encrypt_with<R: CryptoRng>(
    scheme: Scheme,
    pkcs8: &Secret,
    passphrase: &Secret,
    rounds: u32,
    rng: &mut R,
) -> Result<Vec<u8>, KeyError> {
    if passphrase.expose().is_empty() {
        return Err(KeyError::EmptyPassphrase);
    }
    Ok(encrypt_part(scheme, pkcs8, passphrase.expose(), rounds, rng).opaque()?.to_der().opaque()?)
}

/// Encrypts a key that becomes a part of a larger file, whose writer sets the scheme.
pub(super) fn encrypt_part<R: CryptoRng>(
    scheme: Scheme,
    pkcs8: &Secret,
    passphrase: &[u8],
    rounds: u32,
    rng: &mut R,
) -> der::Result<Encrypted> {
    let (algorithm, data) = pbe::encrypt(scheme, rounds, pkcs8.expose(), passphrase, rng)?;
    Ok(Encrypted { algorithm, data: OctetString::new(data)? })
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;

    use super::*;
    use crate::encoding::error::KeyError;
    use crate::encoding::object::KeyForm;
    use crate::encoding::private_key::to_der;
    use crate::key::generate;

    #[test]
    fn a_key_encrypted_with_any_scheme_is_decrypted() {
        let mut rng = rand::rngs::StdRng::seed_from_u64(1);
        let key = generate("p256".parse().unwrap(), &mut rng).unwrap();
        let plain = to_der(&key, KeyForm::Pkcs8).unwrap();
        let passphrase = Secret::from(&b"secret"[..]);
        let cost = ScryptCost { cost: 1024, block_size: 8, parallelization: 2 };
        let ciphers = [KeyCipher::Aes128, KeyCipher::Aes192, KeyCipher::Aes256, KeyCipher::TripleDes];
        let functions = [Prf::Sha1, Prf::Sha224, Prf::Sha256, Prf::Sha384, Prf::Sha512];
        let schemes = ciphers
            .into_iter()
            .map(|cipher| Scheme::Pbes2(cipher, Prf::Sha256))
            .chain(functions.map(|function| Scheme::Pbes2(KeyCipher::Aes128, function)))
            .chain([Scheme::Scrypt(KeyCipher::Aes256, cost), Scheme::TripleDes, Scheme::TwoKeyTripleDes])
            .chain([Scheme::Rc2, Scheme::ShortRc2]);
        for scheme in schemes {
            let sealed = encrypt_with(scheme, &plain, &passphrase, 2048, &mut rng).unwrap();
            assert_eq!(decrypt(&sealed, &passphrase, &Limits::default()).unwrap(), plain, "{scheme:?}");
            let wrong = decrypt(&sealed, &Secret::from(&b"wrong"[..]), &Limits::default());
            assert_eq!(wrong.unwrap_err(), OpenError::WrongPassphrase, "{scheme:?}");
        }
        let empty = encrypt(&plain, &Secret::new(Vec::new()), 2048, &mut rng);
        assert!(matches!(empty, Err(KeyError::EmptyPassphrase)));
    }

    #[test]
    fn a_cost_of_scrypt_that_is_not_allowed_is_an_error() {
        let mut rng = rand::rngs::StdRng::seed_from_u64(2);
        let (key, passphrase) = (Secret::from(&b"key"[..]), Secret::from(&b"secret"[..]));
        for (cost, block_size, parallelization) in [(1000, 8, 1), (1, 8, 1), (1024, 0, 1), (1024, 8, 0)] {
            let scheme = Scheme::Scrypt(KeyCipher::Aes256, ScryptCost { cost, block_size, parallelization });
            assert!(encrypt_with(scheme, &key, &passphrase, 1, &mut rng).is_err(), "{scheme:?}");
        }
    }
}
