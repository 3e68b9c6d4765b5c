//! `encipher-only-without-agreement`

use crate::model::usage::KeyUsage;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "encipher-only-without-agreement",
    severity: Severity::Warning,
    clause: "RFC 5280, 4.2.1.3",
    scope: Scope::CERTIFICATE,
    why: "encipherOnly and decipherOnly mean something beside keyAgreement only.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let restricted = [KeyUsage::EncipherOnly, KeyUsage::DecipherOnly];
    let found = subject.may(KeyUsage::KeyAgreement) == Some(false)
        && restricted.into_iter().any(|usage| subject.may(usage) == Some(true));
    found.then(|| "its key usage has encipherOnly or decipherOnly without keyAgreement".to_owned())
}
