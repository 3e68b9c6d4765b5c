//! `dns-underscore`

use crate::pki::lint::names::each_dns;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "dns-underscore",
    severity: Severity::Warning,
    clause: "RFC 1034, 3.5; CABF BR, 7.1.2.7.12",
    scope: Scope::CERTIFICATE,
    why: "Host names have no underscore; some clients refuse it, while container networks use it.",
    check: Check::Each(check),
};

fn check(subject: &Subject<'_>) -> Vec<String> {
    each_dns(subject, |name| name.contains('_').then(|| "has an underscore".to_owned()))
}
