//! `any-purpose`

use crate::model::usage::ExtendedKeyUsage;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "any-purpose",
    severity: Severity::Warning,
    clause: "CABF BR, 7.1.2.7.10",
    scope: Scope::LEAF,
    why: "anyExtendedKeyUsage lets a key that leaks sign code and mail too, and Apple's systems do not take it for serverAuth.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let found = subject.purposes()?.contains(&ExtendedKeyUsage::ANY.0);
    found.then(|| "its extended key usage has anyExtendedKeyUsage".to_owned())
}
