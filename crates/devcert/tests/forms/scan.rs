//! The certificates in files of any kind, as `devcert expires` finds them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use devcert::encoding::certificate::Certificate;
use devcert::encoding::read;
use devcert::encoding::sniff::{ObjectKind, sniff};
use devcert::pki::expiry::{Position, Problem, ScannedFile, is_worth_reading, scan};

use crate::{fixture, secret, soon};

fn subjects(scan: &ScannedFile) -> Vec<String> {
    scan.certificates.iter().map(|(certificate, _)| certificate.subject().to_string()).collect()
}

fn lines(scan: &ScannedFile) -> Vec<Option<usize>> {
    scan.certificates.iter().map(|(_, spot)| spot.line).collect()
}

fn der(name: &str) -> Vec<u8> {
    read::certificates(&fixture(name)).unwrap().remove(0).der().to_vec()
}

/// PEM text of the leaf and the root.
fn both() -> (String, String) {
    ["leaf.crt", "root.crt"].map(|name| String::from_utf8(fixture(name)).unwrap()).into()
}

#[test]
fn every_form_that_holds_certificates_gives_them() {
    for (name, expected) in [
        ("leaf.crt", &["CN=localhost"][..]),
        ("trusted.crt", &["CN=localhost"]),
        ("bundle.p7b", &["CN=localhost", "CN=Root"]),
        ("bundle.der.p7b", &["CN=localhost", "CN=Root"]),
        ("signed.p7m", &["CN=localhost"]),
        ("modern.p12", &["CN=localhost", "CN=Root"]),
        ("legacy.p12", &["CN=localhost", "CN=Root"]),
        ("plain.p12", &["CN=localhost"]),
        ("empty.p12", &["CN=localhost"]),
        ("rsa.pem", &[]),
        ("leaf.csr", &[]),
        ("list.crl", &[]),
        ("ssh-rsa", &[]),
        ("rsa.jwk", &[]),
    ] {
        let found = scan(&fixture(name), &[secret()]);
        assert_eq!(subjects(&found), expected, "{name}");
        assert_eq!(found.problems, [], "{name}");
    }
}

