//! `netscape-extension`

use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

/// 2.16.840.1.113730.1, encoded.
const NETSCAPE: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x86, 0xf8, 0x42, 0x01];

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "netscape-extension",
    severity: Severity::Notice,
    clause: "Netscape, 1996",
    scope: Scope::CERTIFICATE,
    why: "The extensions of the Netscape browser are read by nobody, and a wrong nsCertType once made clients refuse.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let found = subject.extensions().iter().find(|one| one.oid.octets().starts_with(NETSCAPE))?;
    Some(format!("it has the extension {} of the Netscape browser", found.oid))
}
