//! BER that OpenSSL reads: lengths that are indefinite or longer than they need to be.

use devcert::encoding::certificate::Certificate;
use devcert::encoding::crl::Crl;
use devcert::encoding::read;
use devcert::encoding::request::Request;
use devcert::encoding::sniff::{ObjectKind, sniff};
use devcert::pki::expiry::scan;
use devcert::pki::lint::{Context, lint, lint_crl};

use crate::fixture;

fn der(name: &str) -> Vec<u8> {
    sniff(&fixture(name)).unwrap().objects.remove(0).der.expose().to_vec()
}

/// The content of the element that `der` is, whose length has this form in DER of 128 bytes or more.
fn content(der: &[u8]) -> &[u8] {
    match der[1] {
        0..=0x7f => &der[2..],
        0x81 => &der[3..],
        _ => &der[4..],
    }
}

/// The same element with an indefinite length, and with a length of four bytes.
fn in_ber(der: &[u8]) -> [Vec<u8>; 2] {
    let content = content(der);
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    [[&[0x30, 0x80], content, &[0, 0]].concat(), [&[0x30, 0x84], &length[..], content].concat()]
}

#[test]
fn ber_around_a_certificate_a_request_and_a_list_is_read() {
    for ber in in_ber(&der("leaf.crt")) {
        assert_eq!(sniff(&ber).unwrap().objects[0].kind, ObjectKind::Certificate);
        let (read, plain) =
            (Certificate::from_der(&ber).unwrap(), Certificate::from_der(&der("leaf.crt")).unwrap());
        assert_eq!(read.der(), ber, "the bytes are kept as they are");
        assert_eq!((read.subject(), read.signed().part()), (plain.subject(), plain.signed().part()));
        assert_eq!(scan(&ber, &[]).certificates.len(), 1);
    }
    for ber in in_ber(&der("leaf.csr")) {
        assert_eq!(sniff(&ber).unwrap().objects[0].kind, ObjectKind::Request);
        assert_eq!(
            Request::from_der(&ber).unwrap().names(),
            Request::from_der(&der("leaf.csr")).unwrap().names()
        );
    }
    for ber in in_ber(&der("list.crl")) {
        assert_eq!(sniff(&ber).unwrap().objects[0].kind, ObjectKind::Crl);
        assert_eq!(Crl::from_der(&ber).unwrap().issuer(), Crl::from_der(&der("list.crl")).unwrap().issuer());
    }
}

#[test]
fn ber_inside_of_a_certificate_is_read_and_its_signed_part_kept() {
    let der = der("leaf.crt");
    let inside = content(&der);
    let signed = &inside[..4 + usize::from(u16::from_be_bytes([inside[2], inside[3]]))];
    for part in in_ber(signed) {
        let whole = [part.as_slice(), &inside[signed.len()..]].concat();
        let ber = [&[0x30, 0x80], whole.as_slice(), &[0, 0]].concat();
        let read = Certificate::from_der(&ber).unwrap();
        assert_eq!(read.signed().part(), part);
    }
}

#[test]
fn a_key_in_ber_is_read_and_becomes_der() {
    for name in ["rsa.pem", "ec.pem", "ed25519.pem", "ec-sec1.pem"] {
        let plain = read::private_key(&fixture(name)).unwrap();
        for ber in in_ber(&der(name)) {
            assert_eq!(sniff(&ber).unwrap().objects[0].der.expose(), der(name), "{name}");
            assert_eq!(read::private_key(&ber).unwrap().public(), plain.public(), "{name}");
        }
    }
}

#[test]
fn objects_in_ber_that_follow_each_other_are_all_read() {
    let [indefinite, long] = in_ber(&der("leaf.crt"));
    let both = [indefinite.as_slice(), &long, &der("root.crt")].concat();
    assert_eq!(sniff(&both).unwrap().objects.len(), 3);
}

#[test]
fn ber_breaks_a_rule() {
    for ber in in_ber(&der("leaf.crt")) {
        let judged = lint(&Certificate::from_der(&ber).unwrap(), Context::default());
        assert!(judged.findings.iter().any(|finding| finding.rule.id == "not-der"), "{judged:?}");
    }
    for ber in in_ber(&der("list.crl")) {
        let found = lint_crl(&Crl::from_der(&ber).unwrap());
        assert!(found.iter().any(|finding| finding.rule.id == "not-der"), "{found:?}");
    }
    let found = lint_crl(&Crl::from_der(&der("list.crl")).unwrap());
    assert!(found.iter().all(|finding| finding.rule.id != "not-der"), "{found:?}");
}
