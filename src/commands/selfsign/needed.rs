//! `--if-needed`: whether what is there is what would be made.

use time::OffsetDateTime;

use super::{Plan, day, report};
use crate::commands::csr;
use crate::commands::error::CommandError;
use crate::commands::keys::{self, KeyAtHand};
use crate::commands::session::Session;
use crate::encoding::certificate::Certificate;
use crate::encoding::read;
use crate::key::PrivateKey;
use crate::pki::signature;
use crate::report::outcome::{Action, FileReport, Role};

/// The files that are there, if they are good enough; `None` when they are to be made again.
pub(super) fn kept(plan: &Plan<'_>, session: &mut Session) -> Result<Option<Vec<FileReport>>, CommandError> {
    if plan.args.new_key {
        return Ok(None);
    }
    let Some(key) = keys::usable(&plan.key, plan.args.algorithm.asked(), session)? else { return Ok(None) };
    let Some(certificate) = certificate(plan, session)? else { return Ok(None) };
    if let Some(reason) = shortcoming(plan, &key, &certificate, session.now)? {
        session.ui.note(format_args!("{} {reason}; making it again", plan.certificate));
        return Ok(None);
    }
    let (key_place, place) = (&plan.key, &plan.certificate);
    let names = csr::list(certificate.names());
    session
        .ui
        .note(format_args!("kept {key_place} and {place}: good for {names} until {}", day(&certificate)));
    let at_hand = KeyAtHand { place: key_place.clone(), key, action: Action::Kept };
    Ok(Some(vec![at_hand.report(), report(place, Action::Kept, &certificate)]))
}

/// The certificate that is there; `None` when there is none, or only its remains.
fn certificate(plan: &Plan<'_>, session: &mut Session) -> Result<Option<Certificate>, CommandError> {
    let place = &plan.certificate;
    if keys::is_empty_file(place) {
        return Ok(None);
    }
    let Some(bytes) = session.read_if_exists(place, Role::Certificate)? else { return Ok(None) };
    match read::certificates(&bytes) {
        Ok(certificates) => Ok(certificates.into_iter().next()),
        Err(error) if keys::is_damage(&error) => {
            session
                .ui
                .note(format_args!("{}; making it again", CommandError::contents(place, &error).message));
            Ok(None)
        }
        Err(error) => Err(CommandError::contents(place, &error)),
    }
}

/// Why the certificate is not good enough, as words that follow its name.
fn shortcoming(
    plan: &Plan<'_>,
    key: &PrivateKey,
    certificate: &Certificate,
    now: OffsetDateTime,
) -> Result<Option<String>, CommandError> {
    let args = plan.args;
    let asked = args.names.all(&[])?;
    let missing = asked.iter().find(|name| !certificate.names().contains(name));
    let within = args.overwrite.within;
    Ok(if certificate.public_key != *key.public() {
        Some(format!("belongs to another key than {}", plan.key))
    } else if signature::check_issued(certificate, key.public()).is_err() {
        Some("is not signed by its own key".to_owned())
    } else if let Some(name) = missing {
        Some(format!("does not carry {name}"))
    } else if args.names.subject.as_ref().is_some_and(|subject| *subject != certificate.subject) {
        Some(format!("has the subject {}", certificate.subject))
    } else if certificate.not_before > now {
        Some("is not valid yet".to_owned())
    } else if certificate.not_after <= now + within.duration() {
        Some(format!("ends on {}, within {within}", day(certificate)))
    } else {
        None
    })
}
