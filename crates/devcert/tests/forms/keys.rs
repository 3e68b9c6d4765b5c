use devcert::encoding::read;
use devcert::encoding::sniff::{self, EncodingQuirk, ObjectKind, Packing};

use crate::{assert_same_key, fixture, key};

#[test]
fn the_curve_of_a_key_that_has_none_is_that_of_the_parameters_before_it() {
    assert_same_key("ec-curve-outside.pem", "ec.pem");
    assert_same_key("ec-sec1.pem", "ec.pem");
    assert!(key("ec-with-parameters.pem").is_ok());
    let text = String::from_utf8(fixture("ec-curve-outside.pem")).unwrap();
    let alone = &text[text.find("-----BEGIN EC PRIVATE").unwrap()..];
    let error = read::private_key(alone.as_bytes()).unwrap_err();
    assert_eq!(error.to_string(), "the curve of the key is missing");
}

#[test]
fn parameters_without_a_key_are_named() {
    for (file, name) in [
        ("dsa-parameters.pem", "a set of DSA parameters"),
        ("dh-parameters.pem", "a set of Diffie-Hellman parameters"),
    ] {
        let error = key(file).unwrap_err().to_string();
        assert_eq!(error, format!("expected a private key, found {name}"));
    }
}

#[test]
fn base64_without_armour_is_read() {
    let text = String::from_utf8(fixture("ec.pem")).unwrap();
    let bare: String = text.lines().filter(|line| !line.starts_with('-')).collect::<Vec<_>>().join("\r\n");
    let contents = sniff::sniff(bare.as_bytes()).unwrap();
    assert_eq!(
        (contents.objects[0].kind.clone(), contents.objects[0].packing.clone()),
        (ObjectKind::Pkcs8, Packing::Base64)
    );
    assert!(read::private_key(bare.as_bytes()).is_ok());
}

/// Windows adds a key usage to the keys that it exports (2.5.29.15 in `[0]`, RFC 5958, 2).
#[test]
fn attributes_behind_a_key_are_passed_over() {
    let der = sniff::sniff(&fixture("ed25519.pem")).unwrap().objects.remove(0).der;
    let attributes = b"\xa0\x0d\x30\x0b\x06\x03\x55\x1d\x0f\x31\x04\x03\x02\x00\x10";
    let mut longer = [der.expose(), attributes].concat();
    longer[1] += u8::try_from(attributes.len()).unwrap();
    assert_eq!(read::private_key(&longer).unwrap().public(), key("ed25519.pem").unwrap().public());
}

#[test]
fn windows_encodings_are_read() {
    let text = String::from_utf8(fixture("ec.pem")).unwrap();
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for (mark, bytes) in [(&[0xff, 0xfe][..], &little), (&[0xfe, 0xff], &big), (&[], &little), (&[], &big)] {
        let contents = sniff::sniff(&[mark, bytes].concat()).unwrap();
        assert_eq!(contents.oddities, [EncodingQuirk::Utf16]);
        assert!(read::private_key_in(&contents).is_ok());
    }
    let contents = sniff::sniff(&[&[0xef, 0xbb, 0xbf][..], text.as_bytes()].concat()).unwrap();
    assert_eq!(contents.oddities, [EncodingQuirk::ByteOrderMark]);
}
