//! `crl-weak-digest`

use crate::pki::lint::algorithms::weak_digest;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::List;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "crl-weak-digest",
    severity: Severity::Error,
    clause: "CABF BR, 7.1.3.2",
    scope: Scope::CRL,
    why: "Signatures on MD5 and SHA-1 can be forged.",
    check: Check::Crl(check),
};

fn check(list: &List<'_>) -> Option<String> {
    weak_digest(&list.raw.outer.algorithm).map(|name| format!("it is signed with {name}"))
}
