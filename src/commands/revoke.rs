//! `devcert revoke`

use crate::cli::authority;
use crate::cli::options::ca_option;
use crate::ops::ca::Ca;
use devcert::model::validity::day;
use std::path::Path;

use serde::Serialize;

use crate::ca::layout::CERTIFICATE;
use crate::ca::ledger::{Event, Revoked, SerialNumber, serial_of};
use crate::cli::error::{CommandError, about};
use crate::cli::hint::Hint;
use crate::cli::options::CaArgs;
use crate::cli::session::Session;
use crate::host::files;
use crate::host::stdio::Place;
use crate::report::outcome::{JSON_VERSION, Outcome, Report, Verdict};
use crate::report::sanitize::sanitize;
use devcert::encoding::certificate::Certificate;
use devcert::encoding::crl::Reason;
use devcert::encoding::read;
use devcert::model::serial::Serial;
use devcert::model::validity::Moment;
use devcert::pki::signature;

/// Revoke certificates of your own CA
///
/// Notes in the CA's ledger that they hold no longer. devcert crl writes the list that clients and
/// servers read.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Certificate files, or serial numbers as devcert ca list shows them
    #[arg(value_name = "FILE|SERIAL", required = true)]
    certificates: Vec<String>,
    #[command(flatten)]
    ca: CaArgs,
    #[arg(long, value_name = "REASON", default_value = "unspecified", value_parser = reason, help = REASON)]
    reason: Reason,
    /// Since when its key may have been in other hands, which is written into the list beside the date
    /// of the revocation; as 2026-12-31 or 2026-12-31T23:59:59Z
    #[arg(long, value_name = "DATE")]
    invalid_since: Option<Moment>,
}

const REASON: &str = "Why: unspecified, keyCompromise, CACompromise, affiliationChanged, superseded, cessationOfOperation, certificateHold, privilegeWithdrawn, AACompromise";

const EXAMPLES: &str = "\
Examples:
  devcert revoke cert/file.crt --reason keyCompromise
  devcert revoke cert/file.crt --reason keyCompromise --invalid-since 2026-11-01
  devcert revoke 2B:24:EB:FD:28:92 && devcert crl";

/// The JSON of `revoke`.
#[derive(Debug, Serialize)]
struct Json {
    version: u32,
    command: &'static str,
    revoked: Vec<Row>,
}

/// One certificate.
#[derive(Debug, Serialize)]
struct Row {
    #[serde(flatten)]
    revoked: Revoked,
    subject: Option<String>,
    /// Whether it was revoked before, which then counts.
    already: bool,
}

/// What shall be revoked.
struct Target {
    serial: SerialNumber,
    /// As a sentence names it.
    named: String,
    /// From the file, where there is one.
    subject: Option<String>,
}

/// Notes what is revoked in the ledger.
pub(super) fn run(args: &Args, session: &mut Session) -> Result<Outcome, CommandError> {
    let ca = authority::open(&args.ca, session)?;
    let targets: Vec<_> =
        args.certificates.iter().map(|text| target(text, &ca, session)).collect::<Result<_, _>>()?;
    let now = session.now.truncate_to_second();
    let invalid_since = args.invalid_since.map(|moment| moment.0.truncate_to_second());
    if let Some(later) = invalid_since.filter(|since| *since > now) {
        let message = format_args!("--invalid-since {} is still to come", day(later));
        return Err(CommandError::new(message)
            .hint("name the day on which the key may have come into other hands, or leave it out"));
    }
    session.begin_report()?;
    let rows = ca.record_with(|ledger| {
        let mut rows: Vec<Row> = Vec::new();
        for target in &targets {
            let known = ledger.issue(&target.serial).map(|issued| issued.subject.clone());
            if known.is_none() && target.subject.is_none() {
                return Err(unknown(&ca, target));
            }
            let earlier = rows.iter().map(|row| &row.revoked).find(|row| row.serial == target.serial);
            let earlier = ledger.revocation(&target.serial).or(earlier).cloned();
            let already = earlier.is_some();
            let new = Revoked { at: now, serial: target.serial.clone(), reason: args.reason, invalid_since };
            let subject = known.or_else(|| target.subject.clone());
            rows.push(Row { revoked: earlier.unwrap_or(new), subject, already });
        }
        let new = rows.iter().filter(|row| !row.already).map(|row| Event::Revoked(row.revoked.clone()));
        Ok((new.collect(), rows))
    })?;
    for (row, target) in rows.iter().zip(&targets) {
        let Row { revoked, subject, already } = row;
        let subject = subject.as_deref().unwrap_or_default();
        let how = match already {
            true => format!("was revoked on {} already ({})", day(revoked.at), revoked.reason),
            false => format!("is revoked ({})", revoked.reason),
        };
        session.ui.note(format_args!("{} {how}: {subject}", target.named));
    }
    session.ui.note(format_args!("devcert crl{} writes the revocation list", &ca_option(&ca.folder)));
    let json = Json { version: JSON_VERSION, command: "revoke", revoked: rows };
    Ok(Outcome { verdict: Verdict::Yes, report: Report::found(String::new(), json) })
}

