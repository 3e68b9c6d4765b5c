//! Where more is to be found (RFC 5280, 4.2.1.13 and 4.2.2).

use const_oid::db::rfc5280;
use der::asn1::AnyRef;

use crate::pki::lint::extensions::extension_name;
use crate::pki::lint::names::quoted;
use crate::pki::lint::raw::{context, elements};
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::LintTarget;

/// The rules, in the order in which they are reported.
pub(super) static RULES: &[Rule] = &[
    INFORMATION_ACCESS_CRITICAL,
    INFORMATION_ACCESS_NOT_HTTP,
    CRL_DISTRIBUTION_POINTS_CRITICAL,
    FRESHEST_CRL_CRITICAL,
];

const INFORMATION_ACCESS_CRITICAL: Rule = Rule {
    id: "information-access-critical",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.2",
    scope: Scope::CERTIFICATE,
    why: "Authority and subject information access must not be critical.",
    check: Check::Certificate(information_access_critical),
};

fn information_access_critical(subject: &LintTarget<'_>) -> Option<String> {
    let kinds = [rfc5280::ID_PE_AUTHORITY_INFO_ACCESS, rfc5280::ID_PE_SUBJECT_INFO_ACCESS];
    let found = kinds.into_iter().find(|oid| subject.is_critical(*oid))?;
    Some(format!("the {} extension is critical", extension_name(found.into())))
}

const INFORMATION_ACCESS_NOT_HTTP: Rule = Rule {
    id: "information-access-not-http",
    severity: Severity::Warning,
    clause: "RFC 5280, 4.2.2.1; CABF BR, 7.1.2.7.7",
    scope: Scope::CERTIFICATE,
    why: "Issuer certificates and OCSP responses are signed and are fetched over http; fetching them over https would require another certificate check first.",
    check: Check::Certificate(information_access_not_http),
};

fn information_access_not_http(subject: &LintTarget<'_>) -> Option<String> {
    let access = subject.parts(rfc5280::ID_PE_AUTHORITY_INFO_ACCESS)?;
    let places = access.iter().filter_map(|one| elements(one.value()).ok()?.get(1).copied());
    let is_http = |place: &AnyRef<'_>| context(place) == Some(6) && place.value().starts_with(b"http://");
    let other = places.into_iter().find(|place| !is_http(place))?;
    Some(format!("authorityInfoAccess contains {}", quoted(other.value())))
}

const CRL_DISTRIBUTION_POINTS_CRITICAL: Rule = Rule {
    id: "crl-distribution-points-critical",
    severity: Severity::Warning,
    clause: "RFC 5280, 4.2.1.13",
    scope: Scope::CERTIFICATE,
    why: "CRL distribution points should not be critical.",
    check: Check::Certificate(crl_distribution_points_critical),
};

fn crl_distribution_points_critical(subject: &LintTarget<'_>) -> Option<String> {
    let found = subject.is_critical(rfc5280::ID_CE_CRL_DISTRIBUTION_POINTS);
    found.then(|| "the CRL distribution points extension is critical".to_owned())
}

const FRESHEST_CRL_CRITICAL: Rule = Rule {
    id: "freshest-crl-critical",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.15",
    scope: Scope::CERTIFICATE,
    why: "The freshest CRL extension must not be critical.",
    check: Check::Certificate(freshest_crl_critical),
};

fn freshest_crl_critical(subject: &LintTarget<'_>) -> Option<String> {
    subject
        .is_critical(rfc5280::ID_CE_FRESHEST_CRL)
        .then(|| "the freshest CRL extension is critical".to_owned())
}
