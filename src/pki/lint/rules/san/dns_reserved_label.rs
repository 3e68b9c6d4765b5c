//! `dns-reserved-label`

use crate::pki::lint::names::each_dns;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "dns-reserved-label",
    severity: Severity::Warning,
    clause: "RFC 5890, 2.3.1",
    scope: Scope::CERTIFICATE,
    why: "Two hyphens in the third and fourth place are kept for encodings, of which xn-- is the only one.",
    check: Check::Each(check),
};

fn check(subject: &Subject<'_>) -> Vec<String> {
    each_dns(subject, |name| {
        let is_reserved = |label: &str| {
            label.get(2..4) == Some("--")
                && !label.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("xn"))
        };
        let label = name.split('.').find(|label| is_reserved(label))?;
        Some(format!("has the reserved label \"{label}\""))
    })
}
