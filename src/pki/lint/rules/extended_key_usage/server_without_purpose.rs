//! `server-without-purpose`

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "server-without-purpose",
    severity: Severity::Warning,
    clause: "Apple 103769; CABF BR, 7.1.2.7.10",
    scope: Scope::SERVER,
    why: "Apple's systems refuse a server certificate that does not name serverAuth.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let is_missing = subject.purposes().is_none();
    is_missing.then(|| "it has no extended key usage, and serverAuth is asked for".to_owned())
}
