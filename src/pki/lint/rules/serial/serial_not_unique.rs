//! `serial-not-unique`

use crate::pki::lint::chain::Link;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "serial-not-unique",
    severity: Severity::Error,
    clause: "RFC 5280, 4.1.2.2",
    scope: Scope::CERTIFICATE,
    why: "Firefox refuses two certificates of one issuer with one serial number (SEC_ERROR_REUSED_ISSUER_AND_SERIAL).",
    check: Check::Chain(check),
};

fn check(link: &Link<'_>) -> Vec<String> {
    let own = link.subject;
    let is_twin = |other: &&Subject<'_>| {
        other.raw.serial == own.raw.serial
            && other.raw.issuer == own.raw.issuer
            && other.certificate.der() != own.certificate.der()
    };
    let twin = link.all().find(is_twin);
    twin.map(|_| "another certificate of its issuer has its serial number".to_owned()).into_iter().collect()
}
