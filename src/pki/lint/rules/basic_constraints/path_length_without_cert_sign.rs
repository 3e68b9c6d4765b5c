//! `path-length-without-cert-sign`

use crate::model::usage::KeyUsage;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "path-length-without-cert-sign",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.9",
    scope: Scope::CA,
    why: "How many CAs may follow can be said of a key that signs certificates only.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    subject.basic_constraints()?.path_len?;
    let found = subject.may(KeyUsage::KeyCertSign) == Some(false);
    found.then(|| "it has a path length, and its key usage leaves out keyCertSign".to_owned())
}
