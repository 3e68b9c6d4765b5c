//! `freshest-crl-critical`

use const_oid::db::rfc5280;

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "freshest-crl-critical",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.15",
    scope: Scope::CERTIFICATE,
    why: "The freshest CRL extension must not be critical.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    subject
        .is_critical(rfc5280::ID_CE_FRESHEST_CRL)
        .then(|| "its freshest CRL extension is critical".to_owned())
}
