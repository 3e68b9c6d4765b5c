//! `email-not-in-san`

use std::collections::HashSet;

use crate::model::name::AttributeKind;
use crate::pki::lint::names::{attributes, quoted};
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "email-not-in-san",
    severity: Severity::Warning,
    clause: "RFC 5280, 4.1.2.6",
    scope: Scope::LEAF,
    why: "Mailboxes belong into the alternative names, where mail programs look for them; in the subject they are a relic.",
    check: Check::Each(check),
};

fn check(subject: &Subject<'_>) -> Vec<String> {
    let sans: HashSet<_> = subject.names_of_type(1).collect();
    let mailboxes = attributes(subject).filter(|one| one.kind == AttributeKind::EMAIL_ADDRESS);
    let strangers = mailboxes.map(|one| one.value.value()).filter(|text| !sans.contains(text));
    strangers
        .map(|text| format!("its subject has the mailbox {}, and its alternative names do not", quoted(text)))
        .collect()
}
