//! `without-authority-key-id`

use const_oid::db::rfc5280::ID_CE_AUTHORITY_KEY_IDENTIFIER;

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "without-authority-key-id",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.1",
    scope: Scope::CERTIFICATE,
    why: "All but self-signed certificates say which key of their issuer signed them; without it a renewed CA breaks chains.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let is_missing = !subject.has(ID_CE_AUTHORITY_KEY_IDENTIFIER) && !subject.is_self_signed();
    is_missing.then(|| "it has no authority key identifier".to_owned())
}
