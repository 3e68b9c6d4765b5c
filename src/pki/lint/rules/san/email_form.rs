//! `email-form`

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "email-form",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.6; RFC 2821, 4.1.2",
    scope: Scope::CERTIFICATE,
    why: "A mailbox is a local part, one @ and a domain, without a name beside it.",
    check: Check::Each(check),
};

fn check(subject: &Subject<'_>) -> Vec<String> {
    let is_good = |text: &str| {
        let parts = text.split_once('@');
        parts.is_some_and(|(local, domain)| {
            let is_domain = |c: char| c.is_ascii_alphanumeric() || "-._[]:".contains(c);
            !local.is_empty() && !domain.is_empty() && domain.chars().all(is_domain)
        }) && text.is_ascii()
            && !text.contains([' ', '<', '>'])
    };
    let texts = subject.names_of_type(1).map(String::from_utf8_lossy);
    texts.filter(|text| !is_good(text)).map(|text| format!("its mailbox \"{text}\" is malformed")).collect()
}
