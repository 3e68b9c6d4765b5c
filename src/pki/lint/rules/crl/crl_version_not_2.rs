//! `crl-version-not-2`

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::List;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "crl-version-not-2",
    severity: Severity::Error,
    clause: "RFC 5280, 5.1.2.1",
    scope: Scope::CRL,
    why: "Only version 2 has extensions, which a list must have.",
    check: Check::Crl(check),
};

fn check(list: &List<'_>) -> Option<String> {
    let version = list.crl.version;
    (version != 2).then(|| format!("it is of version {version}"))
}
