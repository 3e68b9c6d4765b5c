//! `ca-without-subject-key-id`

use const_oid::db::rfc5280::ID_CE_SUBJECT_KEY_IDENTIFIER;

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "ca-without-subject-key-id",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.2",
    scope: Scope::CA,
    why: "What a CA issues names the CA's key by its identifier.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    (!subject.has(ID_CE_SUBJECT_KEY_IDENTIFIER))
        .then(|| "it is a CA, and has no subject key identifier".to_owned())
}
