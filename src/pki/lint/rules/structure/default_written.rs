//! `default-written`

use crate::pki::lint::extensions::extension_name;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "default-written",
    severity: Severity::Warning,
    clause: "X.690, 11.5",
    scope: Scope::CERTIFICATE,
    why: "DER leaves default values out; strict readers refuse a FALSE that is written.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let plain = subject.extensions().iter().find(|one| one.says_false);
    let plain =
        plain.map(|one| format!("its {} says critical FALSE, which is the default", extension_name(one.oid)));
    let no_ca = subject.basic_constraints().is_some_and(|constraints| constraints.says_false);
    plain.or_else(|| no_ca.then(|| "its basicConstraints say cA FALSE, which is the default".to_owned()))
}
