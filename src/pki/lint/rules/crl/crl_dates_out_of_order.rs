//! `crl-dates-out-of-order`

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::List;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "crl-dates-out-of-order",
    severity: Severity::Error,
    clause: "RFC 5280, 5.1.2.5",
    scope: Scope::CRL,
    why: "The next list comes after this one.",
    check: Check::Crl(check),
};

fn check(list: &List<'_>) -> Option<String> {
    let found = list.crl.next_update.is_some_and(|next| next < list.crl.this_update);
    found.then(|| "its next update comes before it".to_owned())
}
