//! Writing PKCS#12.

use der::asn1::{AnyRef, ObjectIdentifier, OctetStringRef};
use der::{Decode, Encode, Tag};
use rand::CryptoRng;
use sha1::{Digest, Sha1};
use thiserror::Error;

use super::{CertificateBag, KeyBag, KeyUse, MacSettings, Settings, mac};
use crate::encoding::certificate::Certificate;
use crate::encoding::encrypted_key;
use crate::encoding::pbe::{self, KeyCipher, Prf, Scheme};
use crate::encoding::private_key::{self, KeyError, KeyForm};
use crate::encoding::structure::{context, element};
use crate::key::PrivateKey;
use crate::model::algorithm::DigestAlgorithm;
use crate::model::der_error::{DerError, Opaque as _};
use crate::model::oid::known;
use crate::model::secret::Secret;

/// The rounds of each of the three derivations in a new file: what .NET's loader takes (300,000 each,
/// 1,000,000 together: `Pkcs12LoaderLimits.Defaults`), and half a second for a server that starts.
pub const ROUNDS: u32 = 100_000;
/// The rounds for old readers: openssl's.
pub const LEGACY_ROUNDS: u32 = 2048;
/// The length of the check value's salt, in bytes.
const MAC_SALT: usize = 16;

/// Who shall be able to read it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Protection {
    /// PBES2 with AES-256 and a check value of SHA-256: OpenSSL 1.1, Java 8u301, Windows Server 2019,
    /// macOS 15 and newer.
    #[default]
    Modern,
    /// Triple DES and a check value of SHA-1, which everything reads. (openssl's `-legacy` takes RC2
    /// of 40 bits for the certificates, which its own default provider then refuses to read.)
    Legacy,
}

/// What goes into a file.
#[derive(Debug, Clone, Copy, Default)]
pub struct Store<'a> {
    /// A key and its chain.
    pub identity: Option<Identity<'a>>,
    /// Certificates that Java shall trust, each with the alias that keytool lists.
    pub trusted: &'a [(&'a str, &'a Certificate)],
}

/// A key, and the certificates that go with it.
#[derive(Debug, Clone, Copy)]
pub struct Identity<'a> {
    /// The key.
    pub key: &'a PrivateKey,
    /// Its certificate, and those that the certificate needs, in any order.
    pub certificates: &'a [Certificate],
    /// The name that key and certificate are shown by.
    pub name: Option<&'a str>,
}

/// Why a file is not written.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The key belongs to none of the certificates.
    #[error("the private key belongs to none of the certificates")]
    KeyMismatch,
    /// The key cannot be written.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// No check value is made with this digest.
    #[error("no check value of PKCS#12 is made with {0}")]
    MacDigest(DigestAlgorithm),
    /// Something is too long for DER.
    #[error("cannot be written: {0}")]
    Encoding(#[from] DerError),
}

/// The DER of a PKCS#12 file.
///
/// # Errors
/// [`WriteError::KeyMismatch`] when the key is not that of any of the certificates.
pub fn to_der<R: CryptoRng>(
    store: &Store<'_>,
    passphrase: &Secret,
    protection: Protection,
    rounds: u32,
    rng: &mut R,
) -> Result<Secret, WriteError> {
    let settings = protection.settings(passphrase, rounds);
    let trusted = store.trusted.iter().map(|(alias, certificate)| CertificateBag {
        name: Some(alias),
        is_trusted: true,
        ..CertificateBag::new(certificate.der())
    });
    let Some(identity) = &store.identity else {
        return to_der_with(&trusted.collect::<Vec<_>>(), None, &settings, rng);
    };
    let own = identity.own().ok_or(WriteError::KeyMismatch)?;
    let key_id = Sha1::digest(own.der());
    let (name, key_id) = (identity.name, Some(key_id.as_slice()));
    let others = identity.certificates.iter().filter(|other| other.der() != own.der());
    let certificates: Vec<_> =
        std::iter::once(CertificateBag { name, key_id, ..CertificateBag::new(own.der()) })
            .chain(others.map(|other| CertificateBag::new(other.der())))
            .chain(trusted)
            .collect();
    let key = KeyBag { name, key_id, ..KeyBag::new(identity.key) };
    to_der_with(&certificates, Some(&key), &settings, rng)
}

