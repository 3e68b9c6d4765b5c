//! `ca-without-basic-constraints`

use const_oid::db::rfc5280::ID_CE_BASIC_CONSTRAINTS;

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "ca-without-basic-constraints",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.9",
    scope: Scope::CA,
    why: "A certificate that issues others says that it is a CA.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let is_missing = !subject.has(ID_CE_BASIC_CONSTRAINTS);
    is_missing.then(|| "it is used as a CA, and has no basicConstraints".to_owned())
}
