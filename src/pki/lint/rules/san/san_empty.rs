//! `san-empty`

use const_oid::db::rfc5280;

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "san-empty",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.6",
    scope: Scope::CERTIFICATE,
    why: "A list of names has at least one in it.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let is_empty = subject.parts(rfc5280::ID_CE_SUBJECT_ALT_NAME)?.is_empty();
    is_empty.then(|| "its list of alternative names is empty".to_owned())
}
