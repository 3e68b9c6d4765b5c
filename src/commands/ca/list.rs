//! `devcert ca list`

use crate::cli::authority;
use crate::report::sentence::expiry;
use devcert::model::validity::day;
use std::fmt::Write as _;

use serde::Serialize;

use crate::ca::ledger::{Entry, Issued, Revoked};
use crate::cli::error::CommandError;
use crate::cli::options::CaArgs;
use crate::cli::session::Session;
use crate::report::outcome::{Envelope, Outcome, Report, Verdict};
use crate::report::sanitize::sanitize;

/// List the certificates the CA has issued
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    ca: CaArgs,
}

/// The JSON of `ca list`.
#[derive(Debug, Serialize)]
struct Json {
    certificates: Vec<Row>,
}

/// One certificate.
#[derive(Debug, Serialize)]
struct Row {
    status: &'static str,
    #[serde(flatten)]
    issued: Issued,
    #[serde(skip_serializing_if = "Option::is_none")]
    revoked: Option<Revoked>,
}

/// Reads the ledger.
pub(super) fn run(args: &Args, session: &mut Session) -> Result<Outcome, CommandError> {
    let ca = authority::open(&args.ca, session)?;
    let ledger = ca.ledger()?;
    let mut text = String::new();
    let mut certificates = Vec::new();
    for entry in ledger.entries() {
        let status = entry.status(session.now);
        // Memory takes every write.
        let _ = writeln!(text, "{}", sanitize(&line(&entry, status)));
        certificates.push(Row { status, issued: entry.issued.clone(), revoked: entry.revoked.cloned() });
    }
    if certificates.is_empty() {
        session.ui.note(format_args!("{} has not issued any certificates yet", ca.certificate().subject()));
    }
    let json = Json { certificates };
    Ok(Outcome { verdict: Verdict::Yes, report: Report::found(text, Envelope::new("ca list", json)) })
}

/// Status, dates, what for, for whom, and the serial number that revoke takes.
fn line(entry: &Entry<'_>, status: &str) -> String {
    let Issued { at, not_before, not_after, profile, serial, .. } = entry.issued;
    let status = match entry.revoked {
        Some(revoked) => format!("revoked {} ({})", day(revoked.at), revoked.reason),
        None if status == "expired" => format!("expired {}", day(*not_after)),
        None => format!("expires {}", expiry(*not_before, *not_after)),
    };
    format!("{}  {profile:<12}  {status:<24}  {}  {serial}", day(*at), names(entry.issued))
}

/// The names without their kinds, or the subject where there are none.
fn names(issued: &Issued) -> String {
    let bare = |name: &String| name.split_once(':').map_or(name.clone(), |(_, bare)| bare.to_owned());
    match issued.names.is_empty() {
        true => issued.subject.clone(),
        false => issued.names.iter().map(bare).collect::<Vec<_>>().join(", "),
    }
}
