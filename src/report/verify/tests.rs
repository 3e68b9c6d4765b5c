//! The report on certificates that devcert did not make.

use time::macros::datetime;

use super::*;
use crate::report::color::plain;
use crate::report::outcome::Envelope;
use devcert::pki::verify::{CheckId, VerifyInput, verify};

macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!("../../../crates/devcert/tests/fixtures/verify/", $name)).as_slice()
    };
}

const PATHS: Paths<'_> = Paths { key: "cert/private.pem", certificate: "cert/file.crt", ca: None, crls: &[] };

/// Nothing is known of what is around the files but the key that fits.
fn around() -> &'static Around {
    static AROUND: std::sync::LazyLock<Around> =
        std::sync::LazyLock::new(|| Around { key: Some("cert/private.pem".to_owned()), ..Around::default() });
    &AROUND
}

fn scene() -> Scene<'static> {
    Scene { paths: &PATHS, around: around() }
}

fn verification(key: &[u8], certificates: &[u8]) -> Verification {
    verify(&VerifyInput {
        key: Some(key),
        key_mode: Some(0o600),
        ..VerifyInput::new(certificates, datetime!(2030-06-01 00:00 UTC))
    })
}

fn notes() -> Verification {
    verification(fixture!("notes.key"), fixture!("notes.crt"))
}

#[test]
fn the_recipe_of_the_notes_is_told_what_is_wrong_and_what_to_type() {
    let expected = "\
ok    cert/private.pem  RSA 1024 private key (PKCS#8)
ok    cert/file.crt     certificate for CN=localhost,O=Acme,C=CN, self-signed, RSA 1024 key
ok    cert/file.crt     matches the private key
ok    cert/private.pem  readable only by its owner (mode 0600)
ok    cert/file.crt     valid until 2051-07-15 01:40:24 UTC, 7714 days from now
FAIL  server-start      no rustls server starts on aws-lc-rs and ring: the key is RSA 1024, but rustls accepts RSA keys of 2048 bits and more
      fix: mv -n cert/private.pem cert/private.pem.orig && devcert selfsign --new-key --force
skip  handshake         no rustls server starts
FAIL  cert/file.crt     version 1 certificate, which rustls, Go, Chromium and Firefox reject
FAIL  cert/file.crt     RSA 1024 key, which rustls and OpenSSL at security level 2 reject; they accept 2048 bits and more
FAIL  cert/file.crt     no subject alternative name (SAN), but rustls, Go, Chromium and Firefox check nothing else
warn  cert/file.crt     valid for 9000 days, but Apple's systems accept server certificates for at most 825
warn  cert/file.crt     no extended key usage, but Apple's systems require serverAuth
failed: 4 problems, 2 warnings
";
    assert_eq!(plain(&render_text(&notes(), &scene())), expected);
}

#[test]
fn checks_that_were_skipped_for_one_reason_share_a_line() {
    let swapped = plain(&render_text(&verification(fixture!("notes.crt"), fixture!("notes.key")), &scene()));
    assert_eq!(
        swapped,
        "\
FAIL  cert/private.pem                    expected a private key, found a certificate
      fix: devcert verify --key cert/file.crt --cert cert/private.pem
FAIL  cert/file.crt                       expected a certificate, found a private key (PKCS#8)
skip  key-match, server-start, handshake  neither the key nor the certificate can be used
failed: 2 problems, 0 warnings
"
    );
}

#[test]
fn what_works_with_warnings_ends_in_the_names() {
    let text = render_text(&verification(fixture!("rsa4104.key"), fixture!("rsa4104.crt")), &scene());
    let last = text.lines().last();
    assert_eq!(
        last,
        Some("passed with 2 warnings: a rustls server starts, and a rustls client accepts it as localhost")
    );
}

#[test]
fn text_from_a_certificate_cannot_move_the_cursor() {
    let mut hostile = notes();
    hostile.checks[1].text = "certificate for CN=\u{1b}[2J\u{202e}x".to_owned();
    let text = render_text(&hostile, &Scene { paths: &Paths { certificate: "a\nb", ..PATHS }, ..scene() });
    assert!(text.contains("a\\u{a}b"), "{text}");
    assert!(text.contains("CN=\\u{1b}[2J\\u{202e}x"), "{text}");
}

#[test]
fn the_json_has_every_check_on_its_own() {
    let json = serde_json::to_value(Envelope::new("verify", json(&notes(), &scene()))).unwrap();
    assert_eq!((&json["version"], &json["command"]), (&1.into(), &"verify".into()));
    assert_eq!(json["verdict"], "fail");
    assert_eq!(json["accepted_names"], serde_json::json!([]));
    assert_eq!(
        json["checks"][5],
        serde_json::json!({
            "id": "server-start",
            "status": "fail",
            "file": null,
            "names": [],
            "providers": ["aws-lc-rs", "ring"],
            "tls_versions": [],
            "message": "no rustls server starts on aws-lc-rs and ring: the key is RSA 1024, but rustls accepts RSA keys of 2048 bits and more",
            "fix": {
                "kind": "self-sign",
                "command": "mv -n cert/private.pem cert/private.pem.orig && devcert selfsign --new-key --force",
                "note": null,
            },
            "note": null,
        })
    );
    assert_eq!(
        json["checks"][1]["file"],
        serde_json::json!({ "role": "certificate", "path": "cert/file.crt" })
    );
}

#[test]
fn the_documentation_of_the_json_knows_every_check() {
    let documentation = include_str!("../../../docs/json.md");
    for id in CheckId::ALL {
        assert!(documentation.contains(&format!("| `{}` |", id.name())), "{} is missing", id.name());
    }
}

#[test]
fn only_the_word_of_each_check_is_colored() {
    let text = render_text(&notes(), &scene());
    let is_of_check = |line: &&str| !line.starts_with(' ') && !line.starts_with("failed: ");
    assert_eq!(text.matches("\u{1b}[0m").count(), plain(&text).lines().filter(is_of_check).count());
    assert!(text.starts_with("\u{1b}[32mok  \u{1b}[0m  cert/private.pem  RSA 1024"), "{text:?}");
    assert!(text.contains("\n\u{1b}[1m\u{1b}[31mFAIL\u{1b}[0m  server-start"), "{text:?}");
}
