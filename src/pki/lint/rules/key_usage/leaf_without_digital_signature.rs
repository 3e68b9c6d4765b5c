//! `leaf-without-digital-signature`

use crate::model::usage::KeyUsage;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "leaf-without-digital-signature",
    severity: Severity::Warning,
    clause: "RFC 8446, 4.4.2.2; RFC 5280, 4.2.1.12",
    scope: Scope::TLS,
    why: "In TLS 1.3 and with ECDHE the key signs; browsers refuse a key that may not.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let found = subject.may(KeyUsage::DigitalSignature) == Some(false);
    found.then(|| "its key usage leaves out digitalSignature".to_owned())
}
