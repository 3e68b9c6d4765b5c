//! One line of the ledger.

use std::borrow::Cow;

use serde::de::Error as _;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use time::serde::rfc3339;

use super::word;
use devcert::encoding::certificate::Certificate;
use devcert::encoding::crl::Reason;
use devcert::model::profile::Profile;
use devcert::model::san::San;
use devcert::model::serial::SerialNumber;

/// Something that happened to the CA.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// The CA was created. Earlier versions wrote `made`.
    Created(Created),
    /// It got another certificate, with which it may issue for more names.
    Permitted(Permitted),
    /// It got another certificate, which expires later.
    Renewed(Renewed),
    /// It has replaced another CA, on another key.
    Rotated(Rotated),
    /// It issued a certificate. The line is written before the certificate is.
    Issued(Issued),
    /// It revoked one.
    Revoked(Revoked),
    /// It signed a revocation list. The line is written before the list is.
    Crl(Listed),
}

/// The CA's own certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Created {
    /// When it happened.
    #[serde(rename = "created_at", alias = "at", with = "rfc3339")]
    pub at: OffsetDateTime,
    /// Its serial number.
    #[serde(with = "word")]
    pub serial: SerialNumber,
    /// Its name (RFC 4514).
    pub subject: String,
    /// SHA-256 of its DER.
    pub sha256: String,
}

/// The CA's next certificate, on the same key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permitted {
    /// When it happened.
    #[serde(rename = "permitted_at", alias = "at", with = "rfc3339")]
    pub at: OffsetDateTime,
    /// Its serial number.
    #[serde(with = "word")]
    pub serial: SerialNumber,
    /// SHA-256 of its DER.
    pub sha256: String,
    /// What was added to the names that it may issue for.
    pub permitted: Vec<String>,
}

/// The CA's next certificate, on the same key, with other dates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renewed {
    /// When it happened.
    #[serde(rename = "renewed_at", with = "rfc3339")]
    pub at: OffsetDateTime,
    /// Its serial number.
    #[serde(with = "word")]
    pub serial: SerialNumber,
    /// SHA-256 of its DER.
    pub sha256: String,
    /// The end of its validity.
    #[serde(with = "rfc3339")]
    pub not_after: OffsetDateTime,
}

/// The CA's own certificate, and the certificate of the CA that it replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rotated {
    /// When it happened.
    #[serde(rename = "rotated_at", with = "rfc3339")]
    pub at: OffsetDateTime,
    /// Its serial number.
    #[serde(with = "word")]
    pub serial: SerialNumber,
    /// SHA-256 of its DER.
    pub sha256: String,
    /// The name of the former CA (RFC 4514).
    pub former_subject: String,
    /// SHA-256 of the former certificate's DER.
    pub former_sha256: String,
}

/// A certificate that was issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issued {
    /// When it happened.
    #[serde(rename = "issued_at", alias = "at", with = "rfc3339")]
    pub at: OffsetDateTime,
    /// Its serial number.
    #[serde(with = "word")]
    pub serial: SerialNumber,
    /// Its subject (RFC 4514).
    pub subject: String,
    /// Its names.
    pub names: Vec<String>,
    /// The start of its validity.
    #[serde(with = "rfc3339")]
    pub not_before: OffsetDateTime,
    /// The end of its validity.
    #[serde(with = "rfc3339")]
    pub not_after: OffsetDateTime,
    /// What it is for.
    #[serde(with = "word")]
    pub profile: Profile,
    /// Its key's algorithm.
    pub key: String,
    /// SHA-256 of its DER.
    pub sha256: String,
    /// Where it and its key were written.
    #[serde(default)]
    pub files: Vec<File>,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// What is in it.
    pub role: FileRole,
    /// From the root of the file system.
    pub path: String,
    /// SHA-256 of the certificate's DER, or of the key's SPKI.
    pub sha256: String,
}

/// What is in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileRole {
    /// The private key.
    Key,
    /// The certificate.
    Certificate,
}

/// A certificate that was revoked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revoked {
    /// When it happened.
    #[serde(rename = "revoked_at", alias = "at", with = "rfc3339")]
    pub at: OffsetDateTime,
    /// The certificate's serial number.
    #[serde(with = "word")]
    pub serial: SerialNumber,
    /// Why it was revoked.
    #[serde(with = "word")]
    pub reason: Reason,
    /// Since when its key may have been in other hands, where that is known (RFC 5280, 5.3.2).
    #[serde(default, with = "rfc3339::option", skip_serializing_if = "Option::is_none")]
    pub invalid_since: Option<OffsetDateTime>,
}

