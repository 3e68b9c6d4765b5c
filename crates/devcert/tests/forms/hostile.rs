//! What a file may ask for, and what it gets.

use devcert::encoding::certificate::{Certificate, MAX_BYTES, X509Error};
use devcert::encoding::limits::{LimitError, Limits, Measure};
use devcert::encoding::sniff::{self, SniffError, sniff, sniff_within};
use devcert::encoding::{pem, read};
use devcert::pki::inspection::{Facts, Item, inspect};

use crate::der::{self, element};
use crate::{fixture, secret, soon};

/// A certificate that is signed by nobody, with this serial number and these general names.
fn certificate(serial: &[u8], names: &[u8]) -> Vec<u8> {
    der::certificate(serial, names, read::private_key(&fixture("ec.pem")).unwrap().public().spki())
}

#[test]
fn a_file_over_the_limit_is_not_looked_at() {
    let line = vec![b'A'; (16 << 20) + 1];
    let limit = LimitError { what: Measure::Bytes, asked: 16_777_217, limit: 16_777_216 };
    assert_eq!(soon(|| sniff(&line)).unwrap_err(), SniffError::Limit(limit));
    let few = Limits { bytes: 1000, ..Limits::default() };
    assert!(matches!(sniff_within(&line[..1001], &few), Err(SniffError::Limit(_))));
    assert_eq!(soon(|| sniff(&line[..999_999])).unwrap_err(), SniffError::NoArmour);
}

#[test]
fn a_hundred_thousand_objects_are_counted_and_not_read() {
    let many = "-----BEGIN X-----\nAA==\n-----END X-----\n".repeat(100_000);
    let limit = LimitError { what: Measure::Objects, asked: 100_000, limit: 10_000 };
    assert_eq!(soon(|| sniff(many.as_bytes())).unwrap_err(), SniffError::Limit(limit));
    let keys = format!("{{\"keys\":[{}]}}", vec!["{\"kty\":\"oct\"}"; 100_000].join(","));
    let error = soon(|| read::contents(keys.as_bytes(), None, &Limits::default())).unwrap_err();
    assert_eq!(error.to_string(), "needs 100000 objects (limit 10000)");
}

#[test]
fn many_names_in_one_certificate_are_read_or_the_limit_is_named() {
    let names: Vec<u8> = (0..80_000).flat_map(|n| element(0x82, &[format!("h{n}.x").as_bytes()])).collect();
    let der = certificate(&[1], &names);
    let read = soon(|| Certificate::from_der(&der)).unwrap();
    assert_eq!(read.names().len(), 80_000);
    let empty = [0x82, 0].repeat((MAX_BYTES - 1000) / 2);
    assert!(soon(|| Certificate::from_der(&certificate(&[1], &empty))).is_ok());
    let names = [0x82, 8, b'a', b'a', b'a', b'a', b'a', b'a', b'.', b'a'].repeat(400_000);
    let error = soon(|| read::certificates(&certificate(&[1], &names))).unwrap_err();
    assert_eq!(error.to_string(), "too large: 4000227 bytes (maximum 1048576)");
    assert!(matches!(Certificate::from_der(&certificate(&[1], &names)), Err(X509Error::TooLarge(_))));
}

#[test]
fn nesting_without_end_ends() {
    for tag in [0x30, 0x31, 0xa0, 0x24, 0x7f] {
        let open = [tag, 0x80].repeat(100_000);
        assert!(soon(|| sniff(&open)).is_err());
        let deep = (0..3000).fold(vec![5, 0], |inner, _| element(tag, &[&inner]));
        assert!(soon(|| sniff(&deep)).is_err());
        let inside = certificate(&[1], &deep);
        let _whatever_comes_out = soon(|| Certificate::from_der(&inside));
    }
    // BER, which is rewritten before anything is looked for in it.
    let ber = [&[0x30, 0x80][..], &nested(200_000), &[0, 0]].concat();
    assert!(soon(|| sniff(&ber)).is_err());
}

/// So many elements, each in another, with lengths that are right; the stack has no room for as many
/// calls.
fn nested(depth: usize) -> Vec<u8> {
    let header = |inside: usize| {
        let length = u32::try_from(5 * inside + 2).unwrap().to_be_bytes();
        [0x30, 0x83, length[1], length[2], length[3]]
    };
    (0..depth).rev().flat_map(header).chain([5, 0]).collect()
}

