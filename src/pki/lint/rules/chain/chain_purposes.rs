//! `chain-purposes`

use crate::model::usage::ExtendedKeyUsage;
use crate::pki::lint::chain::Link;
use crate::pki::lint::kind::Kind;
use crate::pki::lint::names::title;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "chain-purposes",
    severity: Severity::Error,
    clause: "CABF BR, 7.1.2.10.6",
    scope: Scope::TLS,
    why: "rustls, OpenSSL, browsers and Windows hold a certificate to the extended key usages of the CAs above it.",
    check: Check::Chain(check),
};

fn check(link: &Link<'_>) -> Vec<String> {
    let wanted = if link.subject.kind == Kind::Server {
        ExtendedKeyUsage::SERVER_AUTH
    } else {
        ExtendedKeyUsage::CLIENT_AUTH
    };
    let forbids = |issuer: &&&Subject<'_>| {
        let purposes = issuer.purposes().filter(|purposes| !purposes.is_empty());
        purposes.is_some_and(|purposes| {
            ![wanted.0, ExtendedKeyUsage::ANY.0].iter().any(|good| purposes.contains(good))
        })
    };
    let issuer = link.issuers.iter().find(forbids);
    issuer
        .map(|issuer| format!("the extended key usage of {} leaves out {}", title(issuer), wanted.name()))
        .into_iter()
        .collect()
}
