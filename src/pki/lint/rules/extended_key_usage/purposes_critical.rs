//! `purposes-critical`

use const_oid::db::rfc5280;

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "purposes-critical",
    severity: Severity::Warning,
    clause: "CABF BR, 7.1.2.7.6",
    scope: Scope::TLS,
    why: "The extended key usage is not critical in certificates for TLS.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    subject.is_critical(rfc5280::ID_CE_EXT_KEY_USAGE).then(|| "its extended key usage is critical".to_owned())
}
