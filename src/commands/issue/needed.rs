//! `--if-needed`: whether what is there is what would be made.

use super::Plan;
use crate::ca::ledger::serial_of;
use crate::commands::authority::{Ca, day};
use crate::commands::csr;
use crate::commands::error::CommandError;
use crate::commands::keys::{self, KeyAtHand};
use crate::commands::selfsign::{self, certificate_at};
use crate::commands::session::Session;
use crate::encoding::certificate::Certificate;
use crate::pki::signature;
use crate::report::outcome::{Action, FileReport};

/// The files that are there, if they are good enough; `None` when they are to be made again.
pub(super) fn kept(
    plan: &Plan<'_>,
    ca: &Ca,
    at_hand: &KeyAtHand,
    session: &mut Session,
) -> Result<Option<Vec<FileReport>>, CommandError> {
    let place = &plan.files.certificate;
    let Some(certificate) = certificate_at(place, session)? else { return Ok(None) };
    if at_hand.action == Action::Made {
        return Ok(None);
    }
    if let Some(reason) = shortcoming(plan, ca, at_hand, &certificate, session)? {
        session.ui.note(format_args!("{place} {reason}; making it again"));
        return Ok(None);
    }
    let (key, names) = (plan.files.key.as_input(), csr::list(certificate.names()));
    let end = day(certificate.not_after);
    session.ui.note(format_args!("kept {key} and {place}: good for {names} until {end}"));
    let key = keys::report(&plan.files.key, Action::Kept, &at_hand.key);
    Ok(Some(vec![key, selfsign::report(place, Action::Kept, &certificate)]))
}

/// Why the certificate is not good enough, as words that follow its name.
fn shortcoming(
    plan: &Plan<'_>,
    ca: &Ca,
    at_hand: &KeyAtHand,
    certificate: &Certificate,
    session: &Session,
) -> Result<Option<String>, CommandError> {
    let args = plan.args;
    let missing = plan.identity.names.iter().find(|name| !certificate.names().contains(name));
    let within = args.pair.overwrite.within;
    let purposes = args.profile.purposes();
    let lacks = |has: &[_]| purposes.iter().any(|purpose| !has.contains(purpose));
    let is_ours = certificate.issuer == ca.certificate().subject
        && signature::check_issued(certificate, &ca.certificate().public_key).is_ok();
    Ok(if certificate.public_key != *at_hand.key.public() {
        Some(format!("belongs to another key than {}", plan.files.key.as_input()))
    } else if !is_ours {
        Some("is not from this CA".to_owned())
    } else if let Some(name) = missing {
        Some(format!("does not carry {name}"))
    } else if args.leaf.names.subject.as_ref().is_some_and(|subject| *subject != certificate.subject) {
        Some(format!("has the subject {}", certificate.subject))
    } else if certificate.extended_key_usage().is_none_or(lacks) {
        Some(format!("is not for {}", args.profile.title()))
    } else if certificate.not_before > session.now {
        Some("is not valid yet".to_owned())
    } else if certificate.not_after <= session.now + within.duration() {
        Some(format!("ends on {}, within {within}", day(certificate.not_after)))
    } else if ca.ledger()?.revocation(&serial_of(certificate)).is_some() {
        Some("is revoked".to_owned())
    } else {
        None
    })
}
