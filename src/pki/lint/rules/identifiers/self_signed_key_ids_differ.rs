//! `self-signed-key-ids-differ`

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "self-signed-key-ids-differ",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.1; CABF BR, 7.1.2.1.3",
    scope: Scope::CERTIFICATE,
    why: "What signs itself has one key, and so one identifier.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let (authority, own) = (subject.authority_key_id()?.key?, subject.subject_key_id()?);
    let found = subject.certificate.is_self_issued() && subject.is_self_signed() && authority != own;
    found.then(|| {
        "it is self-signed, and its authority key identifier is not its subject key identifier".to_owned()
    })
}
