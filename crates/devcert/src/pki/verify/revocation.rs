//! Whether the certificates are revoked, by the lists that are here.

use time::OffsetDateTime;

use super::chain::Chain;
use super::check::{Check, CheckId};
use super::files::List;
use super::path::VerifiedRequest;
use super::role::FileRole;
use super::title::title;
use super::trust::Trust;
use crate::encoding::certificate::Certificate;
use crate::encoding::crl::Revoked;
use crate::model::usage::KeyUsage;
use crate::model::validity::second;
use crate::pki::path;
use crate::pki::signature::{SignatureFault, check};

/// Every list for itself, then every certificate of the chain: it is revoked, or not, or nobody says.
/// Where clients have `accepted` a path, the certificates beside it do not count.
pub(super) fn checks(
    chain: &Chain<'_>,
    trust: &Trust<'_>,
    accepted: Option<&VerifiedRequest>,
    lists: &[List],
    at: OffsetDateTime,
) -> Vec<Check> {
    let counts = |one: &Certificate| {
        !one.is_self_issued() && accepted.is_none_or(|path| path.includes(one) && !path.is_root(one))
    };
    let asked: Vec<_> = chain.in_order().enumerate().filter(|(_, one)| counts(one)).collect();
    let issuer_of = |height: usize, one: &Certificate| {
        let above = chain.in_order().nth(height + 1);
        above.cloned().or_else(|| trust.issuer_of(one).map(|(issuer, _)| issuer.clone()))
    };
    let mut checks: Vec<_> = lists.iter().flat_map(|list| of_list(list, at)).collect();
    for (height, certificate) in asked {
        let of_issuer = lists.iter().filter(|list| list.crl.issuer() == certificate.issuer());
        let check = match of_issuer.max_by_key(|list| list.crl.this_update()) {
            Some(list) => judged(certificate, list, issuer_of(height, certificate).as_ref()),
            None => unlisted(certificate, height),
        };
        let entry = chain.position(height);
        checks.push(if check.role.is_some() { check } else { check.about(FileRole::Certificate).at(entry) });
    }
    checks
}

/// What is wrong with a list, whomever it revokes.
fn of_list(list: &List, at: OffsetDateTime) -> impl Iterator<Item = Check> {
    let (this_update, next_update) = (list.crl.this_update(), list.crl.next_update());
    let stale = next_update.filter(|next| *next < at).map(|next| {
        format!("stale CRL: the next update was due on {}, and later revocations are missing", second(next))
    });
    let early = (at < this_update)
        .then(|| format!("issued on {}, later than the time of the check", second(this_update)));
    let refused = path::crl_refusal(&list.crl).map(|why| format!("a rustls client rejects it: {why}"));
    let faults = stale.into_iter().chain(early).chain(refused);
    let file = list.file;
    faults.map(move |text| Check::warn(CheckId::Revocation, text).about(FileRole::Crl(file)))
}

fn judged(certificate: &Certificate, list: &List, issuer: Option<&Certificate>) -> Check {
    let about_list = |text| Check::fail(CheckId::Revocation, text).about(FileRole::Crl(list.file));
    if let Some(issuer) = issuer {
        if check(issuer.public_key(), list.crl.signed()) == Err(SignatureFault::Mismatch) {
            return about_list(format!("not signed by the key of {}, its stated issuer", title(issuer)));
        }
        if issuer.key_usage().is_some_and(|usages| !usages.contains(&KeyUsage::CrlSign)) {
            return about_list(format!(
                "{} must not sign CRLs: its key usage does not include cRLSign",
                title(issuer)
            ));
        }
    }
    match list.crl.revoked().iter().find(|entry| entry.serial == certificate.serial()) {
        Some(Revoked { at, reason, .. }) => {
            let why = reason.map_or_else(String::new, |reason| format!(" ({reason})"));
            Check::fail(CheckId::Revocation, format!("revoked on {}{why}", second(*at)))
        }
        None => Check::pass(
            CheckId::Revocation,
            format!(
                "not revoked according to the CRL from {}, dated {}",
                list.crl.issuer(),
                second(list.crl.this_update())
            ),
        ),
    }
}

/// Nobody says anything about the server's own: that is worth a warning. CAs are rarely revoked.
fn unlisted(certificate: &Certificate, height: usize) -> Check {
    let text = format!("no CRL from its issuer, {}, was given", certificate.issuer());
    match height {
        0 => Check::warn(CheckId::Revocation, text),
        _ => Check::skip(CheckId::Revocation, text),
    }
}
