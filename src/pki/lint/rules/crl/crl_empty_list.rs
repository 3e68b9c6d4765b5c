//! `crl-empty-list`

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::List;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "crl-empty-list",
    severity: Severity::Error,
    clause: "RFC 5280, 5.1.2.6",
    scope: Scope::CRL,
    why: "When nothing is revoked, the list is left out; OpenSSL and rustls refuse an empty one.",
    check: Check::Crl(check),
};

fn check(list: &List<'_>) -> Option<String> {
    list.raw.has_empty_list.then(|| "its list of revoked certificates is there, and empty".to_owned())
}
