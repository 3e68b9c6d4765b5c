//! `cert-sign-without-ca`

use crate::model::usage::KeyUsage;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "cert-sign-without-ca",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.9",
    scope: Scope::CERTIFICATE,
    why: "Only a CA signs certificates.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let is_ca = subject.basic_constraints().is_some_and(|constraints| constraints.ca);
    let found = subject.may(KeyUsage::KeyCertSign) == Some(true) && !is_ca;
    found.then(|| {
        "its key usage has keyCertSign, and its basicConstraints do not say that it is a CA".to_owned()
    })
}
