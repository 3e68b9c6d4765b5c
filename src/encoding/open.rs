//! What is inside of an object that holds others, or that a passphrase protects.

use std::fmt;

use der::asn1::AnyRef;
use der::{Decode, Encode, SliceReader};
use thiserror::Error;

use super::damage;
use super::encrypted_key;
use super::jwk;
use super::legacy_pem;
use super::limits::{LimitError, Limits};
use super::openssh;
use super::pkcs7;
use super::pkcs12;
use super::private_key::KeyError;
use super::sniff::{Contents, Kind, Object, Packing};
use super::structure::{self, ElementsError};
use crate::model::secret::Secret;

/// Why an object does not open; each is a sentence that follows the file's name.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum OpenError {
    /// No passphrase was given, and one is needed.
    #[error("it is {0} that a passphrase protects, and none was given")]
    PassphraseNeeded(Kind),
    /// The passphrase does not fit.
    #[error("the passphrase is wrong")]
    WrongPassphrase,
    /// It asks for more work than the limits allow.
    #[error(transparent)]
    Limit(#[from] LimitError),
    /// There is not so much memory.
    #[error("its passphrase takes {0} bytes of memory to check, more than there are")]
    Memory(usize),
    /// Encrypted in a way that is not read here.
    #[error("it is encrypted with {0}, which devcert does not read")]
    Encryption(String),
    /// Encrypted or signed for somebody's certificate, or of no type that holds certificates.
    #[error("it is PKCS#7 of the type {0}, which holds no certificates that can be read")]
    ContentType(String),
    /// A form that only its own program reads.
    #[error("it is {kind}, which only {program} reads")]
    Foreign {
        /// The form.
        kind: Kind,
        /// Who reads it.
        program: &'static str,
    },
    /// A key that cannot be used.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The structure is broken.
    #[error("it is damaged: {0}")]
    Malformed(String),
}

impl OpenError {
    /// The same error with the part of `der`, a key of this kind, that is damaged.
    fn located(self, der: &[u8], kind: &Kind) -> Self {
        match self {
            Self::Malformed(_) => damage::of_key(der, kind).map_or(self, Self::Malformed),
            other => other,
        }
    }

    pub(super) fn malformed(error: impl fmt::Display) -> Self {
        Self::Malformed(error.to_string())
    }
}

impl From<der::Error> for OpenError {
    fn from(error: der::Error) -> Self {
        Self::malformed(error)
    }
}

impl From<ElementsError> for OpenError {
    fn from(error: ElementsError) -> Self {
        match error {
            ElementsError::Der(error) => error.into(),
            ElementsError::Limit(error) => error.into(),
        }
    }
}

/// The objects inside of `object`: the key behind a passphrase, the certificates of a bundle, each as
/// DER of its own kind; an object that holds no others comes back as it is.
///
/// # Errors
/// Every [`OpenError`]; a wrong passphrase is always [`OpenError::WrongPassphrase`].
pub fn open(object: &Object, passphrase: Option<&Secret>, limits: &Limits) -> Result<Vec<Object>, OpenError> {
    let bytes = object.der.expose();
    let required = || passphrase.ok_or_else(|| OpenError::PassphraseNeeded(object.kind.clone()));
    let key = |kind, der| vec![Object::inside(&object.kind, kind, der)];
    match &object.kind {
        Kind::EncryptedPrivateKey => {
            let opened = encrypted_key::decrypt(bytes, required()?, limits);
            opened.map(|der| key(Kind::Pkcs8, der)).map_err(|error| error.located(bytes, &object.kind))
        }
        Kind::LegacyEncryptedPrivateKey => {
            let header = object.dek_info.as_deref().unwrap_or_default();
            legacy_pem::decrypt(bytes, header, required()?).map(|(kind, der)| key(kind, der))
        }
        Kind::Pkcs7 => pkcs7::open(bytes, limits),
        Kind::Pkcs12 => pkcs12::open(bytes, passphrase, limits),
        Kind::Jwk | Kind::JwkSet => jwk::open(bytes, limits),
        Kind::OpenSshPrivateKey => openssh::open(bytes, passphrase, limits),
        Kind::OpenSshPublicKey => openssh::open_public(bytes),
        Kind::TrustedCertificate => {
            // The settings behind it are openssl's own affair.
            let der = first_element(bytes)?.to_der()?;
            Ok(key(Kind::Certificate, Secret::new(der)))
        }
        Kind::CertificatePair => {
            let pair = AnyRef::from_der(bytes)?;
            let certificate = |any: AnyRef<'_>| {
                let der = Secret::from(any.value());
                Object::inside(&Kind::CertificatePair, Kind::Certificate, der)
            };
            Ok(structure::elements(pair.value(), limits)?.into_iter().map(certificate).collect())
        }
        Kind::JavaKeyStore | Kind::JceKeyStore => {
            Err(OpenError::Foreign { kind: object.kind.clone(), program: "Java" })
        }
        Kind::OpenSshCertificate => Err(OpenError::Foreign { kind: object.kind.clone(), program: "OpenSSH" }),
        Kind::PuttyPrivateKey => Err(OpenError::Foreign { kind: object.kind.clone(), program: "PuTTY" }),
        _ => Ok(vec![object.clone()]),
    }
}

fn first_element(bytes: &[u8]) -> der::Result<AnyRef<'_>> {
    AnyRef::decode(&mut SliceReader::new(bytes)?)
}

/// The command that turns `file`, of a form that only its own program reads, into one that devcert
/// reads: keytool's for Java's key stores, puttygen's for PuTTY's keys.
#[must_use]
pub fn conversion(kind: &Kind, file: &str) -> Option<String> {
    let keytool = |form| {
        format!(
            "keytool -importkeystore -srckeystore {file} -srcstoretype {form} -destkeystore {file}.p12 -deststoretype PKCS12"
        )
    };
    match kind {
        Kind::JavaKeyStore => Some(keytool("JKS")),
        Kind::JceKeyStore => Some(keytool("JCEKS")),
        Kind::PuttyPrivateKey => Some(format!("puttygen {file} -O private-openssh -o {file}.pem")),
        _ => None,
    }
}

/// Every object of a file, all of them opened.
///
/// # Errors
/// The first one that [`open`] gives.
pub fn open_all(
    contents: &Contents,
    passphrase: Option<&Secret>,
    limits: &Limits,
) -> Result<Vec<Object>, OpenError> {
    let mut objects = Vec::new();
    for object in &contents.objects {
        objects.extend(open(object, passphrase, limits)?);
    }
    Ok(objects)
}

impl Object {
    /// An object that was inside of one of the kind `container`.
    pub(super) fn inside(container: &Kind, kind: Kind, der: Secret) -> Self {
        let packing =
            Packing::Inside { container: container.clone(), name: None, key_id: None, trusted: false };
        Self { kind, packing, der, dek_info: None }
    }
}
