//! Requests as other programs write them: their attributes, and what they say twice.

use der::asn1::{AnyRef, BitStringRef};
use der::{Encode, Tag};
use devcert::key::Signer;

use crate::world::World;

/// Subject alternative names: `a.test`, and `b.test`.
const NAMES: &[u8] = b"\x30\x11\x06\x03\x55\x1d\x11\x04\x0a\x30\x08\x82\x06a.test";
const OTHER_NAMES: &[u8] = b"\x30\x11\x06\x03\x55\x1d\x11\x04\x0a\x30\x08\x82\x06b.test";
/// TLS feature with a value that is text.
const BROKEN_FEATURE: &[u8] = b"\x30\x13\x06\x08\x2b\x06\x01\x05\x05\x07\x01\x18\x04\x07\x04\x05hello";

/// The attribute type of the standard, and that of Microsoft.
const STANDARD: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x0e";
const MICROSOFT: &[u8] = b"\x06\x0a\x2b\x06\x01\x04\x01\x82\x37\x02\x01\x0e";
/// The OS version that certreq writes: 1.3.6.1.4.1.311.13.2.3 with `10.0`.
const OS_VERSION: &[u8] = b"\x30\x14\x06\x0a\x2b\x06\x01\x04\x01\x82\x37\x0d\x02\x03\x31\x06\x16\x0410.0";

fn element(tag: Tag, parts: &[&[u8]]) -> Vec<u8> {
    AnyRef::new(tag, &parts.concat()).unwrap().to_der().unwrap()
}

/// An attribute of this type that requests these extensions, a value for each list.
fn requesting(kind: &[u8], lists: &[&[&[u8]]]) -> Vec<u8> {
    let values: Vec<_> = lists.iter().map(|list| element(Tag::Sequence, list)).collect();
    let values: Vec<_> = values.iter().map(Vec::as_slice).collect();
    element(Tag::Sequence, &[kind, &element(Tag::Set, &values)])
}

/// A world with a CA, a key, and a request for `CN=app` with these attributes.
fn world_with(attributes: &[&[u8]]) -> World {
    let world = World::with_ca();
    world.run(["genkey", "--algorithm", "p256", "--out", "key.pem"]).succeeds();
    let key = world.key("key.pem");
    let subject = b"\x30\x0e\x31\x0c\x30\x0a\x06\x03\x55\x04\x03\x0c\x03app";
    // The tag of the attributes, [0], in the place of a set's.
    let mut attributes = element(Tag::Set, attributes);
    attributes[0] = 0xa0;
    let info = element(Tag::Sequence, &[b"\x02\x01\x00", subject, key.public().spki(), &attributes]);
    let signature = Signer::with_default(&key).unwrap().sign(&info).unwrap();
    let signature = BitStringRef::from_bytes(&signature).unwrap().to_der().unwrap();
    let algorithm = b"\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02";
    world.write("app.csr", element(Tag::Sequence, &[&info, algorithm, &signature]));
    world
}

#[test]
fn the_names_in_microsoft_s_attribute_are_read_everywhere() {
    let world = world_with(&[OS_VERSION, &requesting(MICROSOFT, &[&[NAMES]])]);
    world
        .run(["inspect", "app.csr"])
        .succeeds()
        .prints("SANs        a.test")
        .prints("attributes  Microsoft OS version");
    world.run(["inspect", "app.csr", "--field", "san"]).succeeds().prints("DNS:a.test\n");
    let json = world.run(["inspect", "app.csr", "--json"]).succeeds().json();
    let request = &json["files"][0]["objects"][0];
    assert_eq!(request["names"][0], "DNS:a.test");
    assert_eq!(request["attributes"][0]["oid"], "1.3.6.1.4.1.311.13.2.3");
    world
        .run(["sign", "app.csr", "--ca", "ca", "--out", "app.crt"])
        .succeeds()
        .says("names a.test")
        .says("skipped the attribute Microsoft OS version");
    assert_eq!(world.certificate("app.crt").names()[0].to_string(), "DNS:a.test");
    world.run(["selfsign", "--csr", "app.csr", "--key", "key.pem", "--cert", "self.crt"]).succeeds();
    assert_eq!(world.certificate("self.crt").names()[0].to_string(), "DNS:a.test");
}

#[test]
fn selfsign_reports_the_attributes_that_it_does_not_use() {
    let world = world_with(&[OS_VERSION, &requesting(STANDARD, &[&[NAMES]])]);
    world
        .run(["selfsign", "--key", "key.pem", "--csr", "app.csr", "--cert", "app.crt"])
        .succeeds()
        .says("skipped the attribute Microsoft OS version");
}

#[test]
fn the_same_request_in_both_attributes_is_one() {
    let world = world_with(&[&requesting(STANDARD, &[&[NAMES]]), &requesting(MICROSOFT, &[&[NAMES]])]);
    world.run(["sign", "app.csr", "--ca", "ca", "--out", "app.crt"]).succeeds();
}

