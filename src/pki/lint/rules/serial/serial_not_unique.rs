//! `serial-not-unique`

use crate::pki::lint::chain::Link;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "serial-not-unique",
    severity: Severity::Error,
    clause: "RFC 5280, 4.1.2.2",
    scope: Scope::CERTIFICATE,
    why: "Firefox refuses two certificates of one issuer with one serial number (SEC_ERROR_REUSED_ISSUER_AND_SERIAL).",
    check: Check::Chain(check),
};

fn check(link: &Link<'_>) -> Vec<String> {
    let text = "another certificate of its issuer has its serial number";
    link.has_twin.then(|| text.to_owned()).into_iter().collect()
}
