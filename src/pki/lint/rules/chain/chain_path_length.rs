//! `chain-path-length`

use crate::pki::lint::chain::Link;
use crate::pki::lint::kind::Kind;
use crate::pki::lint::names::title;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "chain-path-length",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.9",
    scope: Scope::BELOW_ROOT,
    why: "A path length is the number of CAs that may stand between that CA and the leaf.",
    check: Check::Chain(check),
};

fn check(link: &Link<'_>) -> Vec<String> {
    let mut below =
        usize::from(link.subject.kind == Kind::Intermediate && !link.subject.certificate.is_self_issued());
    let mut found = Vec::new();
    for issuer in &link.issuers {
        let limit = issuer.basic_constraints().and_then(|constraints| constraints.path_len);
        if let Some(limit) = limit.map(small).filter(|limit| below > *limit) {
            found.push(format!("{below} CAs stand below {}, which allows {limit}", title(issuer)));
        }
        below += usize::from(!issuer.certificate.is_self_issued());
    }
    found
}

/// The number in a path length; larger than any chain when it is.
fn small(number: &[u8]) -> usize {
    match number {
        [byte] => usize::from(*byte),
        _ => usize::MAX,
    }
}
