//! Private keys that openssl encrypted in its old way: the PEM headers `Proc-Type` and `DEK-Info`
//! (RFC 1421, 4.6) around PKCS#1 or SEC1, the key made by one round of MD5.

use zeroize::Zeroizing;

use super::defect::Defect;
use super::error::OpenError;
use super::object::ObjectKind;
use super::pbe::{self, Cipher};
use super::sniff::classify;
use super::term;
use crate::model::hex;
use crate::model::secret::Secret;

/// The ciphers by their names in `DEK-Info`.
const CIPHERS: [(&str, Cipher); 5] = [
    ("AES-128-CBC", Cipher::Aes128),
    ("AES-192-CBC", Cipher::Aes192),
    ("AES-256-CBC", Cipher::Aes256),
    ("DES-EDE3-CBC", Cipher::TripleDes),
    ("DES-CBC", Cipher::Des),
];

/// The private key in `data`, and the kind of its DER; `dek_info` is the header's value, such as
/// `AES-256-CBC,0123…` with the initialisation vector in hexadecimal.
///
/// # Errors
/// [`OpenError::WrongPassphrase`], [`OpenError::Encryption`], or that it is damaged.
pub fn decrypt(data: &[u8], dek_info: &str, passphrase: &Secret) -> Result<(ObjectKind, Secret), OpenError> {
    let (name, iv) = dek_info.split_once(',').ok_or(OpenError::Malformed(Defect::NoDekInfo))?;
    let (_, cipher) = CIPHERS
        .into_iter()
        .find(|(known, _)| name.trim().eq_ignore_ascii_case(known))
        .ok_or_else(|| OpenError::Encryption(term::shown(name.trim()).to_owned()))?;
    let iv = hex::decode(iv.trim().chars())
        .filter(|iv| iv.len() == cipher.block_bytes())
        .ok_or(OpenError::Malformed(Defect::DekInfoVector))?;
    // The first half of the vector, or all of the shorter ones, is the salt.
    let salt = iv.get(..8).unwrap_or_default();
    let key: Zeroizing<Vec<u8>> = pbe::bytes_to_key(passphrase.expose(), salt, cipher.key_bytes());
    let plain = cipher.decrypt(&key, &iv, data).ok_or(OpenError::WrongPassphrase)?;
    match classify(plain.expose()) {
        Some(kind) if kind.is_plain_private_key() => Ok((kind, plain)),
        _ => Err(OpenError::WrongPassphrase),
    }
}
