//! `attribute-string-type`

use der::{Tag, Tagged};

use crate::model::name::StringKind;
use crate::pki::lint::names::{Attribute, attributes};
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "attribute-string-type",
    severity: Severity::Error,
    clause: "RFC 5280, appendix A.1",
    scope: Scope::CERTIFICATE,
    why: "Some attributes have one type of string: country, serialNumber and dnQualifier a PrintableString, domainComponent and emailAddress an IA5String.",
    check: Check::Each(check),
};

fn check(subject: &Subject<'_>) -> Vec<String> {
    let wrong = |one: &Attribute<'_>| match one.kind.string_kind() {
        StringKind::Utf8 => false,
        StringKind::Printable => one.value.tag() != Tag::PrintableString,
        StringKind::Ia5 => one.value.tag() != Tag::Ia5String,
    };
    let bad = attributes(subject).filter(wrong);
    bad.map(|one| format!("its {} is written as {}", one.kind, one.value.tag())).collect()
}
