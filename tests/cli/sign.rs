//! `devcert sign`: somebody else's request, signed by one's own CA.

use crate::forged::element;
use crate::world::World;

/// A CA, and a request in `csr.pem`.
fn world_with<const N: usize>(request: [&str; N]) -> World {
    let world = World::with_ca();
    let csr = ["csr", "--new-key", "--key", "key.pem", "--out", "csr.pem", "-a", "p256"];
    world.run_all(&[&csr[..], &request[..]].concat()).succeeds();
    world
}

#[test]
fn subject_and_names_are_kept_and_told() {
    let world = world_with(["--san", "dev.test", "--no-default-names", "--subject", "/O=Acme/CN=dev.test"]);
    let said = world.run(["sign", "csr.pem", "--ca", "ca"]);
    said.succeeds().prints_nothing().says("from csr.pem: subject CN=dev.test,O=Acme, names dev.test");
    said.says("created cert/file.crt: server certificate for dev.test")
        .says("verified: a rustls client that trusts the CA accepts it");
    let certificate = world.certificate("cert/file.crt");
    assert_eq!(certificate.public_key(), world.request("csr.pem").public_key());
    assert_eq!(certificate.subject().to_string(), "CN=dev.test,O=Acme");
    world.run(["ca", "list", "--ca", "ca"]).succeeds().prints("dev.test");
}

#[test]
fn a_request_comes_from_a_pipe_and_its_certificate_goes_into_one() {
    let world = world_with([]);
    let request = world.read("csr.pem");
    let signed = world.stdin(request).run(["sign", "-", "--ca", "ca"]);
    signed.succeeds().prints("-----BEGIN CERTIFICATE-----");
    assert!(!world.path("cert").exists());
}

#[test]
fn more_than_the_profile_gives_is_refused_unless_it_is_allowed() {
    for (request, what, allow) in [
        (["--key-usage", "nonRepudiation"], "the key usage nonRepudiation", "nonRepudiation"),
        (["--extended-key-usage", "clientAuth"], "the extended key usage clientAuth", "clientAuth"),
        (["--key-usage", "keyCertSign"], "the key usage keyCertSign", "ca"),
    ] {
        let world = world_with(request);
        let said = world.refuses(["sign", "csr.pem", "--ca", "ca"]);
        said.says(&format!("cannot sign csr.pem: requests {what}")).says(&format!("--allow={allow} "));
        world.run(["sign", "csr.pem", "--ca", "ca", "--allow", allow]).succeeds();
    }
}

#[test]
fn a_request_for_a_name_that_the_constraints_exclude_is_refused() {
    let world = world_with(["--san", "example.com"]);
    world
        .refuses(["sign", "csr.pem", "--ca", "ca"])
        .says("DNS:example.com is not among the names")
        .says("hint: devcert ca permit --ca ca example.com && devcert sign csr.pem --ca ca");
}

#[test]
fn a_request_that_was_tampered_with_is_refused() {
    let world = world_with([]);
    world.run(["convert", "csr.pem", "--outform", "der", "--out", "csr.der"]).succeeds();
    let mut der = world.read("csr.der");
    let last = der.len() - 20;
    der[last] ^= 1;
    world.write("forged.der", der);
    world
        .refuses(["sign", "forged.der", "--ca", "ca"])
        .says("cannot sign forged.der: invalid self-signature");
}

#[test]
fn a_client_is_signed_with_its_profile() {
    let world = world_with(["--subject", "CN=alice", "--san", "alice.test", "--no-default-names"]);
    let said = world.run([
        "sign",
        "csr.pem",
        "--ca",
        "ca",
        "--profile",
        "client",
        "--out",
        "alice.crt",
        "--allow",
        "serverAuth",
    ]);
    said.succeeds().says("verified: a rustls server that trusts the CA accepts this client");
}

#[test]
fn an_existing_file_is_not_replaced_unasked() {
    let world = world_with([]);
    world.run(["sign", "csr.pem", "--ca", "ca"]).succeeds();
    world.refuses(["sign", "csr.pem", "--ca", "ca"]).says("cert/file.crt already exists");
    world
        .run(["sign", "csr.pem", "--ca", "ca", "--force", "--san", "more.test"])
        .succeeds()
        .says("more.test");
    world
        .refuses(["sign", "csr.pem", "--ca", "ca", "--out", "csr.pem", "--force"])
        .says("csr.pem is the CSR");
}

