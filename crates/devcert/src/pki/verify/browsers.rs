//! What Chromium and Firefox reject although a rustls client does not, or report less clearly.

use der::Decode as _;
use der::asn1::BitStringRef;

use super::check::{Check, CheckId, Status};
use super::dates::days;
use super::issuers::Issuer;
use super::reason::unmatched;
use super::remedy::Remedy;
use super::role::FileRole;
use super::title::common_name;
use crate::encoding::certificate::Certificate;
use crate::key::PublicKeyAlgorithm;
use crate::model::algorithm::{Client, RSA_BITS_ACCEPTED};
use crate::model::extension::{Extension, ExtensionValue};
use crate::model::oid::known;
use crate::model::san::San;
use crate::model::usage::{ExtendedKeyUsage, KeyUsage};
use crate::model::validity::{APPLE_SERVER_DAYS_MAX, PUBLIC_CA_DAYS_MAX};
use crate::pki::path::Purpose;

/// The bit of the Netscape certificate type for TLS servers, in its first byte.
const SSL_SERVER: u8 = 0b0100_0000;

/// A rule: what it finds, if anything.
type Rule = fn(&Certificate) -> Option<Check>;

const RULES: [Rule; 8] = [version, key, signature, names, subject, lifetime, usage, certificate_type];

