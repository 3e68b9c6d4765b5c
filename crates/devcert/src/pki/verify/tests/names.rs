//! Handshakes, name by name.

use std::sync::Arc;

use rustls::ServerConfig;
use rustls::version::{TLS12, TLS13};

use super::*;
use crate::model::extension::OtherExtension;
use crate::model::san::UnusableName;
use crate::pki::handshake::{FixedClock, HandshakeTest, TlsVersion};
use crate::pki::load::{self, Provider};

#[test]
fn every_name_of_the_certificate_is_tried_in_both_versions() {
    let case = Case::self_signed(&Leaf::named(&["localhost", "127.0.0.1", "::1", "*.example.test"]));
    let accepted: Vec<_> = case.verify().accepted_names().map(San::to_string).collect();
    assert_eq!(accepted, ["DNS:localhost", "IP:127.0.0.1", "IP:::1", "DNS:*.example.test"]);
    assert_eq!(case.finds(CheckId::Handshake, Status::Pass, "").versions, TlsVersion::ALL);
}

#[test]
fn a_host_that_is_not_covered_is_a_fault_that_names_those_that_are() {
    let case = Case::self_signed(&Leaf::named(&["localhost", "*.example.test"]));
    case.clone().host("a.example.test").is_usable();
    let uncovered = case.host("a.b.example.test").host("10.0.0.1");
    let check = uncovered.finds(CheckId::Handshake, Status::Fail, "valid for localhost, *.example.test only");
    assert_eq!(check.names.len(), 2);
    assert_eq!(
        remade(check.remedy.as_ref()),
        remake(false, &["*.example.test", "a.b.example.test", "10.0.0.1"])
    );
}

#[test]
fn an_address_among_the_dns_names_is_not_found_by_clients() {
    let dns =
        ExtensionValue::SubjectAltName(vec![San::Dns(crate::model::san::DnsName::new("10.0.0.1").unwrap())])
            .non_critical();
    let case = Case::self_signed(&Leaf { extensions: Some(vec![dns]), ..Leaf::default() });
    let check = case.finds(CheckId::Handshake, Status::Fail, "10.0.0.1 is listed as a DNS name");
    assert_eq!(remade(check.remedy.as_ref()), remake(false, &["10.0.0.1"]));
}

#[test]
fn names_that_no_client_connects_to_are_skipped() {
    let case = Case::self_signed(&Leaf::named(&["localhost", "me@example.test", "urn:uuid:1"]));
    case.is_usable();
    assert_eq!(case.finds(CheckId::Handshake, Status::Skip, "a TLS client cannot connect").names.len(), 2);
    case.host("you@example.test").finds(
        CheckId::Handshake,
        Status::Fail,
        "not a name that a TLS client can connect to",
    );
    let none = Case::self_signed(&Leaf::named(&["me@example.test"]));
    none.finds(CheckId::BrowserNames, Status::Fail, "none of its names is a host name");
}

#[test]
fn a_ca_is_no_server() {
    let ca = Case::self_signed(&Leaf::with([
        ExtensionValue::BasicConstraints { ca: true, path_len: None }.critical()
    ]));
    let check = ca.finds(CheckId::Handshake, Status::Fail, "CA certificate (CA:TRUE), which rustls rejects");
    assert_eq!(remade(check.remedy.as_ref()), remake(false, &[]));
    ca.finds(CheckId::Loads, Status::Pass, "aws-lc-rs and ring");
}

#[test]
fn a_common_name_is_no_name_and_what_else_is_wrong_comes_first() {
    let bare = Leaf { subject: "example.test", extensions: Some(Vec::new()), ..Leaf::default() };
    let case = Case::self_signed(&bare);
    case.finds(CheckId::Handshake, Status::Fail, "rustls, Go, Chromium and Firefox ignore the common name");
    let check = case.finds(CheckId::BrowserNames, Status::Fail, "no subject alternative name");
    assert_eq!(remade(check.remedy.as_ref()), remake(false, &["example.test"]));
    let ca = ExtensionValue::BasicConstraints { ca: true, path_len: None }.critical();
    let ca = Case::self_signed(&Leaf { extensions: Some(vec![ca]), ..Leaf::default() });
    ca.finds(CheckId::Handshake, Status::Fail, "CA:TRUE");
    ca.finds(CheckId::BrowserNames, Status::Fail, "no subject alternative name");
}

#[test]
fn one_reason_for_several_names_is_said_once() {
    let names = vec!["localhost".parse().unwrap(), "127.0.0.1".parse().unwrap()];
    let ca = ExtensionValue::BasicConstraints { ca: true, path_len: None }.critical();
    let leaf = Leaf {
        extensions: Some(vec![ca, ExtensionValue::SubjectAltName(names).non_critical()]),
        ..Leaf::default()
    };
    let Verification { checks, .. } = Case::self_signed(&leaf).verify();
    let handshakes: Vec<_> = checks.iter().filter(|check| check.id == CheckId::Handshake).collect();
    assert_eq!(handshakes.len(), 1);
    assert_eq!(handshakes[0].names.len(), 2);
}

