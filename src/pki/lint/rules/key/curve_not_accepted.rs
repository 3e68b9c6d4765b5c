//! `curve-not-accepted`

use crate::key::PublicKeyAlgorithm;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "curve-not-accepted",
    severity: Severity::Error,
    clause: "CABF BR, 6.1.5",
    scope: Scope::CERTIFICATE,
    why: "Certificates for TLS are on the curves P-256, P-384 and P-521.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let algorithm = subject.certificate.public_key.algorithm();
    matches!(algorithm, PublicKeyAlgorithm::OtherCurve(_))
        .then(|| format!("its key is {algorithm}, which TLS clients do not take"))
}
