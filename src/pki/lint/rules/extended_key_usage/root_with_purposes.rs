//! `root-with-purposes`

use const_oid::db::rfc5280;

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "root-with-purposes",
    severity: Severity::Warning,
    clause: "CABF BR, 7.1.2.1.2",
    scope: Scope::ROOT,
    why: "A root has no extended key usage; some clients apply it to all below, and others do not.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let found = subject.has(rfc5280::ID_CE_EXT_KEY_USAGE);
    found.then(|| "it is a root, and has an extended key usage".to_owned())
}
