//! The files of a CA: found under mkcert's names too, and never replaced or used for a server.

use crate::world::World;

#[test]
fn a_file_of_a_ca_is_never_replaced() {
    let world = World::with_ca();
    world.run(["genkey", "-a", "p256"]).succeeds();
    world.run(["csr"]).succeeds();
    std::os::unix::fs::symlink(world.path("ca"), world.path("link")).unwrap();
    for line in [
        "issue --ca ca --out ca/ca.crt",
        "issue --ca ca --out link/ca.crt",
        "issue --ca ca --new-key --key ca/ca.key",
        "issue --ca ca --out ca/ledger.jsonl",
        "selfsign --out ca/ca.crt",
        "selfsign --new-key --key ca/ca.key",
        "sign --ca ca --out ca/ca.crt",
        "genkey --out ca/ca.key",
        "csr --out ca/ca.json",
        "pubkey --out ca/ca.crt",
        "crl --ca ca --out ca/ca.crt",
        "convert cert/private.pem --out ca/ca.key",
    ] {
        let line: Vec<_> = line.split(' ').chain(["--force"]).collect();
        world.refuses_all(&line).says("belongs to the CA in ").says("hint: ");
    }
    world.run(["crl", "--ca", "ca"]).succeeds();
    world.run(["genkey", "--out", "ca/server.key"]).succeeds();
}

#[test]
fn a_ca_key_is_not_used_for_a_server() {
    let world = World::with_ca();
    world.write("copy.pem", world.read("ca/ca.key"));
    world.set_mode("copy.pem", 0o600);
    for (line, key) in [
        ("issue --ca ca --key ca/ca.key", "ca/ca.key"),
        ("issue --ca ca --key copy.pem", "copy.pem"),
        ("issue --ca ca --key copy.pem --if-needed", "copy.pem"),
        ("selfsign --key ca/ca.key", "ca/ca.key"),
        ("selfsign --key ca/ca.key --if-needed", "ca/ca.key"),
        ("csr --key ca/ca.key", "ca/ca.key"),
    ] {
        let words: Vec<_> = line.split(' ').collect();
        world
            .refuses_all(&words)
            .says(&format!("{key}: contains the key of the CA in "))
            .says("hint: devcert genkey");
    }
    let own = world.env("DEVCERT_CA", "ca");
    own.refuses(["selfsign", "--key", "copy.pem"]).says("copy.pem: contains the key of the CA in ca");
    world.run(["csr", "--key", "copy.pem", "--out", "copy.csr"]).succeeds();
    world
        .refuses(["sign", "copy.csr", "--ca", "ca", "--out", "x.crt"])
        .says("copy.csr: contains the key of the CA");
}

#[test]
fn the_key_of_a_ca_gets_a_passphrase_in_place() {
    let world = World::with_ca();
    world.write("pass", "secret6\n");
    let key = world.read("ca/ca.key");
    let seal = ["convert", "ca/ca.key", "--out", "ca/ca.key", "--force", "--new-passphrase", "file:pass"];
    world.run(seal).succeeds();
    assert_ne!(world.read("ca/ca.key"), key);
    world.run(["issue", "--ca", "ca", "-a", "p256", "--passphrase", "file:pass"]).succeeds();
}

#[test]
fn a_ca_of_mkcert_is_used_as_it_is() {
    let world = World::with_ca();
    world.folder("mk");
    for (ours, theirs, mode) in
        [("ca/ca.crt", "mk/rootCA.pem", 0o644), ("ca/ca.key", "mk/rootCA-key.pem", 0o400)]
    {
        world.write(theirs, world.read(ours));
        world.set_mode(theirs, mode);
    }
    world.set_mode("mk", 0o755);
    world.run(["issue", "--ca", "mk", "-a", "p256", "a.test"]).succeeds().says("made cert/file.crt");
    world.run(["verify", "--ca", "mk"]).succeeds().prints("mk/rootCA.pem");
    world.env("DEVCERT_CA", "mk").run(["verify"]).succeeds().prints("mk/rootCA.pem");
    world.run(["csr"]).succeeds();
    world.run(["sign", "--ca", "mk", "--out", "signed.crt"]).succeeds();
    world.run(["ca", "show", "--ca", "mk"]).succeeds().prints("EC P-256");
    world.run(["ca", "list", "--ca", "mk"]).succeeds().prints("a.test");
    world.run(["revoke", "--ca", "mk", "signed.crt"]).succeeds();
    world.run(["crl", "--ca", "mk"]).succeeds().says("mk/ca.crl");
    world.run(["renew", "--ca", "mk", "--within", "400d"]).succeeds().says("renewed cert/file.crt");
    world.run(["trust", "env", "--ca", "mk"]).succeeds();
    world.refuses(["ca", "init", "--ca", "mk"]).says("there is a CA in mk already");
    world.refuses(["issue", "--ca", "mk", "--out", "mk/rootCA.pem", "--force"]).says("belongs to the CA");
    world
        .refuses(["issue", "--ca", "mk", "--key", "mk/rootCA-key.pem", "--out", "x"])
        .says("contains the key");
    std::fs::remove_file(world.path("mk/rootCA-key.pem")).unwrap();
    world.refuses(["issue", "--ca", "mk", "b.test"]).says("rootCA-key.pem is not there");
}
