//! `signature-parameters`

use crate::pki::lint::algorithms::parameters_fault;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "signature-parameters",
    severity: Severity::Error,
    clause: "RFC 4055, 5; RFC 5758, 3.2; RFC 8410, 3",
    scope: Scope::CERTIFICATE,
    why: "RSA signatures have NULL parameters, ECDSA, EdDSA and ML-DSA ones have none; rustls and others compare the bytes.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    parameters_fault(&subject.raw.outer.algorithm)
}
