//! `authority-key-id-critical`

use const_oid::db::rfc5280::ID_CE_AUTHORITY_KEY_IDENTIFIER;

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "authority-key-id-critical",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.1",
    scope: Scope::CERTIFICATE,
    why: "The authority key identifier must not be critical.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    subject
        .is_critical(ID_CE_AUTHORITY_KEY_IDENTIFIER)
        .then(|| "its authority key identifier is critical".to_owned())
}
