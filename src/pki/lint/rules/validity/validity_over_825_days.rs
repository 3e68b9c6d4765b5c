//! `validity-over-825-days`

use crate::model::validity::APPLE_SERVER_DAYS_MAX;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "validity-over-825-days",
    severity: Severity::Warning,
    clause: "Apple 103769",
    scope: Scope::SERVER,
    why: "Apple's systems refuse server certificates that hold for more than 825 days, those of a user's own CA too.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    subject.longer_than(APPLE_SERVER_DAYS_MAX)
}
