//! `key-not-for-browsers`

use crate::key::PublicKeyAlgorithm;
use crate::model::algorithm::Curve;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "key-not-for-browsers",
    severity: Severity::Warning,
    clause: "CABF BR, 6.1.5",
    scope: Scope::SERVER,
    why: "Browsers take fewer kinds of keys than TLS has: RSA, P-256 and P-384.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let algorithm = subject.certificate.public_key.algorithm();
    let who = match algorithm {
        PublicKeyAlgorithm::Ec(Curve::P521) => "Chromium does not take",
        PublicKeyAlgorithm::Ed25519 => "Chromium and Firefox do not take",
        PublicKeyAlgorithm::MlDsa(_) => "Chromium and Firefox reject",
        _ => return None,
    };
    Some(format!("its key is {algorithm}, which {who}"))
}
