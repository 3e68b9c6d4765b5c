//! `weak-digest`

use crate::pki::lint::algorithms::weak_digest;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "weak-digest",
    severity: Severity::Error,
    clause: "CABF BR, 7.1.3.2; Apple 103769; Chrome 57",
    scope: Scope::BELOW_ROOT,
    why: "Signatures on MD5 and SHA-1 can be forged, and rustls, OpenSSL 3, Chromium and Firefox reject them.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    weak_digest(&subject.raw.outer.algorithm).map(|name| format!("it is signed with {name}"))
}
