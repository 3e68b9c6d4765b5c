//! `devcert csr`

use crate::world::World;

#[test]
fn a_request_asks_for_a_server_certificate() {
    let world = World::new();
    world.run(["csr"]).succeeds();
    let request = world.request("cert/csr.pem");
    let asked: Vec<_> = request.extensions().iter().map(|one| one.body.oid().to_string()).collect();
    assert_eq!(asked, ["2.5.29.19", "2.5.29.15", "2.5.29.37", "2.5.29.17"], "no key identifiers");
    assert!(devcert::pki::verify_request(&request).is_ok(), "its own signature holds");
}

#[test]
fn a_request_of_every_kind_of_key_reads_back() {
    let world = World::new();
    for algorithm in ["rsa:1024", "rsa:3072", "p256", "p384", "p521", "ed25519"] {
        let key = format!("{algorithm}.pem");
        world
            .run(["csr", "-a", algorithm, "--new-key", "--key", &key, "--out", "r.pem", "--force"])
            .succeeds();
        assert_eq!(*world.request("r.pem").public_key(), *world.key(&key).public());
    }
}

#[test]
fn der_has_its_own_name() {
    let world = World::new();
    world.run(["csr", "-a", "p256", "--outform", "der"]).succeeds().says("created cert/csr.der");
    assert_eq!(world.read("cert/csr.der"), world.request("cert/csr.der").der());
}

#[test]
fn a_key_of_another_kind_than_asked_for_is_neither_used_nor_replaced() {
    let world = World::with_files();
    world
        .refuses(["csr", "--key", "key.pem", "--algorithm", "p384", "--out", "new.pem", "--force"])
        .says("key.pem: found EC P-256, but EC P-384 was requested")
        .says("hint: devcert csr --key key.pem --out new.pem --force   (uses this key)");
}

#[test]
fn usages_of_clients_can_be_asked_for() {
    let world = World::new();
    let usages =
        ["csr", "-a", "p256", "--key-usage", "digitalSignature", "--extended-key-usage", "clientAuth"];
    world.run(usages).succeeds();
    world
        .refuses(["csr", "--key-usage", "signing"])
        .says("unknown key usage \"signing\" (expected digitalSignature");
    world
        .refuses(["csr", "--extended-key-usage", "web"])
        .says("unknown extended key usage \"web\" (expected serverAuth, clientAuth");
}
