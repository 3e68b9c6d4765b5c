//! `common-name-not-in-san`

use std::collections::HashSet;

use crate::model::name::AttributeKind;
use crate::model::san::San;
use crate::pki::lint::names::attributes;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "common-name-not-in-san",
    severity: Severity::Warning,
    clause: "CABF BR, 7.1.4.3",
    scope: Scope::SERVER,
    why: "Clients look at the subject alternative names only, so a common name that is none of them misleads people.",
    check: Check::Each(check),
};

fn check(subject: &Subject<'_>) -> Vec<String> {
    let sans: HashSet<_> =
        subject.certificate.names().iter().map(San::bare).chain(subject.dns_names()).collect();
    let common = attributes(subject).filter(|one| one.kind == AttributeKind::COMMON_NAME);
    let texts = common.map(|one| String::from_utf8_lossy(one.value.value()).into_owned());
    let strangers = texts.filter(|text| !sans.contains(text));
    strangers
        .map(|text| {
            format!("its common name \"{text}\" is not, letter by letter, among its alternative names")
        })
        .collect()
}
