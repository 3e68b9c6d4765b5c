//! `wildcard-place`

use crate::pki::lint::names::each_dns;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "wildcard-place",
    severity: Severity::Error,
    clause: "RFC 9525, 6.3; CABF BR, 1.6.1",
    scope: Scope::CERTIFICATE,
    why: "The star stands for the whole first label; in other places rustls does not match it.",
    check: Check::Each(check),
};

fn check(subject: &Subject<'_>) -> Vec<String> {
    each_dns(subject, |name| {
        let rest = name.strip_prefix("*.").or_else(|| (name == "*").then_some("")).unwrap_or(name);
        rest.contains('*').then(|| "has a star that is not its whole first label".to_owned())
    })
}
