//! `san-critical`

use const_oid::db::rfc5280;

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "san-critical",
    severity: Severity::Warning,
    clause: "RFC 5280, 4.2.1.6; CABF BR, 7.1.2.7.12",
    scope: Scope::CERTIFICATE,
    why: "Beside a subject the alternative names are not critical.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let found =
        !subject.raw.subject.value().is_empty() && subject.is_critical(rfc5280::ID_CE_SUBJECT_ALT_NAME);
    found.then(|| "it has a subject, and yet its alternative names are critical".to_owned())
}
