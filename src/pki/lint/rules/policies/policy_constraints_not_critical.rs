//! `policy-constraints-not-critical`

use const_oid::db::rfc5280;

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "policy-constraints-not-critical",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.11",
    scope: Scope::CERTIFICATE,
    why: "Policy constraints are critical.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    subject
        .is_plain(rfc5280::ID_CE_POLICY_CONSTRAINTS)
        .then(|| "its policy constraints are not critical".to_owned())
}
