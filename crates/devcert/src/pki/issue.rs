//! Certificates.

mod error;

use der::Decode;
use thiserror::Error;
use time::OffsetDateTime;

use super::chain::is_same_key;
use super::tbs;
use crate::encoding::certificate::Certificate;
use crate::encoding::extension_to_der;
use crate::key::{PrivateKey, PublicKey, SignError, Signer};
use crate::model::algorithm::SignatureAlgorithm;
use crate::model::der_error::Opaque as _;
use crate::model::extension::{Extension, ExtensionValue};
use crate::model::name::Name;
use crate::model::serial::Serial;
use crate::model::validity::Validity;
use crate::x509::{self, Integer, PublicKeyInfo, TbsCertificate, Time, Version};

pub use error::IssueError;

/// The contents of a certificate that is to be issued (RFC 5280, 4.1.2).
#[derive(Debug, Clone)]
pub struct CertificateSpec {
    /// The subject; empty where the names alone identify it.
    pub subject: Name,
    /// The extensions, encoded in this order.
    pub extensions: Vec<Extension>,
    /// The first and the last second of its validity.
    pub validity: Validity,
    /// The serial number, unique among the certificates of the issuer.
    pub serial: Serial,
}

/// The issuer of certificates and revocation lists: a name, and a key that is ready to sign.
pub struct Issuer {
    name: Name,
    /// What certificates below it call its key (RFC 5280, 4.2.1.1).
    key_id: Vec<u8>,
    key: PrivateKey,
    signer: Signer,
}

/// Why a key cannot sign for a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum IssuerError {
    /// The certificate is on another key.
    #[error("the key does not belong to the certificate")]
    OtherKey,
    /// The key does not sign.
    #[error(transparent)]
    Sign(#[from] SignError),
}

impl Issuer {
    /// An issuer of this name and key that has no certificate, or not yet.
    pub fn new(name: Name, key: &PrivateKey) -> Result<Self, SignError> {
        let key_id = key.public().key_identifier().to_vec();
        Ok(Self { name, key_id, key: key.clone(), signer: Signer::with_default(key)? })
    }

    /// The subject of `certificate`. Its key goes by the identifier that the certificate gives it,
    /// which other programs make in other ways.
    pub fn of(certificate: &Certificate, key: &PrivateKey) -> Result<Self, IssuerError> {
        if !is_same_key(certificate.public_key(), key.public()) {
            return Err(IssuerError::OtherKey);
        }
        let issuer = Self::new(certificate.subject().clone(), key)?;
        Ok(Self { key_id: certificate.key_identifier().unwrap_or(issuer.key_id), ..issuer })
    }

    /// Returns an issuer of this name, key and algorithm whose key and certificate content determine each
    /// signature, as with [`Signer::reproducible`].
    ///
    /// # Errors
    /// [`SignError::NotReproducible`] for ML-DSA.
    pub fn reproducible(&self) -> Result<Self, SignError> {
        Ok(Self {
            name: self.name.clone(),
            key_id: self.key_id.clone(),
            key: self.key.clone(),
            signer: Signer::reproducible(&self.key, self.signer.algorithm())?,
        })
    }

    /// Returns an issuer of this name and key that signs with `algorithm` instead of the default of its key.
    ///
    /// # Errors
    /// [`SignError::Algorithm`] when keys of this kind make no such signatures.
    pub fn signing_with(&self, algorithm: SignatureAlgorithm) -> Result<Self, SignError> {
        Ok(Self {
            name: self.name.clone(),
            key_id: self.key_id.clone(),
            key: self.key.clone(),
            signer: Signer::new(&self.key, algorithm)?,
        })
    }

    /// Returns an issuer of this name and key that signs with the algorithm of `old`; `None` where this one does
    /// so already, or where `old` has a weak digest or is signed with a key of another kind.
    #[must_use]
    pub fn signing_like(&self, old: &Certificate) -> Option<Self> {
        let algorithm = old.signed().algorithm.signature()?;
        let is_other = algorithm != self.signer.algorithm() && !algorithm.is_broken();
        is_other.then(|| self.signing_with(algorithm).ok())?
    }

    /// The certificate with this content, whatever that is, signed by the issuer's key.
    ///
    /// # Errors
    /// When it cannot be encoded, the key does not sign, or the result is not a readable certificate.
    pub fn sign(&self, body: &TbsCertificate<'_>) -> Result<Certificate, IssueError> {
        let der = tbs::sign_certificate(body, &self.signer)?;
        Certificate::from_der(&der).map_err(IssueError::unreadable("certificate"))
    }

