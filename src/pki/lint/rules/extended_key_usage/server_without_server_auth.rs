//! `server-without-server-auth`

use crate::model::usage::ExtendedKeyUsage;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "server-without-server-auth",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.12; CABF BR, 7.1.2.7.10",
    scope: Scope::SERVER,
    why: "Clients refuse a server whose certificate was made for other purposes.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let purposes = subject.purposes().filter(|purposes| !purposes.is_empty())?;
    let found =
        [ExtendedKeyUsage::SERVER_AUTH, ExtendedKeyUsage::ANY].iter().all(|good| !purposes.contains(&good.0));
    found.then(|| "its extended key usage leaves out serverAuth".to_owned())
}
