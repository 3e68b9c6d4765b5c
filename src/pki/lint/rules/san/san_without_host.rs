//! `san-without-host`

use crate::pki::lint::raw::context;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "san-without-host",
    severity: Severity::Error,
    clause: "CABF BR, 7.1.2.7.12",
    scope: Scope::SERVER,
    why: "A client connects to a host name or an address, and finds neither.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let names = subject.general_names();
    let has_host = names.iter().any(|name| matches!(context(name), Some(2 | 7)));
    (!names.is_empty() && !has_host).then(|| "none of its names is a host name or an address".to_owned())
}
