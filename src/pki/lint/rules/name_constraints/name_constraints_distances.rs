//! `name-constraints-distances`

use crate::pki::lint::constraints::subtrees;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "name-constraints-distances",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.10",
    scope: Scope::CERTIFICATE,
    why: "minimum is zero and maximum is left out; RFC 5280 has no other values.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let found = subtrees(subject).iter().any(|subtree| subtree.has_distances);
    found.then(|| "its name constraints have a minimum or a maximum".to_owned())
}
