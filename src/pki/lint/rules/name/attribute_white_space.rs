//! `attribute-white-space`

use der::{Tag, Tagged};

use crate::pki::lint::names::{Attribute, attributes, quoted};
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "attribute-white-space",
    severity: Severity::Warning,
    clause: "RFC 5280, 7.1",
    scope: Scope::CERTIFICATE,
    why: "White space at the ends of a name and control characters in it are seen by programs and not by people.",
    check: Check::Each(check),
};

fn check(subject: &Subject<'_>) -> Vec<String> {
    let is_odd = |text: &str| text.trim() != text || text.contains(char::is_control);
    let odd = attributes(subject).filter(|one| std::str::from_utf8(one.value.value()).is_ok_and(is_odd));
    let told = |one: Attribute<'_>| {
        format!(
            "its {} {} has white space at its ends or control characters",
            one.kind,
            quoted(one.value.value())
        )
    };
    odd.filter(|one| one.value.tag() != Tag::BmpString).map(told).collect()
}
