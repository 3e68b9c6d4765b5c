//! Writing PKCS#12.

use der::asn1::{ObjectIdentifier, OctetStringRef};
use der::{Encode, Tag};
use rand::CryptoRng;
use sha1::{Digest, Sha1};
use thiserror::Error;

use super::mac;
use crate::encoding::certificate::Certificate;
use crate::encoding::encrypted_key;
use crate::encoding::pbe::{self, KeyCipher, Prf, Scheme};
use crate::encoding::private_key::{self, KeyError, KeyForm};
use crate::encoding::structure::{context, element};
use crate::key::PrivateKey;
use crate::model::der_error::{DerError, Opaque as _};
use crate::model::oid::known;
use crate::model::secret::Secret;

/// The rounds of each of the three derivations in a new file: what .NET's loader takes (300,000 each,
/// 1,000,000 together: `Pkcs12LoaderLimits.Defaults`), and half a second for a server that starts.
pub const ROUNDS: u32 = 100_000;
/// The rounds for old readers: openssl's.
pub const LEGACY_ROUNDS: u32 = 2048;

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
    let mut writing = Writing { passphrase: passphrase.expose(), protection, rounds, rng };
    let mut certificates = Vec::new();
    let mut keys = Vec::new();
    if let Some(identity) = &store.identity {
        let own = identity.own().ok_or(WriteError::KeyMismatch)?;
        let key_id = Sha1::digest(own.der());
        let marks = [name(identity.name).opaque()?, local_key_id(&key_id).opaque()?].concat();
        certificates.push(certificate_bag(own, &marks).opaque()?);
        let others = identity.certificates.iter().filter(|other| other.der() != own.der());
        for other in others {
            certificates.push(certificate_bag(other, &[]).opaque()?);
        }
        keys.push(writing.key_bag(identity.key, &marks)?);
    }
    for (alias, certificate) in store.trusted {
        certificates.push(
            certificate_bag(certificate, &[name(Some(alias)).opaque()?, trusted().opaque()?].concat())
                .opaque()?,
        );
    }
    Ok(writing.file(&certificates, &keys).opaque()?)
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
    passphrase: &'a [u8],
    protection: Protection,
    rounds: u32,
    rng: &'a mut R,
}

impl<R: CryptoRng> Writing<'_, R> {
    const fn scheme(&self) -> Scheme {
        match self.protection {
            Protection::Modern => Scheme::Pbes2(KeyCipher::Aes256, Prf::Sha256),
            Protection::Legacy => Scheme::TripleDes,
        }
    }

    fn key_bag(&mut self, key: &PrivateKey, attributes: &[u8]) -> Result<Vec<u8>, WriteError> {
        let pkcs8 = private_key::to_der(key, KeyForm::Pkcs8)?;
        let sealed =
            encrypted_key::encrypt_part(self.scheme(), &pkcs8, self.passphrase, self.rounds, self.rng)
                .opaque()?;
        Ok(bag(known::SHROUDED_KEY_BAG, &sealed.to_der().opaque()?, attributes).opaque()?)
    }

    fn file(&mut self, certificates: &[Vec<u8>], keys: &[Vec<u8>]) -> der::Result<Secret> {
        let mut safes = Vec::new();
        if !certificates.is_empty() {
            safes.push(self.encrypted(&element(Tag::Sequence, &[&certificates.concat()])?)?);
        }
        if !keys.is_empty() {
            safes.push(data(&element(Tag::Sequence, &[&keys.concat()])?)?);
        }
        let safes = element(Tag::Sequence, &[&safes.concat()])?;
        let mut salt = [0; 16];
        self.rng.fill_bytes(&mut salt);
        let legacy = self.protection == Protection::Legacy;
        let mac = mac::sign(&safes, self.passphrase, &salt, self.rounds, legacy)?;
        let file = [3u8.to_der()?, data(&safes)?, mac.to_der()?];
        Ok(Secret::new(element(Tag::Sequence, &[&file.concat()])?))
    }

    fn encrypted(&mut self, plain: &[u8]) -> der::Result<Vec<u8>> {
        let (algorithm, sealed) = pbe::encrypt(self.scheme(), self.rounds, plain, self.passphrase, self.rng)?;
        let primitive = Tag::ContextSpecific { constructed: false, number: der::TagNumber(0) };
        let inner = element(
            Tag::Sequence,
            &[&known::ID_DATA.to_der()?, &algorithm.to_der()?, &element(primitive, &[&sealed])?],
        )?;
        let outer = element(Tag::Sequence, &[&0u8.to_der()?, &inner])?;
        element(Tag::Sequence, &[&known::ID_ENCRYPTED_DATA.to_der()?, &element(context(0), &[&outer])?])
    }
}

/// `ContentInfo` of the type data.
fn data(content: &[u8]) -> der::Result<Vec<u8>> {
    let content = OctetStringRef::new(content)?.to_der()?;
    element(Tag::Sequence, &[&known::ID_DATA.to_der()?, &element(context(0), &[&content])?])
}

fn bag(id: ObjectIdentifier, value: &[u8], attributes: &[u8]) -> der::Result<Vec<u8>> {
    let attributes = match attributes {
        [] => Vec::new(),
        some => element(Tag::Set, &[some])?,
    };
    element(Tag::Sequence, &[&id.to_der()?, &element(context(0), &[value])?, &attributes])
}

fn certificate_bag(certificate: &Certificate, attributes: &[u8]) -> der::Result<Vec<u8>> {
    let content = OctetStringRef::new(certificate.der())?.to_der()?;
    let value =
        element(Tag::Sequence, &[&known::X_509_CERTIFICATE.to_der()?, &element(context(0), &[&content])?])?;
    bag(known::CERTIFICATE_BAG, &value, attributes)
}

fn attribute(id: ObjectIdentifier, value: &[u8]) -> der::Result<Vec<u8>> {
    element(Tag::Sequence, &[&id.to_der()?, &element(Tag::Set, &[value])?])
}

fn name(name: Option<&str>) -> der::Result<Vec<u8>> {
    let Some(name) = name else { return Ok(Vec::new()) };
    let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_be_bytes).collect();
    attribute(known::PKCS_9_AT_FRIENDLY_NAME, &element(Tag::BmpString, &[&units])?)
}

fn local_key_id(id: &[u8]) -> der::Result<Vec<u8>> {
    attribute(known::PKCS_9_AT_LOCAL_KEY_ID, &OctetStringRef::new(id)?.to_der()?)
}

fn trusted() -> der::Result<Vec<u8>> {
    attribute(known::ORACLE_TRUSTED_KEY_USAGE, &known::ANY_EXTENDED_KEY_USAGE.to_der()?)
}
