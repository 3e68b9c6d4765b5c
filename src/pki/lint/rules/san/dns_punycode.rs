//! `dns-punycode`

use crate::pki::lint::names::each_dns;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "dns-punycode",
    severity: Severity::Warning,
    clause: "RFC 5891, 5.4; CABF BR, 7.1.2.7.12",
    scope: Scope::CERTIFICATE,
    why: "A label that starts with xn-- stands for letters beyond ASCII; browsers refuse one that stands for nothing.",
    check: Check::Each(check),
};

fn check(subject: &Subject<'_>) -> Vec<String> {
    each_dns(subject, |name| {
        let is_encoded =
            |label: &&str| label.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("xn--"));
        let bad =
            name.split('.').filter(is_encoded).find(|label| idna::domain_to_unicode(label).1.is_err())?;
        Some(format!("has the label \"{bad}\", which is no punycode"))
    })
}
