//! `devcert revoke`

use std::path::Path;

use serde::Serialize;

use crate::ca::ledger::Revoked;
use crate::cli::authority;
use crate::cli::context::Context;
use crate::cli::error::{CommandError, serial_numbers};
use crate::cli::options::{CaArgs, ca_option, reason};
use crate::host::files;
use crate::host::stdio::PathOrStdio;
use crate::ops;
use crate::ops::ca::Ca;
use crate::ops::revoke::{RevocationTarget, Revoke, RevokedCertificate};
use crate::report::outcome::{Envelope, Outcome, Report, Verdict};
use devcert::encoding::crl::Reason;
use devcert::model::validity::{Moment, day};

/// Revoke certificates issued by your local CA
///
/// Records the revocation in the CA's ledger. Run `devcert crl` afterwards to publish it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Certificate files, or serial numbers from `devcert ca list`
    #[arg(value_name = "FILE|SERIAL", required = true)]
    certificates: Vec<String>,
    #[command(flatten)]
    ca: CaArgs,
    #[arg(long, value_name = "REASON", default_value = "unspecified", value_parser = reason, help = REASON)]
    reason: Reason,
    /// Date from which the key may have been compromised, written to the CRL as the invalidity date; such as
    /// 2026-12-31 or 2026-12-31T23:59:59Z
    #[arg(long, value_name = "DATE")]
    compromised_since: Option<Moment>,
}

const REASON: &str = "Reason: unspecified, keyCompromise, CACompromise, affiliationChanged, superseded, cessationOfOperation, certificateHold, privilegeWithdrawn, AACompromise";

const EXAMPLES: &str = "\
Examples:
  devcert revoke cert/file.crt --reason keyCompromise
  devcert revoke cert/file.crt --compromised-since 2026-11-01
  # By serial number; then publish the CRL
  devcert revoke 2B:24:EB:FD:28:92 && devcert crl";

/// The JSON of `revoke`.
#[derive(Debug, Serialize)]
struct Json {
    revoked: Vec<RevokedRow>,
}

/// One certificate.
#[derive(Debug, Serialize)]
struct RevokedRow {
    #[serde(flatten)]
    revoked: Revoked,
    subject: Option<String>,
    /// Whether it was revoked before, which then counts.
    already_revoked: bool,
}

/// Notes what is revoked in the ledger.
pub(super) fn run(args: &Args, cx: &mut Context) -> Result<Outcome, CommandError> {
    let ca = authority::open(&args.ca, cx)?;
    let certificates = args.certificates.iter().map(|text| target(text, &ca));
    let request = Revoke {
        ca: &ca,
        certificates: certificates.collect::<Result<_, _>>()?,
        reason: args.reason,
        invalid_since: args.compromised_since.map(|moment| moment.0),
    };
    let done = ops::run(&request, cx)?;
    for (RevokedCertificate { entry, subject, already }, target) in done.iter().zip(&request.certificates) {
        let subject = subject.as_deref().unwrap_or_default();
        let reason = entry.reason;
        cx.ui.note(match already {
            true => format!("{target} was already revoked on {} ({reason}): {subject}", day(entry.at)),
            false => format!("revoked {target} ({reason}): {subject}"),
        });
    }
    cx.ui.note(format_args!("next: run `devcert crl{}` to publish it", &ca_option(&ca.folder)));
    let json = Json { revoked: done.into_iter().map(RevokedRow::of).collect() };
    Ok(Outcome { verdict: Verdict::Yes, report: Report::found(String::new(), Envelope::new("revoke", json)) })
}

/// A file that exists is one; anything else has to be a serial number.
fn target(text: &str, ca: &Ca) -> Result<RevocationTarget, CommandError> {
    let path = Path::new(text);
    if text == "-" || files::exists(path)? {
        return Ok(RevocationTarget::File(PathOrStdio::new(path)));
    }
    text.parse().map(RevocationTarget::Serial).map_err(|_| {
        CommandError::new(format_args!("{text} is neither an existing file nor a serial number"))
            .hint(serial_numbers(&ca.folder))
    })
}

impl RevokedRow {
    fn of(done: RevokedCertificate) -> Self {
        Self { revoked: done.entry, subject: done.subject, already_revoked: done.already }
    }
}
