//! `devcert ca list`

use serde::Serialize;

use crate::ca::ledger::{Entry, Issued, Revoked};
use crate::cli::authority;
use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::options::CaArgs;
use crate::host::stdio::stdout_is_terminal;
use crate::report::issued;
use crate::report::outcome::{Envelope, Outcome, Report, Verdict};

/// List the certificates the CA has issued
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    ca: CaArgs,
}

/// The JSON of `ca list`.
#[derive(Debug, Serialize)]
struct Json {
    certificates: Vec<IssuedRow>,
}

/// One certificate.
#[derive(Debug, Serialize)]
struct IssuedRow {
    status: &'static str,
    #[serde(flatten)]
    issued: Issued,
    #[serde(skip_serializing_if = "Option::is_none")]
    revoked: Option<Revoked>,
}

/// Reads the ledger.
pub(super) fn run(args: &Args, cx: &mut Context) -> Result<Outcome, CommandError> {
    let ca = authority::open(&args.ca, cx)?;
    let ledger = ca.ledger()?;
    let text = issued::table(ledger.entries(), cx.now, stdout_is_terminal());
    let row = |entry: Entry<'_>| IssuedRow {
        status: entry.status(cx.now),
        issued: entry.issued.clone(),
        revoked: entry.revoked.cloned(),
    };
    let certificates: Vec<_> = ledger.entries().map(row).collect();
    if certificates.is_empty() {
        cx.ui.note(format_args!("{} has not issued any certificates yet", ca.certificate().subject()));
    }
    let json = Json { certificates };
    Ok(Outcome { verdict: Verdict::Yes, report: Report::found(text, Envelope::new("ca list", json)) })
}
