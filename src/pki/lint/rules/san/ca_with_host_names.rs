//! `ca-with-host-names`

use crate::pki::lint::raw::context;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "ca-with-host-names",
    severity: Severity::Notice,
    clause: "CABF BR, 7.1.2.1.2",
    scope: Scope::CA,
    why: "A CA certificate with host names is often meant for a server, where rustls and other clients refuse it (openssl req -x509 makes such).",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let has_host = subject.general_names().iter().any(|name| matches!(context(name), Some(2 | 7)));
    has_host.then(|| "it is a CA, and has host names or addresses".to_owned())
}
