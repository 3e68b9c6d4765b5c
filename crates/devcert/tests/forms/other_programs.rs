//! What OpenSSL, Java, GnuTLS or Python load, and stricter programs reject.

use devcert::encoding::certificate::{Certificate, X509Error};
use devcert::encoding::crl::Crl;
use devcert::encoding::private_key::{self, KeyForm};
use devcert::encoding::request::Request;
use devcert::encoding::sniff::{ObjectKind, classify, sniff};
use devcert::encoding::{pem, read};
use devcert::key::{PublicKeyAlgorithm, Remark};
use devcert::model::algorithm::KeyType;
use devcert::pki::expiry::scan;
use devcert::pki::lint::{Context, lint, lint_crl};
use time::macros::datetime;

use crate::der::{certificate, element};
use crate::fixture;
use crate::lenient::{parts, sequence};

const RSA: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];

fn der(name: &str) -> Vec<u8> {
    sniff(&fixture(name)).unwrap().objects.remove(0).der.expose().to_vec()
}

fn spki(algorithm: &[&[u8]], key: &[u8]) -> Vec<u8> {
    sequence(&[&sequence(algorithm), &element(3, &[&[0], key])])
}

/// `der`, something signed, with the fields that `change` leaves in what is signed.
fn changed(der: &[u8], change: impl FnOnce(&mut Vec<Vec<u8>>)) -> Vec<u8> {
    let outer = parts(der);
    let mut fields: Vec<_> = parts(outer[0]).into_iter().map(<[u8]>::to_vec).collect();
    change(&mut fields);
    let signed = sequence(&fields.iter().map(Vec::as_slice).collect::<Vec<_>>());
    sequence(&[&[signed.as_slice()], &outer[1..]].concat())
}

fn rules(certificate: &[u8]) -> Vec<&'static str> {
    let judged = lint(&Certificate::from_der(certificate).unwrap(), Context::default());
    judged.findings.iter().map(|finding| finding.rule.id).collect()
}

#[test]
fn a_certificate_whose_rsa_key_cannot_be_read_is_read() {
    for key in [&[0xff; 4][..], &[], &sequence(&[&[2, 1, 5]]), &sequence(&[&[2, 1, 5], &[4, 1, 3]])] {
        let der = certificate(&[1], &[], &spki(&[RSA, &[5, 0]], key));
        let read = Certificate::from_der(&der).unwrap();
        assert_eq!(read.public_key().algorithm(), PublicKeyAlgorithm::Unreadable(KeyType::Rsa));
        assert_eq!(read.public_key().algorithm().to_string(), "unreadable RSA");
        assert_eq!(read.public_key().bits(), key);
        assert!(rules(&der).contains(&"key-damaged"), "{:?}", rules(&der));
        assert_eq!(scan(&der, &[]).certificates.len(), 1);
        assert_eq!(read::public_key(&der).unwrap_err().to_string(), "the numbers cannot be read");
    }
}

#[test]
fn a_request_whose_rsa_key_cannot_be_read_is_read() {
    let der = changed(&der("leaf.csr"), |fields| fields[2] = spki(&[RSA, &[5, 0]], &[0xff; 4]));
    let read = Request::from_der(&der).unwrap();
    assert_eq!(read.public_key().algorithm(), PublicKeyAlgorithm::Unreadable(KeyType::Rsa));
    assert!(devcert::pki::signature::check(read.public_key(), read.signed()).is_err());
}

#[test]
fn a_public_key_alone_that_cannot_be_read_is_damaged() {
    let error = read::public_key(&spki(&[RSA, &[5, 0]], &[0xff; 4])).unwrap_err().to_string();
    assert!(error.starts_with("damaged: the RSA key, at byte "), "{error}");
}

/// 2.25 and a number of 128 bits, as X.667 makes them of UUIDs; and one of 46 bytes.
fn large_identifiers() -> [Vec<u8>; 2] {
    let uuid = [&[0x69, 0x83][..], &[0xff; 17], &[0x7f]].concat();
    let long = [&[0x2a][..], &[0x81, 0x80, 0x80, 0x80, 0x01].repeat(9)].concat();
    [element(6, &[&uuid]), element(6, &[&long])]
}

