//! Single values for scripts.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;
use time::OffsetDateTime;

use super::usage;
use devcert::encoding::certificate::Certificate;
use devcert::model::extension::Extension;
use devcert::model::san::San;
use devcert::model::validity::{days_between, rfc3339};
use devcert::pki::inspection::{Facts, Item};

/// One value of an object, by name.
#[derive(Clone, Copy)]
pub struct Field(&'static FieldRow);

struct FieldRow {
    name: &'static str,
    meaning: &'static str,
    value: fn(&Item, OffsetDateTime) -> Option<String>,
}

/// Every field; the names are those of openssl's options where it has them.
#[rustfmt::skip]
const FIELDS: [FieldRow; 17] = [
    FieldRow { name: "subject", meaning: "RFC 4514", value: |item, _| subject(item) },
    FieldRow { name: "issuer", meaning: "RFC 4514", value: |item, _| issuer(item) },
    FieldRow { name: "san", meaning: "with types, comma-separated", value: |item, _| names(item) },
    FieldRow { name: "not-before", meaning: "RFC 3339", value: |item, _| rfc3339(item.certificate()?.not_before()) },
    FieldRow { name: "not-after", meaning: "RFC 3339", value: |item, _| rfc3339(item.certificate()?.not_after()) },
    FieldRow { name: "days-left", meaning: "days, rounded; negative when expired", value: |item, now| days_left(item.certificate()?, now) },
    FieldRow { name: "serial", meaning: "hexadecimal", value: |item, _| Some(item.certificate()?.serial_number().to_string().replace(':', "")) },
    FieldRow { name: "fingerprint", meaning: "SHA-256 of the certificate", value: |item, _| Some(item.certificate()?.fingerprint().to_string()) },
    FieldRow { name: "spki-sha256", meaning: "SHA-256 of the public key", value: |item, _| Some(item.public_key()?.fingerprint().to_string()) },
    FieldRow { name: "fingerprint-base64", meaning: "SHA-256 of the certificate in base64", value: |item, _| Some(item.certificate()?.fingerprint().to_base64()) },
    FieldRow { name: "spki-pin", meaning: "SHA-256 of the public key in base64, as in curl --pinnedpubkey sha256//PIN", value: |item, _| Some(item.public_key()?.fingerprint().to_base64()) },
    FieldRow { name: "key-usage", meaning: "RFC 5280, commas between", value: |item, _| Some(usage::key_usage(extensions(item)?)?.replace(", ", ",")) },
    FieldRow { name: "extended-key-usage", meaning: "commas between", value: |item, _| Some(usage::extended(extensions(item)?)?.replace(", ", ",")) },
    FieldRow { name: "key", meaning: "kind and size", value: |item, _| Some(item.public_key()?.algorithm().to_string()) },
    FieldRow { name: "signature", meaning: "algorithm", value: |item, _| signature(item) },
    FieldRow { name: "is-ca", meaning: "true or false", value: |item, _| Some(item.certificate()?.is_ca().to_string()) },
    FieldRow { name: "kind", meaning: "what the object is", value: |item, _| Some(item.kind.name().into_owned()) },
];

impl Field {
    /// The value of `item`, if it has one.
    pub(super) fn of(self, item: &Item, now: OffsetDateTime) -> Option<String> {
        (self.0.value)(item, now)
    }

    /// The names of all the fields.
    pub fn names() -> impl Iterator<Item = &'static str> {
        FIELDS.iter().map(|row| row.name)
    }

    /// The field that other programs call so.
    fn synonym(text: &str) -> &str {
        match text {
            "sha256" | "sha-256" | "sha256-fingerprint" => "fingerprint",
            "sans" | "names" | "dns" => "san",
            "expires" | "expiry" | "enddate" => "not-after",
            "startdate" => "not-before",
            "pin" => "spki-pin",
            "eku" => "extended-key-usage",
            text => text,
        }
    }

    /// The names of all the fields and what they hold, for the help.
    #[must_use]
    pub fn list() -> String {
        let rows: Vec<_> = FIELDS.iter().map(|row| format!("{} ({})", row.name, row.meaning)).collect();
        rows.join(", ")
    }
}

impl fmt::Debug for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}

impl FromStr for Field {
    type Err = FieldError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let name = Self::synonym(text);
        FIELDS.iter().find(|row| row.name == name).map(Field).ok_or_else(|| FieldError(text.to_owned()))
    }
}

/// There is no such field.
#[derive(Debug, Clone, Error)]
#[error("unknown field \"{}\" (one of {})", .0.escape_debug(), Field::list())]
pub struct FieldError(String);

fn subject(item: &Item) -> Option<String> {
    match &item.facts {
        Facts::Certificate(certificate) => Some(certificate.subject().to_string()),
        Facts::Request(request, _) => Some(request.subject().to_string()),
        _ => None,
    }
}

fn issuer(item: &Item) -> Option<String> {
    match &item.facts {
        Facts::Certificate(certificate) => Some(certificate.issuer().to_string()),
        Facts::Crl(crl) => Some(crl.issuer().to_string()),
        _ => None,
    }
}

fn names(item: &Item) -> Option<String> {
    let names = match &item.facts {
        Facts::Certificate(certificate) => certificate.names().to_vec(),
        Facts::Request(request, _) => request.names(),
        _ => return None,
    };
    Some(names.iter().map(San::to_string).collect::<Vec<_>>().join(","))
}

fn signature(item: &Item) -> Option<String> {
    match &item.facts {
        Facts::Certificate(certificate) => Some(certificate.signed().algorithm.to_string()),
        Facts::Request(request, _) => Some(request.signed().algorithm.to_string()),
        Facts::Crl(crl) => Some(crl.signed().algorithm.to_string()),
        _ => None,
    }
}

fn extensions(item: &Item) -> Option<&[Extension]> {
    match &item.facts {
        Facts::Certificate(certificate) => Some(certificate.extensions()),
        Facts::Request(request, _) => Some(request.extensions()),
        _ => None,
    }
}

#[expect(clippy::unnecessary_wraps, reason = "a row of the table gives an option")]
fn days_left(certificate: &Certificate, now: OffsetDateTime) -> Option<String> {
    Some(days_between(now, certificate.not_after()).to_string())
}
