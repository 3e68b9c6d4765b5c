//! The OCSP response that a server has stapled.

use devcert::encoding::ocsp::Status;
use devcert::model::validity::{rfc3339, second};
use devcert::pki::verify::Staple;
use serde::Serialize;

/// The response in one line.
pub(super) fn summary(staple: &Staple) -> String {
    let response = &staple.response;
    let produced = format!("by {}, produced at {}", response.responder, second(response.produced_at));
    let Some(answer) = staple.answer() else {
        return format!("stapled, for another certificate; {produced}");
    };
    let status = match answer.status {
        Status::Good => "good".to_owned(),
        Status::Revoked { at, reason } => {
            let why = reason.map_or_else(String::new, |reason| format!(" ({reason})"));
            format!("revoked on {}{why}", second(at))
        }
        Status::Unknown => "unknown".to_owned(),
    };
    let this = second(answer.this_update);
    let next = answer.next_update.map_or_else(|| "none".to_owned(), second);
    format!("stapled, {status}; {produced}, this update {this}, next update {next}")
}

/// The response for machines, described in `docs/json.md`.
#[derive(Debug, Serialize)]
pub(super) struct Json {
    status: Option<&'static str>,
    revoked_at: Option<String>,
    reason: Option<String>,
    responder: String,
    produced_at: Option<String>,
    this_update: Option<String>,
    next_update: Option<String>,
    signature: &'static str,
}

/// The same as [`summary`]; without a status where it is about another certificate.
pub(super) fn json(staple: &Staple) -> Json {
    let answer = staple.answer();
    let (status, revoked) = match answer.map(|answer| answer.status) {
        None => (None, None),
        Some(Status::Good) => (Some("good"), None),
        Some(Status::Revoked { at, reason }) => (Some("revoked"), Some((at, reason))),
        Some(Status::Unknown) => (Some("unknown"), None),
    };
    Json {
        status,
        revoked_at: revoked.and_then(|(at, _)| rfc3339(at)),
        reason: revoked.and_then(|(_, reason)| reason).map(|reason| reason.to_string()),
        responder: staple.response.responder.to_string(),
        produced_at: rfc3339(staple.response.produced_at),
        this_update: answer.and_then(|answer| rfc3339(answer.this_update)),
        next_update: answer.and_then(|answer| answer.next_update).and_then(rfc3339),
        signature: staple.signature.name(),
    }
}
