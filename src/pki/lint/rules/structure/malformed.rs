//! `malformed`

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "malformed",
    severity: Severity::Error,
    clause: "RFC 5280, 4.1; X.690",
    scope: Scope::ALL,
    why: "What is not DER, or not laid out as the standard says, is read differently by different programs, or not at all.",
    check: Check::Reading,
};
