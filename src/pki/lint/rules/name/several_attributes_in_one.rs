//! `several-attributes-in-one`

use crate::pki::lint::names::rdns;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "several-attributes-in-one",
    severity: Severity::Notice,
    clause: "CABF BR, 7.1.4.1",
    scope: Scope::CERTIFICATE,
    why: "Attributes that share one relative name are written in an order that programs disagree about.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let found = rdns(&subject.raw.subject).into_iter().any(|rdn| rdn.len() > 1);
    found.then(|| "several attributes share one relative name in its subject".to_owned())
}
