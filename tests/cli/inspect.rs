//! `devcert inspect` says what files are.

use crate::world::World;

#[test]
fn the_folder_is_inspected_when_nothing_is_named() {
    let world = World::new();
    world.run(["selfsign", "--algorithm", "p256"]).succeeds();
    world
        .run(["inspect"])
        .succeeds()
        .prints("cert/file.crt: certificate")
        .prints("names       localhost, 127.0.0.1, ::1")
        .prints("key         EC P-256, the same as in cert/private.pem")
        .prints("364 days left");
}

#[test]
fn a_field_stands_alone_for_scripts() {
    let world = World::new();
    world
        .run(["selfsign", "--algorithm", "p256", "--not-before", "2020-01-01", "--not-after", "2030-12-31"])
        .succeeds();
    let field = |name| world.run(["inspect", "cert/file.crt", "--field", name]);
    field("not-after").succeeds().prints("2030-12-31T00:00:00Z\n");
    field("san").succeeds().prints("DNS:localhost,IP:127.0.0.1,IP:::1\n");
    field("subject").succeeds().prints("CN=localhost\n");
    world
        .run(["inspect", "cert/private.pem", "--field", "not-after"])
        .fails_with(2)
        .says("has the field not-after");
    field("color").fails_with(2).says("is not a field; there are subject");
}

#[test]
fn the_text_is_laid_out_as_openssl_does() {
    let world = World::new();
    world.run(["selfsign", "--algorithm", "p256"]).succeeds();
    world
        .run(["inspect", "cert/file.crt", "--text"])
        .succeeds()
        .prints("Certificate:\n    Data:\n        Version: 3 (0x2)\n")
        .prints("            X509v3 Subject Alternative Name: \n                DNS:localhost, IP Address:127.0.0.1");
}

#[test]
fn what_cannot_be_understood_is_a_clean_no() {
    let world = World::new();
    world.write("noise", [0xc3, 0x28, 0xff, 0x00]);
    world.run(["inspect", "noise"]).fails_with(1).prints("noise is neither PEM nor DER");
    world.write("empty", b"");
    world.run(["inspect", "empty"]).fails_with(1).prints("empty is empty");
    world.run(["inspect", "missing"]).fails_with(2).says("missing does not exist");
    world.run(["inspect", "--dir", "."]).fails_with(2).says("nothing in . is a key");
}

#[test]
fn an_encrypted_key_is_named_and_opens_with_its_passphrase() {
    let world = World::new();
    world.write("key.pem", include_bytes!("../fixtures/verify/encrypted.key"));
    world.run(["inspect", "key.pem"]).succeeds().prints("encrypted private key").prints("locked");
    world.write("wrong", b"not it\n");
    world
        .run(["inspect", "key.pem", "--passphrase", "file:wrong"])
        .fails_with(1)
        .prints("the passphrase is wrong");
    world.run(["inspect", "key.pem", "--passphrase", "prompt"]).fails_with(2).says("no terminal to ask at");
    world
        .run(["inspect", "key.pem", "--passphrase", "hunter2"])
        .fails_with(2)
        .says("never itself on the command line");
}
