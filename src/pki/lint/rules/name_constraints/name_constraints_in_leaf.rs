//! `name-constraints-in-leaf`

use const_oid::db::rfc5280::ID_CE_NAME_CONSTRAINTS;

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "name-constraints-in-leaf",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.10",
    scope: Scope::LEAF,
    why: "Only a CA's names can be constrained.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    subject.has(ID_CE_NAME_CONSTRAINTS).then(|| "it has name constraints, and is no CA".to_owned())
}
