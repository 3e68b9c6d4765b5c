//! `rsa-not-whole-bytes`

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "rsa-not-whole-bytes",
    severity: Severity::Error,
    clause: "CABF BR, 6.1.5",
    scope: Scope::CERTIFICATE,
    why: "The size of an RSA modulus in bits is a multiple of 8.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let bits = subject.certificate.public_key.algorithm().rsa_bits()?;
    (!bits.is_multiple_of(8)).then(|| format!("its RSA key has {bits} bits, which is not a multiple of 8"))
}
