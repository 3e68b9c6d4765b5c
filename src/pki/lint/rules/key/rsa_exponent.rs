//! `rsa-exponent`

use crate::pki::lint::algorithms::rsa_numbers;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "rsa-exponent",
    severity: Severity::Error,
    clause: "CABF BR, 6.1.6",
    scope: Scope::CERTIFICATE,
    why: "The public exponent of an RSA key is odd and at least 3.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let exponent = rsa_numbers(&subject.certificate.public_key)?.exponent;
    let is_odd = exponent.last().is_some_and(|byte| byte & 1 == 1);
    let is_good = is_odd && exponent != [1];
    (!is_good).then(|| "the public exponent of its RSA key is even or less than 3".to_owned())
}
