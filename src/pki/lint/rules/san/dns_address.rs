//! `dns-address`

use std::net::IpAddr;

use crate::pki::lint::names::each_dns;
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "dns-address",
    severity: Severity::Error,
    clause: "RFC 5280, 4.2.1.6",
    scope: Scope::CERTIFICATE,
    why: "An address is a name of the type iPAddress; rustls, curl and Node.js do not match it as a DNS name.",
    check: Check::Each(check),
};

fn check(subject: &Subject<'_>) -> Vec<String> {
    each_dns(subject, |name| name.parse::<IpAddr>().ok().map(|_| "is an address".to_owned()))
}
