//! `policy-constraints-empty`

use const_oid::db::rfc5280;

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "policy-constraints-empty",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.11",
    scope: Scope::CERTIFICATE,
    why: "Policy constraints ask for something.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let is_empty = subject.parts(rfc5280::ID_CE_POLICY_CONSTRAINTS)?.is_empty();
    is_empty.then(|| "its policy constraints are empty".to_owned())
}
