//! `--unsafe-…`: certificates with deliberate faults.

use devcert::encoding::crl::Crl;
use devcert::encoding::sniff::sniff;
use devcert::model::algorithm::{DigestAlgorithm, SignatureAlgorithm};
use devcert::model::validity::shown;
use serde_json::json;

use crate::world::World;

/// A self-signed certificate with these options, and what the JSON and the warning say of its faults.
fn selfsigned(options: &[&str]) -> (World, serde_json::Value, String) {
    let world = World::new();
    let arguments = [&["selfsign", "--json"], options].concat();
    let outcome = world.run_all(&arguments);
    outcome.succeeds().says("warning: cert/file.crt: deliberately wrong (");
    let json = outcome.json();
    let warning = json["warnings"][0].as_str().unwrap();
    let (_, said) = warning.split_once("deliberately wrong (").unwrap();
    let said = said.split_once(')').unwrap().0.to_owned();
    let faults = json["faults"].clone();
    (world, faults, said)
}

#[test]
fn certificate_is_signed_with_a_broken_digest() {
    for (key, digest, algorithm) in [
        ("rsa", "md5", SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Md5)),
        ("rsa", "sha1", SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha1)),
        ("p384", "sha1", SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha1)),
    ] {
        let (world, faults, _) = selfsigned(&["-a", key, "--unsafe-digest", digest]);
        let certificate = world.certificate("cert/file.crt");
        assert_eq!(certificate.signed().algorithm.signature(), Some(algorithm));
        devcert::pki::signature::check_issued(&certificate, certificate.public_key()).unwrap();
        assert_eq!(faults, json!(["digest"]));
    }
    let world = World::new();
    world
        .refuses(["selfsign", "-a", "p256", "--unsafe-digest", "md5"])
        .says("EC P-256 keys do not make md5 signatures");
    world.refuses(["selfsign", "--digest", "sha1"]).does_not_say("--unsafe");
    assert!(world.tree().is_empty());
}

#[test]
fn certificate_has_any_serial_number() {
    for (typed, content) in [("00", vec![0]), ("-80", vec![0x80]), ("80", vec![0, 0x80])] {
        let (world, faults, said) = selfsigned(&["-a", "p256", "--unsafe-serial", typed]);
        assert_eq!(world.certificate("cert/file.crt").serial(), content);
        assert_eq!((faults, said), (json!(["serial"]), format!("serial number {typed}")));
    }
    let long = "ab".repeat(30);
    let (world, ..) = selfsigned(&["-a", "p256", "--unsafe-serial", &long]);
    assert_eq!(world.certificate("cert/file.crt").serial().len(), 31);
}

#[test]
fn certificate_has_any_dates() {
    for (start, end) in
        [("2030-01-01", "2029-12-31"), ("0001-01-01", "9999-12-31"), ("2000-01-01", "0000-01-01")]
    {
        let options = ["-a", "p256", "--unsafe-not-before", start, "--unsafe-not-after", end];
        let (world, faults, said) = selfsigned(&options);
        let certificate = world.certificate("cert/file.crt");
        let [start, end] = [start, end].map(|date| format!("{date}T00:00:00Z"));
        assert_eq!(shown(&certificate.not_before()), start);
        assert_eq!(shown(&certificate.not_after()), end);
        assert_eq!(faults, json!(["not-before", "not-after"]));
        assert_eq!(said, format!("valid from {start}, expires {end}"));
    }
    World::new().refuses(["selfsign", "--not-before", "2030-01-01", "--not-after", "2029-12-31"]);
}

#[test]
fn certificate_has_no_names_and_is_marked_as_a_ca() {
    let (world, faults, said) = selfsigned(&["-a", "p256", "--unsafe-no-san", "--unsafe-ca"]);
    let certificate = world.certificate("cert/file.crt");
    assert!(certificate.names().is_empty() && certificate.is_ca());
    assert_eq!(certificate.subject().to_string(), "CN=localhost");
    assert_eq!((faults, said), (json!(["no-san", "ca"]), "no SANs, marked as a CA certificate".to_owned()));
}