    /// The issuer's public key.
    #[must_use]
    pub const fn public_key(&self) -> &PublicKey {
        self.key.public()
    }

    /// The issuer's name.
    #[must_use]
    pub const fn name(&self) -> &Name {
        &self.name
    }

    pub(super) fn check_name(&self) -> Result<(), IssueError> {
        if self.name.is_empty() { Err(IssueError::EmptyIssuer) } else { Ok(()) }
    }

    pub(super) fn key_id(&self) -> &[u8] {
        &self.key_id
    }

    pub(super) const fn signer(&self) -> &Signer {
        &self.signer
    }
}

/// A certificate on `subject_key`, signed by `issuer`.
///
/// # Errors
/// When the issuer has no name, its key does not sign, or the extensions of `spec` make no readable
/// certificate.
pub fn issue(
    spec: &CertificateSpec,
    subject_key: &PublicKey,
    issuer: &Issuer,
) -> Result<Certificate, IssueError> {
    issuer.sign(&to_be_signed(spec, subject_key, issuer)?)
}

/// What [`issue`] signs: a structure that can be changed beyond what `spec` can express before
/// [`Issuer::sign`] signs it.
///
/// # Errors
/// When the issuer has no name, or `spec` has something that DER cannot hold.
pub fn to_be_signed<'a>(
    spec: &CertificateSpec,
    subject_key: &'a PublicKey,
    issuer: &Issuer,
) -> Result<TbsCertificate<'a>, IssueError> {
    issuer.check_name()?;
    let extensions = with_critical_names(&spec.subject, &spec.extensions);
    Ok(TbsCertificate {
        version: Some(VERSION_3),
        serial: Integer::unsigned(spec.serial.as_be_bytes()),
        signature: tbs::algorithm(&issuer.signer)?,
        issuer: x509::Name::new(&issuer.name).opaque()?,
        validity: x509::Validity {
            not_before: time(spec.validity.not_before()).opaque()?,
            not_after: time(spec.validity.not_after()).opaque()?,
        },
        subject: x509::Name::new(&spec.subject).opaque()?,
        public_key: PublicKeyInfo::from_der(subject_key.spki()).opaque()?,
        issuer_id: None,
        subject_id: None,
        extensions: written(&extensions, subject_key, &issuer.key_id).opaque()?,
    })
}

/// Version 3, the one with extensions.
const VERSION_3: Version<'static> = Version::from_static(&[2]);

/// The extensions of a certificate on `subject` whose issuer's key has this identifier; `None` when there
/// are none, since the list of them may not be empty.
pub(super) fn written(
    extensions: &[Extension],
    subject: &PublicKey,
    issuer_id: &[u8],
) -> der::Result<Option<Vec<x509::Extension<'static>>>> {
    let one = |one: &Extension| {
        let value = extension_to_der(&one.body, subject, issuer_id)?;
        let extension = x509::Extension::new(one.body.oid(), value);
        Ok(if one.critical { extension.critical() } else { extension })
    };
    let written = extensions.iter().map(one).collect::<der::Result<Vec<_>>>()?;
    Ok(Some(written).filter(|written| !written.is_empty()))
}

/// A date as RFC 5280 wants it; an error for a year of more than four digits.
pub(super) fn time(moment: OffsetDateTime) -> der::Result<Time<'static>> {
    Time::new(moment).ok_or_else(|| der::ErrorKind::DateTime.into())
}

/// A certificate on `key`, signed by itself.
///
/// # Errors
/// As those of [`issue`].
pub fn self_signed(spec: &CertificateSpec, key: &PrivateKey) -> Result<Certificate, IssueError> {
    issue(spec, key.public(), &Issuer::new(spec.subject.clone(), key)?)
}

/// When the subject is empty, the names are all that there is, and must be critical
/// (RFC 5280, 4.1.2.6).
pub(super) fn with_critical_names(subject: &Name, extensions: &[Extension]) -> Vec<Extension> {
    let mut extensions = extensions.to_vec();
    for extension in &mut extensions {
        extension.critical |=
            subject.is_empty() && matches!(extension.body, ExtensionValue::SubjectAltName(_));
    }
    extensions
}
