//! `devcert crl`

use crate::cli::hint::Hint;
use crate::ops::ca::Ca;
use devcert::model::validity::day;
use std::path::PathBuf;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::ca::layout;
use crate::ca::ledger::{Event, Ledger, Listed, Revoked};
use crate::cli::authority;
use crate::cli::error::CommandError;
use crate::cli::options::{CaKeyArgs, Format};
use crate::cli::outputs;
use crate::cli::session::Session;
use crate::host::files::{self, Access, Overwrite};
use crate::host::stdio::Place;
use crate::ops::Batch;
use crate::report::outcome::{Action, FileReport, Outcome, Role};
use crate::report::sentence::counted;
use devcert::encoding::crl::Crl;
use devcert::encoding::sniff::{self, Kind};
use devcert::model::fingerprint::Fingerprint;
use devcert::model::serial::Serial;
use devcert::model::span::Span;
use devcert::model::usage::KeyUsage;
use devcert::pki::{self, CrlSpec, Revocation, signature};

/// Write the revocation list (CRL) of your own CA
///
/// It has every certificate that the CA has ever revoked, a number higher than the list before, and
/// replaces that list.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    ca: CaKeyArgs,
    /// How long until the next list comes, as in 7d
    #[arg(long = "for", value_name = "SPAN", default_value = "30d")]
    span: Span,
    /// Text or binary
    #[arg(long, value_name = "FORMAT", default_value = "pem", help_heading = "Files")]
    format: Format,
    /// File to write; - is standard output [default: ca.crl in the CA's folder]
    #[arg(long, short, value_name = "FILE", help_heading = "Files")]
    out: Option<PathBuf>,
    /// Replace a file that is not a list of this CA
    #[arg(long, short, help_heading = "Files that exist")]
    force: bool,
    /// Leave a list that has everything that is revoked and is good for as long as --within says
    #[arg(long, conflicts_with = "force", help_heading = "Files that exist")]
    if_needed: bool,
    /// For --if-needed: how long the list must still be good
    #[arg(
        long,
        value_name = "SPAN",
        default_value = "7d",
        requires = "if_needed",
        help_heading = "Files that exist"
    )]
    within: Span,
}

const EXAMPLES: &str = "\
Examples:
  devcert crl                                       ca.crl in the CA's folder
  devcert crl --out cert/ca.crl --for 7d
  devcert crl --format der --out -";

/// Signs a list and puts it in the place of the one before.
pub(super) fn run(args: &Args, session: &mut Session) -> Result<Outcome, CommandError> {
    let ca = authority::open(&args.ca.ca, session)?;
    let place = args.out.as_deref().map_or_else(|| Place::File(ca.path(layout::CRL)), Place::new);
    outputs::check_stdout(&place, args.if_needed, session)?;
    ca.check(session.now)?;
    check_usage(&ca)?;
    // Held until the list is in its place, so that a later number never makes way for an earlier one.
    let mut outputs = Batch::open(std::slice::from_ref(&place), session)?;
    let before = before(&place, &ca);
    if let (Some(list), true) = (&before, args.if_needed)
        && is_good(list, &ca.ledger()?, session.now + args.within.duration())
    {
        let next = list.next_update().map(day).unwrap_or_default();
        session.ui.note(format_args!("kept {place}: it has all that is revoked, and is good until {next}"));
        return Ok(session.files("crl", vec![report(&place, Action::Kept, &ca, list)]));
    }
    let overwrite = Overwrite::when(before.is_some() || args.force);
    outputs.check(&place, overwrite)?;
    let authority = ca.unlock(args.ca.passphrase.as_ref(), session)?;
    let now = session.now.truncate_to_second();
    let next_update =
        now.checked_add(args.span.duration()).filter(|next| *next > now && next.year() < 10_000);
    let next_update = next_update.ok_or_else(|| {
        CommandError::new("the next revocation list has to come after this one, and before the year 10000")
    })?;
    let highest = before.as_ref().and_then(number).unwrap_or(0);
    session.begin_report()?;
    let spec = authority.ca.record_with(|ledger| numbered(ledger, highest, now, next_update))?;
    let list = pki::crl(&spec, &authority.issuer)?;
    let file = args.format.pack(Kind::Crl.label().unwrap_or_default(), list.der());
    outputs.add(&place, file.expose(), Access::Public, overwrite);
    outputs.commit(session)?;
    session.ui.note(format_args!(
        "{}: revocation list number {} with {}, good until {}",
        place.made(),
        spec.number,
        counted(list.revoked().len(), "certificate"),
        day(next_update)
    ));
    let files = vec![report(&place, Action::Made, &authority.ca, &list)];
    Ok(session.files("crl", files))
}

