//! One wanted object out of a file that may hold anything.

use der::Decode;
use der::asn1::AnyRef;
use thiserror::Error;

use super::certificate::{Certificate, X509Error};
use super::crl::Crl;
use super::defect::ArmourDefect;
use super::diagnose;
use super::error::KeyError;
use super::limits::{Limits, Work};
use super::open::{OpenError, open_all};
use super::pem::Label;
use super::private_key::{self, KeyForm};
use super::request::Request;
use super::sniff::{Contents, Object, ObjectKind, SniffError, sniff, sniff_within};
use crate::key::{PrivateKey, PublicKey, PublicKeyAlgorithm};
use crate::model::secret::Secret;

/// What was looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// A private key.
    PrivateKey,
    /// A certificate.
    Certificate,
    /// A request.
    Request,
    /// A revocation list.
    RevocationList,
    /// Anything that has a public key.
    PublicKey,
    /// Anything that devcert can write in another form.
    Any,
}

impl std::fmt::Display for Wanted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::PrivateKey => "a private key",
            Self::Certificate => "a certificate",
            Self::Request => "a certificate request",
            Self::RevocationList => "a certificate revocation list",
            Self::PublicKey => "a key, a certificate or a request",
            Self::Any => "something that can be written in another form",
        })
    }
}

/// Why a file does not give what was looked for; each is a sentence that follows the file's name.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ReadError {
    /// Nothing was found in it.
    #[error(transparent)]
    Sniff(#[from] SniffError),
    /// Something else was found in it.
    #[error("expected {wanted}, found {found}")]
    WrongKind {
        /// What it is.
        found: ObjectKind,
        /// What was looked for.
        wanted: Wanted,
    },
    /// Armour whose content is not what its label says.
    #[error("PEM labelled {label}: {reason}")]
    Armour {
        /// The label.
        label: Label,
        /// What is wrong with the content.
        reason: ArmourDefect,
    },
    /// A container that does not open.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// A key behind a passphrase.
    #[error("{0}, but rustls reads only unencrypted keys")]
    Encrypted(ObjectKind),
    /// A private key that is damaged or not for us.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A certificate or request that is damaged.
    #[error(transparent)]
    X509(#[from] X509Error),
}

/// What is in `bytes` once every container in it is opened: plain keys, certificates, requests.
pub fn contents(bytes: &[u8], passphrase: Option<&Secret>, limits: &Limits) -> Result<Contents, ReadError> {
    let sealed = sniff_within(bytes, limits)?;
    let objects = open_all(&sealed, passphrase, limits)?;
    let mut work = Work::new(limits);
    objects.iter().try_for_each(|object| work.object(object)).map_err(OpenError::from)?;
    Ok(Contents { objects, oddities: sealed.oddities })
}

/// The first private key in `bytes`, to sign with.
pub fn private_key(bytes: &[u8]) -> Result<PrivateKey, ReadError> {
    private_key_in(&sniff(bytes)?)
}

/// The first private key among `contents`, to sign with.
///
/// # Errors
/// [`KeyError::NotForSigning`] for kinds of keys that devcert only reads and writes.
pub fn private_key_in(contents: &Contents) -> Result<PrivateKey, ReadError> {
    Ok(private_key::signing(any_private_key_in(contents)?)?)
}

/// As [`private_key_in`], but a key in PKCS#8 that is the `known` one, byte for byte, is not checked again: for an RSA
/// key, those are the tests that its factors are prime.
///
/// # Errors
/// As [`private_key_in`].
pub fn private_key_or_known(
    contents: &Contents,
    known: Option<&PrivateKey>,
) -> Result<PrivateKey, ReadError> {
    let object = first(contents, Wanted::PrivateKey, is_private_key)?;
    let is_known = |known: &&PrivateKey| {
        let der = private_key::to_der(known, KeyForm::Pkcs8);
        object.kind == ObjectKind::Pkcs8 && der.is_ok_and(|der| der.expose() == object.der.expose())
    };
    known.filter(is_known).cloned().map_or_else(|| private_key_in(contents), Ok)
}

/// The first private key among `contents`, of any kind that is known.
pub fn any_private_key_in(contents: &Contents) -> Result<PrivateKey, ReadError> {
    private_key_of(first(contents, Wanted::PrivateKey, is_private_key)?, contents)
}

/// Every private key among `contents`, of any kind that is known, in their order; there may be none.
pub fn private_keys_in(contents: &Contents) -> Result<Vec<PrivateKey>, ReadError> {
    let keys = contents.objects.iter().filter(|object| is_private_key(&object.kind));
    keys.map(|object| private_key_of(object, contents)).collect()
}

/// The private key that `object`, one of `contents`, is.
fn private_key_of(object: &Object, contents: &Contents) -> Result<PrivateKey, ReadError> {
    let der = object.der.expose();
    let key = match object.kind {
        ObjectKind::Pkcs8 => private_key::from_pkcs8(der),
        ObjectKind::Pkcs1 => private_key::from_pkcs1(der),
        ObjectKind::Sec1 => private_key::from_sec1(der, curve_before(contents, object)),
        ObjectKind::DsaPrivateKey => private_key::from_dsa(der),
        _ => return Err(ReadError::Encrypted(object.kind.clone())),
    };
    Ok(key.map_err(|error| diagnose::located_in_key(error, der, &object.kind))?)
}

fn is_private_key(kind: &ObjectKind) -> bool {
    kind.is_plain_private_key() || kind.is_encrypted_private_key()
}

/// The curve in the `EC PARAMETERS` that openssl writes before a SEC1 key, and that the key may lack.
fn curve_before<'a>(contents: &'a Contents, key: &Object) -> Option<AnyRef<'a>> {
    let before = contents.objects.iter().take_while(|object| !std::ptr::eq(*object, key));
    let parameters = before.filter(|object| object.kind == ObjectKind::EcParameters).last()?;
    AnyRef::from_der(parameters.der.expose()).ok()
}

