//! `rsa-too-small`

use crate::model::algorithm::RSA_BITS_ACCEPTED;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "rsa-too-small",
    severity: Severity::Error,
    clause: "CABF BR, 6.1.5; Apple 103769",
    scope: Scope::CERTIFICATE,
    why: "RSA keys of less than 2048 bits are refused by rustls, browsers and OpenSSL at security level 2.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let bits = subject.certificate.public_key.algorithm().rsa_bits()?;
    (bits < RSA_BITS_ACCEPTED)
        .then(|| format!("its RSA key has {bits} bits, and {RSA_BITS_ACCEPTED} is the least"))
}
