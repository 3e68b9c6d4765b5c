//! What Chromium and Firefox reject beyond rustls.

use super::*;
use crate::model::san::UnusableName;
use crate::model::usage::ExtendedKeyUsage;
use crate::pki::handshake::TlsVersion;

#[test]
fn apple_sets_a_limit_to_every_lifetime_and_public_cas_have_a_lower_one() {
    let lifetime = |days| Case::self_signed(&Leaf::for_duration(days));
    lifetime(398).finds(CheckId::Browsers, Status::Pass, "399 days exceed the limit for public CAs");
    lifetime(397).finds(CheckId::Browsers, Status::Pass, "accepted by Chromium and Firefox");
    lifetime(824).is_usable();
    let check = lifetime(825).finds(CheckId::BrowserLifetime, Status::Warn, "826 days");
    assert_eq!(remade(check.remedy.as_ref()), remake(false, &[]));
}

#[test]
fn ed25519_is_for_services() {
    let ed25519 = key(4, KeyAlgorithm::Ed25519);
    let case = Case::of(&key_pem(&ed25519), &certificate_pem(&Leaf::default().self_signed(&ed25519)));
    case.finds(CheckId::Loads, Status::Pass, "aws-lc-rs and ring");
    let check =
        case.finds(CheckId::BrowserKey, Status::Warn, "Ed25519 key, which Chromium and Firefox reject");
    assert_eq!(remade(check.remedy.as_ref()), remake(true, &[]));
}

#[test]
fn ml_dsa_is_for_trying_out_in_tls_1_3() {
    let ml_dsa = key(4, "ml-dsa-44".parse().unwrap());
    let case = Case::of(&key_pem(&ml_dsa), &certificate_pem(&Leaf::default().self_signed(&ml_dsa)));
    case.finds(CheckId::Loads, Status::Warn, "ring has no signatures of that kind");
    assert_eq!(case.finds(CheckId::Handshake, Status::Pass, "").versions, [TlsVersion::Tls13]);
    case.finds(CheckId::BrowserKey, Status::Warn, "ML-DSA-44 key, which Chromium and Firefox reject");
}

#[test]
fn usages_that_browsers_ask_for_are_missed() {
    let server = || ExtensionValue::ExtendedKeyUsage(vec![ExtendedKeyUsage::SERVER_AUTH]).non_critical();
    let encipherment = ExtensionValue::KeyUsage(vec![KeyUsage::KeyEncipherment]).critical();
    let without_signature = Case::self_signed(&Leaf::with([server(), encipherment]));
    without_signature.finds(CheckId::BrowserUsage, Status::Warn, "does not include digitalSignature");
    Case::self_signed(&Leaf::with([server()])).is_usable();
    let silent = Case::self_signed(&Leaf::with([]));
    silent.finds(CheckId::BrowserUsage, Status::Warn, "no extended key usage");
    let any = Case::self_signed(&Leaf::with([
        ExtensionValue::ExtendedKeyUsage(vec![ExtendedKeyUsage::ANY]).non_critical()
    ]));
    any.finds(CheckId::BrowserUsage, Status::Warn, "does not include serverAuth");
}

#[test]
fn a_malformed_name_is_a_warning_beside_good_ones() {
    let bad = San::Unusable(UnusableName { tag: 2, content: b"bad host".to_vec() });
    let names = ExtensionValue::SubjectAltName(vec!["localhost".parse().unwrap(), bad]).non_critical();
    let leaf = Leaf { extensions: Some(vec![names]), ..Leaf::default() };
    Case::self_signed(&leaf).finds(
        CheckId::BrowserNames,
        Status::Warn,
        "the name DNS:bad host is not a host name",
    );
}