/// A file that is there is one; anything else has to be a serial number.
fn target(text: &str, ca: &Ca, session: &mut Session) -> Result<Target, CommandError> {
    let path = Path::new(text);
    if text != "-" && !files::exists(path)? {
        let serial = text.parse::<Serial>().map_err(|_| {
            CommandError::new(format_args!("{text} is neither a file that is there nor a serial number"))
                .hint(serials(ca))
        })?;
        return Ok(Target { serial: (&serial).into(), named: serial.to_string(), subject: None });
    }
    let place = Place::new(path);
    let bytes = session.bytes(&place).map_err(CommandError::foreign_input)?;
    let certificates = read::certificates(&bytes)
        .map_err(|error| CommandError::new(about(&place.as_input(), &error)).hint(serials(ca)))?;
    let certificate = certificates.into_iter().next().ok_or_else(|| CommandError::new("no certificate"))?;
    check_ours(&place, &certificate, ca)?;
    let subject = Some(certificate.subject().to_string());
    Ok(Target { serial: serial_of(&certificate), named: place.as_input(), subject })
}

fn check_ours(place: &Place, certificate: &Certificate, ca: &Ca) -> Result<(), CommandError> {
    let own = ca.certificate();
    let told = |what| Err(CommandError::new(about(&place.as_input(), what)));
    if certificate.der() == own.der() {
        return told("it is the certificate of the CA itself, which only a CA above it can revoke").map_err(
            |error: CommandError| {
                error.hint(Hint::command("devcert trust uninstall").note("makes this machine forget the CA"))
            },
        );
    }
    let is_ours = certificate.issuer() == own.subject()
        && signature::check_issued(certificate, own.public_key()).is_ok();
    match is_ours {
        true => Ok(()),
        false => told("it is not from this CA").map_err(|error: CommandError| {
            error.hint(format!(
                "its issuer is {}, and this CA, in {}, is {}; --ca names another one",
                sanitize(&certificate.issuer().to_string()),
                ca.path(CERTIFICATE).display(),
                own.subject()
            ))
        }),
    }
}

/// The command that shows the serial numbers of the CA's certificates.
fn serials(ca: &Ca) -> Hint {
    Hint::command(format!("devcert ca list{}", ca_option(&ca.folder))).note("has the serial numbers")
}

fn unknown(ca: &Ca, target: &Target) -> CommandError {
    CommandError::new(format_args!("the CA in {} has not issued {}", ca.folder.display(), target.named))
        .hint(serials(ca))
}

/// Reasons by their names, with hyphens or without.
fn reason(text: &str) -> Result<Reason, String> {
    let plain = text.replace(['-', '_'], "");
    let reason = Reason::named(&plain).filter(|reason| *reason != Reason::REMOVE_FROM_CRL);
    reason.ok_or_else(|| format!("\"{text}\" is not a reason; there are {}", reasons().join(", ")))
}

/// The names of all reasons; removal from a list is for lists of changes only.
pub(super) fn reasons() -> Vec<String> {
    Reason::all()
        .filter(|reason| *reason != Reason::REMOVE_FROM_CRL)
        .map(|reason| reason.to_string())
        .collect()
}
