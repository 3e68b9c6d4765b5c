//! `rsa-too-large`

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

/// The largest key that rustls verifies with.
const MAX: u32 = 8192;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "rsa-too-large",
    severity: Severity::Warning,
    clause: "rustls-webpki, RSA_PKCS1_2048_8192",
    scope: Scope::CERTIFICATE,
    why: "rustls checks signatures of RSA keys up to 8192 bits; larger ones are slow everywhere.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let bits = subject.certificate.public_key.algorithm().rsa_bits()?;
    (bits > MAX).then(|| format!("its RSA key has {bits} bits, and rustls takes at most {MAX}"))
}
