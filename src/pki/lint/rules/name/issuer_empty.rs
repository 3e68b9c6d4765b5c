//! `issuer-empty`

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "issuer-empty",
    severity: Severity::Error,
    clause: "RFC 5280, 4.1.2.4",
    scope: Scope::CERTIFICATE,
    why: "Without a name for its issuer no chain can be built.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    subject.raw.issuer.value().is_empty().then(|| "its issuer has no name".to_owned())
}
