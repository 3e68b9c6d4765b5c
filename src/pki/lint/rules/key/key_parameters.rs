//! `key-parameters`

use crate::pki::lint::algorithms::parameters_fault;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "key-parameters",
    severity: Severity::Error,
    clause: "RFC 3279, 2.3.1; RFC 8410, 3",
    scope: Scope::CERTIFICATE,
    why: "The algorithm of an RSA key has NULL parameters, that of an Ed25519 or ML-DSA key has none.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    parameters_fault(&subject.raw.key_algorithm)
}
