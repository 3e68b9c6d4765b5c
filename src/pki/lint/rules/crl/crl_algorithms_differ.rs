//! `crl-algorithms-differ`

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::List;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "crl-algorithms-differ",
    severity: Severity::Error,
    clause: "RFC 5280, 5.1.1.2",
    scope: Scope::CRL,
    why: "The algorithm stands in the signed part and beside it, so that nobody can change it; the two are the same.",
    check: Check::Crl(check),
};

fn check(list: &List<'_>) -> Option<String> {
    let differ = list.raw.algorithm != list.raw.outer.algorithm;
    differ.then(|| "the signature algorithm in it is not the one beside the signature".to_owned())
}
