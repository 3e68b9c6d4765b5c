//! Certificates.

use rcgen::SerialNumber;
use thiserror::Error;

use super::chain::is_same_key;
use super::draft;
use crate::encoding::certificate::Certificate;
use crate::key::{PrivateKey, PublicKey, SignError, Signer};
use crate::model::algorithm::SignatureAlgorithm;
use crate::model::extension::{Body, Extension};
use crate::model::name::Name;
use crate::model::oid::Oid;
use crate::model::serial::Serial;
use crate::model::validity::Validity;

/// What a certificate shall say.
#[derive(Debug, Clone)]
pub struct CertificateSpec {
    /// Whom it is about.
    pub subject: Name,
    /// Its extensions, written in this order.
    pub extensions: Vec<Extension>,
    /// From when until when.
    pub validity: Validity,
    /// Its number.
    pub serial: Serial,
}

/// Who signs: a name, and a key made ready.
pub struct Issuer {
    name: Name,
    /// What certificates below it call its key (RFC 5280, 4.2.1.1).
    key_id: Vec<u8>,
    public: PublicKey,
    signer: Signer,
}

/// Why a key cannot sign for a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
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
        Ok(Self { name, key_id, public: key.public().clone(), signer: Signer::with_default(key)? })
    }

    /// The subject of `certificate`. Its key goes by the identifier that the certificate gives it,
    /// which other programs make in other ways.
    pub fn of(certificate: &Certificate, key: &PrivateKey) -> Result<Self, IssuerError> {
        if !is_same_key(&certificate.public_key, key.public()) {
            return Err(IssuerError::OtherKey);
        }
        let issuer = Self::new(certificate.subject.clone(), key)?;
        Ok(Self { key_id: certificate.key_identifier().unwrap_or(issuer.key_id), ..issuer })
    }

    /// The same issuer, signing with `algorithm` instead of the default of its key, which `key` is.
    ///
    /// # Errors
    /// [`SignError::Algorithm`] when keys of this kind make no such signatures.
    pub fn signing_with(self, key: &PrivateKey, algorithm: SignatureAlgorithm) -> Result<Self, SignError> {
        Ok(Self { signer: Signer::new(key, algorithm)?, ..self })
    }

    /// Its name.
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

    /// What signs, and the public half of it.
    pub(super) const fn signer(&self) -> (&Signer, &PublicKey) {
        (&self.signer, &self.public)
    }
}

/// Why no certificate or request came out.
#[derive(Debug, Error)]
pub enum IssueError {
    /// RFC 5280, 4.1.2.4 and 5.1.2.3
    #[error("the issuer's name is empty, and every issuer has to have one (RFC 5280, 4.1.2.4)")]
    EmptyIssuer,
    /// rcgen refused.
    #[error("writing the certificate failed: {0}")]
    Rcgen(#[from] rcgen::Error),
    /// rcgen writes arcs of up to 64 bits.
    #[error("the extension {0} cannot be written: its object identifier is too large")]
    LargeOid(Oid),
    /// A value that DER cannot hold.
    #[error("encoding failed: {0}")]
    Der(#[from] der::Error),
    /// The key did not sign.
    #[error(transparent)]
    Sign(#[from] SignError),
}

/// A certificate on `subject_key`, signed by `issuer`, as DER.
pub fn issue(
    spec: &CertificateSpec,
    subject_key: &PublicKey,
    issuer: &Issuer,
) -> Result<Vec<u8>, IssueError> {
    issuer.check_name()?;
    let extensions = with_critical_names(&spec.subject, &spec.extensions);
    let mut params = draft::parameters(&extensions, subject_key, issuer.key_id())?;
    params.serial_number = Some(SerialNumber::from_slice(spec.serial.as_be_bytes()));
    params.not_before = spec.validity.not_before();
    params.not_after = spec.validity.not_after();
    draft::certificate(&params, &spec.subject, subject_key, issuer.name(), issuer.signer())
}

/// A certificate on `key`, signed by itself, as DER.
pub fn self_signed(spec: &CertificateSpec, key: &PrivateKey) -> Result<Vec<u8>, IssueError> {
    issue(spec, key.public(), &Issuer::new(spec.subject.clone(), key)?)
}

/// When the subject is empty, the names are all that there is, and must be critical
/// (RFC 5280, 4.1.2.6).
pub(super) fn with_critical_names(subject: &Name, extensions: &[Extension]) -> Vec<Extension> {
    let mut extensions = extensions.to_vec();
    for extension in &mut extensions {
        extension.critical |= subject.is_empty() && matches!(extension.body, Body::SubjectAltName(_));
    }
    extensions
}
