//! `validity-over-100-years`

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "validity-over-100-years",
    severity: Severity::Warning,
    clause: "RFC 5280, 4.1.2.5",
    scope: Scope::CERTIFICATE,
    why: "Nobody means a hundred years, and clients with 32-bit clocks see such dates in the past.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    subject.longer_than(36_525)
}
