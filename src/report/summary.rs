//! What a certificate or a request says, on one screen: for whom, by whom, until when, with which key.
//!
//! Made from what was read and from a `now` that comes in; nothing here judges, that is `verify`.

mod field;

use std::fmt;

use serde::Serialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::sanitize::sanitize;
use crate::encoding::certificate::Certificate;
use crate::encoding::request::Request;
use crate::key::PublicKey;
use crate::model::extension::{Body, Extension};
use crate::model::fingerprint::ColonHex;
use crate::model::san::San;
use crate::model::usage::ExtendedKeyUsage;

pub use field::{FIELDS, Field, FieldError};

/// What one object in a file says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Summary {
    /// A certificate.
    Certificate(CertificateSummary),
    /// A request.
    Request(RequestSummary),
    /// A key.
    Key(KeySummary),
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Certificate(certificate) => certificate.fmt(f),
            Self::Request(request) => request.fmt(f),
            Self::Key(key) => key.fmt(f),
        }
    }
}

/// What a certificate says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CertificateSummary {
    /// Whom it is about (RFC 4514).
    pub subject: String,
    /// Who says so (RFC 4514).
    pub issuer: String,
    /// Whether both are the same.
    pub self_issued: bool,
    /// The names that it is for, as `DNS:localhost`.
    pub names: Vec<String>,
    /// The first moment (RFC 3339).
    pub not_before: String,
    /// The last moment (RFC 3339).
    pub not_after: String,
    /// Where now lies between the two.
    pub state: State,
    /// The whole days until the last moment, or since it.
    pub days: u64,
    /// The key, as `RSA 2048`.
    pub key: String,
    /// How it is signed.
    pub signature: String,
    /// Whether its subject is a CA.
    pub ca: bool,
    /// How many CAs may follow below that one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path_length: Option<u8>,
    /// What the key may be used for: key usages, then extended ones.
    pub usages: Vec<String>,
    /// The serial number, upper-case hexadecimal with colons.
    pub serial: String,
    /// SHA-256 of the certificate.
    pub fingerprint: String,
    /// SHA-256 of its public key, which pins are made of.
    pub spki_sha256: String,
}

/// Where a moment lies in a certificate's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Before its first moment.
    NotYet,
    /// Between the two, both included (RFC 5280, 4.1.2.5).
    Valid,
    /// After its last moment.
    Expired,
}

impl CertificateSummary {
    /// The summary of `certificate`, as seen at `now`.
    #[must_use]
    pub fn new(certificate: &Certificate, now: OffsetDateTime) -> Self {
        let extensions = certificate.extensions.as_slice();
        Self {
            subject: certificate.subject.to_string(),
            issuer: certificate.issuer.to_string(),
            self_issued: certificate.is_self_issued(),
            names: shown_names(certificate.names()),
            not_before: rfc3339(certificate.not_before),
            not_after: rfc3339(certificate.not_after),
            state: state(certificate, now),
            days: (certificate.not_after - now).whole_days().unsigned_abs(),
            key: certificate.public_key.algorithm().to_string(),
            signature: certificate.signature_algorithm.to_string(),
            ca: certificate.is_ca(),
            path_length: path_length(extensions),
            usages: usages(extensions),
            serial: ColonHex(&certificate.serial).to_string(),
            fingerprint: certificate.fingerprint().to_string(),
            spki_sha256: certificate.public_key.fingerprint().to_string(),
        }
    }

    fn life(&self) -> String {
        let days = match self.days {
            1 => "1 day".to_owned(),
            days => format!("{days} days"),
        };
        match self.state {
            State::NotYet => format!("{}, and only from {}", self.not_after, self.not_before),
            State::Valid => format!("{}, {days} left", self.not_after),
            State::Expired => format!("{}, expired {days} ago", self.not_after),
        }
    }

    fn role(&self) -> String {
        match (self.ca, self.path_length) {
            (false, _) => "no".to_owned(),
            (true, None) => "yes".to_owned(),
            (true, Some(length)) => format!("yes, with at most {length} more below it"),
        }
    }
}

impl fmt::Display for CertificateSummary {
    /// One line each, whatever the certificate does not say left out; safe for a terminal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let issuer = if self.self_issued { "itself" } else { or_nobody(&self.issuer) };
        row(f, "certificate for", or_nobody(&self.subject))?;
        row(f, "issued by", issuer)?;
        row(f, "valid until", &self.life())?;
        rows(f, "names", &self.names)?;
        row(f, "key", &self.key)?;
        row(f, "signed with", &self.signature)?;
        row(f, "is a CA", &self.role())?;
        row(f, "used for", &self.usages.join(", "))?;
        row(f, "serial", &self.serial)?;
        row(f, "SHA-256", &self.fingerprint)?;
        row(f, "key's SHA-256", &self.spki_sha256)
    }
}