#[test]
fn key_is_too_small() {
    let (world, faults, said) = selfsigned(&["--unsafe-bits", "512"]);
    assert_eq!(world.key("cert/private.pem").algorithm().rsa_bits(), Some(512));
    assert_eq!((faults, said), (json!(["bits"]), "512-bit RSA key".to_owned()));
    world.run(["selfsign", "--unsafe-bits", "512", "--force"]).succeeds().does_not_say("private.pem: RSA");
    world.run(["genkey", "--unsafe-bits", "768", "--out", "k.pem"]).succeeds().says("768-bit RSA key");
    world.run(["csr", "--unsafe-bits", "768", "--key", "k.pem"]).succeeds().says("768-bit RSA key");
    world.refuses(["genkey", "--bits", "768", "--out", "l.pem"]).does_not_say("--unsafe");
    world.refuses(["genkey", "--unsafe-bits", "504", "--out", "l.pem"]).says("(minimum 512)");
}

#[test]
fn extension_is_replaced_whatever_its_value_is() {
    let options =
        ["-a", "p256", "--unsafe-extension", "2.5.29.17=critical,00ff", "--unsafe-extension", "1.2.3.4=05"];
    let (world, faults, said) = selfsigned(&options);
    let certificate = world.certificate("cert/file.crt");
    assert_eq!(certificate.extensions().len(), 7);
    assert!(certificate.names().is_empty());
    assert_eq!((faults, said), (json!(["extension"]), "extension 2.5.29.17, extension 1.2.3.4".to_owned()));
}

#[test]
fn further_extension_of_a_self_signed_certificate_is_no_fault() {
    let world = World::new();
    let options = ["selfsign", "-a", "p256", "--extension", "1.2.3.4=critical,0500"];
    world.run_all(&[&options[..], &["--json"]].concat()).succeeds().does_not_say("deliberately");
    assert_eq!(world.certificate("cert/file.crt").extensions().len(), 7);
    world.refuses(["selfsign", "--extension", "2.5.29.17=0500", "--force"]).says("already contains");
    let kept = ["selfsign", "--extension", "1.2.3.5=0500", "--if-needed"];
    world.run(kept).succeeds().says("1.2.3.5").says("recreating it");
    world.run(kept).succeeds().says("unchanged");
}

