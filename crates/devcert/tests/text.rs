//! The text of certificates, requests, revocation lists and keys is OpenSSL's, line for line.
//!
//! `fixtures/text/make.sh` made the inputs and the expected text.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test may fail, and reads files"
)]

use std::fs;
use std::path::{Path, PathBuf};

use devcert::encoding::read;
use devcert::key::PublicKey;
use devcert::text;

/// How the text of a kind of file is made.
type Render = fn(&[u8]) -> String;

const KINDS: [(&str, Render); 5] = [
    ("x509", |pem| text::certificate(&der(pem)).unwrap()),
    ("req", |pem| text::request(&der(pem)).unwrap()),
    ("crl", |pem| text::crl(&der(pem)).unwrap()),
    // Not by `read`, which refuses keys whose curve is spelled out; their text is openssl's still.
    ("pub", |pem| text::public_key(&PublicKey::from_spki(&der(pem)).unwrap()).unwrap()),
    ("key", |pem| text::private_key(&read::private_key(pem).unwrap()).unwrap().to_string()),
];

fn der(pem: &[u8]) -> Vec<u8> {
    pem::parse(pem).unwrap().into_contents()
}

/// The inputs of this kind, at least one.
fn inputs(kind: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/text");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let inputs: Vec<_> =
        files.filter(|path| path.to_string_lossy().ends_with(&format!(".{kind}.pem"))).collect();
    assert!(!inputs.is_empty(), "no inputs of the kind {kind}");
    inputs
}

#[test]
fn the_text_is_the_same_as_openssls_line_for_line() {
    let mut differences = Vec::new();
    for (kind, render) in KINDS {
        for input in inputs(kind) {
            let text = render(&fs::read(&input).unwrap());
            let expected = fs::read_to_string(input.with_extension("txt")).unwrap();
            let different = text.split('\n').zip(expected.split('\n')).find(|(ours, theirs)| ours != theirs);
            if text != expected {
                let name = input.file_name().unwrap().to_string_lossy().into_owned();
                differences.push(format!("{name}: {different:#?}"));
            }
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn damaged_der_is_refused_or_shown_but_never_a_panic() {
    let renders = [text::certificate, text::request, text::crl];
    for input in
        ["names.x509.pem", "policies.x509.pem", "attributes.req.pem", "scope.crl.pem", "signed-pss.x509.pem"]
    {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/text");
        let whole = der(&fs::read(folder.join(input)).unwrap());
        for index in 0..whole.len() {
            for flip in [0x01, 0x20, 0x80, 0xff] {
                let mut damaged = whole.clone();
                damaged[index] ^= flip;
                let texts = renders.map(|render| render(&damaged).unwrap_or_default());
                assert!(texts.iter().all(|text| !text.contains('\u{1b}')));
            }
            assert!(renders.iter().all(|render| render(&whole[..index]).is_err()), "{input} cut at {index}");
        }
    }
}

#[test]
fn the_parameters_of_a_named_curve_are_shown_as_openssl_does() {
    // prime256v1 and secp256k1.
    let p256 = [0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
    let expected = "EC-Parameters: (256 bit)\nASN1 OID: prime256v1\nNIST CURVE: P-256\n";
    assert_eq!(text::ec_parameters(&p256).unwrap(), expected);
    let k256 = [0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x0a];
    let expected = "EC-Parameters: (256 bit)\nASN1 OID: secp256k1\n";
    assert_eq!(text::ec_parameters(&k256).unwrap(), expected);
    assert!(text::ec_parameters(&[0x05, 0x00]).is_err());
    assert!(text::ec_parameters(&p256[..9]).is_err());
}
