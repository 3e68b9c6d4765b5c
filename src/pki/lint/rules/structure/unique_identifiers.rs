//! `unique-identifiers`

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "unique-identifiers",
    severity: Severity::Error,
    clause: "RFC 5280, 4.1.2.8",
    scope: Scope::CERTIFICATE,
    why: "The unique identifiers of version 2 must not be written any more, and some readers stop at them.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let found = subject.raw.has_unique_identifiers;
    found.then(|| "it has an issuerUniqueID or a subjectUniqueID".to_owned())
}
