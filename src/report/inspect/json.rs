//! Everything, for machines; described in `docs/json.md`.

use serde::Serialize;
use time::OffsetDateTime;

use super::facts::EMPTY;
use super::inspected::{Inspected, hint};
use crate::report::next_step::NextStep;
use crate::report::outcome::Envelope;
use devcert::encoding::certificate::Certificate;
use devcert::encoding::crl::Crl;
use devcert::encoding::request::{Attribute, Request};
use devcert::encoding::sniff::{EncodingQuirk, Packing};
use devcert::encoding::term;
use devcert::key::PublicKey;
use devcert::model::constraint::Subtree;
use devcert::model::extension::{Extension, ExtensionValue};
use devcert::model::fingerprint::ColonHex;
use devcert::model::san::San;
use devcert::model::usage::{ExtendedKeyUsage, KeyUsage};
use devcert::model::validity::{days_between, rfc3339};
use devcert::pki::ambiguity;
use devcert::pki::inspection::{Facts, Item};

/// The JSON of `inspect`.
#[derive(Debug, Serialize)]
pub struct Json {
    files: Vec<File>,
}

#[derive(Debug, Serialize)]
struct File {
    path: String,
    error: Option<String>,
    notes: Vec<String>,
    objects: Vec<ObjectJson>,
}

/// One object.
#[derive(Debug, Default, Serialize)]
pub struct ObjectJson {
    kind: String,
    line: Option<usize>,
    byte: Option<usize>,
    container: Option<String>,
    friendly_name: Option<String>,
    error: Option<String>,
    hint: Option<NextStep>,
    notes: Vec<String>,
    encrypted: bool,
    key: Option<Key>,
    subject: Option<String>,
    issuer: Option<String>,
    names: Option<Vec<String>>,
    attributes: Option<Vec<AttributeFacts>>,
    signature: Option<String>,
    self_signature_valid: Option<bool>,
    certificate: Option<CertificateFacts>,
    revocation_list: Option<CrlFacts>,
    extensions: Option<Vec<ExtensionFacts>>,
}

#[derive(Debug, Serialize)]
struct Key {
    algorithm: String,
    bits: Option<u32>,
    curve: Option<String>,
    private: bool,
    spki_sha256: String,
    spki_sha256_base64: String,
    identifier: String,
}

#[derive(Debug, Serialize)]
struct CertificateFacts {
    version: u32,
    serial: String,
    not_before: Option<String>,
    not_after: Option<String>,
    days_left: i64,
    is_ca: bool,
    self_issued: bool,
    sha256: String,
    sha256_base64: String,
}

#[derive(Debug, Serialize)]
struct CrlFacts {
    number: Option<String>,
    this_update: Option<String>,
    next_update: Option<String>,
    revoked: Vec<RevokedFacts>,
}

#[derive(Debug, Serialize)]
struct RevokedFacts {
    serial: String,
    revoked_at: Option<String>,
    reason: Option<String>,
}

#[derive(Debug, Serialize)]
struct AttributeFacts {
    oid: String,
    name: String,
}

#[derive(Debug, Serialize)]
struct ExtensionFacts {
    oid: String,
    critical: bool,
    value: serde_json::Value,
}

/// The objects of all `files` in full.
#[must_use]
pub fn json(files: &[Inspected], now: OffsetDateTime) -> Envelope<Json> {
    let files = files.iter().map(|file| File {
        path: file.path.clone(),
        error: file.found.as_ref().err().cloned(),
        notes: file.oddities().iter().map(EncodingQuirk::to_string).collect(),
        objects: objects(file, now),
    });
    Envelope::new("inspect", Json { files: files.collect() })
}

/// The objects of one file in full.
#[must_use]
pub fn objects(file: &Inspected, now: OffsetDateTime) -> Vec<ObjectJson> {
    let object = |item: &Item| ObjectJson { hint: hint(file, item), ..object(item, now) };
    file.items().iter().map(object).collect()
}

fn object(item: &Item, now: OffsetDateTime) -> ObjectJson {
    let about = described(item);
    match &item.facts {
        Facts::Certificate(certificate) => of_certificate(certificate, about, now),
        Facts::Request(request, signed) => of_request(request, *signed, about),
        Facts::Crl(crl) => of_crl(crl, about),
        Facts::Locked => ObjectJson { encrypted: true, ..about },
        Facts::Limited(limit) => ObjectJson { error: Some(limit.to_string()), ..about },
        Facts::Unread(reason) => ObjectJson { error: reason.clone(), ..about },
        Facts::PrivateKey(key) => {
            ObjectJson { notes: key.remarks().iter().map(ToString::to_string).collect(), ..about }
        }
        Facts::Empty => ObjectJson { notes: vec![EMPTY.to_owned()], ..about },
        Facts::PublicKey(_) => about,
    }
}

