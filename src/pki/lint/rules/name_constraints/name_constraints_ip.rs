//! `name-constraints-ip`

use crate::pki::lint::constraints::subtrees;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "name-constraints-ip",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.10",
    scope: Scope::CERTIFICATE,
    why: "A range of addresses is an address and a mask, 8 octets or 32, and the ones of the mask come first.",
    check: Check::Each(check),
};

fn check(subject: &Subject<'_>) -> Vec<String> {
    let ranges =
        subtrees(subject).into_iter().filter(|subtree| subtree.number == 7).map(|subtree| subtree.value);
    ranges
        .filter(|range| !is_range(range))
        .map(|range| format!("its name constraints have a range of {} octets that is none", range.len()))
        .collect()
}

fn is_range(range: &[u8]) -> bool {
    let (_, mask) = range.split_at(range.len() / 2);
    let bits = mask.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1));
    [8, 32].contains(&range.len()) && bits.is_sorted_by(|one, next| one >= next)
}
