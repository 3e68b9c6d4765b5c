//! `purposes-empty`

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "purposes-empty",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.12",
    scope: Scope::CERTIFICATE,
    why: "A list of purposes has at least one in it.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    subject.purposes()?.is_empty().then(|| "its extended key usage is empty".to_owned())
}