/// A CA whose usage leaves revocation lists out makes none that anybody takes (RFC 5280, 6.3.3).
fn check_usage(ca: &Ca) -> Result<(), CommandError> {
    match ca.certificate().key_usage() {
        Some(usages) if !usages.contains(&KeyUsage::CrlSign) => Err(CommandError::new(format_args!(
            "{} may not sign revocation lists: its key usage lacks cRLSign",
            ca.path(layout::CERTIFICATE).display()
        ))
        .hint(Hint::other_ca(&ca.folder))),
        _ => Ok(()),
    }
}

/// The list of this CA that is at `place`; `None` for anything else.
fn before(place: &Place, ca: &Ca) -> Option<Crl> {
    let path = place.path().filter(|path| files::is_file(path))?;
    let bytes = files::read_regular(path, files::DEFAULT_LIMIT).ok()?;
    let objects = sniff::sniff(&bytes).map(|contents| contents.objects).unwrap_or_default();
    let list = objects.iter().find(|object| object.kind == Kind::Crl);
    let list = list.and_then(|object| Crl::from_der(object.der.expose()).ok());
    let own = ca.certificate();
    list.filter(|list| {
        list.issuer() == own.subject() && signature::check(own.public_key(), list.signed()).is_ok()
    })
}

/// The number of a list, where it is one that this program could have given.
fn number(list: &Crl) -> Option<u64> {
    let octets = list.number()?;
    let significant: Vec<u8> = octets.iter().copied().skip_while(|octet| *octet == 0).collect();
    (significant.len() <= 8)
        .then(|| significant.iter().fold(0, |number, octet| number << 8 | u64::from(*octet)))
}

/// Whether a list has all that is revoked, and is good until `until`.
fn is_good(list: &Crl, ledger: &Ledger, until: OffsetDateTime) -> bool {
    let listed: std::collections::HashSet<_> =
        list.revoked().iter().filter_map(|one| Serial::from_be_bytes(&one.serial)).collect();
    list.next_update().is_some_and(|next| next > until)
        && ledger
            .revoked
            .iter()
            .all(|one| one.serial.to_string().parse().is_ok_and(|serial: Serial| listed.contains(&serial)))
}

/// The next list: with the next number, and everything that the ledger has as revoked.
fn numbered(
    ledger: &Ledger,
    highest: u64,
    now: OffsetDateTime,
    next_update: OffsetDateTime,
) -> Result<(Vec<Event>, CrlSpec), CommandError> {
    let number = ledger.next_crl_number().max(highest.saturating_add(1));
    let revoked = ledger.revoked.iter().map(revocation).collect::<Result<Vec<_>, _>>()?;
    let listed = Listed { at: now, number, next_update, entries: revoked.len() };
    Ok((vec![Event::Crl(listed)], CrlSpec { number, this_update: now, next_update, revoked }))
}

fn revocation(revoked: &Revoked) -> Result<Revocation, CommandError> {
    let serial = revoked.serial.to_string().parse().map_err(|error| {
        CommandError::new(format_args!("the ledger revokes what cannot be: {error}"))
            .hint("mend that line of ledger.jsonl, or put it back from a backup")
    })?;
    Ok(Revocation { serial, at: revoked.at, reason: revoked.reason, invalid_since: revoked.invalid_since })
}

fn report(place: &Place, action: Action, ca: &Ca, list: &Crl) -> FileReport {
    FileReport {
        key: String::new(),
        subject: Some(ca.certificate().subject().to_string()),
        not_after: list.next_update().and_then(|next| next.format(&Rfc3339).ok()),
        sha256: Fingerprint::of(list.der()).to_string(),
        ..FileReport::of_key(Role::Crl, place.to_string(), action, ca.certificate().public_key())
    }
}
