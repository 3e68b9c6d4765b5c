//! `serial-not-positive`

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "serial-not-positive",
    severity: Severity::Error,
    clause: "RFC 5280, 4.1.2.2",
    scope: Scope::CERTIFICATE,
    why: "A serial number is a positive number; zero and negative ones are refused by strict readers.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let serial = subject.raw.serial;
    let is_negative = serial.first().is_some_and(|byte| byte & 0x80 != 0);
    let is_zero = serial.iter().all(|byte| *byte == 0);
    match (is_negative, is_zero) {
        (true, _) => Some("its serial number is negative".to_owned()),
        (_, true) => Some("its serial number is zero".to_owned()),
        _ => None,
    }
}
