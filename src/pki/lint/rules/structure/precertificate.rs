//! `precertificate`

use der::asn1::ObjectIdentifier;

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

/// The extension that makes a certificate unusable.
const POISON: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.11129.2.4.3");

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "precertificate",
    severity: Severity::Error,
    clause: "RFC 6962, 3.1",
    scope: Scope::CERTIFICATE,
    why: "A precertificate is for logs only, and its critical poison makes clients reject it.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    subject.has(POISON).then(|| "it is a precertificate".to_owned())
}
