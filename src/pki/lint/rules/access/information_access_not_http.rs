//! `information-access-not-http`

use const_oid::db::rfc5280;
use der::asn1::AnyRef;

use crate::pki::lint::names::quoted;
use crate::pki::lint::raw::{context, elements};
use crate::pki::lint::rule::{Check, Rule, Scope, Severity};
use crate::pki::lint::subject::Subject;

pub(in crate::pki::lint) const RULE: Rule = Rule {
    id: "information-access-not-http",
    severity: Severity::Warning,
    clause: "RFC 5280, 4.2.2.1; CABF BR, 7.1.2.7.7",
    scope: Scope::CERTIFICATE,
    why: "Clients fetch issuers and OCSP answers over http, and over nothing else.",
    check: Check::Certificate(check),
};

fn check(subject: &Subject<'_>) -> Option<String> {
    let access = subject.parts(rfc5280::ID_PE_AUTHORITY_INFO_ACCESS)?;
    let places = access.iter().filter_map(|one| elements(one.value()).ok()?.get(1).copied());
    let is_http = |place: &AnyRef<'_>| context(place) == Some(6) && place.value().starts_with(b"http://");
    let other = places.into_iter().find(|place| !is_http(place))?;
    Some(format!("its authority information access leads to {}", quoted(other.value())))
}
