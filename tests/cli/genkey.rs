//! `devcert genkey`: every algorithm, structure and format.

use crate::world::World;

fn first_line(world: &World, name: &str) -> String {
    world.text(name).lines().next().unwrap().to_owned()
}

#[test]
fn every_algorithm_gives_the_key_that_it_names() {
    let world = World::new();
    for (algorithm, shown) in [
        ("rsa", "RSA 2048"),
        ("rsa:3072", "RSA 3072"),
        ("RSA-2048", "RSA 2048"),
        ("p256", "EC P-256"),
        ("prime256v1", "EC P-256"),
        ("p384", "EC P-384"),
        ("p521", "EC P-521"),
        ("ed25519", "Ed25519"),
    ] {
        world.run(["genkey", "--algorithm", algorithm, "--force"]).succeeds().says(shown);
        assert_eq!(world.key("cert/private.pem").algorithm().to_string(), shown, "{algorithm}");
    }
}

#[test]
fn rsa_keys_have_the_size_that_was_asked_for() {
    let world = World::new();
    for bits in ["1024", "2048", "3072", "4096"] {
        world.run(["genkey", "--bits", bits, "--force"]).succeeds();
        assert_eq!(world.key("cert/private.pem").algorithm().to_string(), format!("RSA {bits}"));
    }
}

#[test]
fn a_key_that_servers_refuse_is_made_with_a_warning() {
    let world = World::new();
    world
        .run(["genkey", "--bits", "1024"])
        .succeeds()
        .says("warning: RSA 1024 keys are rejected by rustls, and by OpenSSL at security level 2")
        .says("--bits 2048");
    world.run(["genkey", "--bits", "2048", "--force"]).succeeds().does_not_say("warning");
    world.run(["genkey", "-a", "ed25519", "--force"]).succeeds().says("warning: Ed25519").says("browsers");
    world.run(["genkey", "-a", "p521", "--force"]).succeeds().says("warning: P-521").says("--algorithm p384");
}

#[test]
fn rsa_sizes_out_of_range_are_refused_with_the_range() {
    let world = World::new();
    world.refuses(["genkey", "--bits", "512"]).says("a 512-bit RSA key is too small").says("minimum 1024");
    world.refuses(["genkey", "--bits", "1023"]).says("1023-bit RSA key is too small");
    world.refuses(["genkey", "--bits", "2047"]).says("not a whole number of bytes").says("2048");
    world.refuses(["genkey", "--bits", "16392"]).says("16392-bit RSA key is too large").says("maximum 16384");
    world.refuses(["genkey", "--bits", "many"]).says("\"many\" is not a number of bits");
    world.refuses(["genkey", "--bits", "-2048"]).says("\"-2048\" is not a number of bits");
    world.refuses(["genkey", "--algorithm", "rsa:512"]).says("too small");
}

#[test]
fn an_unknown_algorithm_is_refused_with_those_that_there_are() {
    let world = World::new();
    for unknown in ["dsa", "ed448", "rsa:", "rsa:lots", ""] {
        world
            .refuses(["genkey", "--algorithm", unknown])
            .says(&format!("\"{unknown}\" is not a supported key algorithm"))
            .says("p256");
    }
}

#[test]
fn an_algorithm_and_a_size_exclude_each_other() {
    let world = World::new();
    world.refuses(["genkey", "--algorithm", "p256", "--bits", "2048"]).says("--algorithm").says("--bits");
}

#[test]
fn every_structure_holds_the_keys_that_it_can() {
    let world = World::new();
    for (algorithm, encoding, line) in [
        ("rsa", "pkcs8", "-----BEGIN PRIVATE KEY-----"),
        ("rsa", "pkcs1", "-----BEGIN RSA PRIVATE KEY-----"),
        ("p256", "pkcs8", "-----BEGIN PRIVATE KEY-----"),
        ("p256", "sec1", "-----BEGIN EC PRIVATE KEY-----"),
        ("p384", "sec1", "-----BEGIN EC PRIVATE KEY-----"),
        ("p521", "pkcs8", "-----BEGIN PRIVATE KEY-----"),
        ("p521", "sec1", "-----BEGIN EC PRIVATE KEY-----"),
        ("ed25519", "pkcs8", "-----BEGIN PRIVATE KEY-----"),
    ] {
        world
            .run(["genkey", "-a", algorithm, "--key-format", encoding, "--out", "k.pem", "--force"])
            .succeeds();
        assert_eq!(first_line(&world, "k.pem"), line, "{algorithm} as {encoding}");
        world.run(["selfsign", "--key", "k.pem", "--cert", "c.pem", "--force"]).succeeds();
    }
}

#[test]
fn a_structure_that_cannot_hold_the_key_is_refused_with_one_that_can() {
    let world = World::new();
    for (algorithm, encoding, sentence) in [
        ("p256", "pkcs1", "PKCS#1 supports only RSA keys, but this is EC P-256"),
        ("ed25519", "pkcs1", "PKCS#1 supports only RSA keys, but this is Ed25519"),
        ("rsa", "sec1", "SEC1 supports only EC keys, but this is RSA 2048"),
        ("ed25519", "sec1", "SEC1 supports only EC keys, but this is Ed25519"),
    ] {
        world
            .refuses(["genkey", "--algorithm", algorithm, "--key-format", encoding])
            .says(sentence)
            .says("hint: omit --key-format");
    }
}

#[test]
fn der_is_the_same_key_without_armour_under_its_own_name() {
    let world = World::new();
    world.run(["genkey", "-a", "p256", "--outform", "der"]).succeeds().says("created cert/private.der");
    assert_eq!(world.read("cert/private.der")[0], 0x30);
    assert_eq!(world.key("cert/private.der").algorithm().to_string(), "EC P-256");
    world
        .run(["genkey", "-a", "p384", "--key-format", "sec1", "--outform", "der", "--out", "sec1.der"])
        .succeeds();
    assert_eq!(world.key("sec1.der").algorithm().to_string(), "EC P-384");
}

#[test]
fn two_keys_are_never_the_same() {
    let world = World::new();
    world.run(["genkey", "-a", "ed25519", "--out", "a.pem"]).succeeds();
    world.run(["genkey", "-a", "ed25519", "--out", "b.pem"]).succeeds();
    assert_ne!(world.read("a.pem"), world.read("b.pem"));
}
