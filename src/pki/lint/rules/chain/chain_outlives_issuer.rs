//! `chain-outlives-issuer`

use crate::pki::lint::chain::Link;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "chain-outlives-issuer",
    severity: Severity::Warning,
    clause: "CABF BR, 6.3.2",
    scope: Scope::CERTIFICATE,
    why: "When the issuer ends, the certificate is worth nothing, whatever it says.",
    check: Check::Chain(check),
};

fn check(link: &Link<'_>) -> Vec<String> {
    let last = |subject: &Subject<'_>| subject.certificate.not_after;
    let issuer = link.issuer().filter(|issuer| last(issuer) < last(link.subject));
    issuer
        .map(|issuer| format!("it ends after its issuer, which ends on {}", last(issuer).date()))
        .into_iter()
        .collect()
}
