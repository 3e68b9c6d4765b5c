//! `devcert pubkey`: the public key of whatever has one.

use crate::world::World;

#[test]
fn a_key_its_certificate_and_its_request_have_the_same_public_key() {
    let world = World::with_files();
    for input in ["key.pem", "cert.pem", "csr.pem"] {
        world
            .run(["pubkey", input, "--out", "public.pem", "--force"])
            .succeeds()
            .says(&format!("of {input}"));
        let public = devcert::encoding::read::public_key(&world.read("public.pem")).unwrap();
        assert_eq!(public, *world.key("key.pem").public(), "{input}");
    }
    let before = world.read("public.pem");
    world.run(["pubkey", "public.pem", "--out", "again.pem"]).succeeds();
    assert_eq!(world.read("again.pem"), before, "a public key's public key is itself");
}

#[test]
fn the_input_may_be_named_as_an_option_too() {
    let world = World::with_files();
    world.run(["pubkey", "--key", "key.pem"]).succeeds().says("created cert/public.pem");
}

#[test]
fn an_rsa_key_can_be_written_as_pkcs1_and_others_cannot() {
    let world = World::with_files();
    world.run(["genkey", "--out", "rsa.pem"]).succeeds();
    world
        .run(["pubkey", "rsa.pem", "--key-format", "pkcs1", "--out", "-"])
        .succeeds()
        .prints("BEGIN RSA PUBLIC KEY");
    world
        .refuses(["pubkey", "key.pem", "--key-format", "pkcs1"])
        .says("PKCS#1 supports only RSA keys, but key.pem is EC P-256")
        .says("hint: omit --key-format pkcs1");
}

#[test]
fn der_has_its_own_name() {
    let world = World::with_files();
    world.run(["pubkey", "key.pem", "--outform", "der"]).succeeds().says("created cert/public.der");
    assert_eq!(world.read("cert/public.der"), world.key("key.pem").public().spki());
}

#[test]
fn a_named_file_that_is_missing_is_not_made() {
    let world = World::new();
    world
        .refuses(["pubkey", "missing.pem"])
        .says("missing.pem does not exist")
        .says("hint: devcert genkey --out missing.pem");
}
