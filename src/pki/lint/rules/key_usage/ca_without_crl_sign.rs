//! `ca-without-crl-sign`

use crate::model::usage::KeyUsage;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "ca-without-crl-sign",
    severity: Severity::Warning,
    clause: "RFC 5280, 4.2.1.3; CABF BR, 7.1.2.10.7",
    scope: Scope::CA,
    why: "Clients refuse a revocation list that was signed by a key that may not sign any.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let found = subject.may(KeyUsage::CrlSign) == Some(false);
    found.then(|| "it is a CA, and its key usage leaves out cRLSign".to_owned())
}
