//! OpenSSH keys: `openssh-key-v1` private keys (PROTOCOL.key of OpenSSH) and the one-line public ones
//! (RFC 4253, 6.6; RFC 5656; RFC 8709).

mod names;
mod wire;
mod write;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use der::asn1::{AnyRef, UintRef};
use der::{Decode, Encode};
use pkcs1::RsaPrivateKeyRef;
use ssh_cipher::Cipher;
use zeroize::Zeroizing;

pub use write::{ROUNDS, private, public_line};

use super::defect::Defect;
use super::error::{KeyError, OpenError};
use super::limits::{Limits, Measure, Work};
use super::object::{Object, ObjectKind, Packing};
use super::{other_key, pkcs8, private_key, term};
use crate::key::{KeyFault, PublicKey, RsaNumbers};
use crate::model::algorithm::Curve;
use crate::model::der_error::Opaque as _;
use crate::model::oid::known;
use crate::model::secret::Secret;
use names::{DSA, ED25519, MAGIC, RSA};
use wire::Reader;

/// The ciphers by their names; the last three are what OpenSSH has written since 2014.
const CIPHERS: [(&str, Cipher); 9] = [
    ("aes128-cbc", Cipher::Aes128Cbc),
    ("aes192-cbc", Cipher::Aes192Cbc),
    ("aes256-cbc", Cipher::Aes256Cbc),
    ("aes128-ctr", Cipher::Aes128Ctr),
    ("aes192-ctr", Cipher::Aes192Ctr),
    ("aes128-gcm@openssh.com", Cipher::Aes128Gcm),
    ("aes256-ctr", Cipher::Aes256Ctr),
    ("aes256-gcm@openssh.com", Cipher::Aes256Gcm),
    ("chacha20-poly1305@openssh.com", Cipher::ChaCha20Poly1305),
];

/// The keys in `bytes`, the content of an `OPENSSH PRIVATE KEY`, as PKCS#8, named by their comments.
///
/// # Errors
/// [`OpenError::PassphraseNeeded`], [`OpenError::WrongPassphrase`], [`OpenError::Limit`],
/// [`OpenError::Key`], or that it is damaged.
pub fn open(bytes: &[u8], passphrase: Option<&Secret>, limits: &Limits) -> Result<Vec<Object>, OpenError> {
    let rest = bytes.strip_prefix(MAGIC).ok_or(OpenError::Malformed(Defect::OpenSshMagic))?;
    let mut reader = Reader::new(rest);
    let cipher = reader.text()?;
    let derivation = reader.text()?;
    let options = reader.string()?;
    let count = reader.number()?;
    limits.check(Measure::Objects, u64::from(count))?;
    let publics = (0..count).map(|_| reader.string()).collect::<Result<Vec<_>, _>>()?;
    let sealed = reader.string()?;
    let plain = match cipher {
        "none" => Secret::from(sealed),
        name => {
            let passphrase =
                passphrase.ok_or(OpenError::PassphraseNeeded(ObjectKind::OpenSshPrivateKey))?.expose();
            let (_, cipher) = CIPHERS
                .into_iter()
                .find(|(known, _)| *known == name && derivation == "bcrypt")
                .ok_or_else(|| OpenError::Encryption(term::shown(name).to_owned()))?;
            decrypt(cipher, options, sealed, reader.rest(), passphrase, limits)?
        }
    };
    let mut reader = Reader::new(plain.expose());
    if reader.number()? != reader.number()? {
        return Err(match cipher {
            "none" => OpenError::Malformed(Defect::CheckNumbers),
            _ => OpenError::WrongPassphrase,
        });
    }
    let mut work = Work::new(limits);
    publics.into_iter().map(|public| private_key(&mut reader, public, &mut work)).collect()
}

