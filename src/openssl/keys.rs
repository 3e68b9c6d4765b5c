//! Private keys as openssl writes them.

use super::failure::Failure;
use super::session::Session;
use devcert::encoding::encrypted_key::{self, KeyCipher};
use devcert::encoding::private_key::KeyForm;
use devcert::encoding::{pem, private_key};
use devcert::key::PrivateKey;
use devcert::model::secret::Secret;

/// The rounds of PBKDF2 that OpenSSL 3.0 uses.
const ROUNDS: u32 = 2048;

/// The key in PKCS#8 and PEM, encrypted where a cipher and a passphrase are given.
///
/// # Errors
/// An empty passphrase.
pub(super) fn pkcs8_pem(
    session: &mut Session,
    key: &PrivateKey,
    encryption: Option<(KeyCipher, &Secret)>,
) -> Result<Secret, Failure> {
    let plain = private_key::to_der(key, KeyForm::Pkcs8).map_err(Failure::new)?;
    let Some((cipher, passphrase)) = encryption else {
        return Ok(pem::encode("PRIVATE KEY", plain.expose()));
    };
    let sealed = encrypted_key::encrypt_with(cipher, &plain, passphrase, ROUNDS, &mut session.rng);
    Ok(pem::encode("ENCRYPTED PRIVATE KEY", &sealed.map_err(Failure::new)?))
}
