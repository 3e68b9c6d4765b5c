//! The serial number.

use crate::pki::lint::chain::Link;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::LintTarget;

/// The rules, in the order in which they are reported.
pub(super) static RULES: &[Rule] = &[SERIAL_NOT_POSITIVE, SERIAL_TOO_LONG, SERIAL_SHORT, SERIAL_NOT_UNIQUE];

const SERIAL_NOT_POSITIVE: Rule = Rule {
    id: "serial-not-positive",
    severity: Severity::Error,
    clause: "RFC 5280, 4.1.2.2",
    scope: Scope::CERTIFICATE,
    why: "A serial number must be positive; strict readers reject zero and negative numbers.",
    check: Check::Certificate(serial_not_positive),
};

fn serial_not_positive(subject: &LintTarget<'_>) -> Option<String> {
    let serial = subject.body().serial.content();
    let is_negative = serial.first().is_some_and(|byte| byte & 0x80 != 0);
    let is_zero = serial.iter().all(|byte| *byte == 0);
    match (is_negative, is_zero) {
        (true, _) => Some("the serial number is negative".to_owned()),
        (_, true) => Some("the serial number is zero".to_owned()),
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
    why: "A serial number may have up to 20 bytes; GnuTLS and others reject longer ones.",
    check: Check::Certificate(serial_too_long),
};

fn serial_too_long(subject: &LintTarget<'_>) -> Option<String> {
    let length = subject.body().serial.content().len();
    (length > OCTETS_MAX).then(|| format!("the serial number has {length} bytes (maximum {OCTETS_MAX})"))
}

/// The bits of the shortest serial number.
const BITS_MIN: usize = 64;

const SERIAL_SHORT: Rule = Rule {
    id: "serial-short",
    severity: Severity::Notice,
    clause: "CABF BR, 7.1",
    scope: Scope::BELOW_ROOT,
    why: "Serial numbers with 64 random bits do not collide and cannot be predicted.",
    check: Check::Certificate(serial_short),
};

fn serial_short(subject: &LintTarget<'_>) -> Option<String> {
    let bits = subject.body().serial.content().len() * 8;
    (bits < BITS_MIN)
        .then(|| format!("the serial number has {bits} bits (at least {BITS_MIN} random bits are required)"))
}

const SERIAL_NOT_UNIQUE: Rule = Rule {
    id: "serial-not-unique",
    severity: Severity::Error,
    clause: "RFC 5280, 4.1.2.2",
    scope: Scope::CERTIFICATE,
    why: "Firefox rejects two certificates with the same issuer and serial number (SEC_ERROR_REUSED_ISSUER_AND_SERIAL).",
    check: Check::Chain(serial_not_unique),
};

fn serial_not_unique(link: &Link<'_>) -> Vec<String> {
    let text = "another certificate from the same issuer has this serial number";
    link.has_twin.then(|| text.to_owned()).into_iter().collect()
}
