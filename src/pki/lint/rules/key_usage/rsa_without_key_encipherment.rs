//! `rsa-without-key-encipherment`

use crate::model::usage::KeyUsage;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "rsa-without-key-encipherment",
    severity: Severity::Notice,
    clause: "RFC 5280, 4.2.1.3; NSS",
    scope: Scope::SERVER,
    why: "NSS tools refuse an RSA server whose key usage leaves out keyEncipherment.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let is_rsa = subject.certificate.public_key.algorithm().rsa_bits().is_some();
    let found = is_rsa && subject.may(KeyUsage::KeyEncipherment) == Some(false);
    found.then(|| "its key is RSA, and its key usage leaves out keyEncipherment".to_owned())
}
