//! `leaf-is-ca`

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "leaf-is-ca",
    severity: Severity::Error,
    clause: "CABF BR, 7.1.2.7.8",
    scope: Scope::LEAF,
    why: "rustls and other clients refuse a CA certificate as a server or client.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let found = subject.basic_constraints().is_some_and(|constraints| constraints.ca);
    found.then(|| "it is a CA certificate".to_owned())
}
