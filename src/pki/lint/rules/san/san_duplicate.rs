//! `san-duplicate`

use crate::pki::lint::names::repeated;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "san-duplicate",
    severity: Severity::Notice,
    clause: "RFC 5280, 4.2.1.6",
    scope: Scope::CERTIFICATE,
    why: "A name that stands there twice makes certificates longer and nothing else.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let count = repeated(subject.general_names()).len();
    (count > 0).then(|| format!("{count} of its names stand there more than once"))
}
