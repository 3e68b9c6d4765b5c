//! `uri-form`

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "uri-form",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.6",
    scope: Scope::CERTIFICATE,
    why: "A URI has a scheme and something behind it, in ASCII.",
    check: Check::Each(check),
};

fn check(subject: &Subject<'_>) -> Vec<String> {
    let is_good = |text: &str| {
        let (scheme, rest) = text.split_once(':').unwrap_or_default();
        let is_scheme = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(is_scheme)
            && !rest.is_empty()
            && text.chars().all(|c| c.is_ascii_graphic())
    };
    let texts = subject.names_of_type(6).map(String::from_utf8_lossy);
    texts.filter(|text| !is_good(text)).map(|text| format!("its URI \"{text}\" is malformed")).collect()
}
