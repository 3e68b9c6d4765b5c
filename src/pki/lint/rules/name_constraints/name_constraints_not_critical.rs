//! `name-constraints-not-critical`

use const_oid::db::rfc5280::ID_CE_NAME_CONSTRAINTS;

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "name-constraints-not-critical",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.10",
    scope: Scope::CERTIFICATE,
    why: "Who does not know name constraints must refuse the CA instead of passing over them.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    subject.is_plain(ID_CE_NAME_CONSTRAINTS).then(|| "its name constraints are not critical".to_owned())
}
