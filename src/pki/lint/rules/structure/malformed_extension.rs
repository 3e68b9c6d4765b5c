//! `malformed-extension`

use crate::pki::lint::extensions::{extension_name, is_well_formed};
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "malformed-extension",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1",
    scope: Scope::CERTIFICATE,
    why: "What an extension cannot say in its own syntax, clients ignore or refuse.",
    check: Check::Each(check),
};

fn check(subject: &Subject<'_>) -> Vec<String> {
    let broken = subject.extensions().iter().filter(|one| !is_well_formed(one.oid, one.value));
    broken.map(|one| format!("its {} cannot be decoded", extension_name(one.oid))).collect()
}
