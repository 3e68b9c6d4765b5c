//! What is inside of an object that holds others, or that a passphrase protects.

use der::asn1::AnyRef;
use der::{Decode, Encode, SliceReader};

pub use super::error::OpenError;

use super::diagnose;
use super::encrypted_key;
use super::jwk;
use super::legacy_pem;
use super::limits::Limits;
use super::object::{Contents, Object, ObjectKind};
use super::openssh;
use super::pkcs7;
use super::pkcs12;
use super::structure;
use crate::model::der_error::Opaque as _;
use crate::model::secret::Secret;

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
        ObjectKind::EncryptedPrivateKey => {
            let opened = encrypted_key::decrypt(bytes, required()?, limits);
            opened
                .map(|der| key(ObjectKind::Pkcs8, der))
                .map_err(|error| diagnose::located_in_encrypted_key(error, bytes, &object.kind))
        }
        ObjectKind::LegacyEncryptedPrivateKey => {
            let header = object.dek_info.as_deref().unwrap_or_default();
            legacy_pem::decrypt(bytes, header, required()?).map(|(kind, der)| key(kind, der))
        }
        ObjectKind::Pkcs7 => pkcs7::open(bytes, limits),
        ObjectKind::Pkcs12 => pkcs12::open(bytes, passphrase, limits),
        ObjectKind::Jwk | ObjectKind::JwkSet => jwk::open(bytes, limits),
        ObjectKind::OpenSshPrivateKey => openssh::open(bytes, passphrase, limits),
        ObjectKind::OpenSshPublicKey => openssh::open_public(bytes),
        ObjectKind::TrustedCertificate => {
            // The settings behind it are openssl's own affair.
            let der = first_element(bytes).opaque()?.to_der().opaque()?;
            Ok(key(ObjectKind::Certificate, Secret::new(der)))
        }
        ObjectKind::CertificatePair => {
            let pair = AnyRef::from_der(bytes).opaque()?;
            let certificate = |any: AnyRef<'_>| {
                let der = Secret::from(any.value());
                Object::inside(&ObjectKind::CertificatePair, ObjectKind::Certificate, der)
            };
            Ok(structure::elements(pair.value(), limits)?.into_iter().map(certificate).collect())
        }
        ObjectKind::JavaKeyStore | ObjectKind::JceKeyStore => {
            Err(OpenError::Foreign { kind: object.kind.clone(), program: "Java" })
        }
        ObjectKind::OpenSshCertificate => {
            Err(OpenError::Foreign { kind: object.kind.clone(), program: "OpenSSH" })
        }
        ObjectKind::PuttyPrivateKey => {
            Err(OpenError::Foreign { kind: object.kind.clone(), program: "PuTTY" })
        }
        _ => Ok(vec![object.clone()]),
    }
}

fn first_element(bytes: &[u8]) -> der::Result<AnyRef<'_>> {
    AnyRef::decode(&mut SliceReader::new(bytes)?)
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
