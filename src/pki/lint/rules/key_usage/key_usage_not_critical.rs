//! `key-usage-not-critical`

use const_oid::db::rfc5280;

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "key-usage-not-critical",
    severity: Severity::Warning,
    clause: "RFC 5280, 4.2.1.3",
    scope: Scope::CERTIFICATE,
    why: "The key usage should be critical.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    subject.is_plain(rfc5280::ID_CE_KEY_USAGE).then(|| "its key usage is not critical".to_owned())
}
