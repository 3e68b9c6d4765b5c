//! `path-length-without-ca`

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "path-length-without-ca",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.9",
    scope: Scope::CERTIFICATE,
    why: "How many CAs may follow can be said of a CA only.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let constraints = subject.basic_constraints()?;
    (constraints.path_len.is_some() && !constraints.ca)
        .then(|| "it has a path length, and is no CA".to_owned())
}
