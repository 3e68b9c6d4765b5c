//! `chain-name-encoding`

use crate::pki::lint::chain::Link;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "chain-name-encoding",
    severity: Severity::Error,
    clause: "RFC 5280, 4.1.2.4 and 7.1",
    scope: Scope::CERTIFICATE,
    why: "The issuer is written byte by byte as in the issuer's own certificate; rustls compares no other way.",
    check: Check::Chain(check),
};

fn check(link: &Link<'_>) -> Vec<String> {
    let Some(issuer) = link.issuer() else { return Vec::new() };
    let differ = link.subject.raw.issuer != issuer.raw.subject;
    let text = "its issuer is written in another way than in the issuer's certificate";
    differ.then(|| text.to_owned()).into_iter().collect()
}