/// Every certificate in `bytes`, in their order; at least one.
pub fn certificates(bytes: &[u8]) -> Result<Vec<Certificate>, ReadError> {
    let contents = sniff(bytes)?;
    certificates_in(&contents)
}

/// Every certificate among `contents`; at least one.
pub fn certificates_in(contents: &Contents) -> Result<Vec<Certificate>, ReadError> {
    first(contents, Wanted::Certificate, |kind| *kind == ObjectKind::Certificate)?;
    contents
        .objects
        .iter()
        .filter(|object| object.kind == ObjectKind::Certificate)
        .map(|object| Ok(Certificate::from_der(object.der.expose())?))
        .collect()
}

/// Every revocation list in `bytes`, in their order; at least one.
pub fn crls(bytes: &[u8]) -> Result<Vec<Crl>, ReadError> {
    let contents = sniff(bytes)?;
    first(&contents, Wanted::RevocationList, |kind| *kind == ObjectKind::Crl)?;
    let lists = contents.objects.iter().filter(|object| object.kind == ObjectKind::Crl);
    lists.map(|object| Ok(Crl::from_der(object.der.expose())?)).collect()
}

/// The first request in `bytes`.
pub fn request(bytes: &[u8]) -> Result<Request, ReadError> {
    let contents = sniff(bytes)?;
    let object = first(&contents, Wanted::Request, |kind| *kind == ObjectKind::Request)?;
    Ok(Request::from_der(object.der.expose())?)
}

/// The public key in `bytes`: of a private key, a certificate or a request, or itself.
pub fn public_key(bytes: &[u8]) -> Result<PublicKey, ReadError> {
    let contents = sniff(bytes)?;
    let object = first(&contents, Wanted::PublicKey, |kind| {
        is_private_key(kind)
            || matches!(
                kind,
                ObjectKind::Certificate
                    | ObjectKind::Request
                    | ObjectKind::PublicKey
                    | ObjectKind::RsaPublicKey
            )
    })?;
    let der = object.der.expose();
    match object.kind {
        ObjectKind::Certificate => readable(Certificate::from_der(der)?.public_key()),
        ObjectKind::Request => readable(Request::from_der(der)?.public_key()),
        ObjectKind::PublicKey | ObjectKind::RsaPublicKey => public_key_of(object),
        _ => any_private_key_in(&contents).map(|key| key.public().clone()),
    }
}

/// `key`, of a certificate or request, where its numbers and curve can be read.
fn readable(key: &PublicKey) -> Result<PublicKey, ReadError> {
    if matches!(key.algorithm(), PublicKeyAlgorithm::Unreadable(_) | PublicKeyAlgorithm::NoCurve) {
        key.check().map_err(KeyError::from)?;
    }
    Ok(key.clone())
}

/// The public key that `object` is; one that stands alone is checked at once, one in a certificate
/// when the signature is.
pub(crate) fn public_key_of(object: &Object) -> Result<PublicKey, ReadError> {
    let der = object.der.expose();
    let key = match object.kind {
        ObjectKind::RsaPublicKey => PublicKey::from_pkcs1(der),
        _ => PublicKey::from_spki(der),
    };
    let key = key.map_err(|error| {
        let fault = diagnose::of_key(der, &object.kind).unwrap_or_else(|| error.into());
        ReadError::X509(X509Error::Malformed(fault))
    })?;
    key.check().map_err(KeyError::from)?;
    Ok(key)
}

/// The first object that `fits`, or an error that names what is there instead.
fn first(
    contents: &Contents,
    wanted: Wanted,
    fits: impl Fn(&ObjectKind) -> bool,
) -> Result<&Object, ReadError> {
    let found = contents.objects.iter().find(|object| fits(&object.kind));
    found.ok_or_else(|| {
        let informative = contents.objects.iter().find(|object| object.kind != ObjectKind::EcParameters);
        if let Some(Object { kind: ObjectKind::Unreadable(label), der, .. }) = informative {
            let reason = diagnose::in_armour(label, der.expose());
            return ReadError::Armour { label: label.clone(), reason };
        }
        let found = informative.map_or(ObjectKind::EcParameters, |object| object.kind.clone());
        ReadError::WrongKind { found, wanted }
    })
}
