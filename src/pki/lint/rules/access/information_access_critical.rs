//! `information-access-critical`

use const_oid::db::rfc5280;

use crate::pki::lint::extensions::extension_name;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "information-access-critical",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.2",
    scope: Scope::CERTIFICATE,
    why: "Authority and subject information access must not be critical.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let kinds = [rfc5280::ID_PE_AUTHORITY_INFO_ACCESS, rfc5280::ID_PE_SUBJECT_INFO_ACCESS];
    let found = kinds.into_iter().find(|oid| subject.is_critical(*oid))?;
    Some(format!("its {} is critical", extension_name(found.into())))
}
