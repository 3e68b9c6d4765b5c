//! `crl-number-critical`

use const_oid::db::rfc5280;

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::List;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "crl-number-critical",
    severity: Severity::Error,
    clause: "RFC 5280, 5.2.3",
    scope: Scope::CRL,
    why: "The number of a list is not critical.",
    check: Check::Crl(check),
};

fn check(list: &List<'_>) -> Option<String> {
    let found = list.extension(rfc5280::ID_CE_CRL_NUMBER).is_some_and(|one| one.critical);
    found.then(|| "its number is critical".to_owned())
}
