//! `attribute-old-string`

use der::{Tag, Tagged};

use crate::model::name::StringKind;
use crate::pki::lint::names::{Attribute, attributes};
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "attribute-old-string",
    severity: Severity::Warning,
    clause: "RFC 5280, 4.1.2.4",
    scope: Scope::CERTIFICATE,
    why: "Names are written as PrintableString or UTF8String; programs read the older types each in their own way.",
    check: Check::Each(check),
};

fn check(subject: &Subject<'_>) -> Vec<String> {
    let is_old = |one: &Attribute<'_>| {
        let tag = one.value.tag();
        one.kind.string_kind() == StringKind::Utf8 && tag != Tag::PrintableString && tag != Tag::Utf8String
    };
    let old = attributes(subject).filter(is_old);
    old.map(|one| format!("its {} is written as {}", one.kind, one.value.tag())).collect()
}
