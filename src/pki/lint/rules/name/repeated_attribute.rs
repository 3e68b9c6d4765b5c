//! `repeated-attribute`

use crate::model::name::AttributeKind;
use crate::pki::lint::names::{attributes, repeated};
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "repeated-attribute",
    severity: Severity::Notice,
    clause: "CABF BR, 7.1.4.1",
    scope: Scope::CERTIFICATE,
    why: "Of two common names programs show one; only domain components and organizational units repeat by their nature.",
    check: Check::Each(check),
};

fn check(subject: &Subject<'_>) -> Vec<String> {
    let kinds = attributes(subject).map(|one| one.kind).filter(|kind| !may_repeat(*kind));
    repeated(kinds).into_iter().map(|kind| format!("its name has {kind} more than once")).collect()
}

fn may_repeat(kind: AttributeKind) -> bool {
    ["DC", "OU", "street"].into_iter().any(|name| AttributeKind::named(name) == Some(kind))
}
