//! `san-not-for-servers`

use crate::pki::lint::raw::context;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "san-not-for-servers",
    severity: Severity::Notice,
    clause: "CABF BR, 7.1.2.7.12",
    scope: Scope::SERVER,
    why: "Servers are known by host names and addresses; clients pass over names of other types.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let names = subject.general_names();
    let others = names.iter().filter(|name| !matches!(context(name), Some(2 | 7))).count();
    (others > 0 && others < names.len())
        .then(|| format!("{others} of its names are neither host names nor addresses"))
}
