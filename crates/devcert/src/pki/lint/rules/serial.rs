//! The serial number.

use crate::pki::lint::chain::Link;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

/// The rules, in the order in which they are reported.
pub(super) static RULES: &[Rule] = &[SERIAL_NOT_POSITIVE, SERIAL_TOO_LONG, SERIAL_SHORT, SERIAL_NOT_UNIQUE];

const SERIAL_NOT_POSITIVE: Rule = Rule {
    id: "serial-not-positive",
    severity: Severity::Error,
    clause: "RFC 5280, 4.1.2.2",
    scope: Scope::CERTIFICATE,
    why: "A serial number is a positive number; zero and negative ones are refused by strict readers.",
    check: Check::Certificate(serial_not_positive),
};

fn serial_not_positive(subject: &Subject<'_>) -> Option<String> {
    let serial = subject.body().serial.content();
    let is_negative = serial.first().is_some_and(|byte| byte & 0x80 != 0);
    let is_zero = serial.iter().all(|byte| *byte == 0);
    match (is_negative, is_zero) {
        (true, _) => Some("its serial number is negative".to_owned()),
        (_, true) => Some("its serial number is zero".to_owned()),
        _ => None,
    }
}

/// The octets of the longest serial number.
const OCTETS_MAX: usize = 20;

const SERIAL_TOO_LONG: Rule = Rule {
    id: "serial-too-long",
    severity: Severity::Error,
    clause: "RFC 5280, 4.1.2.2",
    scope: Scope::CERTIFICATE,
    why: "A serial number has at most 20 octets; GnuTLS and others refuse longer ones.",
    check: Check::Certificate(serial_too_long),
};

fn serial_too_long(subject: &Subject<'_>) -> Option<String> {
    let length = subject.body().serial.content().len();
    (length > OCTETS_MAX)
        .then(|| format!("its serial number has {length} octets, and {OCTETS_MAX} is the most"))
}

/// The bits of the shortest serial number.
const BITS_MIN: usize = 64;

const SERIAL_SHORT: Rule = Rule {
    id: "serial-short",
    severity: Severity::Notice,
    clause: "CABF BR, 7.1",
    scope: Scope::BELOW_ROOT,
    why: "Serial numbers with 64 random bits never collide and cannot be foretold.",
    check: Check::Certificate(serial_short),
};

fn serial_short(subject: &Subject<'_>) -> Option<String> {
    let bits = subject.body().serial.content().len() * 8;
    (bits < BITS_MIN)
        .then(|| format!("its serial number has {bits} bits, and {BITS_MIN} random ones are asked for"))
}

const SERIAL_NOT_UNIQUE: Rule = Rule {
    id: "serial-not-unique",
    severity: Severity::Error,
    clause: "RFC 5280, 4.1.2.2",
    scope: Scope::CERTIFICATE,
    why: "Firefox refuses two certificates of one issuer with one serial number (SEC_ERROR_REUSED_ISSUER_AND_SERIAL).",
    check: Check::Chain(serial_not_unique),
};

fn serial_not_unique(link: &Link<'_>) -> Vec<String> {
    let text = "another certificate of its issuer has its serial number";
    link.has_twin.then(|| text.to_owned()).into_iter().collect()
}
