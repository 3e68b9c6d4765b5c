//! `san-not-critical`

use const_oid::db::rfc5280;

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "san-not-critical",
    severity: Severity::Error,
    clause: "RFC 5280, 4.1.2.6",
    scope: Scope::CERTIFICATE,
    why: "Without a subject, the alternative names are all there is, and are critical.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let found = subject.raw.subject.value().is_empty() && subject.is_plain(rfc5280::ID_CE_SUBJECT_ALT_NAME);
    found.then(|| "it has no subject, and its alternative names are not critical".to_owned())
}
