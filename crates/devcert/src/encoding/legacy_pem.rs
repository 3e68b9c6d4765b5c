//! Private keys that openssl encrypted in its old way: the PEM headers `Proc-Type` and `DEK-Info`
//! (RFC 1421, 4.6) around PKCS#1 or SEC1, the key made by one round of MD5.

use der::ErrorKind;
use rand::CryptoRng;
use zeroize::Zeroizing;

use super::defect::Defect;
use super::error::{KeyError, OpenError};
use super::object::ObjectKind;
use super::pbe::{self, Cipher, KeyCipher};
use super::pem;
use super::sniff::classify;
use super::term;
use crate::model::der_error::Opaque as _;
use crate::model::fingerprint::ColonHex;
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

/// The PEM of a private key, encrypted in openssl's old way: `der` is its PKCS#1, SEC1 or DSA form, and `label` the
/// label of that form.
///
/// # Errors
/// [`KeyError::EmptyPassphrase`].
pub fn encrypt<R: CryptoRng>(
    cipher: KeyCipher,
    label: &str,
    der: &Secret,
    passphrase: &Secret,
    rng: &mut R,
) -> Result<Secret, KeyError> {
    if passphrase.expose().is_empty() {
        return Err(KeyError::EmptyPassphrase);
    }
    let cipher = cipher.cipher();
    let mut iv = vec![0; cipher.block_bytes()];
    rng.fill_bytes(&mut iv);
    let salt = iv.get(..8).unwrap_or_default();
    let key = pbe::bytes_to_key(passphrase.expose(), salt, cipher.key_bytes());
    let sealed = cipher.encrypt(&key, &iv, der.expose());
    let sealed = sealed.ok_or_else(|| der::Error::from(ErrorKind::Failed)).opaque()?;
    let name = CIPHERS.iter().find(|(_, known)| *known == cipher).map_or("", |(name, _)| *name);
    let iv = ColonHex(&iv).to_string().replace(':', "");
    let begin = format!("-----BEGIN {label}-----\n");
    let armored = pem::armored(label, &sealed);
    let body = armored.strip_prefix(&begin).unwrap_or_default();
    let text = format!("{begin}Proc-Type: 4,ENCRYPTED\nDEK-Info: {name},{iv}\n\n{body}");
    Ok(Secret::new(text.into_bytes()))
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;

    use super::*;
    use crate::encoding::limits::Limits;
    use crate::encoding::object::KeyForm;
    use crate::encoding::{private_key, read};
    use crate::key::generate;

    #[test]
    fn what_is_encrypted_is_decrypted_and_has_the_headers_of_openssl() {
        let mut rng = rand::rngs::StdRng::seed_from_u64(1);
        let key = generate("p256".parse().unwrap(), &mut rng).unwrap();
        let der = private_key::to_der(&key, KeyForm::Sec1).unwrap();
        let passphrase = Secret::from(&b"secret"[..]);
        for (cipher, name, digits) in [
            (KeyCipher::Aes128, "AES-128-CBC", 32),
            (KeyCipher::Aes192, "AES-192-CBC", 32),
            (KeyCipher::Aes256, "AES-256-CBC", 32),
            (KeyCipher::TripleDes, "DES-EDE3-CBC", 16),
        ] {
            let pem = encrypt(cipher, "EC PRIVATE KEY", &der, &passphrase, &mut rng).unwrap();
            let text = String::from_utf8(pem.expose().to_vec()).unwrap();
            let lines: Vec<_> = text.lines().collect();
            assert_eq!(lines[..2], ["-----BEGIN EC PRIVATE KEY-----", "Proc-Type: 4,ENCRYPTED"]);
            let iv = lines[2].strip_prefix(&format!("DEK-Info: {name},")).unwrap();
            assert_eq!(
                (iv.len(), lines[3], lines.last()),
                (digits, "", Some(&"-----END EC PRIVATE KEY-----"))
            );
            let contents = read::contents(pem.expose(), Some(&passphrase), &Limits::default()).unwrap();
            let found = read::any_private_key_in(&contents).unwrap();
            assert_eq!(found.public(), key.public(), "{name}");
        }
        let empty = encrypt(KeyCipher::Aes256, "EC PRIVATE KEY", &der, &Secret::default(), &mut rng);
        assert!(matches!(empty, Err(KeyError::EmptyPassphrase)));
    }
}
