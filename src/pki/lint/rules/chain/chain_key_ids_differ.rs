//! `chain-key-ids-differ`

use crate::pki::lint::chain::Link;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "chain-key-ids-differ",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.1",
    scope: Scope::CERTIFICATE,
    why: "OpenSSL and others find the issuer by its key identifier.",
    check: Check::Chain(check),
};

fn check(link: &Link<'_>) -> Vec<String> {
    let ids = link
        .issuer()
        .and_then(|issuer| Some((link.subject.authority_key_id()?.key?, issuer.subject_key_id()?)));
    let differ = ids.is_some_and(|(authority, issuer)| authority != issuer);
    let text = "its authority key identifier is not the subject key identifier of its issuer";
    differ.then(|| text.to_owned()).into_iter().collect()
}
