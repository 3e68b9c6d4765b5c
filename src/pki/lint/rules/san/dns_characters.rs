//! `dns-characters`

use crate::pki::lint::names::each_dns;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "dns-characters",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.6; RFC 1034, 3.5",
    scope: Scope::CERTIFICATE,
    why: "Host names are made of letters, digits and hyphens; names beyond ASCII are written in punycode (xn--).",
    check: Check::Each(check),
};

fn check(subject: &Subject<'_>) -> Vec<String> {
    let is_good = |c: char| c.is_ascii_alphanumeric() || "-._*".contains(c);
    each_dns(subject, |name| {
        let odd = name.chars().find(|c| !is_good(*c))?;
        Some(format!("has the character {odd:?}"))
    })
}
