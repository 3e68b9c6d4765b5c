//! `validity-over-398-days`

use crate::model::validity::PUBLIC_CA_DAYS_MAX;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "validity-over-398-days",
    severity: Severity::Notice,
    clause: "CABF BR, 6.3.2",
    scope: Scope::SERVER,
    why: "Public CAs may give no more than 398 days, and since March 2026 less; browsers hold no other CA to it.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    subject.longer_than(PUBLIC_CA_DAYS_MAX)
}
