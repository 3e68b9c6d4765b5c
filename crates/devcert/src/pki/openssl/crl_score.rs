//! How well a CRL suits a certificate (`get_crl_score`).

use std::sync::Arc;

use super::certificate::StoreCertificate;
use super::context::Context;
use super::facts::{Fact, Point, PointName};
use super::general_name::GeneralName;
use super::issued::is_key_of;
use super::list::{NextUpdate, RevocationList};
use super::settings::VerifyFlag;
use crate::model::oid::known;

/// No critical extension that is not processed.
const NO_CRITICAL: u16 = 0x100;
/// The certificate is in the scope of the list.
pub(super) const SCOPE: u16 = 0x80;
/// The dates of the list are right.
pub(super) const TIME: u16 = 0x40;
/// The issuer of the list is that of the certificate.
const ISSUER_NAME: u16 = 0x20;
/// The certificate of the issuer of the list is that of the certificate's issuer.
const ISSUER_CERTIFICATE: u16 = 0x18;
/// It is in the chain.
pub(super) const SAME_PATH: u16 = 0x08;
/// Its key is the one that the list names.
const KEY: u16 = 0x04;
/// There is a valid delta list.
const TIME_DELTA: u16 = 0x02;
/// A list with this score or a better one is right.
pub(super) const VALID: u16 = NO_CRITICAL | TIME | SCOPE;

/// The CRL for a certificate.
#[derive(Default)]
pub(super) struct Found {
    pub(super) list: Option<Arc<RevocationList>>,
    pub(super) delta: Option<Arc<RevocationList>>,
    pub(super) issuer: Option<Arc<StoreCertificate>>,
    pub(super) score: u16,
    /// The reasons for which the lists so far can revoke.
    pub(super) reasons: u16,
}

/// Takes the best of `lists` if one is at least as good as what is there; returns whether it is right.
pub(super) fn choose(
    context: &Context<'_, '_>,
    found: &mut Found,
    lists: &[Arc<RevocationList>],
    certificate: &StoreCertificate,
) -> bool {
    let before = found.reasons;
    let mut best: Option<(Arc<RevocationList>, Option<Arc<StoreCertificate>>, u16)> = None;
    let mut best_score = found.score;
    for list in lists {
        let mut reasons = before;
        let mut issuer = None;
        let score = score(context, list, certificate, &mut issuer, &mut reasons);
        if score < best_score || score == 0 {
            continue;
        }
        let is_newer =
            |best: &Arc<RevocationList>| list.this_update.is_some() && list.this_update > best.this_update;
        if score == best_score && best.as_ref().is_some_and(|(best, ..)| !is_newer(best)) {
            continue;
        }
        best = Some((Arc::clone(list), issuer, reasons));
        best_score = score;
    }
    if let Some((list, issuer, reasons)) = best {
        let delta = delta_of(context, &list, lists, certificate);
        if delta.as_ref().is_some_and(|delta| has_right_dates(context, delta)) {
            best_score |= TIME_DELTA;
        }
        *found = Found { list: Some(list), delta, issuer, score: best_score, reasons };
    }
    best_score >= VALID
}

/// Whether the dates of the list include the time.
fn has_right_dates(context: &Context<'_, '_>, list: &RevocationList) -> bool {
    context.time().is_none_or(|time| {
        list.this_update.is_some_and(|start| start <= time)
            && match list.next_update {
                NextUpdate::Absent => true,
                NextUpdate::Malformed => false,
                NextUpdate::At(end) => end > time,
            }
    })
}

/// Whether an expired list is excused by a valid delta list.
pub(super) const fn has_valid_delta(score: u16) -> bool {
    score & TIME_DELTA != 0
}

/// Whether a list of this kind is processed, and has reasons other than these.
fn is_processed(context: &Context<'_, '_>, list: &RevocationList, reasons: u16) -> bool {
    let scope = &list.scope;
    let has_reasons = scope.reasons.is_some();
    match context.has(VerifyFlag::ExtendedCrl) {
        _ if scope.is_invalid() => false,
        false => !scope.is_indirect && !has_reasons,
        true if has_reasons => scope.reasons() & !reasons != 0,
        true => list.base.is_none(),
    }
}

fn score(
    context: &Context<'_, '_>,
    list: &RevocationList,
    certificate: &StoreCertificate,
    issuer: &mut Option<Arc<StoreCertificate>>,
    reasons: &mut u16,
) -> u16 {
    if !is_processed(context, list, *reasons) {
        return 0;
    }
    let mut score = 0;
    if certificate.issuer() == list.issuer() {
        score |= ISSUER_NAME;
    } else if !list.scope.is_indirect {
        return 0;
    }
    if !list.set.has(Fact::UnhandledCritical) {
        score |= NO_CRITICAL;
    }
    if has_right_dates(context, list) {
        score |= TIME;
    }
    score |= find_issuer(context, list, score, issuer);
    if score & KEY == 0 {
        return 0;
    }
    if let Some(own) = scope_reasons(certificate, list, score) {
        if own & !*reasons == 0 {
            return 0;
        }
        *reasons |= own;
        score |= SCOPE;
    }
    score
}