/// The DER of a PKCS#12 file with these certificates, in this order, and then the key.
///
/// # Errors
/// [`WriteError::MacDigest`], or a key that cannot be written.
pub fn to_der_with<R: CryptoRng>(
    certificates: &[CertificateBag<'_>],
    key: Option<&KeyBag<'_>>,
    settings: &Settings<'_>,
    rng: &mut R,
) -> Result<Secret, WriteError> {
    let mut writing = Writing { settings, rng };
    let key = key.map(|key| writing.key_bag(key)).transpose()?;
    let certificates = certificates.iter().map(certificate_bag).collect::<der::Result<Vec<_>>>().opaque()?;
    let safes = writing.safes(&certificates, key.as_deref()).opaque()?;
    let mac = match &settings.mac {
        Some(mac) => {
            let mut salt = vec![0; mac.salt_bytes];
            writing.rng.fill_bytes(&mut salt);
            let signed = mac::sign(&safes, mac, &salt).ok_or(WriteError::MacDigest(mac.digest))?;
            signed.and_then(|mac| mac.to_der()).opaque()?
        }
        None => Vec::new(),
    };
    let file = [3u8.to_der().opaque()?, data(&safes).opaque()?, mac];
    Ok(Secret::new(element(Tag::Sequence, &[&file.concat()]).opaque()?))
}

impl Protection {
    /// The algorithms of this protection.
    const fn settings(self, passphrase: &Secret, rounds: u32) -> Settings<'_> {
        let (scheme, digest) = match self {
            Self::Modern => (Scheme::Pbes2(KeyCipher::Aes256, Prf::Sha256), DigestAlgorithm::Sha256),
            Self::Legacy => (Scheme::TripleDes, DigestAlgorithm::Sha1),
        };
        let mac = MacSettings { digest, rounds, salt_bytes: MAC_SALT, passphrase };
        Settings { certificates: Some(scheme), key: Some(scheme), rounds, passphrase, mac: Some(mac) }
    }
}

impl<'a> Identity<'a> {
    /// A key, and certificates with its own among them, without a name.
    #[must_use]
    pub const fn new(key: &'a PrivateKey, certificates: &'a [Certificate]) -> Self {
        Self { key, certificates, name: None }
    }

    /// The DER of a PKCS#12 file for current readers: [`Protection::Modern`] with [`ROUNDS`].
    ///
    /// # Errors
    /// [`WriteError::KeyMismatch`] when the key is not that of any of the certificates.
    pub fn to_der<R: CryptoRng>(self, passphrase: &Secret, rng: &mut R) -> Result<Secret, WriteError> {
        let store = Store { identity: Some(self), trusted: &[] };
        to_der(&store, passphrase, Protection::Modern, ROUNDS, rng)
    }

    /// The key's own certificate.
    fn own(&self) -> Option<&'a Certificate> {
        self.certificates.iter().find(|one| one.public_key().bits() == self.key.public().bits())
    }
}

struct Writing<'a, R> {
    settings: &'a Settings<'a>,
    rng: &'a mut R,
}

impl<R: CryptoRng> Writing<'_, R> {
    fn key_bag(&mut self, key: &KeyBag<'_>) -> Result<Vec<u8>, WriteError> {
        let plain = private_key::to_der(key.key, KeyForm::Pkcs8)?;
        let pkcs8 = match key.usage {
            Some(usage) => with_usage(&plain, usage).opaque()?,
            None => plain,
        };
        let attributes = key_attributes(key).opaque()?;
        let Some(scheme) = self.settings.key else {
            return Ok(bag(known::KEY_BAG, pkcs8.expose(), attributes).opaque()?);
        };
        let (rounds, passphrase) = (self.settings.rounds, self.settings.passphrase.expose());
        let sealed = encrypted_key::encrypt_part(scheme, &pkcs8, passphrase, rounds, self.rng);
        let sealed = sealed.and_then(|sealed| sealed.to_der()).opaque()?;
        Ok(bag(known::SHROUDED_KEY_BAG, &sealed, attributes).opaque()?)
    }

    /// `AuthenticatedSafe`: the certificates, then the key.
    fn safes(&mut self, certificates: &[Vec<u8>], key: Option<&[u8]>) -> der::Result<Vec<u8>> {
        let mut safes = Vec::new();
        if !certificates.is_empty() {
            let bags = element(Tag::Sequence, &[&certificates.concat()])?;
            safes.push(match self.settings.certificates {
                Some(scheme) => self.encrypted(scheme, &bags)?,
                None => data(&bags)?,
            });
        }
        if let Some(key) = key {
            safes.push(data(&element(Tag::Sequence, &[key])?)?);
        }
        element(Tag::Sequence, &[&safes.concat()])
    }

    fn encrypted(&mut self, scheme: Scheme, plain: &[u8]) -> der::Result<Vec<u8>> {
        let (rounds, passphrase) = (self.settings.rounds, self.settings.passphrase.expose());
        let (algorithm, sealed) = pbe::encrypt(scheme, rounds, plain, passphrase, self.rng)?;
        let primitive = Tag::ContextSpecific { constructed: false, number: der::TagNumber(0) };
        let inner = element(
            Tag::Sequence,
            &[&known::ID_DATA.to_der()?, &algorithm.to_der()?, &element(primitive, &[&sealed])?],
        )?;
        let outer = element(Tag::Sequence, &[&0u8.to_der()?, &inner])?;
        element(Tag::Sequence, &[&known::ID_ENCRYPTED_DATA.to_der()?, &element(context(0), &[&outer])?])
    }
}

