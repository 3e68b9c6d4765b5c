use devcert::encoding::jwk;
use devcert::encoding::limits::Limits;
use devcert::encoding::read::{self, ReadError};
use devcert::encoding::sniff::{self, ObjectKind, Packing, SniffError};

use crate::{assert_same_key, fixture, key, opened};

#[test]
fn every_json_web_key_is_read() {
    for name in ["rsa", "ec", "ed25519"] {
        assert_same_key(&format!("{name}.jwk"), &format!("{name}.pem"));
    }
    for name in ["rsa-short.jwk", "rsa-shortest.jwk"] {
        assert_same_key(name, "rsa.pem");
    }
    let set = opened("set.jwks").unwrap();
    assert!(set.objects.iter().all(|object| object.kind == ObjectKind::PublicKey));
    assert_eq!(set.objects.len(), 2);
    let public = read::public_key(set.objects[1].der.expose()).unwrap();
    assert_eq!(&public, key("ec.pem").unwrap().public());
}

#[test]
fn a_symmetric_key_is_named() {
    let error = key("oct.jwk").unwrap_err().to_string();
    assert_eq!(error, "key of a type that devcert does not support: symmetric (oct)");
}

#[test]
fn json_that_is_no_key_is_told_so() {
    let sentence = |text: &str| sniff::sniff(text.as_bytes()).unwrap_err().to_string();
    let none = "JSON with neither \"kty\" nor \"keys\", so not a JSON Web Key";
    assert_eq!(sentence("{\"a\": 1}"), none);
    assert_eq!(sentence("{\"kty\": \"RSA\",\n \"d\": \"secret"), "JSON damaged on line 2, column 13");
    assert!(matches!(sniff::sniff(&b"[{\"a\":".repeat(100_000)), Err(SniffError::NoArmour)));
    assert!(matches!(sniff::sniff(&b"{\"a\":".repeat(100_000)), Err(SniffError::Json(_))));
}

#[test]
fn what_is_written_as_json_reads_back() {
    for name in ["rsa.pem", "ec.pem", "ed25519.pem", "ed448.jwk", "x25519.jwk", "secp256k1.jwk"] {
        let own = read::any_private_key_in(&opened(name).unwrap()).unwrap();
        let json = jwk::private(&own, Some("it's \"me\"")).unwrap();
        let found = read::contents(json.expose(), None, &Limits::default()).unwrap();
        assert_eq!(read::any_private_key_in(&found).unwrap().public(), own.public());
        assert!(
            matches!(&found.objects[0].packing, Packing::Inside { name: Some(name), .. } if name == "it's \"me\"")
        );
        let json = jwk::public(own.public(), None).unwrap();
        let found = read::contents(json.as_bytes(), None, &Limits::default()).unwrap();
        assert_eq!(found.objects[0].der.expose(), own.public().spki());
        let json = jwk::set([own.public(), own.public()]).unwrap();
        assert_eq!(read::contents(json.as_bytes(), None, &Limits::default()).unwrap().objects.len(), 2);
    }
}

#[test]
fn a_json_web_key_that_contradicts_itself_is_refused() {
    let text = String::from_utf8(fixture("ec.jwk")).unwrap();
    let other = String::from_utf8(fixture("rsa-public.jwk")).unwrap();
    let start = text.find("\"d\":\"").unwrap() + 5;
    let mut wrong = text.clone();
    wrong.replace_range(start..=start, if text.as_bytes()[start] == b'A' { "B" } else { "A" });
    let found = read::contents(wrong.as_bytes(), None, &Limits::default()).unwrap();
    let error = read::private_key_in(&found).unwrap_err();
    assert_eq!(error.to_string(), "the public key in the file belongs to another private key");
    let missing = read::contents(other.replace("\"n\"", "\"N\"").as_bytes(), None, &Limits::default());
    assert!(matches!(missing, Err(ReadError::Open(error)) if error.to_string() == "damaged: no \"n\""));
}