#[test]
fn bags_in_bags_of_pkcs12_are_opened_only_so_deep() {
    let oid = |last: &[u8]| element(6, &[&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d], last]);
    let data = |inside: &[u8]| {
        let content = element(0xa0, &[&element(4, &[inside])]);
        element(0x30, &[&oid(&[1, 7, 1]), &content])
    };
    let file = |depth: usize| {
        let bag = |inside: Vec<u8>, _| {
            let content = element(0xa0, &[&inside]);
            element(0x30, &[&element(0x30, &[&oid(&[1, 12, 10, 1, 6]), &content])])
        };
        let bags = (0..depth).fold(element(0x30, &[]), bag);
        element(0x30, &[&[2, 1, 3], &data(&element(0x30, &[&data(&bags)]))])
    };
    let opened = |depth: usize| read::contents(&file(depth), None, &Limits::default());
    assert_eq!(opened(3).unwrap().objects.len(), 0);
    assert_eq!(opened(4).unwrap_err().to_string(), "damaged: bags in bags in bags");
    assert!(soon(|| opened(500)).is_err());
}

#[test]
fn what_is_damaged_is_looked_into_only_so_deep() {
    let deep = nested(200_000);
    for label in ["CERTIFICATE", "PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "PUBLIC KEY", "X509 CRL"] {
        let file = pem::encode(label, &deep);
        let found = soon(|| inspect(file.expose(), None, &Limits::default())).unwrap();
        assert!(matches!(found.items[0].facts, Facts::Unread(_) | Facts::Locked), "{label}");
    }
    let sealed = pem::encode("ENCRYPTED PRIVATE KEY", &deep);
    assert!(soon(|| read::contents(sealed.expose(), Some(&secret()), &Limits::default())).is_err());
    assert!(soon(|| Certificate::from_der(&deep)).is_err());
}

#[test]
fn lengths_beyond_the_end_are_not_believed() {
    let cut = SniffError::TruncatedDer { found: 6, expected: 0x1_0000_0005 };
    assert_eq!(sniff(&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff]).unwrap_err(), cut);
    for length in [
        &[0x84, 0x7f, 0xff, 0xff, 0xff][..],
        &[0x88, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        &[0xff],
    ] {
        let der = [&[0x30][..], length, &[2, 1, 0]].concat();
        assert!(sniff(&der).is_err());
        assert_eq!(sniff::classify(&[&[0x30, 12, 2, 1, 3, 0x30][..], length].concat()), None);
    }
}

#[test]
fn a_serial_number_of_8000_bits_is_read_as_it_stands() {
    let serial = [0x7f; 1000];
    assert_eq!(Certificate::from_der(&certificate(&serial, &[])).unwrap().serial(), serial);
}

#[test]
fn rsa_keys_that_would_take_minutes_to_check_are_not_checked() {
    // With a modulus of 16,384 bits, it takes as long as 512 of 2048.
    let number = |bytes: usize| element(2, &[&vec![0x55; bytes]]);
    let (whole, half) = (number(2048), number(1024));
    let key =
        element(0x30, &[&[2, 1, 0], &whole, &[2, 3, 1, 0, 1], &whole, &half, &half, &half, &half, &half]);
    let large = pem::encode("RSA PRIVATE KEY", &key);
    let four = large.expose().repeat(4);
    let found = soon(|| inspect(&four, None, &Limits { rsa: 100, ..Limits::default() })).unwrap();
    let limited = |item: &Item| matches!(item.facts, Facts::Limited(LimitError { what: Measure::Rsa, .. }));
    assert!(found.items.iter().all(limited));
    let error = soon(|| read::contents(&four, None, &Limits::default())).unwrap_err();
    assert!(error.to_string().contains("times the checks of an RSA 2048 key (limit 1000)"));
}

#[test]
fn armour_that_never_ends_is_read_once() {
    let begins = "-----BEGIN X-----\n".repeat(9_000);
    assert!(matches!(soon(|| sniff(begins.as_bytes())), Err(SniffError::Pem(_))));
    let dashes = "-".repeat(1 << 20);
    assert!(soon(|| sniff(dashes.as_bytes())).is_err());
    let blank = format!("-----BEGIN X-----\n{}", "\n".repeat(1 << 20));
    assert!(soon(|| sniff(blank.as_bytes())).is_err());
}
