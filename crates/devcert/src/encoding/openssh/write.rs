//! Writing OpenSSH keys.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use der::Decode;
use pkcs1::{RsaPrivateKeyRef, RsaPublicKeyRef};
use rand::CryptoRng;
use ssh_cipher::Cipher;
use zeroize::Zeroizing;

use super::names::{self, MAGIC};
use super::wire::Writer;
use crate::encoding::error::KeyError;
use crate::key::{Material, PrivateKey, PublicKey, PublicKeyAlgorithm};
use crate::model::control_chars::is_hidden;
use crate::model::der_error::Opaque as _;
use crate::model::secret::Secret;

/// The rounds of bcrypt that a new file gets: ssh-keygen's since OpenSSH 9.4.
pub const ROUNDS: u32 = 24;

/// The line that `authorized_keys` and `id_*.pub` hold, ended by a line feed.
///
/// # Errors
/// [`KeyError::NoPlace`] for keys that OpenSSH does not know.
pub fn public_line(key: &PublicKey, comment: &str) -> Result<String, KeyError> {
    let blob = blob(key)?;
    let line = format!("{} {} {}", names::of(key)?.0, STANDARD.encode(blob.bytes()), one_line(comment));
    Ok(format!("{}\n", line.trim_end()))
}

/// The content of an `OPENSSH PRIVATE KEY`, encrypted when there is a passphrase (AES-256-CTR, as
/// ssh-keygen has it, with this many rounds of bcrypt).
///
/// # Errors
/// [`KeyError::NoPlace`] for keys that OpenSSH does not know.
pub fn private<R: CryptoRng>(
    key: &PrivateKey,
    comment: &str,
    passphrase: Option<(&Secret, u32)>,
    rng: &mut R,
) -> Result<Secret, KeyError> {
    let public = blob(key.public())?;
    let check = rng.next_u32();
    let body = private_part(Writer::default().number(check).number(check), key)?;
    let body = body.string(one_line(comment).as_bytes());
    let file = match passphrase {
        None => {
            let header = Writer::default().string(b"none").string(b"none").string(&[]);
            header.number(1).string(public.bytes()).string(body.padded(8).bytes())
        }
        Some((passphrase, rounds)) => {
            let mut salt = [0; 16];
            rng.fill_bytes(&mut salt);
            let options = Writer::default().string(&salt).number(rounds);
            let sealed = encrypt(body.padded(16).bytes(), &salt, rounds, passphrase)?;
            let header = Writer::default().string(b"aes256-ctr").string(b"bcrypt").string(options.bytes());
            header.number(1).string(public.bytes()).string(&sealed)
        }
    };
    Ok(Secret::new([MAGIC, file.bytes()].concat()))
}

/// AES-256-CTR; key and vector come out of bcrypt together.
fn encrypt(plain: &[u8], salt: &[u8], rounds: u32, passphrase: &Secret) -> Result<Vec<u8>, KeyError> {
    let mut derived = Zeroizing::new([0; 48]);
    bcrypt_pbkdf::bcrypt_pbkdf(passphrase.expose(), salt, rounds, derived.as_mut_slice())
        .map_err(|_| KeyError::EmptyPassphrase)?;
    let (key, iv) = derived.split_at(32);
    let mut data = plain.to_vec();
    Cipher::Aes256Ctr.encrypt(key, iv, &mut data).map_err(|_| KeyError::EmptyPassphrase)?;
    Ok(data)
}

fn private_part(start: Writer, key: &PrivateKey) -> Result<Writer, KeyError> {
    let public = key.public();
    let start = start.string(names::of(public)?.0.as_bytes());
    Ok(match key.material() {
        Material::Rsa(pkcs1) => {
            let numbers = RsaPrivateKeyRef::from_der(pkcs1.expose()).opaque()?;
            start
                .integer(numbers.modulus.as_bytes())
                .integer(numbers.public_exponent.as_bytes())
                .integer(numbers.private_exponent.as_bytes())
                .integer(numbers.coefficient.as_bytes())
                .integer(numbers.prime1.as_bytes())
                .integer(numbers.prime2.as_bytes())
        }
        Material::Ec(_, scalar) => {
            let (_, curve) = names::of(public)?;
            start.string(curve.as_bytes()).string(public.bits()).integer(scalar.expose())
        }
        Material::Ed25519(seed) => {
            let both = Zeroizing::new([seed.expose(), public.bits()].concat());
            start.string(public.bits()).string(&both)
        }
        Material::MlDsa(_) | Material::Other(_) => {
            return Err(KeyError::NoPlace { form: "OpenSSH", algorithm: key.algorithm() });
        }
    })
}

fn blob(key: &PublicKey) -> Result<Writer, KeyError> {
    let (name, curve) = names::of(key)?;
    let start = Writer::default().string(name.as_bytes());
    Ok(match key.algorithm() {
        PublicKeyAlgorithm::Rsa { .. } => {
            let numbers = RsaPublicKeyRef::from_der(key.bits()).opaque()?;
            start.integer(numbers.public_exponent.as_bytes()).integer(numbers.modulus.as_bytes())
        }
        PublicKeyAlgorithm::Ec(_) => start.string(curve.as_bytes()).string(key.bits()),
        _ => start.string(key.bits()),
    })
}

/// A comment ends with its line, and does nothing to a terminal.
fn one_line(comment: &str) -> String {
    comment.lines().next().unwrap_or_default().chars().filter(|one| !is_hidden(*one)).collect()
}
