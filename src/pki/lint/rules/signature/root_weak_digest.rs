//! `root-weak-digest`

use crate::pki::lint::algorithms::weak_digest;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "root-weak-digest",
    severity: Severity::Notice,
    clause: "CABF BR, 7.1.3.2",
    scope: Scope::ROOT,
    why: "The signature that a root puts on itself proves nothing, but scanners point at its digest.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    weak_digest(&subject.raw.outer.algorithm).map(|name| format!("it is signed with {name}"))
}
