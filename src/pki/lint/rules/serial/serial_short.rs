//! `serial-short`

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

/// The bits of the shortest serial number.
const MIN: usize = 64;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "serial-short",
    severity: Severity::Notice,
    clause: "CABF BR, 7.1",
    scope: Scope::BELOW_ROOT,
    why: "Serial numbers with 64 random bits never collide and cannot be foretold.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let bits = subject.raw.serial.len() * 8;
    (bits < MIN).then(|| format!("its serial number has {bits} bits, and {MIN} random ones are asked for"))
}
