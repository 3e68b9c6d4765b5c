//! `--if-needed`: whether what is there is what would be made.

use time::OffsetDateTime;

use super::{Basis, Plan, day, report};
use crate::commands::csr;
use crate::commands::error::CommandError;
use crate::commands::keys::{self, KeyAtHand};
use crate::commands::session::Session;
use crate::encoding::certificate::Certificate;
use crate::encoding::read;
use crate::host::stdio::Place;
use crate::pki::signature;
use crate::report::outcome::{Action, FileReport, Role};

/// The files that are there, if they are good enough; `None` when they are to be made again.
pub(super) fn kept(
    plan: &Plan<'_>,
    at_hand: &KeyAtHand,
    basis: &Basis,
    session: &mut Session,
) -> Result<Option<Vec<FileReport>>, CommandError> {
    let Some(certificate) = certificate_at(&plan.files.certificate, session)? else { return Ok(None) };
    if at_hand.action == Action::Made {
        return Ok(None);
    }
    if let Some(reason) = shortcoming(plan, at_hand, basis, &certificate, session.now)? {
        session.ui.note(format_args!("{} {reason}; making it again", plan.files.certificate));
        return Ok(None);
    }
    let (key, place) = (plan.files.key.as_input(), &plan.files.certificate);
    let names = csr::list(certificate.names());
    session.ui.note(format_args!("kept {key} and {place}: good for {names} until {}", day(&certificate)));
    let key = keys::report(&plan.files.key, Action::Kept, &at_hand.key);
    Ok(Some(vec![key, report(place, Action::Kept, &certificate)]))
}

/// The certificate that is there; `None` when there is none, or only its remains.
pub(in crate::commands) fn certificate_at(
    place: &Place,
    session: &mut Session,
) -> Result<Option<Certificate>, CommandError> {
    let Some(bytes) = session.read_if_filled(place, Role::Certificate)? else { return Ok(None) };
    match read::certificates(&bytes) {
        Ok(certificates) => Ok(certificates.into_iter().next()),
        Err(error) if keys::is_damage(&error) => {
            session
                .ui
                .note(format_args!("{}; making it again", CommandError::contents(place, &error).message));
            Ok(None)
        }
        Err(error) => Err(CommandError::contents(place, &error).hint(keys::NOT_REPLACED)),
    }
}

/// Why the certificate is not good enough, as words that follow its name.
fn shortcoming(
    plan: &Plan<'_>,
    at_hand: &KeyAtHand,
    basis: &Basis,
    certificate: &Certificate,
    now: OffsetDateTime,
) -> Result<Option<String>, CommandError> {
    let (wanted, overwrite) = (&plan.args.leaf.names, &plan.args.pair.overwrite);
    let asked = wanted.all(&basis.names)?;
    let subject = wanted.subject.as_ref().or(basis.subject.as_ref());
    let missing = asked.iter().find(|name| !certificate.names().contains(name));
    let within = overwrite.within;
    let key = at_hand.key.public();
    Ok(if certificate.public_key != *key {
        Some(format!("belongs to another key than {}", plan.files.key.as_input()))
    } else if signature::check_issued(certificate, key).is_err() {
        Some("is not signed by its own key".to_owned())
    } else if let Some(name) = missing {
        Some(format!("does not carry {name}"))
    } else if subject.is_some_and(|subject| *subject != certificate.subject) {
        Some(format!("has the subject {}", certificate.subject))
    } else if certificate.not_before > now {
        Some("is not valid yet".to_owned())
    } else if certificate.not_after <= now + within.duration() {
        Some(format!("ends on {}, within {within}", day(certificate)))
    } else {
        None
    })
}
