//! `crl-without-authority-key-id`

use const_oid::db::rfc5280;

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::List;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "crl-without-authority-key-id",
    severity: Severity::Error,
    clause: "RFC 5280, 5.2.1",
    scope: Scope::CRL,
    why: "A list says which key of its issuer signed it.",
    check: Check::Crl(check),
};

fn check(list: &List<'_>) -> Option<String> {
    let is_missing = list.extension(rfc5280::ID_CE_AUTHORITY_KEY_IDENTIFIER).is_none();
    is_missing.then(|| "it has no authority key identifier".to_owned())
}
