//! `rsa-pss-key`

use crate::key::PublicKeyAlgorithm;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "rsa-pss-key",
    severity: Severity::Warning,
    clause: "CABF BR, 7.1.3.1.1",
    scope: Scope::CERTIFICATE,
    why: "A key that is bound to RSA-PSS by its own algorithm is refused by browsers and by rustls.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let is_pss = matches!(subject.certificate.public_key.algorithm(), PublicKeyAlgorithm::RsaPss { .. });
    is_pss.then(|| "its key is bound to RSA-PSS".to_owned())
}
