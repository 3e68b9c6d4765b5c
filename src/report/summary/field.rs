//! Single values of an object, for scripts.

use thiserror::Error;

use super::{CertificateSummary, KeySummary, RequestSummary, State, Summary};

/// One value that a script may ask for; each kind of object has it or has not.
pub struct Field {
    /// What a script calls it.
    pub name: &'static str,
    /// What it is, for the help.
    pub about: &'static str,
    certificate: fn(&CertificateSummary) -> String,
    request: Option<fn(&RequestSummary) -> String>,
    key: Option<fn(&KeySummary) -> String>,
}

impl Field {
    /// A value that only certificates have.
    const fn certificate(
        name: &'static str,
        about: &'static str,
        value: fn(&CertificateSummary) -> String,
    ) -> Self {
        Self { name, about, certificate: value, request: None, key: None }
    }

    const fn request(mut self, value: fn(&RequestSummary) -> String) -> Self {
        self.request = Some(value);
        self
    }

    const fn key(mut self, value: fn(&KeySummary) -> String) -> Self {
        self.key = Some(value);
        self
    }
}

/// Every value. Those with several parts give one on each line; all are as they stand in the file,
/// since a script reads them and no terminal.
pub const FIELDS: [Field; 14] = [
    Field::certificate("subject", "whom it is about (RFC 4514)", |one| one.subject.clone())
        .request(|one| one.subject.clone()),
    Field::certificate("issuer", "who says so (RFC 4514)", |one| one.issuer.clone()),
    Field::certificate("san", "the names that it is for, one a line", |one| one.names.join("\n"))
        .request(|one| one.names.join("\n")),
    Field::certificate("not-before", "the first moment (RFC 3339)", |one| one.not_before.clone()),
    Field::certificate("not-after", "the last moment (RFC 3339)", |one| one.not_after.clone()),
    Field::certificate("days-left", "whole days until the last moment; negative after it", days_left),
    Field::certificate("key", "the kind of key", |one| one.key.clone())
        .request(|one| one.key.clone())
        .key(|one| one.key.clone()),
    Field::certificate("signature", "how it is signed", |one| one.signature.clone())
        .request(|one| one.signature.clone()),
    Field::certificate("ca", "whether it is a CA: true or false", |one| one.ca.to_string())
        .request(|one| one.ca.to_string()),
    Field::certificate("self-issued", "whether subject and issuer are the same", |one| {
        one.self_issued.to_string()
    }),
    Field::certificate("usage", "what the key may be used for, one a line", |one| one.usages.join("\n"))
        .request(|one| one.usages.join("\n")),
    Field::certificate("serial", "the serial number", |one| one.serial.clone()),
    Field::certificate("fingerprint", "SHA-256 of the certificate", |one| one.fingerprint.clone()),
    Field::certificate("spki-sha256", "SHA-256 of the public key", |one| one.spki_sha256.clone())
        .request(|one| one.spki_sha256.clone())
        .key(|one| one.spki_sha256.clone()),
];

/// Why there is no such value.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FieldError {
    /// No object has it.
    #[error("there is no field \"{0}\"; the fields are {names}", names = names())]
    Unknown(String),
    /// This kind of object has none.
    #[error("{kind} has no {field}")]
    Absent {
        /// What the object is.
        kind: &'static str,
        /// What was asked for.
        field: &'static str,
    },
}

impl Summary {
    /// The value of the field with this name.
    pub fn field(&self, name: &str) -> Result<String, FieldError> {
        let field = FIELDS.iter().find(|field| field.name == name);
        let field = field.ok_or_else(|| FieldError::Unknown(name.to_owned()))?;
        let (kind, value) = match self {
            Self::Certificate(one) => ("a certificate", Some((field.certificate)(one))),
            Self::Request(one) => ("a request", field.request.map(|value| value(one))),
            Self::Key(one) => ("a key", field.key.map(|value| value(one))),
        };
        value.ok_or(FieldError::Absent { kind, field: field.name })
    }
}

fn names() -> String {
    FIELDS.map(|field| field.name).join(", ")
}

fn days_left(summary: &CertificateSummary) -> String {
    let sign = if summary.state == State::Expired { "-" } else { "" };
    format!("{sign}{}", summary.days)
}
