//! `crl-sign-without-ca`

use crate::model::usage::KeyUsage;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "crl-sign-without-ca",
    severity: Severity::Warning,
    clause: "CABF BR, 7.1.2.7.11",
    scope: Scope::LEAF,
    why: "Revocation lists are signed by the CA.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let found = subject.may(KeyUsage::CrlSign) == Some(true);
    found.then(|| "its key usage has cRLSign, and it is no CA".to_owned())
}
