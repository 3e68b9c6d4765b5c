//! `crl-unspecified-reason`

use crate::encoding::crl::Reason;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::List;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "crl-unspecified-reason",
    severity: Severity::Warning,
    clause: "RFC 5280, 5.3.1",
    scope: Scope::CRL,
    why: "A reason that is unspecified should be left out.",
    check: Check::Crl(check),
};

fn check(list: &List<'_>) -> Option<String> {
    let count = list.crl.revoked.iter().filter(|one| one.reason == Some(Reason(0))).count();
    (count > 0).then(|| format!("it gives \"unspecified\" as the reason of {count} of its entries"))
}
