//! `critical-policies`

use const_oid::db::rfc5280;

use crate::pki::lint::extensions::extension_name;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "critical-policies",
    severity: Severity::Warning,
    clause: "RFC 5280, 4.2; rustls-webpki",
    scope: Scope::BELOW_ROOT,
    why: "rustls does not process policies, and so refuses a certificate in which something about them is critical.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let kinds = [
        rfc5280::ID_CE_CERTIFICATE_POLICIES,
        rfc5280::ID_CE_POLICY_MAPPINGS,
        rfc5280::ID_CE_POLICY_CONSTRAINTS,
        rfc5280::ID_CE_INHIBIT_ANY_POLICY,
    ];
    let found = kinds.into_iter().find(|oid| subject.is_critical(*oid))?;
    Some(format!("its {} is critical, and rustls refuses that", extension_name(found.into())))
}
