//! `serial-too-long`

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

/// The octets of the longest serial number.
const MAX: usize = 20;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "serial-too-long",
    severity: Severity::Error,
    clause: "RFC 5280, 4.1.2.2",
    scope: Scope::CERTIFICATE,
    why: "A serial number has at most 20 octets; GnuTLS and others refuse longer ones.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let length = subject.raw.serial.len();
    (length > MAX).then(|| format!("its serial number has {length} octets, and {MAX} is the most"))
}
