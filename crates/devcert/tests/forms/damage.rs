//! What is wrong with a damaged file, and at which place.

use devcert::encoding::certificate::Certificate;
use devcert::encoding::crl::Crl;
use devcert::encoding::limits::Limits;
use devcert::encoding::private_key::{self, KeyForm};
use devcert::encoding::request::Request;
use devcert::encoding::sniff::{ObjectKind, SniffError, classify, sniff};
use devcert::encoding::{pem, read};
use devcert::key::generate;
use devcert::model::algorithm::{KeyAlgorithm, MlDsa};
use devcert::pki::inspection::{Facts, inspect};

use der::asn1::AnyRef;
use der::{Decode, Tag, Tagged};
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::der::element;
use crate::{fixture, secret};

/// The first object of a fixture, without its armour.
fn der(name: &str) -> Vec<u8> {
    sniff(&fixture(name)).unwrap().objects[0].der.expose().to_vec()
}

/// `bytes` with one place changed.
fn changed(mut bytes: Vec<u8>, from: &[u8], to: &[u8]) -> Vec<u8> {
    let at = bytes.windows(from.len()).position(|window| window == from).unwrap();
    bytes[at..at + from.len()].copy_from_slice(to);
    bytes
}

/// The first time of a structure, made one of the thirteenth month.
fn thirteenth_month(bytes: Vec<u8>) -> Vec<u8> {
    let at = bytes.windows(2).position(|window| window == [0x17, 13]).unwrap();
    let mut bytes = bytes;
    bytes[at + 4..at + 6].copy_from_slice(b"13");
    bytes
}

#[test]
fn a_date_that_is_none_is_shown_with_its_place() {
    let certificate = thirteenth_month(der("leaf.crt"));
    let error = Certificate::from_der(&certificate).unwrap_err().to_string();
    assert!(error.starts_with("damaged: the not-before date, at byte "), "{error}");
    assert!(error.ends_with("Z\", which is not a date"), "{error}");
    let list = Crl::from_der(&thirteenth_month(der("list.crl"))).unwrap_err().to_string();
    assert!(list.starts_with("damaged: the date, at byte "), "{list}");
}

#[test]
fn an_attribute_or_an_extension_that_cannot_be_read_is_named() {
    // The set of values becomes an integer.
    let extension_request = [6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 14];
    let request = changed(
        der("leaf.csr"),
        &[&extension_request[..], &[0x31]].concat(),
        &[&extension_request[..], &[2]].concat(),
    );
    let error = Request::from_der(&request).unwrap_err().to_string();
    assert_eq!(error, "damaged: the attribute 1.2.840.113549.1.9.14, at byte 124, cannot be read");
    // The octet string of the names becomes an integer.
    let names = [6, 3, 0x55, 0x1d, 0x11];
    let certificate = changed(der("leaf.crt"), &[&names[..], &[4]].concat(), &[&names[..], &[2]].concat());
    let error = Certificate::from_der(&certificate).unwrap_err().to_string();
    assert!(error.starts_with("damaged: the extension 2.5.29.17, at byte "), "{error}");
}

/// How long the content of the element at this place is.
fn length(der: &[u8], at: usize) -> usize {
    match der[at + 1] {
        short @ 0..0x80 => usize::from(short),
        long => {
            let digits = &der[at + 2..at + 2 + usize::from(long & 0x7f)];
            digits.iter().fold(0, |length, digit| length << 8 | usize::from(*digit))
        }
    }
}

/// Every element of `der` down to its leaves: where it begins, and where its content does.
fn elements(der: &[u8], at: usize, end: usize, found: &mut Vec<(usize, usize)>) {
    let mut at = at;
    while at < end {
        let digits = if der[at + 1] < 0x80 { 0 } else { usize::from(der[at + 1] & 0x7f) };
        let (content, length) = (at + 2 + digits, length(der, at));
        found.push((at, content));
        if der[at] & 0x20 != 0 {
            elements(der, content, content + length, found);
        }
        at = content + length;
    }
}

