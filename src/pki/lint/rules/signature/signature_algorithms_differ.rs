//! `signature-algorithms-differ`

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "signature-algorithms-differ",
    severity: Severity::Error,
    clause: "RFC 5280, 4.1.1.2",
    scope: Scope::CERTIFICATE,
    why: "The algorithm stands in the signed part and beside it, so that nobody can change it; the two are the same.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let differ = subject.raw.algorithm != subject.raw.outer.algorithm;
    differ.then(|| "the signature algorithm in it is not the one beside the signature".to_owned())
}
