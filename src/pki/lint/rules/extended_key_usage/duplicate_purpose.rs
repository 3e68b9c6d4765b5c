//! `duplicate-purpose`

use crate::model::usage::ExtendedKeyUsage;
use crate::pki::lint::names::repeated;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "duplicate-purpose",
    severity: Severity::Notice,
    clause: "RFC 5280, 4.2.1.12",
    scope: Scope::CERTIFICATE,
    why: "A purpose that stands there twice says nothing more.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let twice = repeated(subject.purposes()?).into_iter().next()?;
    Some(format!("its extended key usage has {} twice", ExtendedKeyUsage(twice).name()))
}
