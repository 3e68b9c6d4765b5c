//! The main flow: the five commands bare, and a rustls server that starts from the two files.

use rustls::ServerConfig;

use crate::world::World;

/// Loads the files as rustls servers in the field do; rustls compares key and certificate itself.
fn a_rustls_server_starts_from(world: &World, key: &str, certificate: &str) {
    let key = rustls_pemfile::private_key(&mut world.read(key).as_slice()).unwrap().unwrap();
    let chain = rustls_pemfile::certs(&mut world.read(certificate).as_slice())
        .collect::<Result<Vec<_>, _>>()
        .unwrap();
    assert_eq!(chain.len(), 1);
    let provider = rustls::crypto::aws_lc_rs::default_provider();
    ServerConfig::builder_with_provider(provider.into())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
}

#[test]
fn the_main_flow_makes_the_files_that_the_server_reads() {
    let world = World::new();
    world.run(["genkey"]).succeeds().says("created cert/private.pem: RSA 2048 private key").prints_nothing();
    world.run(["pubkey"]).succeeds().says("created cert/public.pem: RSA 2048 public key of cert/private.pem");
    world.run(["csr"]).succeeds().says("created cert/csr.pem: CSR for localhost, 127.0.0.1 and ::1");
    world
        .run(["selfsign", "--days", "365"])
        .succeeds()
        .says("created cert/file.crt: certificate for localhost, 127.0.0.1 and ::1, expires 20")
        .prints_nothing();
    assert_eq!(
        world.files(),
        "cert cert/csr.pem cert/file.crt cert/private.pem cert/public.pem",
        "and nothing else"
    );
    a_rustls_server_starts_from(&world, "cert/private.pem", "cert/file.crt");
}

#[test]
fn genkey_works_bare() {
    let world = World::new();
    world.run(["genkey"]).succeeds();
    assert_eq!(world.files(), "cert cert/private.pem");
    assert!(world.text("cert/private.pem").starts_with("-----BEGIN PRIVATE KEY-----\n"));
    assert_eq!(world.key("cert/private.pem").algorithm().to_string(), "RSA 2048");
}

#[test]
fn pubkey_works_bare_and_makes_the_key_that_it_needs() {
    let world = World::new();
    world.run(["pubkey"]).succeeds().says("created cert/private.pem").says("created cert/public.pem");
    assert_eq!(world.files(), "cert cert/private.pem cert/public.pem");
    assert!(world.text("cert/public.pem").starts_with("-----BEGIN PUBLIC KEY-----\n"));
}

#[test]
fn csr_works_bare_and_makes_the_key_that_it_needs() {
    let world = World::new();
    world.run(["csr"]).succeeds().says("created cert/private.pem").says("created cert/csr.pem");
    assert_eq!(world.files(), "cert cert/csr.pem cert/private.pem");
    assert_eq!(*world.request("cert/csr.pem").public_key(), *world.key("cert/private.pem").public());
}

#[test]
fn selfsign_works_bare_and_makes_the_key_that_it_needs() {
    let world = World::new();
    world.run(["selfsign"]).succeeds().says("created cert/private.pem").says("created cert/file.crt");
    assert_eq!(world.files(), "cert cert/file.crt cert/private.pem");
    a_rustls_server_starts_from(&world, "cert/private.pem", "cert/file.crt");
}

#[test]
fn a_server_starts_from_every_kind_of_key() {
    let world = World::new();
    for algorithm in ["rsa:3072", "p256", "p384", "p521", "ed25519"] {
        let (key, certificate) = (format!("{algorithm}.key"), format!("{algorithm}.crt"));
        let made = ["selfsign", "--algorithm", algorithm, "--new-key", "--key", &key, "--cert", &certificate];
        world.run(made).succeeds();
        a_rustls_server_starts_from(&world, &key, &certificate);
    }
}

#[test]
fn the_folder_is_moved_by_an_option_or_by_the_environment() {
    let world = World::new();
    world
        .run(["selfsign", "--algorithm", "p256", "--dir", "tls/dev"])
        .succeeds()
        .says("created tls/dev/file.crt");
    world.env("DEVCERT_DIR", "other").run(["genkey", "--algorithm", "p256"]).succeeds();
    world.env("DEVCERT_DIR", "unused").run(["genkey", "--algorithm", "p256", "--dir", "asked"]).succeeds();
    assert_eq!(
        world.files(),
        "asked asked/private.pem other other/private.pem tls tls/dev tls/dev/file.crt tls/dev/private.pem"
    );
}

#[test]
fn the_certificate_carries_what_servers_and_clients_expect() {
    let world = World::new();
    world.run(["selfsign"]).succeeds();
    let certificate = world.certificate("cert/file.crt");
    assert_eq!(certificate.version(), 3);
    assert_eq!(certificate.subject().to_string(), "CN=localhost");
    assert!(certificate.is_self_issued() && !certificate.is_ca() && certificate.allows_server());
    assert_eq!(certificate.signed().algorithm.to_string(), "sha256WithRSAEncryption");
    let shown: Vec<_> =
        certificate.extensions().iter().map(|one| (one.body.oid().to_string(), one.critical)).collect();
    let shown: Vec<_> = shown.iter().map(|(oid, critical)| (oid.as_str(), *critical)).collect();
    let expected = [
        ("2.5.29.19", true),  // basicConstraints
        ("2.5.29.15", true),  // keyUsage
        ("2.5.29.37", false), // extendedKeyUsage
        ("2.5.29.17", false), // subjectAltName
        ("2.5.29.14", false), // subjectKeyIdentifier
        ("2.5.29.35", false), // authorityKeyIdentifier
    ];
    assert_eq!(shown, expected);
    // Both ends included (RFC 5280, 4.1.2.5).
    let length = certificate.not_after() - certificate.not_before() + time::Duration::SECOND;
    assert_eq!(length, time::Duration::days(365));
    let serial = certificate.serial();
    assert!(serial.len() <= 20 && serial[0] < 0x80, "positive, 20 octets at the most: {serial:?}");
}
