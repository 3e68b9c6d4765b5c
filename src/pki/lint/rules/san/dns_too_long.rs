//! `dns-too-long`

use crate::pki::lint::names::each_dns;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

/// The characters of the longest name (RFC 1035, 2.3.4, less the root).
const NAME_MAX: usize = 253;
/// The characters of the longest label.
const LABEL_MAX: usize = 63;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "dns-too-long",
    severity: Severity::Error,
    clause: "RFC 1034, 3.1",
    scope: Scope::CERTIFICATE,
    why: "A label has at most 63 characters and a host name 253.",
    check: Check::Each(check),
};

fn check(subject: &Subject<'_>) -> Vec<String> {
    each_dns(subject, |name| {
        let label = name.split('.').map(str::len).max().unwrap_or(0);
        let is_long = label > LABEL_MAX || name.len() > NAME_MAX;
        is_long.then(|| format!("has {} characters, {label} of them in one label", name.len()))
    })
}
