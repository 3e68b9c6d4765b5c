//! Revocation lists.

use const_oid::db::rfc5280;

use crate::encoding::crl::Reason;
use crate::pki::lint::algorithms::weak_digest;
use crate::pki::lint::names::quoted;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::List;
use crate::x509::Extension;

/// The rules, in the order in which they are reported.
pub(super) static RULES: &[Rule] = &[
    CRL_VERSION_NOT_2,
    CRL_ALGORITHMS_DIFFER,
    CRL_WEAK_DIGEST,
    CRL_WITHOUT_NEXT_UPDATE,
    CRL_DATES_OUT_OF_ORDER,
    CRL_TIME_FORMAT,
    CRL_EMPTY_LIST,
    CRL_WITHOUT_NUMBER,
    CRL_NUMBER_CRITICAL,
    CRL_WITHOUT_AUTHORITY_KEY_ID,
    CRL_UNSPECIFIED_REASON,
];

const CRL_VERSION_NOT_2: Rule = Rule {
    id: "crl-version-not-2",
    severity: Severity::Error,
    clause: "RFC 5280, 5.1.2.1",
    scope: Scope::CRL,
    why: "Only version 2 has extensions, and a CRL must have some.",
    check: Check::Crl(crl_version_not_2),
};

fn crl_version_not_2(list: &List<'_>) -> Option<String> {
    let version = list.crl.version();
    (version != 2).then(|| format!("is version {version}"))
}

const CRL_ALGORITHMS_DIFFER: Rule = Rule {
    id: "crl-algorithms-differ",
    severity: Severity::Error,
    clause: "RFC 5280, 5.1.1.2",
    scope: Scope::CRL,
    why: "The signature algorithm inside the signed part must equal the one next to the signature, so that it cannot be replaced.",
    check: Check::Crl(crl_algorithms_differ),
};

fn crl_algorithms_differ(list: &List<'_>) -> Option<String> {
    let differ = list.raw.body.signature != list.raw.algorithm;
    differ.then(|| "the two signature algorithm fields differ".to_owned())
}

const CRL_WEAK_DIGEST: Rule = Rule {
    id: "crl-weak-digest",
    severity: Severity::Error,
    clause: "CABF BR, 7.1.3.2",
    scope: Scope::CRL,
    why: "Signatures on MD5 and SHA-1 can be forged.",
    check: Check::Crl(crl_weak_digest),
};

fn crl_weak_digest(list: &List<'_>) -> Option<String> {
    weak_digest(&list.raw.algorithm).map(|name| format!("is signed with {name}"))
}

const CRL_WITHOUT_NEXT_UPDATE: Rule = Rule {
    id: "crl-without-next-update",
    severity: Severity::Error,
    clause: "RFC 5280, 5.1.2.5",
    scope: Scope::CRL,
    why: "Without nextUpdate, clients cannot tell whether the CRL is current.",
    check: Check::Crl(crl_without_next_update),
};

fn crl_without_next_update(list: &List<'_>) -> Option<String> {
    list.crl.next_update().is_none().then(|| "has no nextUpdate".to_owned())
}

const CRL_DATES_OUT_OF_ORDER: Rule = Rule {
    id: "crl-dates-out-of-order",
    severity: Severity::Error,
    clause: "RFC 5280, 5.1.2.5",
    scope: Scope::CRL,
    why: "nextUpdate must be later than thisUpdate.",
    check: Check::Crl(crl_dates_out_of_order),
};

fn crl_dates_out_of_order(list: &List<'_>) -> Option<String> {
    let found = list.crl.next_update().is_some_and(|next| next < list.crl.this_update());
    found.then(|| "nextUpdate is earlier than thisUpdate".to_owned())
}

const CRL_TIME_FORMAT: Rule = Rule {
    id: "crl-time-format",
    severity: Severity::Error,
    clause: "RFC 5280, 5.1.2.4 to 5.1.2.6",
    scope: Scope::CRL,
    why: "A date must have seconds from 00 to 59, no fraction of a second, and the suffix Z.",
    check: Check::Crl(crl_time_format),
};

fn crl_time_format(list: &List<'_>) -> Option<String> {
    let body = &list.raw.body;
    let revoked = body.revoked.iter().flatten().map(|revoked| &revoked.date);
    let mut dates = std::iter::once(&body.this_update).chain(&body.next_update).chain(revoked);
    let bad = dates.find(|date| date.moment().is_none())?;
    Some(format!("the date {} has an invalid format", quoted(bad.content())))
}

const CRL_EMPTY_LIST: Rule = Rule {
    id: "crl-empty-list",
    severity: Severity::Error,
    clause: "RFC 5280, 5.1.2.6",
    scope: Scope::CRL,
    why: "revokedCertificates must be absent, not empty, when nothing is revoked; OpenSSL and rustls reject an empty list.",
    check: Check::Crl(crl_empty_list),
};

fn crl_empty_list(list: &List<'_>) -> Option<String> {
    list.raw
        .body
        .revoked
        .as_ref()
        .is_some_and(Vec::is_empty)
        .then(|| "revokedCertificates is present but empty".to_owned())
}

const CRL_WITHOUT_NUMBER: Rule = Rule {
    id: "crl-without-number",
    severity: Severity::Error,
    clause: "RFC 5280, 5.2.3",
    scope: Scope::CRL,
    why: "A CRL must have a CRL number, which shows which of two CRLs is newer.",
    check: Check::Crl(crl_without_number),
};

fn crl_without_number(list: &List<'_>) -> Option<String> {
    let is_missing = list.extension(rfc5280::ID_CE_CRL_NUMBER).is_none();
    is_missing.then(|| "has no CRL number".to_owned())
}

const CRL_NUMBER_CRITICAL: Rule = Rule {
    id: "crl-number-critical",
    severity: Severity::Error,
    clause: "RFC 5280, 5.2.3",
    scope: Scope::CRL,
    why: "The CRL number must not be critical.",
    check: Check::Crl(crl_number_critical),
};

fn crl_number_critical(list: &List<'_>) -> Option<String> {
    let found = list.extension(rfc5280::ID_CE_CRL_NUMBER).is_some_and(Extension::is_critical);
    found.then(|| "the CRL number is critical".to_owned())
}

const CRL_WITHOUT_AUTHORITY_KEY_ID: Rule = Rule {
    id: "crl-without-authority-key-id",
    severity: Severity::Error,
    clause: "RFC 5280, 5.2.1",
    scope: Scope::CRL,
    why: "A CRL must identify the issuer's key by an authority key identifier.",
    check: Check::Crl(crl_without_authority_key_id),
};

fn crl_without_authority_key_id(list: &List<'_>) -> Option<String> {
    let is_missing = list.extension(rfc5280::ID_CE_AUTHORITY_KEY_IDENTIFIER).is_none();
    is_missing.then(|| "has no authority key identifier".to_owned())
}

const CRL_UNSPECIFIED_REASON: Rule = Rule {
    id: "crl-unspecified-reason",
    severity: Severity::Warning,
    clause: "RFC 5280, 5.3.1",
    scope: Scope::CRL,
    why: "A revocation without a specific reason should have no reason code.",
    check: Check::Crl(crl_unspecified_reason),
};

fn crl_unspecified_reason(list: &List<'_>) -> Option<String> {
    let count = list.crl.revoked().iter().filter(|one| one.reason == Some(Reason(0))).count();
    (count > 0).then(|| format!("{count} of its entries have the reason code \"unspecified\""))
}
