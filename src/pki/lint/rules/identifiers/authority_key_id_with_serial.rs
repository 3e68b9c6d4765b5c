//! `authority-key-id-with-serial`

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "authority-key-id-with-serial",
    severity: Severity::Warning,
    clause: "CABF BR, 7.1.2.11.1",
    scope: Scope::CERTIFICATE,
    why: "An authority named by issuer and serial number breaks the chain when the CA is renewed, and OpenSSL then finds no issuer.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let id = subject.authority_key_id()?;
    let found = id.issuer.is_some() || id.serial.is_some();
    found.then(|| "its authority key identifier has an issuer or a serial number".to_owned())
}