/// What a request says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RequestSummary {
    /// Who asks (RFC 4514).
    pub subject: String,
    /// The names that it asks for.
    pub names: Vec<String>,
    /// The key, as `RSA 2048`.
    pub key: String,
    /// How it is signed.
    pub signature: String,
    /// Whether it asks to become a CA.
    pub ca: bool,
    /// The usages that it asks for.
    pub usages: Vec<String>,
    /// SHA-256 of its public key.
    pub spki_sha256: String,
}

impl RequestSummary {
    /// The summary of `request`.
    #[must_use]
    pub fn new(request: &Request) -> Self {
        let extensions = request.extensions.as_slice();
        Self {
            subject: request.subject.to_string(),
            names: shown_names(request.names()),
            key: request.public_key.algorithm().to_string(),
            signature: request.signature_algorithm.to_string(),
            ca: extensions.iter().any(|one| matches!(one.body, Body::BasicConstraints { ca: true, .. })),
            usages: usages(extensions),
            spki_sha256: request.public_key.fingerprint().to_string(),
        }
    }
}

impl fmt::Display for RequestSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        row(f, "request by", or_nobody(&self.subject))?;
        rows(f, "names", &self.names)?;
        row(f, "key", &self.key)?;
        row(f, "signed with", &self.signature)?;
        row(f, "asks to be a CA", if self.ca { "yes" } else { "no" })?;
        row(f, "asks to be used for", &self.usages.join(", "))?;
        row(f, "key's SHA-256", &self.spki_sha256)
    }
}

/// What a key file says of its key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeySummary {
    /// The key, as `RSA 2048`.
    pub key: String,
    /// Whether the file has the private half.
    pub private: bool,
    /// SHA-256 of the public key.
    pub spki_sha256: String,
}

impl KeySummary {
    /// The summary of the key with this public half.
    #[must_use]
    pub fn new(key: &PublicKey, private: bool) -> Self {
        Self { key: key.algorithm().to_string(), private, spki_sha256: key.fingerprint().to_string() }
    }
}

impl fmt::Display for KeySummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        row(f, if self.private { "private key" } else { "public key" }, &self.key)?;
        row(f, "key's SHA-256", &self.spki_sha256)
    }
}

fn state(certificate: &Certificate, now: OffsetDateTime) -> State {
    match () {
        () if now < certificate.not_before => State::NotYet,
        () if now <= certificate.not_after => State::Valid,
        () => State::Expired,
    }
}

/// A date in whole seconds of UTC; every date that a certificate can name has one.
fn rfc3339(moment: OffsetDateTime) -> String {
    moment.format(&Rfc3339).unwrap_or_else(|_| moment.to_string())
}

fn shown_names(names: &[San]) -> Vec<String> {
    names.iter().map(San::to_string).collect()
}

fn path_length(extensions: &[Extension]) -> Option<u8> {
    extensions.iter().find_map(|one| match one.body {
        Body::BasicConstraints { ca: true, path_len } => path_len,
        _ => None,
    })
}

fn usages(extensions: &[Extension]) -> Vec<String> {
    let of = |extension: &Extension| match &extension.body {
        Body::KeyUsage(usages) => usages.iter().map(|usage| usage.name().to_owned()).collect(),
        Body::ExtendedKeyUsage(usages) => usages.iter().map(ExtendedKeyUsage::name).collect(),
        _ => Vec::new(),
    };
    extensions.iter().flat_map(of).collect()
}

/// An empty name in words: RFC 5280, 4.1.2.6, allows it where there are alternative names.
const fn or_nobody(name: &str) -> &str {
    if name.is_empty() { "(an empty name)" } else { name }
}

/// How wide the labels are.
const LABEL_WIDTH: usize = 20;

/// A label and its value; nothing when there is no value.
fn row(f: &mut fmt::Formatter<'_>, label: &str, value: &str) -> fmt::Result {
    if value.is_empty() {
        return Ok(());
    }
    writeln!(f, "{label:LABEL_WIDTH$}{}", sanitize(value))
}

/// A label and its values, one below the other.
fn rows(f: &mut fmt::Formatter<'_>, label: &str, values: &[String]) -> fmt::Result {
    let labels = std::iter::once(label).chain(std::iter::repeat(""));
    labels.zip(values).try_for_each(|(label, value)| row(f, label, value))
}
