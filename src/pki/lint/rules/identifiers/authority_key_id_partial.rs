//! `authority-key-id-partial`

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "authority-key-id-partial",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.1",
    scope: Scope::CERTIFICATE,
    why: "Issuer and serial number of the authority come together or not at all.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let id = subject.authority_key_id()?;
    let found = id.issuer.is_some() != id.serial.is_some();
    found.then(|| {
        "its authority key identifier has one of issuer and serial number without the other".to_owned()
    })
}