#[test]
fn der_base64_and_utf_16_are_found_too() {
    let leaf = der("leaf.crt");
    let (pem, _) = both();
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(pem.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let base64_of_pem = STANDARD.encode(&pem);
    for bytes in [leaf.clone(), STANDARD.encode(&leaf).into_bytes(), utf16, base64_of_pem.into_bytes()] {
        assert!(is_worth_reading(&bytes[..bytes.len().min(100)], bytes.len() as u64));
        assert_eq!(subjects(&scan(&bytes, &[])), ["CN=localhost"]);
    }
}

#[test]
fn the_values_of_a_kubernetes_secret_are_found_with_their_lines() {
    let (leaf, root) = both();
    let chain = STANDARD.encode(format!("{leaf}{root}"));
    let manifest = format!(
        "apiVersion: v1\nkind: Secret\ndata:\n  ca.crt: {}\n  tls.crt: \"{chain}\"\n  tls.key: {}\n",
        STANDARD.encode(&root),
        STANDARD.encode(fixture("ec.pem")),
    );
    let found = scan(manifest.as_bytes(), &[]);
    assert_eq!(subjects(&found), ["CN=Root", "CN=localhost", "CN=Root"]);
    assert_eq!(lines(&found), [Some(4), Some(5), Some(5)]);
}

#[test]
fn a_damaged_object_costs_only_itself() {
    let (leaf, root) = both();
    let cut = leaf.lines().take(4).collect::<Vec<_>>().join("\n");
    let found = scan(format!("{leaf}{cut}\n{root}").as_bytes(), &[]);
    assert_eq!(subjects(&found), ["CN=localhost", "CN=Root"]);
    let [Problem::Damaged(how)] = found.problems.as_slice() else { panic!("{:?}", found.problems) };
    let line = 1 + leaf.lines().count();
    assert!(how.contains(&format!("begins on line {line} has no END line")), "{how}");
}

#[test]
fn a_key_that_is_damaged_is_no_concern_of_the_certificate_beside_it() {
    let (leaf, _) = both();
    let found = scan(format!("{leaf}-----BEGIN PRIVATE KEY-----\nAA\n").as_bytes(), &[]);
    assert_eq!((subjects(&found).len(), found.problems.len()), (1, 0));
}

#[test]
fn der_that_was_cut_off_is_told() {
    let leaf = der("leaf.crt");
    let found = scan(&leaf[..leaf.len() - 1], &[]);
    assert!(matches!(found.problems.as_slice(), [Problem::Damaged(how)] if how.contains("truncated DER")));
}

#[test]
fn bytes_behind_a_certificate_are_told_and_those_behind_a_key_are_none_of_ours() {
    let behind = |der: &[u8]| scan(&[der, b"\n"].concat(), &[]).problems;
    assert!(
        matches!(behind(&der("leaf.crt")).as_slice(), [Problem::Trailing(how)] if how.contains("unrelated data") || how.contains("the rest "))
    );
    let key = sniff(&fixture("rsa.pem")).unwrap().objects.remove(0).der;
    assert!(behind(key.expose()).is_empty());
}

#[test]
fn a_container_that_no_passphrase_opens_is_locked() {
    for passphrases in [&[][..], &[b"wrong"[..].into()]] {
        let found = scan(&fixture("modern.p12"), passphrases);
        assert_eq!(found.problems, [Problem::Locked("a PKCS#12 file".into())]);
        assert!(found.certificates.is_empty());
    }
    let several = scan(&fixture("modern.p12"), &[b"wrong"[..].into(), secret()]);
    assert_eq!(subjects(&several).len(), 2);
}

#[test]
fn a_java_key_store_is_named() {
    for (name, form) in [("store.jks", ObjectKind::JavaKeyStore), ("store.jceks", ObjectKind::JceKeyStore)] {
        assert_eq!(scan(&fixture(name), &[]).problems, [Problem::Foreign(form)]);
    }
}

#[test]
fn where_in_a_file_a_certificate_is_can_be_told() {
    let (leaf, root) = both();
    let text = format!("{leaf}\n# the root\n{root}");
    let second = 3 + leaf.lines().count();
    assert_eq!(lines(&scan(text.as_bytes(), &[])), [Some(1), Some(second)]);
    let found = scan(&fixture("modern.p12"), &[secret()]);
    let spots: Vec<&Position> = found.certificates.iter().map(|(_, spot)| spot).collect();
    assert_eq!(spots[0].container.as_deref(), Some("PKCS#12 file"));
    assert_eq!(spots[0].name.as_deref(), Some("my näme"));
}

#[test]
fn files_that_cannot_hold_certificates_are_not_read() {
    let movie = [&[0u8, 0, 0, 24][..], b"ftypmp42", &[0; 500]].concat();
    assert!(!is_worth_reading(&movie, 500 << 20));
    assert!(!is_worth_reading(b"\x7fELF\x02\x01\x01\0\0", 1 << 20));
    assert!(!is_worth_reading(b"2026-01-01 00:00:00 INFO started\n", 200 << 20));
    assert!(is_worth_reading(b"# a configuration\n", 1000));
    assert!(is_worth_reading(b"# a CA bundle\n-----BEGIN CERTIFICATE-----\n", 2 << 20));
}

#[test]
fn ten_thousand_certificates_in_one_file_are_all_found() {
    let (leaf, _) = both();
    assert_eq!(scan(leaf.repeat(10_001).as_bytes(), &[]).certificates.len(), 10_001);
}

#[test]
fn hostile_text_costs_no_more_than_its_length() {
    let mebibytes = |text: &str| text.repeat((8 << 20) / text.len());
    for text in ["LS0tLS1CRUdJTi", "LS0tLS1CRUdJTi\n", "-----BEGIN CERTIFICATE-----\n", "-----BEGIN ", "MI\n"]
    {
        let found = soon(|| scan(mebibytes(text).as_bytes(), &[]));
        assert!(found.certificates.is_empty(), "{text}");
        assert!(found.problems.len() <= 1, "{text}: {}", found.problems.len());
    }
}

#[test]
fn what_looks_like_a_certificate_and_is_none_is_told() {
    let mut broken = Certificate::from_der(&der("leaf.crt")).unwrap().der().to_vec();
    let key = broken.len() - 200;
    broken[key..key + 40].fill(0xff);
    let found = scan(&broken, &[]);
    assert_eq!((found.certificates.len(), found.problems.len()), (0, 1), "{found:?}");
}
