//! `attribute-too-long`

use crate::pki::lint::names::{Attribute, attributes};
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "attribute-too-long",
    severity: Severity::Error,
    clause: "RFC 5280, appendix A.1",
    scope: Scope::CERTIFICATE,
    why: "Each attribute of a name has an upper bound; OpenSSL and Java refuse to write more, and databases cut it off.",
    check: Check::Each(check),
};

fn check(subject: &Subject<'_>) -> Vec<String> {
    let longer = |one: &Attribute<'_>| one.characters() > one.kind.upper_bound();
    let told = |one: Attribute<'_>| {
        format!(
            "its {} has {} characters, and {} is the most",
            one.kind,
            one.characters(),
            one.kind.upper_bound()
        )
    };
    attributes(subject).filter(longer).map(told).collect()
}
