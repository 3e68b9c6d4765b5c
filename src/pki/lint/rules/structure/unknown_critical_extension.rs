//! `unknown-critical-extension`

use crate::pki::lint::extensions::{extension_name, is_processed};
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "unknown-critical-extension",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2",
    scope: Scope::CERTIFICATE,
    why: "Whoever does not know a critical extension has to refuse the certificate.",
    check: Check::Each(check),
};

fn check(subject: &Subject<'_>) -> Vec<String> {
    let unknown = subject.extensions().iter().filter(|one| one.critical && !is_processed(one.oid));
    unknown
        .map(|one| {
            format!("its extension {} is critical, and clients do not know it", extension_name(one.oid))
        })
        .collect()
}
