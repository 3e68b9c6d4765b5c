//! `explicit-curve`

use crate::key::PublicKeyAlgorithm;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "explicit-curve",
    severity: Severity::Error,
    clause: "RFC 5480, 2.1.1",
    scope: Scope::CERTIFICATE,
    why: "A curve that is spelled out instead of named can be one with a trapdoor (CVE-2020-0601), and clients refuse it.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let algorithm = subject.certificate.public_key.algorithm();
    let is_explicit = matches!(algorithm, PublicKeyAlgorithm::ExplicitCurve { .. });
    is_explicit.then(|| "its key spells its curve out".to_owned())
}
