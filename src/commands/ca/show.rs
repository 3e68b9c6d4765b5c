//! `devcert ca show`

use crate::cli::authority;
use crate::ops::ca::Ca;
use devcert::model::validity::{day, rfc3339};
use std::fmt::Write as _;

use serde::Serialize;

use crate::ca::layout::{CERTIFICATE, KEY};
use crate::ca::ledger::Ledger;
use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::options::CaArgs;
use crate::host::files;
use crate::report::outcome::{Envelope, Outcome, Report, Verdict};
use crate::report::sanitize::sanitize;

/// Show the CA's subject, validity, permitted names and counts
///
/// Exits with 1 if the CA cannot issue: expired, not valid yet, or without its key.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    ca: CaArgs,
}

/// The JSON of `ca show`.
#[derive(Debug, Serialize)]
struct Json {
    folder: String,
    /// The program that made it; `None`: devcert.
    made_by: Option<&'static str>,
    certificate: String,
    subject: String,
    issuer: String,
    serial: String,
    key: String,
    sha256: String,
    not_before: Option<String>,
    not_after: Option<String>,
    /// `None`: permitted names: all.
    permitted: Option<Vec<String>>,
    excluded: Option<Vec<String>>,
    /// Whether the key is there.
    has_key: bool,
    /// Why it issues nothing now.
    cannot_issue_reason: Option<String>,
    issued: usize,
    revoked: usize,
    crl_number: Option<u64>,
    /// The CAs that it has replaced.
    former: Vec<Former>,
}

/// A CA that was replaced.
#[derive(Debug, Serialize)]
struct Former {
    folder: String,
    subject: String,
    not_after: Option<String>,
}

/// Reads the CA's folder.
pub(super) fn run(args: &Args, cx: &mut Context) -> Result<Outcome, CommandError> {
    let ca = authority::open(&args.ca, cx)?;
    let ledger = ca.ledger()?;
    let unfit = ca.policy().check(cx.now).err().map(|unfit| unfit.to_string());
    let has_key = files::exists(&ca.path(KEY))?;
    let verdict = if unfit.is_none() && has_key { Verdict::Yes } else { Verdict::No };
    let former = ca.former(cx)?;
    let json = json(&ca, &ledger, has_key, unfit, &former);
    let text = render_text(&ca, &json);
    Ok(Outcome { verdict, report: Report::found(text, Envelope::new("ca show", json)) })
}

fn json(ca: &Ca, ledger: &Ledger, has_key: bool, unfit: Option<String>, former: &[Ca]) -> Json {
    let certificate = ca.certificate();
    let constraints = certificate.name_constraints();
    let shown = |list: &[devcert::model::constraint::Subtree]| list.iter().map(ToString::to_string).collect();
    Json {
        folder: ca.folder.display().to_string(),
        made_by: ca.program(),
        certificate: ca.path(CERTIFICATE).display().to_string(),
        subject: certificate.subject().to_string(),
        issuer: certificate.issuer().to_string(),
        serial: certificate.serial_number().to_string(),
        key: certificate.public_key().algorithm().to_string(),
        sha256: certificate.fingerprint().to_string(),
        not_before: rfc3339(certificate.not_before()),
        not_after: rfc3339(certificate.not_after()),
        permitted: constraints.map(|constraints| shown(&constraints.permitted)),
        excluded: constraints.map(|constraints| shown(&constraints.excluded)),
        has_key,
        cannot_issue_reason: unfit,
        issued: ledger.issued.len(),
        revoked: ledger.revoked.len(),
        crl_number: ledger.list.as_ref().map(|list| list.number),
        former: former.iter().map(Former::of).collect(),
    }
}

impl Former {
    fn of(ca: &Ca) -> Self {
        let certificate = ca.certificate();
        Self {
            folder: ca.folder.display().to_string(),
            subject: certificate.subject().to_string(),
            not_after: rfc3339(certificate.not_after()),
        }
    }
}

fn render_text(ca: &Ca, json: &Json) -> String {
    let certificate = ca.certificate();
    let mut text = String::new();
    let mut line = |label: &str, value: &str| {
        // Memory takes every write.
        let _ = writeln!(text, "{label:<12}{}", sanitize(value));
    };
    line("CA", &json.subject);
    if !certificate.is_self_issued() {
        line("issuer", &json.issuer);
    }
    line("directory", &json.folder);
    if let Some(program) = json.made_by {
        line("created by", program);
    }
    line("key", if json.has_key { &json.key } else { "missing, so the CA cannot issue" });
    line("valid", &format!("{} to {}", day(certificate.not_before()), day(certificate.not_after())));
    if let Some(unfit) = &json.cannot_issue_reason {
        line("", unfit);
    }
    let names = certificate.name_constraints().map_or_else(|| "all".to_owned(), ToString::to_string);
    line("permitted", &names);
    line("issued", &format!("{}, {} of them revoked", json.issued, json.revoked));
    for Former { folder, subject, .. } in &json.former {
        line("replaced", &format!("{subject}, in {folder}"));
    }
    line("SHA-256", &json.sha256);
    text
}
