//! `--if-needed`: whether what is there is what would be made.

use time::OffsetDateTime;

use super::{Plan, extras, pem_of};
use crate::ca::layout;
use crate::ca::ledger::serial_of;
use crate::commands::authority::{Ca, day};
use crate::commands::error::CommandError;
use crate::commands::keys::KeyAtHand;
use crate::commands::trial::Trial;
use crate::encoding::certificate::Certificate;
use crate::host::stdio::Place;
use crate::model::profile::Profile;
use crate::pki::path::Purpose;
use crate::pki::signature;

/// Why the certificate is not good enough, as words that follow its name.
pub(super) fn shortcoming(
    plan: &Plan<'_>,
    ca: &Ca,
    at_hand: &KeyAtHand,
    certificate: &Certificate,
    now: OffsetDateTime,
) -> Result<Option<String>, CommandError> {
    let args = plan.args;
    let missing = plan.identity.names.iter().find(|name| !certificate.names().contains(name));
    let within = args.pair.within;
    let purposes = args.leaf.names.purposes(args.profile.purposes());
    let extras = extras::add(Vec::new(), &args.extension)?;
    let extra = extras.iter().find(|extra| !certificate.extensions.contains(extra));
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
    } else if args.leaf.names.lacks_usages(&certificate.extensions) {
        Some("has other usages".to_owned())
    } else if let Some(extra) = extra {
        Some(format!("lacks the extension {}", extra.body.oid()))
    } else if certificate.not_before > now {
        Some("is not valid yet".to_owned())
    } else if certificate.not_after <= now + within.duration() {
        Some(format!("ends on {}, within {within}", day(certificate.not_after)))
    } else if ca.ledger()?.revocation(&serial_of(certificate)).is_some() {
        Some("is revoked".to_owned())
    } else {
        trial(plan, ca, at_hand, certificate, now)?
    })
}

/// Why verify fails the files, which would be kept forever.
fn trial(
    plan: &Plan<'_>,
    ca: &Ca,
    at_hand: &KeyAtHand,
    certificate: &Certificate,
    now: OffsetDateTime,
) -> Result<Option<String>, CommandError> {
    let (chain, root) = (plan.chain(ca, certificate), Place::File(ca.path(layout::CERTIFICATE)));
    let anchors = pem_of(ca.chain());
    let server = plan.trial(at_hand, &chain, (&anchors, &root));
    let profile = plan.args.profile;
    if !plan.args.leaf.names.is_for_servers() {
        return Ok(None);
    }
    let purposes = [
        (profile.is_server(), Purpose::Server),
        (matches!(profile, Profile::Client | Profile::Both), Purpose::Client),
    ];
    for (_, purpose) in purposes.into_iter().filter(|(applies, _)| *applies) {
        let trial = Trial { purpose, ..server };
        if let Some(shortcoming) = trial.shortcoming(now)? {
            return Ok(Some(shortcoming));
        }
    }
    Ok(None)
}
