//! `printable-string-characters`

use der::{Tag, Tagged};

use crate::pki::lint::names::{Attribute, attributes, quoted};
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "printable-string-characters",
    severity: Severity::Error,
    clause: "X.680, 41.4",
    scope: Scope::CERTIFICATE,
    why: "A PrintableString has letters, digits, space and eleven signs; no @, * or _.",
    check: Check::Each(check),
};

fn check(subject: &Subject<'_>) -> Vec<String> {
    let is_printable = |byte: &u8| byte.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(byte);
    let is_wrong = |one: &Attribute<'_>| {
        one.value.tag() == Tag::PrintableString && !one.value.value().iter().all(is_printable)
    };
    let wrong = attributes(subject).filter(is_wrong);
    wrong.map(|one| format!("its {} {} is no PrintableString", one.kind, quoted(one.value.value()))).collect()
}
