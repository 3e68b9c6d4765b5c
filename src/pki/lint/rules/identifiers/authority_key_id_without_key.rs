//! `authority-key-id-without-key`

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "authority-key-id-without-key",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.1; CABF BR, 7.1.2.11.1",
    scope: Scope::CERTIFICATE,
    why: "The authority key identifier names the issuer's key.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let found = subject.authority_key_id()?.key.is_none();
    found.then(|| "its authority key identifier has no key identifier".to_owned())
}
