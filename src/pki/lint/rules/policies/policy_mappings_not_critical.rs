//! `policy-mappings-not-critical`

use const_oid::db::rfc5280;

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "policy-mappings-not-critical",
    severity: Severity::Warning,
    clause: "RFC 5280, 4.2.1.5",
    scope: Scope::CERTIFICATE,
    why: "Policy mappings should be critical.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    subject
        .is_plain(rfc5280::ID_CE_POLICY_MAPPINGS)
        .then(|| "its policy mappings are not critical".to_owned())
}
