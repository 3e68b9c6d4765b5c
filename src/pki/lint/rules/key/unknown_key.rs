//! `unknown-key`

use crate::key::PublicKeyAlgorithm;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "unknown-key",
    severity: Severity::Error,
    clause: "CABF BR, 6.1.5",
    scope: Scope::CERTIFICATE,
    why: "TLS clients take RSA, EC, Ed25519 and ML-DSA keys and no others.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let algorithm = subject.certificate.public_key.algorithm();
    matches!(
        algorithm,
        PublicKeyAlgorithm::Other(_)
            | PublicKeyAlgorithm::Dsa { .. }
            | PublicKeyAlgorithm::DiffieHellman { .. }
    )
    .then(|| format!("its key is {algorithm}, which TLS clients do not take"))
}