#[test]
fn what_is_no_request_is_told() {
    let world = world_with([]);
    world.refuses(["sign", "key.pem", "--ca", "ca"]).says("key.pem: expected a certificate request");
    world.refuses(["sign", "none.pem", "--ca", "ca"]).says("none.pem does not exist");
    world
        .refuses(["sign", "csr.pem", "--ca", "none"])
        .says("no CA found in none")
        .says("devcert ca init --ca none");
    world.refuses(["sign", "csr.pem", "--ca", "ca", "--allow", "x"]).says("can not be allowed");
}

#[test]
fn without_a_ca_nothing_is_made_and_the_command_that_makes_one_is_told() {
    let world = World::new();
    world.run(["csr", "-a", "p256"]).succeeds();
    let refused = world.refuses(["sign", "--ca", "none"]);
    refused.says("no CA found in none").says("devcert ca init --ca none ");
    assert!(!world.path("none").exists());
}

#[test]
fn a_file_that_is_no_request_is_told_as_what_it_is() {
    let world = world_with([]);
    let refused = world.refuses(["sign", "key.pem", "--ca", "ca"]);
    refused
        .says("hint: devcert csr --key key.pem --out new.csr && devcert sign new.csr --out new.crt --ca ca")
        .does_not_say("--csr");
}

#[test]
fn a_ca_without_a_name_signs_nothing() {
    let world = world_with([]);
    let key = rcgen::KeyPair::from_pem(&world.text("ca/ca.key")).unwrap();
    let mut params = rcgen::CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    params.key_usages = vec![rcgen::KeyUsagePurpose::KeyCertSign, rcgen::KeyUsagePurpose::CrlSign];
    world.write("ca/ca.crt", params.self_signed(&key).unwrap().pem());
    let before = world.read("ca/ledger.jsonl");
    for args in [&["sign", "csr.pem"][..], &["issue", "localhost"], &["crl"]] {
        let refused = world.refuses_all(&[args, &["--ca", "ca"]].concat());
        refused.says("ca/ca.crt: the issuer's name is empty").says("devcert ca init --ca ca-2");
    }
    assert_eq!(world.read("ca/ledger.jsonl"), before);
}

#[test]
fn an_empty_subject_is_fine_where_a_ca_signs() {
    let world = world_with(["--san", "dev.test", "--no-default-names", "--subject", "/"]);
    world.run(["sign", "csr.pem", "--ca", "ca"]).succeeds();
    let certificate = world.certificate("cert/file.crt");
    assert!(certificate.subject().is_empty() && !certificate.issuer().is_empty());
    world.run(["lint"]).succeeds();
}

/// A request with these general names, as their tag and content.
fn request_for(names: &[(u8, &[u8])]) -> World {
    let world = World::with_ca();
    let key = rcgen::KeyPair::generate().unwrap();
    let mut params = rcgen::CertificateParams::new([]).unwrap();
    params.distinguished_name = rcgen::DistinguishedName::new();
    let names: Vec<_> = names.iter().map(|(tag, content)| element(*tag, &[content])).collect();
    let san = element(0x30, &[&names.concat()]);
    params.custom_extensions = vec![rcgen::CustomExtension::from_oid_content(&[2, 5, 29, 17], san)];
    world.write("csr.pem", params.serialize_request(&key).unwrap().pem().unwrap());
    world
}

#[test]
fn a_name_in_the_wrong_spelling_is_written_as_it_was_meant() {
    let world =
        request_for(&[(0x82, b"10.0.0.5"), (0x82, b"app.test."), (0x82, "b\u{fc}cher.test".as_bytes())]);
    let said = world.run(["sign", "csr.pem", "--ca", "ca", "--out", "site.crt"]);
    said.succeeds().says("wrote DNS:10.0.0.5 as IP:10.0.0.5").says("wrote DNS:app.test. as DNS:app.test");
    said.says("accepts it for 10.0.0.5, app.test and xn--bcher-kva.test").does_not_say("warning");
    let names: Vec<_> = world.certificate("site.crt").names().iter().map(ToString::to_string).collect();
    assert_eq!(names, ["IP:10.0.0.5", "DNS:app.test", "DNS:xn--bcher-kva.test"]);
}

#[test]
fn a_server_that_no_client_can_name_is_no_success() {
    let mailbox: (u8, &[u8]) = (0x81, b"me@app.test");
    let directory =
        element(0x30, &[&element(0x31, &[&element(0x30, &[&[6, 3, 0x55, 4, 3], &element(0x0c, &[b"x"])])])]);
    for name in [mailbox, (0xa4, directory.as_slice())] {
        let world = request_for(&[name]);
        let said = world.run(["sign", "csr.pem", "--ca", "ca", "--out", "site.crt"]);
        said.succeeds().says("none of its names is a host name").does_not_say("accepts it for");
    }
}
