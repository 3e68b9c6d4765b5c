//! `no-extensions`

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "no-extensions",
    severity: Severity::Error,
    clause: "RFC 5280, 4.1.2.9",
    scope: Scope::CERTIFICATE,
    why: "A list of extensions that is there has at least one in it.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let is_empty = subject.raw.extensions.as_ref().is_some_and(Vec::is_empty);
    is_empty.then(|| "its list of extensions is empty".to_owned())
}
