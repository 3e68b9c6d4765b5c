//! `ca-flag-missing`

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "ca-flag-missing",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.9",
    scope: Scope::CA,
    why: "Clients refuse what was issued by a certificate that is no CA.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let found = subject.basic_constraints().is_some_and(|constraints| !constraints.ca);
    found.then(|| "it is used as a CA, and its basicConstraints say that it is none".to_owned())
}
