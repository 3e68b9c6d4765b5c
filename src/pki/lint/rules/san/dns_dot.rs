//! `dns-dot`

use crate::pki::lint::names::each_dns;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "dns-dot",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.6; RFC 1034, 3.5",
    scope: Scope::CERTIFICATE,
    why: "A host name has no dot at its start or end, no two dots together, and is not empty.",
    check: Check::Each(check),
};

fn check(subject: &Subject<'_>) -> Vec<String> {
    each_dns(subject, |name| {
        name.split('.').any(str::is_empty).then(|| "is empty, or has a label that is empty".to_owned())
    })
}