fn decrypt(
    cipher: Cipher,
    options: &[u8],
    sealed: &[u8],
    tag: &[u8],
    passphrase: &[u8],
    limits: &Limits,
) -> Result<Secret, OpenError> {
    let mut reader = Reader::new(options);
    let (salt, rounds) = (reader.string()?, reader.number()?);
    let (key_bytes, iv_bytes) = cipher.key_and_iv_size().unwrap_or_default();
    let mut derived = Zeroizing::new(vec![0; key_bytes + iv_bytes]);
    if passphrase.is_empty() {
        return Err(OpenError::WrongPassphrase);
    }
    Work::new(limits).bcrypt(u64::from(rounds))?;
    bcrypt_pbkdf::bcrypt_pbkdf(passphrase, salt, rounds, &mut derived)
        .map_err(|error| OpenError::Malformed(Defect::Parameters(error.to_string())))?;
    let (key, iv) = derived.split_at(key_bytes);
    // chacha20-poly1305@openssh.com has a nonce of zeros here, whatever was derived.
    let zeros = vec![0; iv_bytes];
    let iv = if cipher == Cipher::ChaCha20Poly1305 { zeros.as_slice() } else { iv };
    let tag = match cipher.has_tag() {
        true => Some(ssh_cipher::Tag::try_from(tag).map_err(|_| OpenError::Malformed(Defect::Tag))?),
        false => None,
    };
    let mut plain = Zeroizing::new(sealed.to_vec());
    cipher.decrypt(key, iv, &mut plain, tag).map_err(|_| OpenError::WrongPassphrase)?;
    Ok(Secret::from(plain.as_slice()))
}

/// The next key, whose public half stands outside of the encrypted part too.
fn private_key(reader: &mut Reader<'_>, public: &[u8], work: &mut Work<'_>) -> Result<Object, OpenError> {
    let pkcs8 = match reader.text()? {
        RSA => rsa(reader, work)?,
        ED25519 => {
            let own = reader.string()?;
            let both = reader.string()?;
            let seed = both.strip_suffix(own).ok_or(KeyError::from(KeyFault::PublicPart))?;
            private_key::edwards_pkcs8(known::ID_ED_25519, seed, own)?
        }
        DSA => {
            let group = [reader.string()?, reader.string()?, reader.string()?];
            let (_public, private) = (reader.string()?, reader.string()?);
            other_key::dsa_pkcs8(group, private)?
        }
        name => {
            let curve = curve_of(name)?;
            reader.string()?;
            let (point, scalar) = (reader.string()?, reader.string()?);
            private_key::ec_pkcs8(curve.oid(), scalar, point)?
        }
    };
    let comment = String::from_utf8_lossy(reader.string()?).into_owned();
    let outside = public_key(public)?;
    if private_key::from_pkcs8(pkcs8.expose())?.public().bits() != outside.bits() {
        return Err(KeyError::from(KeyFault::PublicPart).into());
    }
    Ok(named(Object::inside(&ObjectKind::OpenSshPrivateKey, ObjectKind::Pkcs8, pkcs8), &comment))
}

fn rsa(reader: &mut Reader<'_>, work: &mut Work<'_>) -> Result<Secret, OpenError> {
    let [modulus, public_exponent, private_exponent] = [reader.string()?, reader.string()?, reader.string()?];
    work.rsa(modulus.len())?;
    let (coefficient, primes) = (reader.string()?, [reader.string()?, reader.string()?]);
    let pkcs1 = RsaNumbers::new(modulus, public_exponent, private_exponent, primes)
        .and_then(|numbers| numbers.to_pkcs1())
        .map_err(KeyError::from)?;
    let made = RsaPrivateKeyRef::from_der(pkcs1.expose()).opaque()?;
    if made.coefficient.as_bytes() != UintRef::new(coefficient).opaque()?.as_bytes() {
        return Err(KeyError::from(KeyFault::RsaPart("CRT coefficient")).into());
    }
    Ok(pkcs8::to_der(known::RSA_ENCRYPTION, Some(AnyRef::NULL), pkcs1.expose())?)
}

fn curve_of(name: &str) -> Result<Curve, KeyError> {
    names::curve(name).ok_or_else(|| {
        KeyError::Unsupported(match name {
            name if name.starts_with("sk-") => format!("a security key, {}", term::shown(name)),
            name => term::shown(name).to_owned(),
        })
    })
}