#[test]
fn the_algorithm_of_a_key_may_have_a_large_object_identifier() {
    for oid in large_identifiers() {
        let read = Certificate::from_der(&certificate(&[1], &[], &spki(&[&oid], b"key"))).unwrap();
        let PublicKeyAlgorithm::Other(found) = read.public_key().algorithm() else { panic!("{read:?}") };
        assert_eq!(found.octets(), &oid[2..]);
        assert_eq!(read.public_key().bits(), b"key");
        assert!(!read.public_key().algorithm().is_verified());
    }
}

#[test]
fn the_curve_of_a_key_may_have_a_large_object_identifier() {
    let ec = [6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
    for oid in large_identifiers() {
        let read = Certificate::from_der(&certificate(&[1], &[], &spki(&[&ec, &oid], &[4; 65]))).unwrap();
        let PublicKeyAlgorithm::OtherCurve(found) = read.public_key().algorithm() else { panic!("{read:?}") };
        assert_eq!(found.octets(), &oid[2..]);
    }
}

#[test]
fn the_algorithm_of_a_signature_may_have_a_large_object_identifier() {
    for oid in large_identifiers() {
        let outer = der("leaf.crt");
        let der = sequence(&[parts(&outer)[0], &sequence(&[&oid]), parts(&outer)[2]]);
        assert_eq!(Certificate::from_der(&der).unwrap().signed().algorithm.oid().octets(), &oid[2..]);
    }
}

#[test]
fn an_object_identifier_that_is_too_long_is_not_called_damage() {
    let oid = element(6, &[&[0x2a][..], &[0x81, 0x01].repeat(40)]);
    let keyed = certificate(&[1], &[], &spki(&[&oid], b"key"));
    let outer = der("leaf.crt");
    let signed = sequence(&[parts(&outer)[0], &sequence(&[&oid]), parts(&outer)[2]]);
    for der in [keyed, signed] {
        let error = Certificate::from_der(&der).unwrap_err();
        assert_eq!(error, X509Error::LongIdentifier(81));
        let sentence = "not supported: an object identifier of 81 bytes (maximum 55)";
        assert_eq!(error.to_string(), sentence);
    }
}

/// Times that OpenSSL loads, each with the moment that it stands for; Java and GnuTLS read some of them.
const TIMES: [(u8, &str, time::OffsetDateTime); 8] = [
    (0x17, "240101000000", datetime!(2024-01-01 00:00:00 UTC)),
    (0x17, "2401010000Z", datetime!(2024-01-01 00:00:00 UTC)),
    (0x17, "240101000060Z", datetime!(2024-01-01 00:01:00 UTC)),
    (0x17, "240230000000Z", datetime!(2024-03-01 00:00:00 UTC)),
    (0x17, "240101000000+0100", datetime!(2023-12-31 23:00:00 UTC)),
    (0x18, "20240101000000", datetime!(2024-01-01 00:00:00 UTC)),
    (0x18, "20240101000060Z", datetime!(2024-01-01 00:01:00 UTC)),
    (0x18, "20240101000000.5Z", datetime!(2024-01-01 00:00:00.5 UTC)),
];

#[test]
fn the_dates_of_a_certificate_may_have_other_forms() {
    for (tag, text, moment) in TIMES {
        let der = changed(&der("leaf.crt"), |fields| {
            let end = parts(&fields[4])[1].to_vec();
            fields[4] = sequence(&[&element(tag, &[text.as_bytes()]), &end]);
        });
        let read = Certificate::from_der(&der).unwrap();
        assert_eq!((read.not_before(), read.der()), (moment, der.as_slice()), "{text}");
        assert!(rules(&der).contains(&"time-format"), "{text}: {:?}", rules(&der));
        assert_eq!(scan(&der, &[]).certificates.len(), 1, "{text}");
    }
}

#[test]
fn the_dates_of_a_revocation_list_may_have_other_forms() {
    for (tag, text, moment) in TIMES {
        let der = changed(&der("list.crl"), |fields| fields[3] = element(tag, &[text.as_bytes()]));
        let read = Crl::from_der(&der).unwrap();
        assert_eq!((read.this_update(), read.der()), (moment, der.as_slice()), "{text}");
        let found = lint_crl(&read);
        assert!(found.iter().any(|finding| finding.rule.id == "crl-time-format"), "{text}: {found:?}");
    }
}

#[test]
fn an_rsa_key_without_the_zeros_that_make_its_numbers_positive_is_read() {
    let plain = read::private_key(&fixture("rsa.pem")).unwrap();
    let whole = private_key::to_der(&plain, KeyForm::Pkcs1).unwrap();
    let unsigned = |number: &&[u8]| match parts_of_number(number) {
        [0, rest @ ..] if !rest.is_empty() => element(2, &[rest]),
        _ => number.to_vec(),
    };
    let numbers: Vec<_> = parts(whole.expose()).iter().map(unsigned).collect();
    let pkcs1 = sequence(&numbers.iter().map(Vec::as_slice).collect::<Vec<_>>());
    assert_ne!(pkcs1, whole.expose());
    assert_eq!(classify(&pkcs1), Some(ObjectKind::Pkcs1));
    let pkcs8 = sequence(&[&[2, 1, 0], &sequence(&[RSA, &[5, 0]]), &element(4, &[&pkcs1])]);
    let armoured = pem::encode("RSA PRIVATE KEY", &pkcs1);
    for file in [&pkcs1, &pkcs8, armoured.expose()] {
        let key = read::private_key(file).unwrap();
        assert_eq!(key.remarks(), [Remark::NegativeNumbers]);
        assert_eq!(private_key::to_der(&key, KeyForm::Pkcs1).unwrap().expose(), whole.expose());
    }
}

/// The content of an INTEGER.
fn parts_of_number(der: &[u8]) -> &[u8] {
    match der[1] {
        0..0x80 => &der[2..],
        long => &der[2 + usize::from(long & 0x7f)..],
    }
}

/// OpenSSL loads a key whose numbers are negative in earnest too, and finds that they do not fit together.
#[test]
fn an_rsa_key_with_a_negative_number_does_not_fit_and_is_not_called_damaged() {
    let plain = read::private_key(&fixture("rsa.pem")).unwrap();
    let whole = private_key::to_der(&plain, KeyForm::Pkcs1).unwrap();
    let mut numbers = parts(whole.expose());
    numbers[2] = &[2, 3, 0xfe, 0xff, 0xff];
    let error = read::private_key(&sequence(&numbers)).unwrap_err().to_string();
    assert_eq!(error, "the public exponent does not match the other numbers of the RSA key");
}

/// OpenSSL reads any version, GnuTLS in revocation lists.
#[test]
fn a_version_may_be_negative_or_have_more_than_32_bits() {
    for version in [&[2, 1, 0xff][..], &[2, 6, 1, 0, 0, 0, 0, 0]] {
        let list = changed(&der("list.crl"), |fields| fields[0] = version.to_vec());
        let read = Crl::from_der(&list).unwrap();
        assert_eq!((read.version(), read.der()), (u32::MAX, list.as_slice()));
        assert!(lint_crl(&read).iter().any(|finding| finding.rule.id == "crl-version-not-2"));
        let der = changed(&der("leaf.crt"), |fields| fields[0] = element(0xa0, &[version]));
        let read = Certificate::from_der(&der).unwrap();
        assert_eq!((read.version(), read.der()), (u32::MAX, der.as_slice()));
    }
}

/// Java ignores them.
#[test]
fn elements_after_the_last_field_of_what_is_signed_are_passed_over() {
    for extra in [&[5, 0][..], &[2, 1, 5], &[0xa4, 3, 2, 1, 5]] {
        let der = changed(&der("leaf.crt"), |fields| fields.push(extra.to_vec()));
        let read = Certificate::from_der(&der).unwrap();
        let plain = Certificate::from_der(&self::der("leaf.crt")).unwrap();
        assert_eq!((read.der(), read.extensions()), (der.as_slice(), plain.extensions()));
        assert_eq!(read.signed().part(), parts(&der)[0]);
        assert!(!rules(&der).is_empty());
        let list = changed(&self::der("list.crl"), |fields| fields.push(extra.to_vec()));
        assert_eq!(Crl::from_der(&list).unwrap().der(), list);
    }
}
