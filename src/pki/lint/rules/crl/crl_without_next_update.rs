//! `crl-without-next-update`

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::List;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "crl-without-next-update",
    severity: Severity::Error,
    clause: "RFC 5280, 5.1.2.5",
    scope: Scope::CRL,
    why: "Without the date of the next list nobody knows whether this one is the latest.",
    check: Check::Crl(check),
};

fn check(list: &List<'_>) -> Option<String> {
    list.crl.next_update.is_none().then(|| "it does not say when the next one comes".to_owned())
}