/// `pkcs8` with a key usage among its attributes.
fn with_usage(pkcs8: &Secret, usage: KeyUse) -> der::Result<Secret> {
    // How many bits are unused, then dataEncipherment or digitalSignature, as Windows has them.
    let bits: &[u8] = match usage {
        KeyUse::Exchange => &[4, 0x10],
        KeyUse::Signature => &[7, 0x80],
    };
    let attribute = attribute(known::ID_CE_KEY_USAGE, &element(Tag::BitString, &[bits])?)?;
    let info = AnyRef::from_der(pkcs8.expose())?;
    let attributes = element(context(0), &[&attribute])?;
    element(Tag::Sequence, &[info.value(), &attributes]).map(Secret::new)
}

fn key_attributes(key: &KeyBag<'_>) -> der::Result<Vec<Vec<u8>>> {
    let mut attributes = Vec::new();
    if let Some(provider) = key.provider {
        attributes.push(attribute(known::MICROSOFT_CSP_NAME, &utf16(provider)?)?);
    }
    if key.is_for_machine {
        attributes.push(attribute(known::MICROSOFT_LOCAL_KEY_SET, &[])?);
    }
    attributes.extend(marks(key.name, key.key_id)?);
    Ok(attributes)
}

/// The attributes that a key and its certificate share.
fn marks(name: Option<&str>, key_id: Option<&[u8]>) -> der::Result<Vec<Vec<u8>>> {
    let name = name.map(|name| attribute(known::PKCS_9_AT_FRIENDLY_NAME, &utf16(name)?));
    let key_id = key_id.map(|id| {
        let id = OctetStringRef::new(id)?.to_der()?;
        attribute(known::PKCS_9_AT_LOCAL_KEY_ID, &id)
    });
    name.into_iter().chain(key_id).collect()
}

/// `ContentInfo` of the type data.
fn data(content: &[u8]) -> der::Result<Vec<u8>> {
    let content = OctetStringRef::new(content)?.to_der()?;
    element(Tag::Sequence, &[&known::ID_DATA.to_der()?, &element(context(0), &[&content])?])
}

/// `SafeBag`, with its attributes in the order of DER (X.690, 11.6).
fn bag(id: ObjectIdentifier, value: &[u8], mut attributes: Vec<Vec<u8>>) -> der::Result<Vec<u8>> {
    attributes.sort();
    let attributes = match attributes.as_slice() {
        [] => Vec::new(),
        some => element(Tag::Set, &[&some.concat()])?,
    };
    element(Tag::Sequence, &[&id.to_der()?, &element(context(0), &[value])?, &attributes])
}

fn certificate_bag(certificate: &CertificateBag<'_>) -> der::Result<Vec<u8>> {
    let content = OctetStringRef::new(certificate.der)?.to_der()?;
    let value =
        element(Tag::Sequence, &[&known::X_509_CERTIFICATE.to_der()?, &element(context(0), &[&content])?])?;
    let mut attributes = marks(certificate.name, certificate.key_id)?;
    if certificate.is_trusted {
        let usage = known::ANY_EXTENDED_KEY_USAGE.to_der()?;
        attributes.push(attribute(known::ORACLE_TRUSTED_KEY_USAGE, &usage)?);
    }
    bag(known::CERTIFICATE_BAG, &value, attributes)
}

fn attribute(id: ObjectIdentifier, value: &[u8]) -> der::Result<Vec<u8>> {
    element(Tag::Sequence, &[&id.to_der()?, &element(Tag::Set, &[value])?])
}

/// A `BMPString`
fn utf16(text: &str) -> der::Result<Vec<u8>> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    element(Tag::BmpString, &[&units])
}