/// A revocation list that was signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// When it happened.
    #[serde(rename = "issued_at", alias = "at", with = "rfc3339")]
    pub at: OffsetDateTime,
    /// Its number (RFC 5280, 5.2.3).
    pub number: u64,
    /// When the next one comes at the latest.
    #[serde(with = "rfc3339")]
    pub next_update: OffsetDateTime,
    /// How many certificates are in it.
    pub entries: usize,
}

/// The kind of event that a line has.
#[derive(Deserialize)]
struct Kind<'a> {
    #[serde(borrow)]
    event: Cow<'a, str>,
}

impl<'a> Kind<'a> {
    /// The kind in a line: at its start, where devcert writes it, or else wherever it is in the object.
    fn of(line: &'a str) -> Result<Self, serde_json::Error> {
        let first = line.strip_prefix(r#"{"event":""#).and_then(|rest| rest.split_once('"'));
        match first {
            Some((event, _)) if !event.contains('\\') => Ok(Self { event: Cow::Borrowed(event) }),
            _ => serde_json::from_str(line),
        }
    }
}

impl Event {
    /// Reads a line of the ledger.
    ///
    /// # Errors
    /// The line is not JSON, has a kind of event that is unknown, or a member is missing or has a wrong value.
    // serde's tagged enumerations copy all members before they look at the kind.
    pub fn read(line: &[u8]) -> Result<Self, serde_json::Error> {
        let line = str::from_utf8(line).map_err(serde_json::Error::custom)?;
        match &*Kind::of(line)?.event {
            "created" | "made" => serde_json::from_str(line).map(Self::Created),
            "permitted" => serde_json::from_str(line).map(Self::Permitted),
            "renewed" => serde_json::from_str(line).map(Self::Renewed),
            "rotated" => serde_json::from_str(line).map(Self::Rotated),
            "issued" => serde_json::from_str(line).map(Self::Issued),
            "revoked" => serde_json::from_str(line).map(Self::Revoked),
            "crl" => serde_json::from_str(line).map(Self::Crl),
            other => Err(serde_json::Error::custom(format_args!("unknown event {other:?}"))),
        }
    }

    /// The event as a line of the ledger.
    #[must_use]
    pub fn line(&self) -> Vec<u8> {
        // Strings, numbers and dates up to the year 9999 take every serialisation.
        let mut line = serde_json::to_vec(self).unwrap_or_default();
        line.push(b'\n');
        line
    }
}

impl Created {
    /// The CA's own certificate, as it comes to be.
    #[must_use]
    pub fn of(certificate: &Certificate, at: OffsetDateTime) -> Self {
        Self {
            at: at.truncate_to_second(),
            serial: certificate.serial_number(),
            subject: certificate.subject().to_string(),
            sha256: certificate.fingerprint().to_string(),
        }
    }
}

impl Permitted {
    /// The CA's next certificate, with what it permits beyond the one before.
    #[must_use]
    pub fn of(certificate: &Certificate, permitted: Vec<String>, at: OffsetDateTime) -> Self {
        Self {
            at: at.truncate_to_second(),
            serial: certificate.serial_number(),
            sha256: certificate.fingerprint().to_string(),
            permitted,
        }
    }
}

impl Renewed {
    /// The CA's next certificate.
    #[must_use]
    pub fn of(certificate: &Certificate, at: OffsetDateTime) -> Self {
        Self {
            at: at.truncate_to_second(),
            serial: certificate.serial_number(),
            sha256: certificate.fingerprint().to_string(),
            not_after: certificate.not_after(),
        }
    }
}

impl Rotated {
    /// The certificate of a CA, and the certificate of the CA that it replaces.
    #[must_use]
    pub fn of(certificate: &Certificate, former: &Certificate, at: OffsetDateTime) -> Self {
        Self {
            at: at.truncate_to_second(),
            serial: certificate.serial_number(),
            sha256: certificate.fingerprint().to_string(),
            former_subject: former.subject().to_string(),
            former_sha256: former.fingerprint().to_string(),
        }
    }
}

impl Issued {
    /// A certificate that is about to be written to `files`.
    #[must_use]
    pub fn of(certificate: &Certificate, profile: Profile, at: OffsetDateTime, files: Vec<File>) -> Self {
        Self {
            at: at.truncate_to_second(),
            serial: certificate.serial_number(),
            subject: certificate.subject().to_string(),
            names: certificate.names().iter().map(San::to_string).collect(),
            not_before: certificate.not_before(),
            not_after: certificate.not_after(),
            profile,
            key: certificate.public_key().algorithm().to_string(),
            sha256: certificate.fingerprint().to_string(),
            files,
        }
    }
}
