//! `san-missing`

use const_oid::db::rfc5280;

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "san-missing",
    severity: Severity::Error,
    clause: "CABF BR, 7.1.2.7.12; Apple 103769; Chrome 58",
    scope: Scope::SERVER,
    why: "Clients look for the host in the subject alternative names and nowhere else.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let is_missing = !subject.has(rfc5280::ID_CE_SUBJECT_ALT_NAME);
    is_missing.then(|| "it has no subject alternative name".to_owned())
}