#[test]
fn ledger_has_every_wrong_certificate() {
    let world = World::with_ca();
    let issue = |serial: &'static str, dir: &'static str, name: &'static str| {
        let options = ["issue", name, "--ca", "ca", "-a", "p256", "--dir", dir, "--unsafe-serial", serial];
        world.run_all(&options)
    };
    issue("-80", "a", "a.test").succeeds().does_not_say("also");
    issue("80", "b", "b.test").succeeds().does_not_say("also");
    issue("00", "c", "c.test").succeeds();
    issue("00", "d", "d.test")
        .succeeds()
        .says("warning: CN=c.test also has serial number 00; revoking one revokes both");
    world.run(["csr", "-a", "p256", "e.test", "--dir", "e"]).succeeds();
    let dates = ["--unsafe-not-before", "2030-01-01", "--unsafe-not-after", "0001-01-01"];
    world
        .run_all(&[&["sign", "--ca", "ca", "--dir", "e", "--unsafe-digest", "sha1"], &dates[..]].concat())
        .succeeds();
    let list = world.run(["ca", "list", "--ca", "ca", "--json"]).json();
    let of = |member: &str| -> Vec<_> {
        let rows = list["certificates"].as_array().unwrap();
        rows.iter().map(|row| row[member].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(of("serial")[..4], ["-80", "80", "00", "00"]);
    assert_eq!(of("status"), ["valid", "valid", "valid", "valid", "expired"]);
    assert_eq!(of("not_after")[4], "0001-01-01T00:00:00Z");

    world.run(["revoke", "--ca", "ca", "a/file.crt"]).succeeds().says("CN=a.test");
    world.run(["revoke", "--ca", "ca", "d/file.crt"]).succeeds().says("CN=d.test");
    let rows = world.run(["ca", "list", "--ca", "ca", "--json"]).json();
    let status = |row: usize| rows["certificates"][row]["status"].as_str().unwrap().to_owned();
    assert_eq!([0, 1, 2, 3].map(status), ["revoked", "valid", "revoked", "revoked"]);
    world.run(["crl", "--ca", "ca"]).succeeds();
    let crl = sniff(&world.read("ca/ca.crl")).unwrap();
    let crl = Crl::from_der(crl.objects[0].der.expose()).unwrap();
    assert_eq!(crl.revoked().iter().map(|one| one.serial.clone()).collect::<Vec<_>>(), [vec![0x80], vec![0]]);
    world.run(["crl", "--ca", "ca", "--if-needed"]).succeeds().says("unchanged");
    issue("00", "f", "f.test").succeeds().says("is revoked");
}

#[test]
fn ca_is_deliberately_weak() {
    let world = World::new();
    let options = [
        "ca",
        "init",
        "--ca",
        "ca",
        "--unsafe-bits",
        "512",
        "--unsafe-digest",
        "md5",
        "--unsafe-serial",
        "0",
    ];
    world.run(options).succeeds().says("(512-bit RSA key, signature with MD5, serial number 00)");
    world.run(["issue", "--ca", "ca", "-a", "p256"]).succeeds().says("created cert/file.crt");
    let root = world.certificate("ca/ca.crt");
    assert_eq!((root.serial(), root.public_key().algorithm().rsa_bits()), (&[0][..], Some(512)));
    world
        .refuses(["ca", "init", "--ca", "ca", "--if-needed", "--unsafe-bits", "512"])
        .says("--if-needed cannot");
}

#[test]
fn faults_need_the_whole_option_and_apply_to_new_files_only() {
    let world = World::new();
    for command in ["selfsign", "issue"] {
        world
            .refuses([command, "--unsafe-ca", "--if-needed"])
            .says("--if-needed cannot be used with --unsafe-ca")
            .says(&format!("hint: devcert {command} --unsafe-ca\n"));
        for typo in ["--nosan", "--no-san", "--serial", "--not-a-ca"] {
            world.refuses([command, typo]).does_not_say("--unsafe-");
        }
        world.refuses([command, "--unsafe-"]).says("unexpected argument");
    }
    world.refuses(["issue", "--one-time-ca", "--unsafe-ca"]).says("cannot be used with");
    world.refuses(["csr", "--unsafe-digest", "md5", "--if-needed"]).says("--if-needed cannot");
    assert!(world.tree().is_empty(), "{:?}", world.files());
    let outcome = world.run(["selfsign", "-a", "p256", "--json"]);
    outcome.succeeds().does_not_say("deliberately");
    assert_eq!(outcome.json()["faults"], json!(null));
}

#[test]
fn deliberate_faults_are_in_the_long_help_only() {
    let definition = devcert_cli::commands::definition();
    let mut count = 0;
    for command in definition.get_subcommands().flat_map(|one| one.get_subcommands().chain([one])) {
        for argument in command.get_arguments().filter(|one| one.get_id().as_str().starts_with("unsafe_")) {
            count += 1;
            assert!(argument.is_hide_short_help_set(), "{argument}");
            assert!(argument.get_short().is_none() && argument.get_env().is_none(), "{argument}");
            assert!(argument.get_all_aliases().is_none(), "{argument}");
            let heading = argument.get_help_heading().unwrap_or_default();
            assert!(heading.starts_with("Deliberate faults (to test that clients reject them)"), "{heading}");
        }
    }
    assert_eq!(count, 8 + 8 + 7 + 5 + 2 + 1, "selfsign, issue, sign, ca init, csr, genkey");
}
