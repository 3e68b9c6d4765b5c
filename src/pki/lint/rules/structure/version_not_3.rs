//! `version-not-3`

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "version-not-3",
    severity: Severity::Error,
    clause: "RFC 5280, 4.1.2.1",
    scope: Scope::CERTIFICATE,
    why: "Only version 3 has extensions, and with them names and usages; rustls and browsers refuse the others.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let version = subject.certificate.version;
    (version != 3).then(|| format!("it is of version {version}"))
}
