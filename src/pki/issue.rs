//! Certificates.

use rcgen::SerialNumber;
use thiserror::Error;

use super::draft;
use crate::key::{PrivateKey, PublicKey, SignError, Signer};
use crate::model::extension::{Body, Extension};
use crate::model::name::Name;
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

/// Who signs.
#[derive(Debug, Clone, Copy)]
pub struct Issuer<'a> {
    /// The name that the certificate gives as its issuer.
    pub name: &'a Name,
    /// The key that signs.
    pub key: &'a PrivateKey,
}

/// Why no certificate or request came out.
#[derive(Debug, Error)]
pub enum IssueError {
    /// rcgen refused.
    #[error("writing the certificate failed: {0}")]
    Rcgen(#[from] rcgen::Error),
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
    issuer: Issuer<'_>,
) -> Result<Vec<u8>, IssueError> {
    let signer = Signer::new(issuer.key)?;
    let extensions = with_critical_names(&spec.subject, &spec.extensions);
    let mut params = draft::parameters(&extensions, subject_key, issuer.key.public())?;
    params.serial_number = Some(SerialNumber::from_slice(spec.serial.as_be_bytes()));
    params.not_before = spec.validity.not_before();
    params.not_after = spec.validity.not_after();
    draft::certificate(&params, &spec.subject, subject_key, issuer.name, (&signer, issuer.key.public()))
}

/// A certificate on `key`, signed by itself, as DER.
pub fn self_signed(spec: &CertificateSpec, key: &PrivateKey) -> Result<Vec<u8>, IssueError> {
    issue(spec, key.public(), Issuer { name: &spec.subject, key })
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
