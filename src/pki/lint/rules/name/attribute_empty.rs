//! `attribute-empty`

use crate::pki::lint::names::attributes;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "attribute-empty",
    severity: Severity::Error,
    clause: "RFC 5280, appendix A.1",
    scope: Scope::CERTIFICATE,
    why: "An attribute that is there says something.",
    check: Check::Each(check),
};

fn check(subject: &Subject<'_>) -> Vec<String> {
    let empty = attributes(subject).filter(|one| one.value.value().is_empty());
    empty.map(|one| format!("its {} is empty", one.kind)).collect()
}
