//! `expired`

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "expired",
    severity: Severity::Error,
    clause: "RFC 5280, 6.1.3",
    scope: Scope::CERTIFICATE,
    why: "Clients refuse a certificate after its last moment, and strict ones a root as well.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let (at, last) = (subject.at?, subject.certificate.not_after);
    (at.truncate_to_second() > last).then(|| format!("it ended on {}", last.date()))
}
