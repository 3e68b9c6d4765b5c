//! What people look for first, object by object.

use time::OffsetDateTime;

use super::inspected::{Inspected, hint};
use super::keys::Keys;
use super::usage;
use crate::report::next_step::NextStep;
use crate::report::sentence::counted;
use crate::report::webtransport;
use devcert::encoding::certificate::Certificate;
use devcert::encoding::crl::Crl;
use devcert::encoding::request::Request;
use devcert::key::{PrivateKey, PublicKey};
use devcert::model::fingerprint::{ColonHex, Fingerprint};
use devcert::model::name::Name;
use devcert::model::san::San;
use devcert::model::validity::{days_between, second};
use devcert::pki::ambiguity;
use devcert::pki::inspection::{Facts, Item};

/// A label and its value.
type Line = (&'static str, String);

/// As many names as fit beside the rest on a screen.
const NAMES_SHOWN: usize = 12;

/// As many name constraints, mailboxes included: twice those that a CA of devcert has unasked.
const CONSTRAINTS_SHOWN: usize = 52;

/// The lines on `item`, which lies in `file`.
pub(super) fn of(file: &Inspected, item: &Item, keys: &Keys<'_>, now: OffsetDateTime) -> Vec<Line> {
    let partners = keys.partners(item);
    let partners = partners.as_deref();
    let hint = hint(file, item);
    match &item.facts {
        Facts::Certificate(certificate) => on_certificate(certificate, partners, now),
        Facts::Request(request, signed) => on_request(request, *signed, partners),
        Facts::Crl(crl) => on_crl(crl, now),
        Facts::PrivateKey(key) => on_private_key(key, partners),
        Facts::PublicKey(key) => on_key(key, partners),
        Facts::Empty => vec![("note", EMPTY.to_owned())],
        Facts::Locked => hint.map(|hint| ("encrypted", hint.to_string())).into_iter().collect(),
        Facts::Limited(limit) => not_read(limit.to_string(), hint),
        Facts::Unread(Some(reason)) => not_read(reason.clone(), hint),
        Facts::Unread(None) => Vec::new(),
    }
}

/// What to say of a container without anything in it.
pub(super) const EMPTY: &str = "contains no keys and no certificates";

fn not_read(reason: String, hint: Option<NextStep>) -> Vec<Line> {
    let hint = hint.map(|hint| ("hint", hint.to_string()));
    std::iter::once(("not read", reason)).chain(hint).collect()
}

fn on_certificate(certificate: &Certificate, partners: Option<&str>, now: OffsetDateTime) -> Vec<Line> {
    let by = match certificate.is_self_issued() {
        true => "self-issued".to_owned(),
        false => shown(certificate.issuer()),
    };
    let mut lines = vec![("subject", shown(certificate.subject())), ("issuer", by)];
    if !certificate.is_ca() || !certificate.names().is_empty() {
        lines.push(("SANs", names(certificate.names(), certificate.allows_server())));
    }
    lines.push(("valid", validity(certificate.not_before(), certificate.not_after(), now)));
    lines.push(("key", key(certificate.public_key(), partners)));
    lines.extend(usage::lines(certificate.extensions()));
    lines.push(("CA", if certificate.is_ca() { authority(certificate) } else { "no".to_owned() }));
    if certificate.version() != 3 {
        lines.push((
            "version",
            format!("{}: rustls, Go, Chromium and Firefox reject it for servers", certificate.version()),
        ));
    }
    lines.push(("signature", certificate.signed().algorithm.to_string()));
    lines.push(("serial", certificate.serial_number().to_string()));
    lines.push(("SHA-256", certificate.fingerprint().to_string()));
    if webtransport::is_accepted(certificate) {
        lines.push(("JavaScript", webtransport::hashes(certificate)));
    }
    lines
}

/// That it is a CA, and for which names.
fn authority(ca: &Certificate) -> String {
    match ca.name_constraints() {
        None => "yes".to_owned(),
        Some(names) if names.permitted.len() + names.excluded.len() <= CONSTRAINTS_SHOWN => {
            format!("yes, permitted names: {names}")
        }
        Some(names) => {
            format!("yes, with {} name constraints", names.permitted.len() + names.excluded.len())
        }
    }
}

fn on_request(request: &Request, signed: bool, partners: Option<&str>) -> Vec<Line> {
    let signature = match signed {
        true => format!("{} (self-signature valid)", request.signed().algorithm),
        false => format!("{} (self-signature INVALID)", request.signed().algorithm),
    };
    let mut lines = vec![
        ("subject", shown(request.subject())),
        ("SANs", names(&request.names(), true)),
        ("key", key(request.public_key(), partners)),
    ];
    lines.extend(usage::lines(request.extensions()));
    lines.push(("signature", signature));
    lines.push(("SHA-256", Fingerprint::of(request.der()).to_string()));
    if !request.attributes().is_empty() {
        let attributes: Vec<_> = request.attributes().iter().map(ToString::to_string).collect();
        lines.push(("attributes", attributes.join(", ")));
    }
    if let Some(ambiguity) = ambiguity(request) {
        lines.push(("note", ambiguity.to_string()));
    }
    lines
}

fn on_crl(crl: &Crl, now: OffsetDateTime) -> Vec<Line> {
    let next = crl.next_update().map_or_else(
        || format!("issued {}", second(crl.this_update())),
        |next| validity(crl.this_update(), next, now),
    );
    let number = crl.number().map(|number| ("number", ColonHex(number).to_string()));
    let mut lines =
        vec![("issuer", shown(crl.issuer())), ("valid", next), ("revokes", count(crl.revoked().len()))];
    lines.extend(number);
    lines.push(("signature", crl.signed().algorithm.to_string()));
    lines
}

fn count(revoked: usize) -> String {
    match revoked {
        1 => "1 certificate".to_owned(),
        more => format!("{more} certificates"),
    }
}

fn on_private_key(key: &PrivateKey, partners: Option<&str>) -> Vec<Line> {
    let notes = key.remarks().iter().map(|remark| ("note", remark.to_string()));
    on_key(key.public(), partners).into_iter().chain(notes).collect()
}

fn on_key(public: &PublicKey, partners: Option<&str>) -> Vec<Line> {
    vec![("key", key(public, partners)), ("SPKI", public.fingerprint().to_string())]
}

fn key(public: &PublicKey, partners: Option<&str>) -> String {
    match partners {
        None => public.algorithm().to_string(),
        Some(places) => format!("{}, the same as in {places}", public.algorithm()),
    }
}

fn shown(name: &Name) -> String {
    match name.is_empty() {
        true => "(empty)".to_owned(),
        false => name.to_string(),
    }
}

fn names(names: &[San], for_servers: bool) -> String {
    let shown: Vec<_> = names.iter().take(NAMES_SHOWN).map(San::value).collect();
    match names.len().saturating_sub(NAMES_SHOWN) {
        _ if names.is_empty() && !for_servers => "none".to_owned(),
        _ if names.is_empty() => "none: rustls, Go, Chromium and Firefox reject it for servers".to_owned(),
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

fn in_days(days: i64) -> String {
    counted(usize::try_from(days).unwrap_or_default(), "day")
}

fn validity(start: OffsetDateTime, end: OffsetDateTime, now: OffsetDateTime) -> String {
    let left = if now < start {
        "not yet".to_owned()
    } else if now > end {
        format!("expired {} ago", in_days(days_between(end, now)))
    } else {
        format!("{} left", in_days(days_between(now, end)))
    };
    format!("{} until {}, {left}", second(start), second(end))
}
