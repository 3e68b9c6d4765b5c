//! `dns-hyphen`

use crate::pki::lint::names::each_dns;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "dns-hyphen",
    severity: Severity::Error,
    clause: "RFC 1034, 3.5",
    scope: Scope::CERTIFICATE,
    why: "A label neither starts nor ends with a hyphen.",
    check: Check::Each(check),
};

fn check(subject: &Subject<'_>) -> Vec<String> {
    each_dns(subject, |name| {
        let is_odd = |label: &str| label.starts_with('-') || label.ends_with('-');
        name.split('.').any(is_odd).then(|| "has a label with a hyphen at its start or end".to_owned())
    })
}
