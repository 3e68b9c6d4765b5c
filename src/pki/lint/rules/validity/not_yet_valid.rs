//! `not-yet-valid`

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "not-yet-valid",
    severity: Severity::Error,
    clause: "RFC 5280, 6.1.3",
    scope: Scope::CERTIFICATE,
    why: "Clients refuse a certificate before its first moment.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let (at, first) = (subject.at?, subject.certificate.not_before);
    (at < first).then(|| format!("it starts on {}", first.date()))
}