#[test]
fn wherever_a_byte_of_the_structure_is_changed_the_place_is_said() {
    type Read = fn(&[u8]) -> Result<(), String>;
    let readers: [(&str, Read); 3] = [
        ("leaf.crt", |der| Certificate::from_der(der).map(drop).map_err(|error| error.to_string())),
        ("leaf.csr", |der| Request::from_der(der).map(drop).map_err(|error| error.to_string())),
        ("list.crl", |der| Crl::from_der(der).map(drop).map_err(|error| error.to_string())),
    ];
    for (name, read) in readers {
        let whole = der(name);
        let mut found = Vec::new();
        elements(&whole, 0, whole.len(), &mut found);
        let mut refused = 0;
        // The outermost two are what the kind is told by.
        for (at, content) in found.into_iter().skip(2) {
            let changes = [(at, 2), (at, 0x30), (at, 0x0c), (at, 0xa0)].into_iter();
            let length = whole[content - 1];
            let lengths = [(content - 1, length.wrapping_add(1)), (content - 1, length.wrapping_sub(1))];
            for (place, byte) in changes.chain(lengths) {
                let mut bytes = whole.clone();
                bytes[place] = byte;
                if let Err(error) = read(&bytes) {
                    refused += 1;
                    assert!(
                        error.starts_with("damaged: ") && error.contains(" at byte "),
                        "{name}, byte {place}: {error}"
                    );
                }
            }
        }
        assert!(refused > 50, "{name}: {refused}");
    }
}

/// What is wrong with a key in armour with this label.
fn refusal(label: &str, der: &[u8]) -> Option<String> {
    let file = pem::encode(label, der);
    let passphrase = secret();
    let contents = read::contents(file.expose(), Some(&passphrase), &Limits::default());
    let read = contents.and_then(|contents| match label {
        "PUBLIC KEY" => read::public_key(file.expose()).map(drop),
        _ => read::private_key_in(&contents).map(drop),
    });
    read.err().map(|error| error.to_string())
}

/// What is no damage: each part can be read, and they do not belong together, or mean something else.
const NO_DAMAGE: [&str; 10] = [
    "the passphrase is wrong",
    "encrypted with ",
    "the curve of the key is missing",
    "key of a type that devcert does not support",
    "private key of type ",
    "the public key is missing",
    "the public key in the file belongs to another",
    "the value has ",
    "RSA key with more than two primes",
    "expected a private key, found",
];

#[test]
fn wherever_a_byte_of_a_key_s_structure_is_changed_the_part_and_its_place_are_said() {
    for (name, label, least) in [
        ("rsa.pem", "PRIVATE KEY", 60),
        ("ec.pem", "PRIVATE KEY", 40),
        ("ed25519.pem", "PRIVATE KEY", 20),
        ("ml-dsa", "PRIVATE KEY", 20),
        ("ssh-rsa.pem", "RSA PRIVATE KEY", 40),
        ("ec-sec1.pem", "EC PRIVATE KEY", 20),
        ("pbes2-aes-256-cbc.pem", "ENCRYPTED PRIVATE KEY", 40),
        ("rsa.pem", "PUBLIC KEY", 20),
        ("ec.pem", "PUBLIC KEY", 20),
    ] {
        let whole = match label {
            _ if name == "ml-dsa" => {
                let algorithm = KeyAlgorithm::MlDsa(MlDsa::Set44);
                let key = generate(algorithm, &mut StdRng::seed_from_u64(7)).unwrap();
                private_key::to_der(&key, KeyForm::Pkcs8).unwrap().expose().to_vec()
            }
            "PUBLIC KEY" => read::private_key(&fixture(name)).unwrap().public().spki().to_vec(),
            _ => der(name),
        };
        assert_eq!(refusal(label, &whole), None, "{name}");
        let mut found = Vec::new();
        inner_elements(&whole, 0, whole.len(), &mut found);
        let mut damaged = 0;
        for (at, content) in found.into_iter().skip(1) {
            let changes = [(at, 2), (at, 3), (at, 4), (at, 6), (at, 0x30), (at, 0xa0)].into_iter();
            let length = whole[content - 1];
            let lengths = [(content - 1, length.wrapping_add(1)), (content - 1, length.wrapping_sub(1))];
            for (place, byte) in changes.chain(lengths) {
                let mut bytes = whole.clone();
                bytes[place] = byte;
                let Some(error) = refusal(label, &bytes) else { continue };
                match error.split_once("damaged: ") {
                    Some((_, fault)) => {
                        damaged += 1;
                        assert!(fault.contains("at byte "), "{label} {name}, byte {place}: {error}");
                    }
                    None => assert!(
                        NO_DAMAGE.iter().any(|other| error.contains(other)),
                        "{label} {name}, byte {place}: {error}"
                    ),
                }
            }
        }
        assert!(damaged >= least, "{label} {name}: {damaged}");
    }
}

/// The same as [`elements`], with the DER inside of octet strings and bit strings.
fn inner_elements(der: &[u8], at: usize, end: usize, found: &mut Vec<(usize, usize)>) {
    let before = found.len();
    elements(der, at, end, found);
    for (at, content) in found.split_off(before) {
        found.push((at, content));
        let inside = match der[at] {
            4 => content,
            3 => content + 1,
            _ => continue,
        };
        let end = content + length(der, at);
        if AnyRef::from_der(&der[inside..end]).is_ok_and(|any| any.tag() != Tag::Null) {
            inner_elements(der, inside, end, found);
        }
    }
}

