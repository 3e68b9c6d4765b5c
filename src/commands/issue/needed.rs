//! `--if-needed`: whether what exists is what would be created.

use time::OffsetDateTime;

use super::{Plan, Shortcoming, SourceKey, extras, pem_of};
use crate::ca::layout;
use crate::ca::ledger::serial_of;
use crate::commands::authority::Ca;
use crate::commands::error::CommandError;
use crate::encoding::certificate::Certificate;
use crate::host::stdio::Place;
use crate::model::profile::Profile;
use crate::ops::self_test::SelfTest;
use crate::pki::path::Purpose;
use crate::pki::signature;

/// What the certificate lacks.
pub(super) fn shortcoming(
    plan: &Plan<'_>,
    ca: &Ca,
    key: &SourceKey,
    certificate: &Certificate,
    now: OffsetDateTime,
) -> Result<Option<Shortcoming>, CommandError> {
    let (args, names) = (plan.args, &plan.names);
    let missing = plan.identity.names.iter().find(|name| !certificate.names().contains(name));
    let purposes = names.purposes(args.profile.purposes());
    let extras = extras::add(Vec::new(), &args.extension)?;
    let extra = extras.iter().find(|extra| !certificate.extensions.contains(extra));
    let lacks = |has: &[_]| purposes.iter().any(|purpose| !has.contains(purpose));
    let is_ours = certificate.issuer == ca.certificate().subject
        && signature::check_issued(certificate, &ca.certificate().public_key).is_ok();
    Ok(if certificate.public_key != *key.key.public() {
        Some(Shortcoming::OtherKey(key.place.clone()))
    } else if !is_ours {
        Some(Shortcoming::NotFromCa)
    } else if let Some(name) = missing {
        Some(Shortcoming::Name(name.clone()))
    } else if names.subject.as_ref().is_some_and(|subject| *subject != certificate.subject) {
        Some(Shortcoming::Subject(certificate.subject.clone()))
    } else if certificate.extended_key_usage().is_none_or(lacks) {
        Some(Shortcoming::Purpose(args.profile))
    } else if names.lacks_usages(&certificate.extensions) {
        Some(Shortcoming::Usages)
    } else if let Some(extra) = extra {
        Some(Shortcoming::Extension(extra.body.oid()))
    } else if let Some(dates) = Shortcoming::of_dates(certificate, plan.files.existing, now) {
        Some(dates)
    } else if ca.ledger()?.revocation(&serial_of(certificate)).is_some() {
        Some(Shortcoming::Revoked)
    } else {
        self_test(plan, ca, key, certificate, now)?
    })
}

/// What verify finds wrong with the files, which would be kept forever.
fn self_test(
    plan: &Plan<'_>,
    ca: &Ca,
    key: &SourceKey,
    certificate: &Certificate,
    now: OffsetDateTime,
) -> Result<Option<Shortcoming>, CommandError> {
    let (chain, root) = (plan.chain(ca, certificate), Place::File(ca.path(layout::CERTIFICATE)));
    let anchors = pem_of(ca.chain());
    let server = plan.self_test(key, &chain, (&anchors, &root));
    let profile = plan.args.profile;
    if !plan.names.is_for_servers() {
        return Ok(None);
    }
    let purposes = [
        (profile.is_server(), Purpose::Server),
        (matches!(profile, Profile::Client | Profile::Both), Purpose::Client),
    ];
    for (_, purpose) in purposes.into_iter().filter(|(applies, _)| *applies) {
        let test = SelfTest { purpose, ..server };
        if let Some(shortcoming) = test.shortcoming(now)? {
            return Ok(Some(shortcoming));
        }
    }
    Ok(None)
}
