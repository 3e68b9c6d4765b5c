//! Everything, for machines; described in `docs/json.md`.

use serde::Serialize;

use super::{PassedOver, ScanReport, id, role};
use crate::report::next_step::NextStep;
use crate::report::outcome::Envelope;
use devcert::model::san::San;
use devcert::model::validity::{days_between, rfc3339};
use devcert::pki::expiry::{Entry, ExpiryStatus, Location};

/// The JSON of `expires`.
#[derive(Debug, Serialize)]
pub struct Json {
    verdict: &'static str,
    checked_at: Option<String>,
    within: String,
    summary: Summary,
    certificates: Vec<OneCertificate>,
    skipped: Vec<OnePassedOver>,
}

#[derive(Debug, Serialize)]
struct Summary {
    files: u64,
    servers: usize,
    certificates: usize,
    expired: usize,
    expires_soon: usize,
    not_yet_valid: usize,
    valid: usize,
    skipped: usize,
    unreadable: usize,
    other_objects: usize,
}

#[derive(Debug, Serialize)]
struct OneCertificate {
    status: &'static str,
    role: &'static str,
    subject: String,
    issuer: String,
    names: Vec<String>,
    serial: String,
    not_before: Option<String>,
    not_after: Option<String>,
    days_left: i64,
    sha256: String,
    locations: Vec<OnePlace>,
}

#[derive(Debug, Serialize)]
struct OnePlace {
    path: String,
    server: bool,
    line: Option<usize>,
    container: Option<String>,
    friendly_name: Option<String>,
}

#[derive(Debug, Serialize)]
struct OnePassedOver {
    path: String,
    reason: String,
    hint: Option<NextStep>,
    fails: bool,
}

/// The same as the table, with all there is to know.
#[must_use]
pub fn json(survey: &ScanReport) -> Envelope<Json> {
    let inventory = &survey.inventory;
    let passed_over = survey.passed_over();
    let report = Json {
        verdict: verdict(survey),
        checked_at: rfc3339(inventory.window.now),
        within: inventory.window.within.to_string(),
        summary: Summary {
            files: survey.files,
            servers: survey.servers.len(),
            certificates: inventory.entries.len(),
            expired: inventory.count(ExpiryStatus::Expired),
            expires_soon: inventory.count(ExpiryStatus::Due),
            not_yet_valid: inventory.count(ExpiryStatus::NotYetValid),
            valid: inventory.count(ExpiryStatus::Good),
            skipped: passed_over.len(),
            unreadable: survey.unreadable(),
            other_objects: inventory.others,
        },
        certificates: inventory.entries.iter().map(|entry| certificate(entry, survey)).collect(),
        skipped: passed_over.into_iter().map(OnePassedOver::from).collect(),
    };
    Envelope::new("expires", report)
}

fn verdict(survey: &ScanReport) -> &'static str {
    match (survey.fails(), survey.inventory.count(ExpiryStatus::NotYetValid)) {
        (true, _) => "fail",
        (false, 0) => "pass",
        (false, _) => "warn",
    }
}

fn certificate(entry: &Entry, survey: &ScanReport) -> OneCertificate {
    let (certificate, now) = (&entry.certificate, survey.inventory.window.now);
    OneCertificate {
        status: id(entry.standing),
        role: role(entry.role),
        subject: certificate.subject().to_string(),
        issuer: certificate.issuer().to_string(),
        names: certificate.names().iter().map(San::to_string).collect(),
        serial: certificate.serial_number().to_string(),
        not_before: rfc3339(certificate.not_before()),
        not_after: rfc3339(certificate.not_after()),
        days_left: days_between(now, certificate.not_after()),
        sha256: entry.fingerprint.to_string(),
        locations: entry.places.iter().map(|place| OnePlace::new(place, survey)).collect(),
    }
}

impl OnePlace {
    fn new(place: &Location, survey: &ScanReport) -> Self {
        Self {
            path: place.path.display().to_string(),
            server: survey.is_server(&place.path),
            line: place.spot.line,
            container: place.spot.container.clone(),
            friendly_name: place.spot.name.clone(),
        }
    }
}

impl From<PassedOver> for OnePassedOver {
    fn from(PassedOver { path, reason, hint, fails }: PassedOver) -> Self {
        Self { path, reason, hint, fails }
    }
}
