//! The OCSP response that a server has stapled.

use serde::Serialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::report::inspect::moment;
use devcert::encoding::ocsp::Status;
use devcert::pki::verify::Staple;

/// The response in one line.
pub(super) fn summary(staple: &Staple) -> String {
    let response = &staple.response;
    let produced = format!("by {}, produced at {}", response.responder, moment(response.produced_at));
    let Some(answer) = staple.answer() else {
        return format!("stapled, about another certificate; {produced}");
    };
    let status = match answer.status {
        Status::Good => "good".to_owned(),
        Status::Revoked { at, reason } => {
            let why = reason.map_or_else(String::new, |reason| format!(" ({reason})"));
            format!("revoked on {}{why}", moment(at))
        }
        Status::Unknown => "unknown".to_owned(),
    };
    let this = moment(answer.this_update);
    let next = answer.next_update.map_or_else(|| "none".to_owned(), moment);
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
    let text = |moment: OffsetDateTime| moment.format(&Rfc3339).ok();
    let answer = staple.answer();
    let (status, revoked) = match answer.map(|answer| answer.status) {
        None => (None, None),
        Some(Status::Good) => (Some("good"), None),
        Some(Status::Revoked { at, reason }) => (Some("revoked"), Some((at, reason))),
        Some(Status::Unknown) => (Some("unknown"), None),
    };
    Json {
        status,
        revoked_at: revoked.and_then(|(at, _)| text(at)),
        reason: revoked.and_then(|(_, reason)| reason).map(|reason| reason.to_string()),
        responder: staple.response.responder.to_string(),
        produced_at: text(staple.response.produced_at),
        this_update: answer.and_then(|answer| text(answer.this_update)),
        next_update: answer.and_then(|answer| answer.next_update).and_then(text),
        signature: staple.signature.name(),
    }
}