#[test]
fn the_place_of_a_public_key_s_fault_is_that_in_the_file() {
    let key = read::private_key(&fixture("ec.pem")).unwrap().public().spki().to_vec();
    let bits = changed(key, &[3, 0x42, 0], &[3, 0x42, 1]);
    let error = read::public_key(&bits).unwrap_err().to_string();
    assert_eq!(error, "damaged: the key, at byte 23, cannot be read");
}

#[test]
fn a_damaged_ec_key_is_not_called_one_with_explicit_parameters() {
    // The public point becomes an octet string.
    let key = changed(der("ec-sec1.pem"), &[3, 0x42, 0], &[4, 0x42, 0]);
    let error = read::private_key(&key).unwrap_err().to_string();
    assert_eq!(error, "damaged: the public point, at byte 51, cannot be read");
}

#[test]
fn armour_with_something_else_in_it_says_what() {
    let reason = |label: &str, der: &[u8]| {
        let file = pem::encode(label, der);
        let found = inspect(file.expose(), None, &Limits::default()).unwrap();
        match &found.items[0].facts {
            Facts::Unread(Some(reason)) => reason.clone(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(reason("PRIVATE KEY", b"hello"), "begins with the byte 0x68 (DER begins with 0x30)");
    assert_eq!(reason("PGP MESSAGE", &[0x85]), "devcert knows nothing that is labelled so");
    assert_eq!(reason("CERTIFICATE", &[0x30, 3, 2, 1, 5]), "DER, but not a certificate");
    let cut = &der("rsa.pem")[..100];
    assert!(reason("PRIVATE KEY", cut).starts_with("damaged: "));
    let version_5 = changed(der("rsa.pem"), &[2, 1, 0], &[2, 1, 5]);
    assert_eq!(reason("PRIVATE KEY", &version_5), "damaged: the version, at byte 4, cannot be read");
}

#[test]
fn der_of_no_known_outline_is_still_der() {
    assert_eq!(sniff(&[0x30, 3, 0x0c, 1, 0xc3]).unwrap_err(), SniffError::UnknownDer);
    assert_eq!(sniff(&[0x30, 4, 0x0c, 2, b'a', b'b']).unwrap_err(), SniffError::UnknownDer);
    assert_eq!(sniff(&[0x31, 3, 2, 1, 0xff]).unwrap_err(), SniffError::Noise);
    assert_eq!(sniff(b"0 errors and no warnings\n").unwrap_err(), SniffError::NoArmour);
}

#[test]
fn what_is_told_by_the_form_of_its_numbers_is_told() {
    let number = |bytes: usize| element(2, &[&vec![0x55; bytes]]);
    let sequence = |parts: &[&[u8]]| element(0x30, parts);
    let (prime, factor) = (number(100), number(20));
    assert_eq!(classify(&sequence(&[&prime, &[2, 1, 2]])), Some(ObjectKind::DhParameters));
    assert_eq!(classify(&sequence(&[&prime, &[2, 1, 5], &[2, 2, 1, 0]])), Some(ObjectKind::DhParameters));
    assert_eq!(classify(&sequence(&[&prime, &[2, 1, 2], &factor])), Some(ObjectKind::DhParameters));
    assert_eq!(classify(&sequence(&[&prime, &factor, &number(100)])), Some(ObjectKind::DsaParameters));
    // An RSA public key is a modulus and an exponent.
    assert_eq!(classify(&sequence(&[&prime, &[2, 3, 1, 0, 1]])), Some(ObjectKind::RsaPublicKey));
    assert_eq!(classify(&sequence(&[&prime, &[2, 1, 3]])), Some(ObjectKind::RsaPublicKey));
}

#[test]
fn what_ocsp_says_is_named() {
    assert_eq!(classify(&[0x30, 3, 0x0a, 1, 6]), Some(ObjectKind::OcspResponse));
    let algorithm = [0x30, 7, 6, 5, 0x2b, 0x0e, 3, 2, 0x1a];
    let asked = [&algorithm[..], &[4, 1, 0xaa, 4, 1, 0xbb, 2, 1, 7]].concat();
    let request = (0..5).fold(asked, |inner, _| element(0x30, &[&inner]));
    assert_eq!(classify(&request), Some(ObjectKind::OcspRequest));
    let error = read::certificates(&[0x30, 3, 0x0a, 1, 6]).unwrap_err();
    assert_eq!(error.to_string(), "expected a certificate, found an OCSP response");
}
