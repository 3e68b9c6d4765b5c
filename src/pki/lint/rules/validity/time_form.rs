//! `time-form`

use der::asn1::AnyRef;
use der::{Tag, Tagged};

use crate::pki::lint::names::quoted;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "time-form",
    severity: Severity::Error,
    clause: "RFC 5280, 4.1.2.5.1 and 4.1.2.5.2",
    scope: Scope::CERTIFICATE,
    why: "Dates have seconds, no fractions of them, and end with Z.",
    check: Check::Each(check),
};

fn check(subject: &Subject<'_>) -> Vec<String> {
    let is_good = |date: &AnyRef<'_>| {
        let digits = if date.tag() == Tag::UtcTime { 12 } else { 14 };
        let text = date.value();
        text.len() == digits + 1 && text[..digits].iter().all(u8::is_ascii_digit) && text[digits] == b'Z'
    };
    let bad = subject.raw.validity.iter().filter(|date| !is_good(date));
    bad.map(|date| format!("its date {} has another form", quoted(date.value()))).collect()
}
