//! `wildcard-too-wide`

use crate::pki::lint::names::each_dns;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "wildcard-too-wide",
    severity: Severity::Warning,
    clause: "RFC 9525, 6.3; CABF BR, 3.2.2.6",
    scope: Scope::CERTIFICATE,
    why: "Browsers refuse a star straight below a top-level domain, as in *.com, *.test and *.localhost.",
    check: Check::Each(check),
};

fn check(subject: &Subject<'_>) -> Vec<String> {
    each_dns(subject, |name| {
        let is_wide = name == "*" || name.strip_prefix("*.").is_some_and(|rest| !rest.contains('.'));
        is_wide.then(|| "has its star straight below the top".to_owned())
    })
}