#[test]
fn a_certificate_for_clients_only_is_refused() {
    use crate::model::usage::ExtendedKeyUsage;
    let usage = ExtensionValue::ExtendedKeyUsage(vec![ExtendedKeyUsage::CLIENT_AUTH]).non_critical();
    let case = Case::self_signed(&Leaf::with([usage]));
    case.finds(CheckId::Handshake, Status::Fail, "does not include serverAuth");
    case.finds(CheckId::BrowserUsage, Status::Fail, "does not include serverAuth");
}

#[test]
fn sha_1_is_refused_by_name() {
    let case = Case::of(fixture!("p256.key"), fixture!("sha1.crt"));
    case.finds(
        CheckId::Handshake,
        Status::Fail,
        "signed with ecdsa-with-SHA1, which rustls does not support",
    );
    case.finds(CheckId::BrowserSignature, Status::Fail, "ecdsa-with-SHA1");
}

#[test]
fn an_unknown_critical_extension_is_refused_in_words() {
    let oid = const_oid::ObjectIdentifier::new_unwrap("1.2.3.4");
    let case = Case::self_signed(&Leaf::with([ExtensionValue::Other(OtherExtension {
        oid: oid.into(),
        der: vec![5, 0],
    })
    .critical()]));
    case.finds(CheckId::Loads, Status::Fail, "a critical extension that rustls does not know");
}

#[test]
fn each_version_is_a_handshake_of_that_version_only() {
    let case = Case::good();
    let chain = load::chain(&case.certificates).unwrap();
    let clock = FixedClock::at(NOW);
    for (version, expected) in [(&TLS13, [true, false]), (&TLS12, [false, true])] {
        let server = ServerConfig::builder_with_details(Provider::Ring.crypto(), Arc::new(clock))
            .with_protocol_versions(&[version])
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain.clone(), load::private_key(&case.key).unwrap())
            .unwrap();
        let rehearsal = HandshakeTest::new(server, Provider::Ring, chain.clone(), clock).unwrap();
        let name = "localhost".try_into().unwrap();
        let outcomes: Vec<_> = rehearsal.connect(&name).map(|(_, outcome)| outcome.is_ok()).collect();
        assert_eq!(outcomes, expected);
    }
}

/// A certificate with these DNS names, as they are encoded.
fn encoding(names: &[&str]) -> Case {
    let names = names.iter().map(|name| {
        let content = name.as_bytes().to_vec();
        crate::model::san::DnsName::encoded(name.as_bytes())
            .map_or(San::Unusable(UnusableName { tag: 2, content }), San::Dns)
    });
    let names = ExtensionValue::SubjectAltName(names.collect()).non_critical();
    Case::self_signed(&Leaf { extensions: Some(vec![names]), ..Leaf::default() })
}

#[test]
fn a_name_that_never_matches_is_told_with_its_flaw() {
    for (name, host, flaw) in [
        ("dev.test.", "dev.test", "has a trailing dot"),
        ("*.localhost", "a.localhost", "is a wildcard directly below a top-level domain"),
        ("b\u{fc}cher.test", "xn--bcher-kva.test", "has characters beyond ASCII"),
        ("a*.dev.test", "ab.dev.test", "has a wildcard that is not the whole first label"),
        ("https://dev.test", "dev.test", "is not a host name"),
    ] {
        let case = encoding(&[name]).host(host);
        let text = format!("the name DNS:{name} {flaw}");
        case.finds(CheckId::Handshake, Status::Fail, &text);
        case.finds(CheckId::BrowserNames, Status::Fail, &text);
        Case { no_key: true, ..case }.finds(CheckId::Name, Status::Fail, &text);
        let beside = encoding(&["localhost", name]);
        beside.finds(CheckId::BrowserNames, Status::Warn, &text);
        beside.finds(CheckId::Handshake, Status::Pass, "accepts it");
    }
    encoding(&["localhost", "10.0.0.1"]).finds(CheckId::Handshake, Status::Warn, "is listed as a DNS name");
}

#[test]
fn a_name_is_shown_in_its_own_case_and_matched_in_any() {
    let case = encoding(&["Dev.TEST", "My_Service", "*.Apps.test"]).host("dev.test").host("x.apps.TEST");
    assert_ne!(case.verify().verdict(), Status::Fail);
    let accepted: Vec<_> = case.verify().accepted_names().map(San::to_string).collect();
    assert_eq!(
        accepted,
        ["DNS:Dev.TEST", "DNS:My_Service", "DNS:*.Apps.test", "DNS:dev.test", "DNS:x.apps.test"]
    );
    case.host("other.test").finds(
        CheckId::Handshake,
        Status::Fail,
        "valid for Dev.TEST, My_Service, *.Apps.test only",
    );
}
