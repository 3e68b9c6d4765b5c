//! `not-der`

use crate::encoding::strict::departures;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "not-der",
    severity: Severity::Error,
    clause: "X.690, 8.2, 8.3.2, 8.19.2 and 11.1; RFC 5280, 4.1",
    scope: Scope::CERTIFICATE,
    why: "A certificate is DER; Go does not load one with a value that is not, OpenSSL few of them, and rustls most.",
    check: Check::Each(check),
};

fn check(subject: &Subject<'_>) -> Vec<String> {
    departures(subject.certificate.der()).iter().map(ToString::to_string).collect()
}
