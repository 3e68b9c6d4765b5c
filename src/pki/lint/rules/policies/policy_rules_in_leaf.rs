//! `policy-rules-in-leaf`

use const_oid::db::rfc5280;

use crate::pki::lint::extensions::extension_name;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "policy-rules-in-leaf",
    severity: Severity::Warning,
    clause: "RFC 5280, 4.2.1.5, 4.2.1.11 and 4.2.1.14",
    scope: Scope::LEAF,
    why: "Policy mappings, policy constraints and inhibitAnyPolicy are for CAs.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let for_cas = [
        rfc5280::ID_CE_POLICY_MAPPINGS,
        rfc5280::ID_CE_POLICY_CONSTRAINTS,
        rfc5280::ID_CE_INHIBIT_ANY_POLICY,
    ];
    let found = for_cas.into_iter().find(|oid| subject.has(*oid))?;
    Some(format!("it has {}, and is no CA", extension_name(found.into())))
}
