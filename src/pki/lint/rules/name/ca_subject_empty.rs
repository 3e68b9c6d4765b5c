//! `ca-subject-empty`

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "ca-subject-empty",
    severity: Severity::Error,
    clause: "RFC 5280, 4.1.2.6",
    scope: Scope::CA,
    why: "What a CA issues names it by its subject.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    subject.raw.subject.value().is_empty().then(|| "it is a CA without a name".to_owned())
}
