//! `rsa-exponent-small`

use crate::pki::lint::algorithms::rsa_numbers;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "rsa-exponent-small",
    severity: Severity::Notice,
    clause: "CABF BR, 6.1.6",
    scope: Scope::CERTIFICATE,
    why: "A public exponent below 65537 turns mistakes in padding checks into forgeries.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let exponent = rsa_numbers(&subject.certificate.public_key)?.exponent;
    (exponent.len() < 3).then(|| "the public exponent of its RSA key is less than 65537".to_owned())
}
