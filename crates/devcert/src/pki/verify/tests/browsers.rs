//! What Chromium and Firefox reject beyond rustls.

use super::*;
use crate::model::extension::OtherExtension;
use crate::model::oid::known;
use crate::model::san::UnusableName;
use crate::model::usage::ExtendedKeyUsage;
use crate::pki::handshake::TlsVersion;
use crate::x509;
use const_oid::db::rfc5280;

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

#[test]
fn an_empty_subject_needs_a_critical_san() {
    use ::der::Decode as _;
    let [root_key, leaf_key] = [11, 1].map(|seed| key(seed, KeyAlgorithm::Ec(Curve::P256)));
    let signer = crate::key::Signer::with_default(&root_key).unwrap();
    let leaf = Leaf::default().signed(&leaf_key, &name("Root"), &root_key);
    let root = certificate_pem(&Leaf::ca("Root").self_signed(&root_key));
    let case = |is_critical: bool| {
        let mut body = x509::Certificate::from_der(&leaf).unwrap().body;
        body.subject.0.clear();
        let names =
            |one: &&mut x509::Extension<'_>| one.oid() == Some(rfc5280::ID_CE_SUBJECT_ALT_NAME.into());
        let mut extensions = body.extensions.iter_mut().flatten();
        extensions.find(names).unwrap().critical = is_critical.then_some(x509::Boolean::TRUE);
        let leaf = crate::pki::sign_certificate(&body, &signer).unwrap();
        Case::good().certificates(&certificate_pem(&leaf)).anchors(&root)
    };
    let text = "the subject is empty, but the SAN extension is not critical";
    case(false).finds(CheckId::BrowserNames, Status::Warn, text);
    case(true).is_usable();
}

#[test]
fn a_netscape_certificate_type_has_to_include_servers() {
    let with_type = |bits: u8| {
        let server = ExtensionValue::ExtendedKeyUsage(vec![ExtendedKeyUsage::SERVER_AUTH]).non_critical();
        let value = OtherExtension::new(known::NETSCAPE_CERT_TYPE.into(), vec![3, 2, 4, bits]).unwrap();
        Case::self_signed(&Leaf::with([server, ExtensionValue::Other(value).non_critical()]))
    };
    with_type(0b1000_0000).finds(CheckId::BrowserUsage, Status::Warn, "nsCertType");
    for bits in [0b0100_0000, 0b1100_0000] {
        with_type(bits).is_usable();
    }
}
