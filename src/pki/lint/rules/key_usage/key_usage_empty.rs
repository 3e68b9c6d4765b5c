//! `key-usage-empty`

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "key-usage-empty",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.3",
    scope: Scope::CERTIFICATE,
    why: "A key usage that is there has at least one bit set.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let is_empty = subject.certificate.key_usage()?.is_empty();
    is_empty.then(|| "its key usage allows nothing".to_owned())
}
