//! `country-not-two-letters`

use crate::model::name::AttributeKind;
use crate::pki::lint::names::{attributes, quoted};
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "country-not-two-letters",
    severity: Severity::Error,
    clause: "RFC 5280, appendix A.1",
    scope: Scope::CERTIFICATE,
    why: "A country is the two letters of ISO 3166.",
    check: Check::Each(check),
};

fn check(subject: &Subject<'_>) -> Vec<String> {
    let is_good = |text: &[u8]| text.len() == 2 && text.iter().all(u8::is_ascii_uppercase);
    let countries = attributes(subject).filter(|one| one.kind == AttributeKind::COUNTRY);
    let bad = countries.filter(|one| !is_good(one.value.value()));
    bad.map(|one| format!("its country is {}", quoted(one.value.value()))).collect()
}
