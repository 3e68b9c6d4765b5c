//! `client-without-client-auth`

use crate::model::usage::ExtendedKeyUsage;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "client-without-client-auth",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.12",
    scope: Scope::CLIENT,
    why: "Servers refuse a client whose certificate was made for other purposes.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let purposes = subject.purposes().filter(|purposes| !purposes.is_empty())?;
    let found =
        [ExtendedKeyUsage::CLIENT_AUTH, ExtendedKeyUsage::ANY].iter().all(|good| !purposes.contains(&good.0));
    found.then(|| "its extended key usage leaves out clientAuth".to_owned())
}