/// The kind of the object, where it is, and its key.
fn described(item: &Item) -> ObjectJson {
    let (line, byte, container, friendly_name) = match &item.packing {
        Packing::Pem { line, .. } | Packing::Text { line } => (Some(*line), None, None, None),
        Packing::DerAt { byte } => (None, Some(*byte), None, None),
        Packing::Der | Packing::Own | Packing::Base64 => (None, None, None, None),
        Packing::Inside { container, name, .. } => {
            (None, None, Some(container.to_string()), name.as_deref().map(term::name))
        }
    };
    let private = matches!(item.facts, Facts::PrivateKey(_));
    let key = item.public_key().map(|public| key(public, private));
    ObjectJson {
        kind: item.kind.name().into_owned(),
        line,
        byte,
        container,
        friendly_name,
        key,
        ..ObjectJson::default()
    }
}

fn of_certificate(certificate: &Certificate, about: ObjectJson, now: OffsetDateTime) -> ObjectJson {
    ObjectJson {
        subject: Some(certificate.subject().to_string()),
        issuer: Some(certificate.issuer().to_string()),
        names: Some(names(certificate.names())),
        signature: Some(certificate.signed().algorithm.to_string()),
        certificate: Some(certificate_facts(certificate, now)),
        extensions: Some(extensions(certificate.extensions())),
        ..about
    }
}

fn of_request(request: &Request, signed: bool, about: ObjectJson) -> ObjectJson {
    ObjectJson {
        subject: Some(request.subject().to_string()),
        names: Some(names(&request.names())),
        attributes: Some(request.attributes().iter().map(attribute).collect()),
        notes: ambiguity(request).iter().map(ToString::to_string).collect(),
        signature: Some(request.signed().algorithm.to_string()),
        self_signature_valid: Some(signed),
        extensions: Some(extensions(request.extensions())),
        ..about
    }
}

fn of_crl(crl: &Crl, about: ObjectJson) -> ObjectJson {
    let revoked = crl.revoked().iter().map(|one| RevokedFacts {
        serial: hex(&one.serial),
        revoked_at: rfc3339(one.at),
        reason: one.reason.map(|reason| reason.to_string()),
    });
    ObjectJson {
        issuer: Some(crl.issuer().to_string()),
        signature: Some(crl.signed().algorithm.to_string()),
        revocation_list: Some(CrlFacts {
            number: crl.number().map(hex),
            this_update: rfc3339(crl.this_update()),
            next_update: crl.next_update().and_then(rfc3339),
            revoked: revoked.collect(),
        }),
        extensions: Some(extensions(crl.extensions())),
        ..about
    }
}

fn key(public: &PublicKey, private: bool) -> Key {
    Key {
        algorithm: public.algorithm().to_string(),
        bits: public.algorithm().bits(),
        curve: public.algorithm().curve(),
        private,
        spki_sha256: public.fingerprint().to_string(),
        spki_sha256_base64: public.fingerprint().to_base64(),
        identifier: hex(&public.key_identifier()),
    }
}

fn certificate_facts(certificate: &Certificate, now: OffsetDateTime) -> CertificateFacts {
    CertificateFacts {
        version: certificate.version(),
        serial: certificate.serial_number().to_string(),
        not_before: rfc3339(certificate.not_before()),
        not_after: rfc3339(certificate.not_after()),
        days_left: days_between(now, certificate.not_after()),
        is_ca: certificate.is_ca(),
        self_issued: certificate.is_self_issued(),
        sha256: certificate.fingerprint().to_string(),
        sha256_base64: certificate.fingerprint().to_base64(),
    }
}

fn extensions(extensions: &[Extension]) -> Vec<ExtensionFacts> {
    let facts = |extension: &Extension| ExtensionFacts {
        oid: extension.body.oid().to_string(),
        critical: extension.critical,
        value: value(&extension.body),
    };
    extensions.iter().map(facts).collect()
}

/// The value in words where the model has them, as hexadecimal DER otherwise.
fn value(body: &ExtensionValue) -> serde_json::Value {
    match body {
        ExtensionValue::BasicConstraints { ca, path_len } => {
            serde_json::json!({ "ca": ca, "path_len": path_len })
        }
        ExtensionValue::KeyUsage(usages) => usages.iter().map(|usage| KeyUsage::name(*usage)).collect(),
        ExtensionValue::ExtendedKeyUsage(usages) => usages.iter().map(ExtendedKeyUsage::name).collect(),
        ExtensionValue::SubjectAltName(list) => names(list).into(),
        ExtensionValue::NameConstraints(constraints) => serde_json::json!({
            "permitted": subtrees(&constraints.permitted),
            "excluded": subtrees(&constraints.excluded),
        }),
        ExtensionValue::SubjectKeyIdentifier | ExtensionValue::AuthorityKeyIdentifier => {
            serde_json::Value::Null
        }
        ExtensionValue::Other(other) => hex(other.der()).into(),
    }
}

fn attribute(attribute: &Attribute) -> AttributeFacts {
    AttributeFacts { oid: attribute.0.to_string(), name: attribute.to_string() }
}

fn subtrees(subtrees: &[Subtree]) -> Vec<String> {
    subtrees.iter().map(Subtree::to_string).collect()
}

fn names(names: &[San]) -> Vec<String> {
    names.iter().map(San::to_string).collect()
}

fn hex(bytes: &[u8]) -> String {
    ColonHex(bytes).to_string()
}
