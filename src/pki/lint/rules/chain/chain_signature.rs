//! `chain-signature`

use crate::pki::lint::chain::Link;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "chain-signature",
    severity: Severity::Error,
    clause: "RFC 5280, 6.1.3",
    scope: Scope::CERTIFICATE,
    why: "The issuer's key made the signature, or nobody knows who did.",
    check: Check::Chain(check),
};

fn check(link: &Link<'_>) -> Vec<String> {
    let text = "a certificate here has its issuer's name, but not the key that made its signature";
    let is_forged = link.is_forged && link.issuer().is_some();
    is_forged.then(|| text.to_owned()).into_iter().collect()
}