/// One check for each rule that is broken, or one that says that none is. A new key mends nothing when
/// the certificate is not on the one in the key file.
pub(super) fn checks(leaf: &Certificate, fits_key: Option<bool>, issuers: &[Issuer<'_>]) -> Vec<Check> {
    let mut found: Vec<_> = RULES.iter().filter_map(|rule| rule(leaf)).collect();
    if fits_key == Some(false) {
        found = found.into_iter().map(|check| check.mended_by(again(leaf))).collect();
    }
    let own = found.into_iter().map(|check| check.about(FileRole::Certificate));
    let above = issuers.iter().filter_map(|issuer| {
        let why = issuer_key(issuer.certificate.public_key().algorithm())?;
        Some(issuer.place(Check::warn(CheckId::BrowserKey, format!("the key is {why}"))))
    });
    let found: Vec<_> = own.chain(above).collect();
    match found.is_empty() {
        true => vec![Check::pass(CheckId::Browsers, accepted(leaf)).about(FileRole::Certificate)],
        false => found,
    }
}

/// Takes back that browsers accept a certificate with another fault.
pub(super) fn unite(checks: &mut Vec<Check>) {
    if checks.iter().any(|check| check.status == Status::Fail) {
        checks.retain(|check| check.id != CheckId::Browsers);
    }
}

/// What rejects the signatures of a CA with such a key, to follow what the key is.
fn issuer_key(algorithm: PublicKeyAlgorithm) -> Option<String> {
    let mut clients = algorithm.row()?.rejected_as_issuer_by();
    clients.retain(|client| !matches!(client, Client::Nss | Client::OpenSsl));
    Some(format!("{algorithm}, and {} what it has signed", Client::rejecting(&clients)?))
}

fn accepted(leaf: &Certificate) -> String {
    let length = leaf.lifetime_days();
    match length > PUBLIC_CA_DAYS_MAX {
        true => format!(
            "accepted by Chromium and Firefox: its {} exceed the limit for public CAs, which does not apply here",
            days(length)
        ),
        false => "accepted by Chromium and Firefox".to_owned(),
    }
}

fn again(leaf: &Certificate) -> Remedy {
    Remedy::remake(leaf)
}

/// RFC 5280, 4.1.2.1: without version 3 there are no extensions, and so no names.
fn version(leaf: &Certificate) -> Option<Check> {
    let text =
        format!("version {} certificate, which rustls, Go, Chromium and Firefox reject", leaf.version());
    let check = || Check::fail(CheckId::BrowserVersion, text).mended_by(again(leaf));
    (leaf.version() != 3).then(check)
}

fn key(leaf: &Certificate) -> Option<Check> {
    let algorithm = leaf.public_key().algorithm();
    let check = match algorithm {
        PublicKeyAlgorithm::Rsa { bits } if bits < RSA_BITS_ACCEPTED => Check::fail(
            CheckId::BrowserKey,
            format!(
                "RSA {bits} key, which rustls and OpenSSL at security level 2 reject; they accept {RSA_BITS_ACCEPTED} bits and more"
            ),
        ),
        _ => match algorithm.row().filter(|row| row.is_for_rustls()) {
            Some(row) => {
                let reject = Client::rejecting(&row.rejected_by_browsers())?;
                let accepting = row.accepting();
                let text = format!("{algorithm} key, which {reject}; accepted by {accepting}");
                Check::warn(CheckId::BrowserKey, text)
            }
            None => {
                Check::fail(CheckId::BrowserKey, format!("{algorithm} key, which rustls does not support"))
            }
        },
    };
    Some(check.mended_by(again(leaf).with_new_key()))
}

fn signature(leaf: &Certificate) -> Option<Check> {
    let algorithm = &leaf.signed().algorithm;
    let text = format!(
        "signed with {algorithm}, which can be forged, and which rustls, OpenSSL, Go, Chromium and Firefox reject"
    );
    let check = || Check::fail(CheckId::BrowserSignature, text).mended_by(again(leaf));
    algorithm.is_broken().then(check)
}

fn names(leaf: &Certificate) -> Option<Check> {
    let names = leaf.names();
    if names.is_empty() {
        let remedy = common_name(leaf).iter().fold(again(leaf), Remedy::with_name);
        let text =
            "no subject alternative name (SAN), but rustls, Go, Chromium and Firefox check nothing else";
        return Some(Check::fail(CheckId::BrowserNames, text).mended_by(remedy));
    }
    let is_host = |name: &San| matches!(name, San::Dns(_) | San::Ip(_));
    let has_host = names.iter().any(is_host);
    let flawed = names.iter().find_map(|name| Some((name, name.flaw()?)));
    let text = match flawed {
        Some((name, flaw)) => unmatched(name, &flaw),
        None if has_host => return None,
        None => {
            "none of its names is a host name or an IP address, and rustls, Go, Chromium and Firefox check no other names"
                .to_owned()
        }
    };
    let check = if has_host { Check::warn } else { Check::fail };
    Some(check(CheckId::BrowserNames, text).mended_by(again(leaf)))
}

/// RFC 5280, 4.1.2.6
fn subject(leaf: &Certificate) -> Option<Check> {
    let is_plain = |one: &Extension| matches!(one.body, ExtensionValue::SubjectAltName(_)) && !one.critical;
    let text =
        "the subject is empty, but the SAN extension is not critical, so that Chromium and Java reject it";
    let check = || Check::warn(CheckId::BrowserNames, text).mended_by(again(leaf));
    (leaf.subject().is_empty() && leaf.extensions().iter().any(is_plain)).then(check)
}

/// Netscape's certificate type, which OpenSSL compares with what a certificate is used for.
fn certificate_type(leaf: &Certificate) -> Option<Check> {
    let value = |one: &Extension| match &one.body {
        ExtensionValue::Other(other) if other.oid() == known::NETSCAPE_CERT_TYPE => {
            Some(other.der().to_vec())
        }
        _ => None,
    };
    let value = leaf.extensions().iter().find_map(value)?;
    let types = BitStringRef::from_der(&value).ok()?;
    let is_for_servers = types.raw_bytes().first().is_some_and(|bits| bits & SSL_SERVER != 0);
    let text = "the extension nsCertType does not include the type server, so that OpenSSL, curl, Node.js and Python reject it";
    let check = || Check::warn(CheckId::BrowserUsage, text).mended_by(again(leaf));
    (!is_for_servers).then(check)
}

fn lifetime(leaf: &Certificate) -> Option<Check> {
    let length = leaf.lifetime_days();
    let text = format!(
        "valid for {}, but Apple's systems accept server certificates for at most {APPLE_SERVER_DAYS_MAX}",
        days(length)
    );
    let check = || Check::warn(CheckId::BrowserLifetime, text).mended_by(again(leaf));
    (length > APPLE_SERVER_DAYS_MAX).then(check)
}

fn usage(leaf: &Certificate) -> Option<Check> {
    let text = match (leaf.key_usage(), leaf.extended_key_usage()) {
        (_, Some(_)) if !leaf.allows_server() => {
            let text = "the extended key usage does not include serverAuth, so rustls, curl and Node.js reject it for a server";
            let remedy = Remedy::for_purpose(leaf, Purpose::Server);
            return Some(Check::fail(CheckId::BrowserUsage, text).mended_by(remedy));
        }
        (Some(usage), _) if !usage.contains(&KeyUsage::DigitalSignature) => {
            "the key usage does not include digitalSignature, which Chromium requires of servers"
        }
        (_, None) => "no extended key usage, but Apple's systems require serverAuth",
        (_, Some(purposes)) if !purposes.contains(&ExtendedKeyUsage::SERVER_AUTH) => {
            "the extended key usage does not include serverAuth, which Apple's systems require"
        }
        _ => return None,
    };
    Some(Check::warn(CheckId::BrowserUsage, text).mended_by(again(leaf)))
}
