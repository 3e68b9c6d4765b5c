//! `unknown-signature-algorithm`

use crate::pki::lint::algorithms::is_known_signature;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "unknown-signature-algorithm",
    severity: Severity::Warning,
    clause: "CABF BR, 7.1.3.2",
    scope: Scope::CERTIFICATE,
    why: "TLS clients know signatures of RSA, ECDSA, Ed25519 and ML-DSA keys and no others.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let oid = subject.raw.outer.algorithm.oid;
    (!is_known_signature(oid)).then(|| format!("it is signed with {oid}, which TLS clients do not know"))
}
