//! `chain-serials-differ`

use crate::pki::lint::chain::Link;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "chain-serials-differ",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.1",
    scope: Scope::CERTIFICATE,
    why: "OpenSSL takes an issuer with another serial number than the authority key identifier names for a stranger.",
    check: Check::Chain(check),
};

fn check(link: &Link<'_>) -> Vec<String> {
    let serials =
        link.issuer().and_then(|issuer| Some((link.subject.authority_key_id()?.serial?, issuer.raw.serial)));
    let differ = serials.is_some_and(|(authority, issuer)| authority != issuer);
    let text = "its authority key identifier names another serial number than its issuer's";
    differ.then(|| text.to_owned()).into_iter().collect()
}
