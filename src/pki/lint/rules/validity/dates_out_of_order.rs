//! `dates-out-of-order`

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "dates-out-of-order",
    severity: Severity::Error,
    clause: "RFC 5280, 4.1.2.5",
    scope: Scope::CERTIFICATE,
    why: "A certificate that ends before it starts is never valid.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let certificate = subject.certificate;
    (certificate.not_after < certificate.not_before).then(|| "it ends before it starts".to_owned())
}
