//! `key-damaged`

use crate::key::PublicKeyAlgorithm;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "key-damaged",
    severity: Severity::Error,
    clause: "RFC 5480, 2.2; RFC 8410, 4",
    scope: Scope::CERTIFICATE,
    why: "A point that is not on its curve, or a key of a wrong length, can check no signature.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let key = &subject.certificate.public_key;
    if key.algorithm().rsa_bits().is_some()
        || matches!(key.algorithm(), PublicKeyAlgorithm::ExplicitCurve { .. })
    {
        return None;
    }
    key.check().err().map(|fault| format!("its key cannot be used: {fault}"))
}
