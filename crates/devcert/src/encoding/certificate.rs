//! Certificates as they are read (RFC 5280, 4.1).

use const_oid::db::rfc5280;
use der::Decode;
use der::asn1::OctetString;
use time::{Duration, OffsetDateTime};
use x509_parser::prelude::{FromDer, X509Certificate};

pub use super::error::{MAX_BYTES, X509Error};

use super::diagnose::{self, Structure};
use super::signed;
pub use super::signed::Signed;
use super::{extension, name, outline, pem};
use crate::key::PublicKey;
use crate::model::constraint::NameConstraints;
use crate::model::extension::{Extension, ExtensionValue, OtherExtension};
use crate::model::fingerprint::Fingerprint;
use crate::model::name::Name;
use crate::model::san::San;
use crate::model::serial::SerialNumber;
use crate::model::usage::{ExtendedKeyUsage, KeyUsage};

/// A certificate, read but not checked.
#[derive(Debug, Clone)]
pub struct Certificate {
    version: u32,
    serial: Vec<u8>,
    subject: Name,
    issuer: Name,
    not_before: OffsetDateTime,
    not_after: OffsetDateTime,
    public_key: PublicKey,
    signed: Signed,
    extensions: Vec<Extension>,
}

impl Certificate {
    /// Reads a DER certificate, or BER as OpenSSL does; `der` must end where it ends.
    pub fn from_der(der: &[u8]) -> Result<Self, X509Error> {
        X509Error::check_length(der)?;
        Self::read(der).or_else(|error| {
            match outline::mended(der, Structure::Certificate).map(|mended| Self::read(&mended)) {
                Some(Ok(read)) => Ok(Self { signed: read.signed.of_original(der), ..read }),
                _ => Err(outline::unsupported(der).unwrap_or(error)),
            }
        })
    }

    fn read(der: &[u8]) -> Result<Self, X509Error> {
        let (rest, parsed) = X509Certificate::from_der(der)
            .map_err(|error| diagnose::locate(der, Structure::Certificate, error))?;
        if !rest.is_empty() {
            return Err(X509Error::Trailing(rest.len()));
        }
        let body = &parsed.tbs_certificate;
        Ok(Self {
            version: body.version.0.saturating_add(1),
            serial: body.raw_serial().to_vec(),
            subject: name::of_part("subject", &body.subject, der)?,
            issuer: name::of_part("issuer", &body.issuer, der)?,
            not_before: body.validity.not_before.to_datetime(),
            not_after: body.validity.not_after.to_datetime(),
            public_key: PublicKey::of_certificate(body.subject_pki.raw).map_err(X509Error::in_part(
                "public key",
                der,
                body.subject_pki.raw,
            ))?,
            signed: Signed::new(
                der,
                body.as_ref(),
                signed::algorithm(&parsed.signature_algorithm)?,
                &parsed.signature_value.data,
            ),
            extensions: extension::all_from_parsed(body.extensions(), der)?,
        })
    }

    /// 1, 2 or 3, as people count; others as they stand in the file, plus one, and [`u32::MAX`] for those that
    /// are negative or greater.
    #[must_use]
    pub const fn version(&self) -> u32 {
        self.version
    }

    /// The serial number's content octets, as they are in the certificate: a zero in front is kept.
    #[must_use]
    pub const fn serial(&self) -> &[u8] {
        self.serial.as_slice()
    }

    /// The serial number.
    #[must_use]
    pub fn serial_number(&self) -> SerialNumber {
        SerialNumber::from_content(&self.serial)
    }

    /// Whom it is about.
    #[must_use]
    pub const fn subject(&self) -> &Name {
        &self.subject
    }

    /// Who says so.
    #[must_use]
    pub const fn issuer(&self) -> &Name {
        &self.issuer
    }

    /// The first moment.
    #[must_use]
    pub const fn not_before(&self) -> OffsetDateTime {
        self.not_before
    }

    /// The last moment.
    #[must_use]
    pub const fn not_after(&self) -> OffsetDateTime {
        self.not_after
    }

    /// The subject's key.
    #[must_use]
    pub const fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    /// How it is signed, and all of it as DER.
    #[must_use]
    pub const fn signed(&self) -> &Signed {
        &self.signed
    }

    /// The extensions, in their order.
    #[must_use]
    pub const fn extensions(&self) -> &[Extension] {
        self.extensions.as_slice()
    }

