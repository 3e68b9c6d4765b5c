//! `duplicate-extension`

use crate::pki::lint::extensions::extension_name;
use crate::pki::lint::names::repeated;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "duplicate-extension",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2",
    scope: Scope::CERTIFICATE,
    why: "One program reads the first of two extensions and another one the last.",
    check: Check::Each(check),
};

fn check(subject: &Subject<'_>) -> Vec<String> {
    let repeated = repeated(subject.extensions().iter().map(|one| one.oid));
    repeated.into_iter().map(|oid| format!("it has {} more than once", extension_name(oid))).collect()
}