/// Finds the certificate of the issuer of the list (`crl_akid_check`).
fn find_issuer(
    context: &Context<'_, '_>,
    list: &RevocationList,
    score: u16,
    issuer: &mut Option<Arc<StoreCertificate>>,
) -> u16 {
    let key = list.authority_key.as_ref();
    let next = (context.depth + 1).min(context.chain.len() - 1);
    if score & ISSUER_NAME != 0 && is_key_of(&context.chain[next], key) {
        *issuer = Some(Arc::clone(&context.chain[next]));
        return KEY | ISSUER_CERTIFICATE;
    }
    let is_issuer = |one: &&Arc<StoreCertificate>| one.subject() == list.issuer() && is_key_of(one, key);
    if let Some(found) = context.chain[next + 1..].iter().find(is_issuer) {
        *issuer = Some(Arc::clone(found));
        return KEY | SAME_PATH;
    }
    if !context.has(VerifyFlag::ExtendedCrl) {
        return 0;
    }
    match context.run.untrusted.unwrap_or_default().iter().find(is_issuer) {
        None => 0,
        Some(found) => {
            *issuer = Some(Arc::clone(found));
            KEY
        }
    }
}

/// The reasons for which the list can revoke the certificate; `None` when it is out of scope (`crl_crldp_check`).
fn scope_reasons(certificate: &StoreCertificate, list: &RevocationList, score: u16) -> Option<u16> {
    let [only_users, only_cas, only_attributes] = list.scope.only;
    let is_excluded = if certificate.has(Fact::Ca) { only_users } else { only_cas };
    if only_attributes || is_excluded {
        return None;
    }
    let own = list.scope.reasons();
    let has_issuer_name = score & ISSUER_NAME != 0;
    let is_of_list = |point: &&Point| {
        let is_issuer = match &point.issuer {
            None => has_issuer_name,
            Some(names) => names.iter().any(|name| name.directory() == Some(list.issuer())),
        };
        is_issuer && (!list.scope.is_present || is_same_point(point.name.as_ref(), list.scope.name.as_ref()))
    };
    if let Some(point) = certificate.facts.points.iter().find(is_of_list) {
        return Some(own & point.reasons);
    }
    (list.scope.name.is_none() && has_issuer_name).then_some(own)
}

/// Whether the names of two distribution points have one in common; no name is every name (`idp_check_dp`).
fn is_same_point(one: Option<&PointName>, other: Option<&PointName>) -> bool {
    match (one, other) {
        (None, _) | (_, None) => true,
        (Some(PointName::Relative(one)), Some(PointName::Relative(other))) => one.is_some() && one == other,
        (Some(PointName::Relative(name)), Some(PointName::Full(names)))
        | (Some(PointName::Full(names)), Some(PointName::Relative(name))) => {
            name.is_some() && names.iter().any(|one| one.directory() == name.as_deref())
        }
        (Some(PointName::Full(one)), Some(PointName::Full(other))) => {
            one.iter().any(|name: &GeneralName| other.contains(name))
        }
    }
}

/// A delta list of `base` among `lists`.
fn delta_of(
    context: &Context<'_, '_>,
    base: &RevocationList,
    lists: &[Arc<RevocationList>],
    certificate: &StoreCertificate,
) -> Option<Arc<RevocationList>> {
    let has_deltas = certificate.has(Fact::Freshest) || base.set.has(Fact::Freshest);
    if !context.has(VerifyFlag::UseDeltas) || !has_deltas {
        return None;
    }
    lists.iter().find(|list| is_delta(list, base)).map(Arc::clone)
}

/// Whether the list is a delta of the base (`check_delta_base`).
fn is_delta(delta: &RevocationList, base: &RevocationList) -> bool {
    let (Some(start), Some(number), Some(own)) = (&delta.base, &base.number, &delta.number) else {
        return false;
    };
    let same = |id| match (delta.extension(id), base.extension(id)) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    };
    delta.issuer() == base.issuer()
        && same(known::ID_CE_AUTHORITY_KEY_IDENTIFIER)
        && same(known::ID_CE_ISSUING_DISTRIBUTION_POINT)
        && !is_greater(start, number)
        && is_greater(own, number)
}

/// Whether one INTEGER is greater than another, by their contents.
fn is_greater(one: &[u8], other: &[u8]) -> bool {
    let sign = |content: &[u8]| content.first().is_some_and(|first| first & 0x80 != 0);
    let significant = |content: &[u8]| {
        let fill = if sign(content) { 0xff } else { 0 };
        let start = content.iter().position(|byte| *byte != fill).unwrap_or(content.len());
        content[start..].to_vec()
    };
    match (sign(one), sign(other)) {
        (false, true) => true,
        (true, false) => false,
        (is_negative, _) => {
            let (one, other) = (significant(one), significant(other));
            let is_longer = one.len().cmp(&other.len());
            let is_longer = if is_negative { is_longer.reverse() } else { is_longer };
            is_longer.then_with(|| one.cmp(&other)).is_gt()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_lists_are_compared_as_numbers() {
        for (one, other, expected) in [
            (&[1][..], &[0][..], true),
            (&[1, 0], &[0x7f], true),
            (&[0, 0xff], &[0x7f], true),
            (&[2], &[2], false),
            (&[0], &[0xff], true),
            (&[0xfe], &[0xff], false),
        ] {
            assert_eq!(is_greater(one, other), expected, "{one:?} {other:?}");
        }
    }
}
