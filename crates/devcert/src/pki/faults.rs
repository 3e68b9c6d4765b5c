//! Certificates with deliberate faults, for tests of the programs that must reject them.

use const_oid::db::rfc5280;
use time::OffsetDateTime;

use super::issue::{CertificateSpec, IssueError, Issuer, time, to_be_signed};
use crate::encoding::certificate::Certificate;
use crate::encoding::extension_to_der;
use crate::key::PublicKey;
use crate::model::der_error::Opaque as _;
use crate::model::extension::ExtensionValue;
use crate::model::serial::SerialNumber;
use crate::x509::{Extension, Integer, TbsCertificate};

/// What is deliberately wrong in a certificate.
///
/// A weak digest is no fault of the content: [`Issuer::signing_with`] signs with any.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults {
    /// The serial number: any integer, and not necessarily unique (RFC 5280, 4.1.2.2).
    pub serial: Option<SerialNumber>,
    /// The start of the validity, from year 0 to 9999.
    pub not_before: Option<OffsetDateTime>,
    /// The end of the validity, from year 0 to 9999, and also before its start.
    pub not_after: Option<OffsetDateTime>,
    /// Whether the subject alternative names are omitted.
    pub no_names: bool,
    /// Whether basic constraints mark the subject as a CA.
    pub ca: bool,
    /// Extensions that replace those of the same type, or are added. Their values can be any bytes.
    pub extensions: Vec<Extension<'static>>,
}

impl Faults {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// A certificate on `subject_key`, signed by `issuer`, with these faults.
    ///
    /// # Errors
    /// As those of [`super::issue`], and for dates outside of the years 0 to 9999.
    pub fn issue(
        &self,
        spec: &CertificateSpec,
        subject_key: &PublicKey,
        issuer: &Issuer,
    ) -> Result<Certificate, IssueError> {
        let mut body = to_be_signed(spec, subject_key, issuer)?;
        self.apply(&mut body, subject_key, issuer)?;
        issuer.sign(&body)
    }

    fn apply(
        &self,
        body: &mut TbsCertificate<'_>,
        subject_key: &PublicKey,
        issuer: &Issuer,
    ) -> Result<(), IssueError> {
        if let Some(serial) = &self.serial {
            body.serial = Integer::from_content(serial.content().to_vec());
        }
        if let Some(moment) = self.not_before {
            body.validity.not_before = time(moment).opaque()?;
        }
        if let Some(moment) = self.not_after {
            body.validity.not_after = time(moment).opaque()?;
        }
        let mut extensions = body.extensions.take().unwrap_or_default();
        if self.no_names {
            extensions.retain(|extension| !extension.is(rfc5280::ID_CE_SUBJECT_ALT_NAME));
        }
        if self.ca {
            let ca = ExtensionValue::BasicConstraints { ca: true, path_len: None };
            let value = extension_to_der(&ca, subject_key, issuer.key_id()).opaque()?;
            put(&mut extensions, Extension::new(ca.oid(), value).critical());
        }
        for extension in &self.extensions {
            put(&mut extensions, extension.clone());
        }
        body.extensions = Some(extensions).filter(|extensions| !extensions.is_empty());
        Ok(())
    }
}

/// Replaces the extension of the same type, or adds it.
fn put<'a>(extensions: &mut Vec<Extension<'a>>, new: Extension<'a>) {
    match extensions.iter_mut().find(|extension| extension.id == new.id) {
        Some(own) => *own = new,
        None => extensions.push(new),
    }
}
