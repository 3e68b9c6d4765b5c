//! `inhibit-any-policy-not-critical`

use const_oid::db::rfc5280;

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "inhibit-any-policy-not-critical",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.14",
    scope: Scope::CERTIFICATE,
    why: "inhibitAnyPolicy is critical.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    subject
        .is_plain(rfc5280::ID_CE_INHIBIT_ANY_POLICY)
        .then(|| "its inhibitAnyPolicy is not critical".to_owned())
}
