//! What devcert says of other clients where rustls is the more lenient one, or the stricter one.

use crate::forged::Forged;
use crate::server::{Client, NotesServer, source};
use crate::world::{Run, World};

/// A world with a forged certificate and its key where the server looks for them.
fn with(forged: &Forged) -> World {
    let world = World::new();
    std::fs::create_dir(world.path("cert")).unwrap();
    world.write("cert/private.pem", Forged::key());
    world.write("cert/file.crt", forged.pem());
    world
}

/// Go's verdict about a chain below these roots, as `host`.
pub(crate) fn go(world: &World, chain: &str, roots: &str, host: &str) -> Run {
    let program = source("interop/clients/verify.go");
    world.program_with("go", ["run", program.to_str().unwrap(), chain, roots, host]).run()
}

#[test]
fn what_is_not_der_openssl_and_go_do_not_load() {
    let name = |tag, content: &[u8]| Forged { common_name: (tag, content.to_vec()), ..Forged::default() };
    let serial = |serial: &[u8]| Forged { serial: serial.to_vec(), ..Forged::default() };
    for (forged, openssl_loads, said) in [
        (serial(&[0, 0x12]), false, "OpenSSL and Go do not load"),
        (serial(&[]), false, "OpenSSL and Go do not load"),
        (name(0x0c, b"dev\xff"), false, "OpenSSL and Go do not load"),
        (name(0x1e, b"\0d\0"), false, "OpenSSL and Go do not load"),
        (name(0x1c, b"\0\0d"), false, "OpenSSL and Go do not load"),
        (name(0x16, b"dev\xe4"), true, "Go does not load"),
        (Forged { critical: vec![1], ..Forged::default() }, true, "Go does not load"),
    ] {
        let world = with(&forged);
        world.devcert("verify --no-key").says(said);
        let openssl = world.openssl("x509 -in cert/file.crt -noout -text");
        assert_eq!(openssl.status() == Some(0), openssl_loads, "{openssl}");
        let go = go(&world, "cert/file.crt", "cert/file.crt", "dev.test");
        assert!(go.errors().contains("refused: x509:"), "{go}");
    }
}

#[test]
fn openssl_does_not_match_the_names_that_devcert_says_it_does_not() {
    for (name, host) in [
        (&b"dev.test."[..], "dev.test"),
        (b"*.localhost", "a.localhost"),
        ("b\u{fc}cher.test".as_bytes(), "xn--bcher-kva.test"),
        (b"https://dev.test", "dev.test"),
    ] {
        let world = with(&Forged::named(&[name]));
        let verify = format!("verify -CAfile cert/file.crt -verify_hostname {host} cert/file.crt");
        world.openssl(&verify).ends_with(2);
        let said = world.devcert(&format!("verify --no-key --host {host}"));
        said.ends_with(1).says("and rustls and OpenSSL do not match it");
    }
}

#[test]
fn a_wildcard_within_a_label_is_matched_by_openssl_and_not_by_the_clients_that_devcert_names() {
    let world = with(&Forged::named(&[b"a*.dev.test"]));
    world.openssl("verify -CAfile cert/file.crt -verify_hostname ab.dev.test cert/file.crt").succeeds();
    let go = go(&world, "cert/file.crt", "cert/file.crt", "ab.dev.test");
    assert!(go.errors().contains("refused: x509:"), "{go}");
    let said = world.devcert("verify --no-key --host ab.dev.test");
    said.ends_with(1).says("and rustls, Go, Chromium and Firefox do not match it");
}

#[test]
fn a_ca_as_a_server_is_accepted_by_the_clients_that_devcert_names() {
    let world = World::new();
    std::fs::create_dir(world.path("cert")).unwrap();
    let req = "req -x509 -nodes -newkey rsa:2048 -keyout cert/private.pem -out cert/file.crt -subj /CN=x";
    world.openssl(&format!("{req} -addext subjectAltName=DNS:localhost")).succeeds();
    world
        .devcert("verify")
        .ends_with(1)
        .says("which rustls rejects for a server, while curl, Node.js and Python");
    let server = NotesServer::start(&world);
    for client in [Client::Node, Client::Curl, Client::Openssl] {
        client.connect(&world, "localhost", server.https, "cert/file.crt").succeeds();
    }
}

#[test]
fn a_good_certificate_is_loaded_and_matched_by_all_of_them() {
    let world = with(&Forged::default());
    world.devcert("verify --host dev.test").succeeds();
    world.openssl("verify -CAfile cert/file.crt -verify_hostname dev.test cert/file.crt").succeeds();
    go(&world, "cert/file.crt", "cert/file.crt", "dev.test").succeeds();
}

/// A root in `ca.crt`, and a valid certificate of it in `cert/`.
fn below_a_root_that_ends(year: i32) -> World {
    let world = World::new();
    let [root_key, key] = [(); 2].map(|()| rcgen::KeyPair::generate().unwrap());
    let mut root = rcgen::CertificateParams::new([]).unwrap();
    root.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    root.distinguished_name.push(rcgen::DnType::CommonName, "Root");
    root.key_usages = vec![rcgen::KeyUsagePurpose::KeyCertSign];
    (root.not_before, root.not_after) = (rcgen::date_time_ymd(2010, 1, 1), rcgen::date_time_ymd(year, 1, 1));
    let mut leaf = rcgen::CertificateParams::new(["dev.test".to_owned()]).unwrap();
    leaf.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::ServerAuth];
    world.write("ca.crt", root.self_signed(&root_key).unwrap().pem());
    let issuer = rcgen::Issuer::new(root, root_key);
    std::fs::create_dir(world.path("cert")).unwrap();
    world.write("cert/file.crt", leaf.signed_by(&key, &issuer).unwrap().pem());
    world.write("cert/private.pem", key.serialize_pem());
    world
}

#[test]
fn an_expired_root_is_rejected_by_openssl_and_go_and_accepted_by_rustls() {
    let verify = "verify -CAfile ca.crt -verify_hostname dev.test cert/file.crt";
    let valid = below_a_root_that_ends(2090);
    valid.openssl(verify).succeeds();
    go(&valid, "cert/file.crt", "ca.crt", "dev.test").succeeds();
    let expired = below_a_root_that_ends(2020);
    expired.openssl(verify).ends_with(2);
    assert!(go(&expired, "cert/file.crt", "ca.crt", "dev.test").errors().contains("expired"));
    let said = expired.devcert("verify --ca ca.crt --host dev.test").ends_with(1);
    said.says("a rustls client accepts it").says("do not check the dates of a root, but OpenSSL, Go, ");
}
