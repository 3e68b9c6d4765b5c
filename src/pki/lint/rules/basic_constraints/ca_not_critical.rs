//! `ca-not-critical`

use const_oid::db::rfc5280::ID_CE_BASIC_CONSTRAINTS;

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "ca-not-critical",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.9",
    scope: Scope::CA,
    why: "That it is a CA, and how far down, is critical.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    subject.is_plain(ID_CE_BASIC_CONSTRAINTS).then(|| "its basicConstraints are not critical".to_owned())
}
