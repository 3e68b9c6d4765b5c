//! `ip-length`

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "ip-length",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.6",
    scope: Scope::CERTIFICATE,
    why: "An address has 4 octets, or 16.",
    check: Check::Each(check),
};

fn check(subject: &Subject<'_>) -> Vec<String> {
    let bad = subject.names_of_type(7).filter(|address| ![4, 16].contains(&address.len()));
    bad.map(|address| format!("one of its addresses has {} octets", address.len())).collect()
}
