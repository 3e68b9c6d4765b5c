//! `duplicate-policy`

use const_oid::db::rfc5280;

use crate::pki::lint::names::repeated;
use crate::pki::lint::raw::elements;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "duplicate-policy",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.4",
    scope: Scope::CERTIFICATE,
    why: "A policy stands there once.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let policies = subject.parts(rfc5280::ID_CE_CERTIFICATE_POLICIES)?;
    let ids = policies.iter().filter_map(|policy| elements(policy.value()).ok()?.first().copied());
    let count = repeated(ids).len();
    (count > 0).then(|| format!("{count} of its policies stand there more than once"))
}
