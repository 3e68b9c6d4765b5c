//! `ca-without-key-usage`

use const_oid::db::rfc5280;

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "ca-without-key-usage",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.3",
    scope: Scope::CA,
    why: "A CA says that its key signs certificates.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let is_missing = !subject.has(rfc5280::ID_CE_KEY_USAGE);
    is_missing.then(|| "it is a CA, and has no key usage".to_owned())
}
