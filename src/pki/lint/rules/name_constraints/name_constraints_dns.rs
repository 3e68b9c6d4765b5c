//! `name-constraints-dns`

use crate::pki::lint::constraints::subtrees;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "name-constraints-dns",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.10",
    scope: Scope::CERTIFICATE,
    why: "A host name in name constraints stands for itself and all below it, without a dot or a star before it.",
    check: Check::Each(check),
};

fn check(subject: &Subject<'_>) -> Vec<String> {
    let is_odd = |name: &str| name.starts_with('.') || name.contains(['*', ' ', '/']) || !name.is_ascii();
    let names = subtrees(subject).into_iter().filter(|subtree| subtree.number == 2);
    let names = names.map(|subtree| String::from_utf8_lossy(subtree.value));
    names
        .filter(|name| is_odd(name))
        .map(|name| format!("its name constraints have \"{name}\", which is no host name"))
        .collect()
}
