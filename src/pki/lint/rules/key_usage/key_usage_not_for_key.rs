//! `key-usage-not-for-key`

use crate::key::PublicKeyAlgorithm;
use crate::model::usage::KeyUsage;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "key-usage-not-for-key",
    severity: Severity::Error,
    clause: "RFC 3279, 2.3.1; RFC 8813, 3; RFC 8410, 5; RFC 9881, 5",
    scope: Scope::CERTIFICATE,
    why: "What a kind of key cannot do, its usage must not allow: RSA agrees on no keys, and EC, Ed25519 and ML-DSA encipher nothing.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    use KeyUsage::{DataEncipherment, DecipherOnly, EncipherOnly, KeyAgreement, KeyEncipherment};
    let impossible: &[KeyUsage] = match subject.certificate.public_key.algorithm() {
        PublicKeyAlgorithm::Rsa { .. } | PublicKeyAlgorithm::RsaPss { .. } => {
            &[KeyAgreement, EncipherOnly, DecipherOnly]
        }
        PublicKeyAlgorithm::Ec(_) => &[KeyEncipherment, DataEncipherment],
        PublicKeyAlgorithm::Ed25519 | PublicKeyAlgorithm::MlDsa(_) => {
            &[KeyEncipherment, DataEncipherment, KeyAgreement, EncipherOnly, DecipherOnly]
        }
        _ => &[],
    };
    let wrong = impossible.iter().find(|usage| subject.may(**usage) == Some(true))?;
    let key = subject.certificate.public_key.algorithm();
    Some(format!("its key usage has {}, which keys of {key} cannot do", wrong.name()))
}
