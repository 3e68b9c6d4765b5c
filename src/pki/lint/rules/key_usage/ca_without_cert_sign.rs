//! `ca-without-cert-sign`

use crate::model::usage::KeyUsage;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "ca-without-cert-sign",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.3",
    scope: Scope::CA,
    why: "Clients refuse what was signed by a key that may not sign certificates.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let found = subject.may(KeyUsage::KeyCertSign) == Some(false);
    found.then(|| "it is a CA, and its key usage leaves out keyCertSign".to_owned())
}
