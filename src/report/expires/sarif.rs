//! SARIF 2.1.0 (OASIS), which code scanning services read.

use std::path::Path;

use serde_json::{Value, json};

use super::{PassedOver, ScanReport, id, message, title};
use crate::report::sanitize::sanitize;
use devcert::model::fingerprint::{Fingerprint, Hex};
use devcert::pki::expiry::{Entry, ExpiryStatus, Location};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// What a result can be about, in the order in which results count them.
const RULES: [(ExpiryStatus, &str); 3] = [
    (ExpiryStatus::Expired, "rustls, OpenSSL, curl and Node.js reject it. Renew it."),
    (ExpiryStatus::Due, "It is about to expire. Renew it before then."),
    (
        ExpiryStatus::NotYetValid,
        "rustls, OpenSSL, curl and Node.js reject it until then. Wait, or check the clock.",
    ),
];

/// A result a certificate that is not good; what was passed over is a notification of the run.
#[must_use]
pub fn sarif(survey: &ScanReport) -> Value {
    let results: Vec<_> = survey.inventory.entries.iter().filter_map(|entry| result(entry, survey)).collect();
    let passed_over: Vec<_> = survey.passed_over().iter().map(|one| notification(one, survey)).collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "devcert",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": RULES.map(|(standing, help)| rule(standing, help)),
            } },
            "invocations": [{ "executionSuccessful": true, "toolExecutionNotifications": passed_over }],
            "results": results,
            "columnKind": "unicodeCodePoints",
        }],
    })
}

fn rule(standing: ExpiryStatus, help: &str) -> Value {
    json!({
        "id": id(standing),
        "shortDescription": { "text": title(standing) },
        "fullDescription": { "text": help },
        "help": { "text": help },
        "defaultConfiguration": { "level": level(standing) },
    })
}

const fn level(standing: ExpiryStatus) -> &'static str {
    if standing.is_due() { "error" } else { "warning" }
}

/// `None` for a good certificate.
fn result(entry: &Entry, survey: &ScanReport) -> Option<Value> {
    let rule = RULES.iter().position(|(standing, _)| *standing == entry.standing)?;
    Some(json!({
        "ruleId": id(entry.standing),
        "ruleIndex": rule,
        "level": level(entry.standing),
        "message": { "text": sanitize(&message(entry, survey.inventory.window.now)) },
        "locations": entry.places.iter().map(|place| location(place, survey)).collect::<Vec<_>>(),
        "partialFingerprints": { "certificateSha256/v1": hex(&entry.fingerprint) },
    }))
}

fn notification(one: &PassedOver, survey: &ScanReport) -> Value {
    let hint = one.hint.as_ref().map_or_else(String::new, |hint| format!("; {hint}"));
    json!({
        "level": if one.fails { "error" } else { "warning" },
        "message": { "text": sanitize(&format!("{}{hint}", one.reason)) },
        "locations": [{ "physicalLocation": { "artifactLocation": { "uri": uri(&one.path, survey) } } }],
    })
}

fn location(place: &Location, survey: &ScanReport) -> Value {
    json!({ "physicalLocation": {
        "artifactLocation": { "uri": uri(&place.path.display().to_string(), survey) },
        // GitHub shows no result without a line.
        "region": { "startLine": place.spot.line.unwrap_or(1) },
    } })
}

/// A path as a URI reference (RFC 3986, 4.1); a server as a URI of its own, since no file of the repository
/// has its certificate.
fn uri(path: &str, survey: &ScanReport) -> String {
    if survey.is_server(Path::new(path)) {
        return format!("tls://{path}");
    }
    let slashes = if cfg!(windows) { path.replace('\\', "/") } else { path.to_owned() };
    let escaped: String = slashes.bytes().map(escaped).collect();
    match (escaped.starts_with('/'), slashes.as_bytes()) {
        (true, _) => format!("file://{escaped}"),
        (false, [_, b':', b'/', ..]) if cfg!(windows) => format!("file:///{escaped}"),
        _ => escaped,
    }
}

fn escaped(byte: u8) -> String {
    match byte {
        b'/' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    }
}

fn hex(fingerprint: &Fingerprint) -> String {
    Hex(fingerprint.as_bytes()).to_string()
}