/// What `line` is, when it is a public key or a certificate as `id_ed25519.pub` and `authorized_keys` have
/// them.
pub(super) fn kind_of_line(line: &str) -> Option<ObjectKind> {
    let mut words = line.split_ascii_whitespace();
    let (name, key) = (words.next()?, words.next()?);
    let known = ["ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-"].iter().any(|start| name.starts_with(start));
    let kind = if name.contains("-cert-v01@") {
        ObjectKind::OpenSshCertificate
    } else {
        ObjectKind::OpenSshPublicKey
    };
    (known && key.starts_with("AAAA")).then_some(kind)
}

const BEGIN: &str = "---- BEGIN SSH2 PUBLIC KEY ----";
const END: &str = "---- END SSH2 PUBLIC KEY ----";

/// The public keys in `text` that stand in the armour of RFC 4716, as `ssh-keygen -e` writes it: each as
/// the line of `authorized_keys` that it is elsewhere, with the number of its first line.
pub(super) fn armoured(text: &str) -> Vec<(usize, String)> {
    let mut lines = (1..).zip(text.lines().map(str::trim_end));
    let mut found = Vec::new();
    while let Some((number, line)) = lines.next() {
        if line == BEGIN {
            let body: Vec<&str> =
                lines.by_ref().map(|(_, line)| line).take_while(|line| *line != END).collect();
            found.extend(line_of(&body).map(|line| (number, line)));
        }
    }
    found
}

/// Headers have a colon, and go on behind a backslash (RFC 4716, 3.3); the rest is base64.
fn line_of(body: &[&str]) -> Option<String> {
    let (mut comment, mut base64, mut goes_on) = ("", String::new(), false);
    for line in body {
        match line.split_once(':') {
            _ if goes_on => {}
            Some((tag, value)) if tag.eq_ignore_ascii_case("comment") => {
                comment = value.trim_end_matches('\\').trim().trim_matches('"');
            }
            Some(_) => {}
            None => base64.push_str(line),
        }
        goes_on = line.ends_with('\\');
    }
    let blob = STANDARD.decode(&base64).ok()?;
    let name = Reader::new(&blob).text().ok()?.to_owned();
    Some(format!("{name} {base64} {comment}"))
}

/// The key in a line, named by its comment, as SPKI.
///
/// # Errors
/// [`OpenError::Key`] for kinds of keys that are not used here, or that it is damaged.
pub fn open_public(line: &[u8]) -> Result<Vec<Object>, OpenError> {
    let text = std::str::from_utf8(line).map_err(|error| OpenError::Malformed(error.into()))?.trim();
    let mut words = text.splitn(3, char::is_whitespace);
    let (name, key) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let blob = STANDARD.decode(key).map_err(|_| OpenError::Malformed(Defect::Base64))?;
    if Reader::new(&blob).text()? != name {
        return Err(OpenError::Malformed(Defect::KeyName));
    }
    let key = public_key(&blob)?;
    let object =
        Object::inside(&ObjectKind::OpenSshPublicKey, ObjectKind::PublicKey, Secret::from(key.spki()));
    Ok(vec![named(object, words.next().unwrap_or_default().trim())])
}

fn public_key(blob: &[u8]) -> Result<PublicKey, OpenError> {
    let mut reader = Reader::new(blob);
    Ok(match reader.text()? {
        RSA => {
            let (exponent, modulus) = (reader.string()?, reader.string()?);
            let key = pkcs1::RsaPublicKey {
                modulus: UintRef::new(modulus).opaque()?,
                public_exponent: UintRef::new(exponent).opaque()?,
            };
            PublicKey::from_pkcs1(&key.to_der().opaque()?)?
        }
        ED25519 => PublicKey::from_ed25519(reader.string()?)?,
        DSA => {
            let group = [reader.string()?, reader.string()?, reader.string()?];
            other_key::dsa_public(group, reader.string()?)?
        }
        name => {
            let curve = curve_of(name)?;
            reader.string()?;
            PublicKey::from_point(curve, reader.string()?)?
        }
    })
}

fn named(mut object: Object, comment: &str) -> Object {
    if let Packing::Inside { name, .. } = &mut object.packing {
        *name = Some(comment.to_owned()).filter(|comment| !comment.is_empty());
    }
    object
}
