//! `signature-not-whole-bytes`

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "signature-not-whole-bytes",
    severity: Severity::Error,
    clause: "RFC 5280, 4.1.1.3",
    scope: Scope::CERTIFICATE,
    why: "A signature is a whole number of bytes.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let unused = subject.raw.outer.signature.unused_bits();
    (unused != 0).then(|| format!("the last {unused} bits of its signature are unused"))
}
