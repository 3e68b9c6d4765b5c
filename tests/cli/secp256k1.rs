//! Keys on a curve that TLS clients do not accept: everything but a server works with them, and says so.

use crate::world::World;

const KEY: &str = "cert/private.pem";
const CERTIFICATE: &str = "cert/file.crt";

fn with_key() -> World {
    let world = World::new();
    world
        .run(["genkey", "--algorithm", "secp256k1"])
        .succeeds()
        .says("rejected by Chromium, Firefox, NSS, rustls");
    world
}

#[test]
fn a_secp256k1_key_survives_every_form() {
    let world = with_key();
    world.run(["inspect", KEY]).succeeds().prints("EC secp256k1");
    world.write("pass", "secret");
    world.run(["selfsign"]).succeeds();
    let sealed = ["--new-passphrase", "file:pass"];
    let forms: [(&str, &[&str]); 5] =
        [("sec1", &[]), ("jwk", &[]), ("der", &[]), ("pkcs8", &sealed), ("pkcs12", &sealed)];
    for (form, options) in forms {
        let mut convert = vec!["convert", KEY, "--to", form, "--out", form];
        if form == "pkcs12" {
            convert.insert(2, CERTIFICATE);
        }
        world.run_all(&[&convert[..], options].concat()).succeeds();
        let mut back = vec!["convert", form, "--to", "pkcs8", "--out", "back.pem", "--force"];
        if !options.is_empty() {
            back.extend(["--passphrase", "file:pass"]);
        }
        if form == "pkcs12" {
            // Only the key goes into PKCS#8.
            back[3] = "pem";
            world.run_all(&back).succeeds();
            assert!(world.text("back.pem").contains(world.text(KEY).trim()), "{form}");
        } else {
            world.run_all(&back).succeeds();
            assert_eq!(world.text("back.pem"), world.text(KEY), "{form}");
        }
    }
    assert!(world.text("jwk").contains("\"crv\": \"secp256k1\""), "RFC 8812");
    world
        .run(["convert", KEY, "--to", "openssh", "--out", "ssh"])
        .fails_with(2)
        .says("OpenSSH has no place for EC secp256k1 keys");
}

#[test]
fn a_certificate_on_a_secp256k1_key_is_checked_by_its_signature_alone() {
    let world = with_key();
    world.run(["csr"]).succeeds();
    let text = "rustls does not support EC secp256k1 keys with aws-lc-rs; the signature itself is valid";
    world
        .run(["selfsign"])
        .succeeds()
        .says(text)
        .says("the key is EC secp256k1, which rustls does not support");
    world
        .run(["verify"])
        .fails_with(1)
        .prints(text)
        .prints("no rustls server starts on aws-lc-rs and ring")
        .prints("the key is EC secp256k1, which rustls does not support");
    world.run(["lint", CERTIFICATE]).fails_with(1).prints("curve-not-accepted").does_not_print("unknown-key");
    // Nothing is wrong with it that another certificate would mend.
    world.run(["selfsign", "--if-needed"]).succeeds().says("unchanged");
}

#[test]
fn a_ca_with_a_secp256k1_key_issues_signs_and_revokes() {
    let world = World::new();
    world
        .run(["ca", "init", "--ca", "ca", "--algorithm", "secp256k1"])
        .succeeds()
        .says("rustls reject every certificate");
    world
        .run(["issue", "a.test", "--ca", "ca", "-a", "p256"])
        .succeeds()
        .says("the signature itself is valid");
    world
        .run(["csr", "--san", "b.test", "--new-key", "-a", "secp256k1", "--key", "b.pem", "--out", "b.csr"])
        .succeeds();
    world.run(["sign", "b.csr", "--ca", "ca", "--out", "b.crt"]).succeeds();
    world.run(["revoke", "b.crt", "--ca", "ca"]).succeeds();
    world.run(["crl", "--ca", "ca", "--out", "ca.crl"]).succeeds();
    let ca = world.certificate("ca/ca.crt");
    let ca = ca.public_key();
    for name in [CERTIFICATE, "b.crt"] {
        devcert::pki::signature::check_issued(&world.certificate(name), ca).unwrap();
    }
    let verify = world.run(["verify", "--ca", "ca"]);
    verify
        .fails_with(1)
        .prints("the key is EC secp256k1, and Chromium, Firefox and rustls reject what it has signed");
    // Another certificate of this CA would be no better.
    assert!(!verify.stdout_text().contains("fix: devcert issue"), "{verify}");
}