    /// The complete DER.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        self.signed.der()
    }

    /// The DER in PEM armour (RFC 7468).
    #[must_use]
    pub fn to_pem(&self) -> String {
        pem::armored("CERTIFICATE", self.der())
    }

    /// SHA-256 of the DER.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(self.signed.der())
    }

    /// Whether subject and issuer are the same name.
    #[must_use]
    pub fn is_self_issued(&self) -> bool {
        self.subject == self.issuer
    }

    /// From the first moment to the last, in days; a day that has begun counts.
    #[must_use]
    pub fn lifetime_days(&self) -> i64 {
        let lifetime = self.not_after - self.not_before;
        let whole = lifetime.whole_days();
        whole + i64::from(lifetime > Duration::days(whole))
    }

    /// The subject alternative names; empty when there are none.
    #[must_use]
    pub fn names(&self) -> &[San] {
        names(&self.extensions)
    }

    /// Whether it says that its subject is a CA.
    #[must_use]
    pub fn is_ca(&self) -> bool {
        self.extensions
            .iter()
            .any(|one| matches!(one.body, ExtensionValue::BasicConstraints { ca: true, .. }))
    }

    /// Which names may stand below it; `None` when it does not say, or in a way that the model does not
    /// have.
    #[must_use]
    pub fn name_constraints(&self) -> Option<&NameConstraints> {
        self.extensions.iter().find_map(|one| match &one.body {
            ExtensionValue::NameConstraints(constraints) => Some(constraints),
            _ => None,
        })
    }

    /// Whether it has name constraints of a kind that the model does not have.
    #[must_use]
    pub fn has_unreadable_constraints(&self) -> bool {
        self.extensions.iter().any(|one| {
            one.body.oid() == rfc5280::ID_CE_NAME_CONSTRAINTS
                && !matches!(one.body, ExtensionValue::NameConstraints(_))
        })
    }

    /// How many CAs may follow below it; `None` when it does not say.
    #[must_use]
    pub fn path_len(&self) -> Option<u8> {
        self.extensions.iter().find_map(|one| match one.body {
            ExtensionValue::BasicConstraints { path_len, .. } => path_len,
            _ => None,
        })
    }

    /// The identifier that it gives its key (RFC 5280, 4.2.1.2), however it was made.
    #[must_use]
    pub fn key_identifier(&self) -> Option<Vec<u8>> {
        self.extensions.iter().find_map(|one| match &one.body {
            ExtensionValue::Other(OtherExtension { oid, der })
                if *oid == rfc5280::ID_CE_SUBJECT_KEY_IDENTIFIER =>
            {
                OctetString::from_der(der).ok().map(OctetString::into_bytes).map(Into::into)
            }
            _ => None,
        })
    }

    /// What its key may do; `None` when it does not say.
    #[must_use]
    pub fn key_usage(&self) -> Option<&[KeyUsage]> {
        self.extensions.iter().find_map(|one| match &one.body {
            ExtensionValue::KeyUsage(usages) => Some(usages.as_slice()),
            _ => None,
        })
    }

    /// What its key may be used for; `None` when it does not say.
    #[must_use]
    pub fn extended_key_usage(&self) -> Option<&[ExtendedKeyUsage]> {
        self.extensions.iter().find_map(|one| match &one.body {
            ExtensionValue::ExtendedKeyUsage(usages) => Some(usages.as_slice()),
            _ => None,
        })
    }

    /// Whether its extended key usages leave room for TLS servers: none at all, serverAuth, or any.
    #[must_use]
    pub fn allows_server(&self) -> bool {
        self.extended_key_usage().is_none_or(|usages| {
            usages.contains(&ExtendedKeyUsage::SERVER_AUTH) || usages.contains(&ExtendedKeyUsage::ANY)
        })
    }
}

#[cfg(test)]
impl Certificate {
    /// Returns the certificate with other dates and extensions than its DER has, for checks of what would be.
    pub(crate) fn pretending(
        self,
        not_before: OffsetDateTime,
        not_after: OffsetDateTime,
        extensions: Vec<Extension>,
    ) -> Self {
        Self { not_before, not_after, extensions, ..self }
    }
}

/// The subject alternative names among `extensions`.
pub(super) fn names(extensions: &[Extension]) -> &[San] {
    extensions
        .iter()
        .find_map(|one| match &one.body {
            ExtensionValue::SubjectAltName(names) => Some(names.as_slice()),
            _ => None,
        })
        .unwrap_or_default()
}
