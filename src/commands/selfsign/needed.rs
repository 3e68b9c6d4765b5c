//! `--if-needed`: whether what is there is what would be made.

use time::OffsetDateTime;

use super::{Basis, Plan};
use crate::commands::authority::day;
use crate::commands::error::CommandError;
use crate::commands::keys::KeyAtHand;
use crate::commands::options::Format;
use crate::encoding::certificate::Certificate;
use crate::encoding::sniff::Kind;
use crate::pki::signature;

/// Why the certificate is not good enough, as words that follow its name.
pub(super) fn shortcoming(
    plan: &Plan<'_>,
    at_hand: &KeyAtHand,
    basis: &Basis,
    certificate: &Certificate,
    now: OffsetDateTime,
) -> Result<Option<String>, CommandError> {
    let wanted = &plan.args.leaf.names;
    let asked = wanted.all(&basis.names)?;
    let subject = wanted.subject.as_ref().or(basis.subject.as_ref());
    let missing = asked.iter().find(|name| !certificate.names().contains(name));
    let within = plan.args.pair.within;
    let key = at_hand.key.public();
    Ok(if certificate.public_key != *key {
        Some(format!("belongs to another key than {}", plan.files.key.as_input()))
    } else if signature::check_issued(certificate, key).is_err() {
        Some("is not signed by its own key".to_owned())
    } else if let Some(name) = missing {
        Some(format!("does not carry {name}"))
    } else if subject.is_some_and(|subject| *subject != certificate.subject) {
        Some(format!("has the subject {}", certificate.subject))
    } else if wanted.lacks_usages(&certificate.extensions) {
        Some("has other usages".to_owned())
    } else if certificate.not_before > now {
        Some("is not valid yet".to_owned())
    } else if certificate.not_after <= now + within.duration() {
        Some(format!("ends on {}, within {within}", day(certificate.not_after)))
    } else if !wanted.is_for_servers() {
        None
    } else {
        // What verify fails would be kept forever.
        let label = Kind::Certificate.label().unwrap_or_default();
        plan.trial(at_hand, &Format::Pem.pack(label, certificate.der())).shortcoming(now)?
    })
}