#[test]
fn a_request_that_says_something_twice_is_shown_in_full_and_refused() {
    let two_requests = "has 2 different extension requests, so it is unclear which one is meant";
    let twice = "requests the extension subjectAltName twice, so it is unclear which one is meant";
    let extension = requesting(STANDARD, &[&[NAMES, OTHER_NAMES]]);
    let values = requesting(STANDARD, &[&[NAMES], &[OTHER_NAMES]]);
    let [one, other] = [&[NAMES][..], &[OTHER_NAMES]].map(|list| requesting(STANDARD, &[list]));
    let microsoft = requesting(MICROSOFT, &[&[OTHER_NAMES]]);
    for (attributes, reason) in [
        (vec![&extension], twice),
        (vec![&values], two_requests),
        (vec![&one, &other], two_requests),
        (vec![&one, &microsoft], two_requests),
    ] {
        let attributes: Vec<_> = attributes.into_iter().map(Vec::as_slice).collect();
        let world = world_with(&attributes);
        let shown = world.run(["inspect", "app.csr"]);
        shown.succeeds().prints("SANs        a.test, b.test").prints(reason);
        let refused = format!("cannot sign app.csr: {reason}");
        world
            .refuses(["sign", "app.csr", "--ca", "ca"])
            .says(&refused)
            .says("devcert inspect --text app.csr");
        world.refuses(["selfsign", "--csr", "app.csr", "--key", "key.pem"]).says(&refused);
    }
}

#[test]
fn an_extension_that_is_copied_has_to_be_well_formed() {
    let world = world_with(&[&requesting(STANDARD, &[&[NAMES, BROKEN_FEATURE]])]);
    world
        .refuses(["sign", "app.csr", "--ca", "ca"])
        .says("cannot sign app.csr: the value of the extension TLS feature is malformed");
}

#[test]
fn verify_names_the_extension_that_is_there_twice_and_says_it_once() {
    let world = World::new();
    world.write("two.crt", include_bytes!("../../crates/devcert/tests/fixtures/forms/two-names.crt"));
    let verified = world.run(["verify", "--no-key", "--cert", "two.crt"]);
    verified.fails_with(1).prints("has the extension subjectAltName more than once");
    assert!(!verified.stdout_text().contains("an extension is malformed"));
}

#[test]
fn a_container_without_anything_in_it_is_not_converted_to_an_empty_file() {
    let world = World::new();
    world.write("empty.jwks", r#"{"keys": []}"#);
    world.write("oct.jwks", r#"{"keys": [{"kty": "oct", "k": "AAAA"}]}"#);
    world.run(["inspect", "empty.jwks"]).succeeds().prints("contains no keys and no certificates");
    world.run(["inspect", "oct.jwks"]).succeeds().prints("symmetric (oct)");
    let empty = "empty.jwks is empty: no keys";
    world.refuses(["convert", "empty.jwks", "--to", "jwks", "--out", "-"]).says(empty);
    world
        .refuses(["convert", "oct.jwks", "--to", "pem", "--out", "-"])
        .says("oct.jwks contains only a JSON web key of a type that devcert does not support");
}

#[test]
fn a_key_next_to_keys_of_unknown_types_is_converted_and_they_are_reported() {
    let world = World::new();
    let rsa = include_str!("../../crates/devcert/tests/fixtures/forms/rsa-public.jwk");
    let others = r#"{"kty": "oct", "k": "AAAA"}, {"kty": "OKP", "crv": "X-999", "x": "AQEB"}"#;
    world.write("mixed.jwks", format!(r#"{{"keys": [{others}, {rsa}]}}"#));
    let converted = world.run(["convert", "mixed.jwks", "--to", "spki", "--out", "-"]);
    converted.succeeds().prints("BEGIN PUBLIC KEY").says("symmetric (oct)").says("OKP on X-999");
}

#[test]
fn a_key_that_does_not_sign_says_why() {
    let world = World::new();
    world.write("x25519.pem", include_bytes!("../../crates/devcert/tests/fixtures/forms/x25519.pem"));
    world.write("long.pem", include_bytes!("../../crates/devcert/tests/fixtures/forms/rsa-exponent-63.pem"));
    for key in ["x25519.pem", "long.pem"] {
        world.run(["inspect", key]).succeeds();
        world.run(["pubkey", key, "--out", "-"]).succeeds().prints("BEGIN PUBLIC KEY");
        world.run(["convert", key, "--to", "pkcs8", "--out", "-"]).succeeds().prints("BEGIN PRIVATE KEY");
    }
    let type_of = "x25519.pem: private key of type X25519, which devcert does not sign or serve with";
    world.refuses(["selfsign", "--key", "x25519.pem"]).says(type_of);
    let reason = "the private key cannot sign: its public exponent has 63 bits (maximum 33)";
    world.refuses(["selfsign", "--key", "long.pem"]).says(reason).says("devcert genkey --out new.pem");
}
