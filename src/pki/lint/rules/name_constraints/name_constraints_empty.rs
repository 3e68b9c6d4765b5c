//! `name-constraints-empty`

use const_oid::db::rfc5280::ID_CE_NAME_CONSTRAINTS;

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "name-constraints-empty",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.10",
    scope: Scope::CERTIFICATE,
    why: "Name constraints permit or exclude something.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let parts = subject.parts(ID_CE_NAME_CONSTRAINTS)?;
    let found = parts.is_empty() || parts.iter().any(|part| part.value().is_empty());
    found.then(|| "its name constraints, or a list in them, are empty".to_owned())
}
