//! `crl-without-number`

use const_oid::db::rfc5280;

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::List;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "crl-without-number",
    severity: Severity::Error,
    clause: "RFC 5280, 5.2.3",
    scope: Scope::CRL,
    why: "Lists are numbered, so that a newer one can be told from an older.",
    check: Check::Crl(check),
};

fn check(list: &List<'_>) -> Option<String> {
    let is_missing = list.extension(rfc5280::ID_CE_CRL_NUMBER).is_none();
    is_missing.then(|| "it has no number".to_owned())
}
