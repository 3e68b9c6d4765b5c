//! `crl-distribution-points-critical`

use const_oid::db::rfc5280;

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "crl-distribution-points-critical",
    severity: Severity::Warning,
    clause: "RFC 5280, 4.2.1.13",
    scope: Scope::CERTIFICATE,
    why: "CRL distribution points should not be critical.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let found = subject.is_critical(rfc5280::ID_CE_CRL_DISTRIBUTION_POINTS);
    found.then(|| "its CRL distribution points are critical".to_owned())
}
