//! OpenSSL reads every key that devcert writes, and would have written the same bytes.

use crate::algorithms::{Algorithm, FORMATS};
use crate::world::{World, assert_same};

/// A world with `key`, of this kind and in this structure and packing.
fn with_key(algorithm: Algorithm, encoding: &str, format: &str) -> World {
    let world = World::new();
    let genkey =
        format!("genkey --algorithm {} --key-format {encoding} --outform {format} --out key", algorithm.0);
    world.devcert(&genkey).succeeds();
    world
}

/// Every kind of key in every form: the world that has it, the openssl command that writes this
/// form, and the packing.
fn every_key() -> impl Iterator<Item = (World, &'static str, &'static str)> {
    let forms = Algorithm::ALL.into_iter().flat_map(|algorithm| {
        let encodings = algorithm.encodings().iter();
        encodings.flat_map(move |encoding| FORMATS.map(|format| (algorithm, *encoding, format)))
    });
    forms.map(|(algorithm, (encoding, command), format)| {
        (with_key(algorithm, encoding, format), command, format)
    })
}

#[test]
fn openssl_finds_every_private_key_valid_and_writes_the_same_bytes() {
    for (world, command, format) in every_key() {
        let check = format!("pkey -in key -inform {format} -check -noout");
        world.openssl(&check).succeeds().says("Key is valid");
        let rewritten = world.openssl(&format!("{command} -in key -inform {format} -outform {format}"));
        assert_same(&world.read("key"), &rewritten.succeeds().stdout, command);
    }
}

#[test]
fn a_public_key_is_byte_for_byte_what_openssl_writes() {
    for (world, _, format) in every_key() {
        for packed in FORMATS {
            let ours = world.devcert(&format!("pubkey key --outform {packed} --out -")).succeeds();
            let theirs = format!("pkey -in key -inform {format} -pubout -outform {packed}");
            assert_same(&ours.stdout, &world.openssl(&theirs).succeeds().stdout, &theirs);
        }
    }
}

#[test]
fn an_rsa_public_key_in_pkcs1_is_byte_for_byte_what_openssl_writes() {
    for algorithm in Algorithm::ALL.into_iter().filter(|algorithm| algorithm.is_rsa()) {
        let world = with_key(algorithm, "pkcs8", "pem");
        for packed in FORMATS {
            let ours = world.devcert(&format!("pubkey key --key-format pkcs1 --outform {packed} --out -"));
            let theirs = world.openssl(&format!("rsa -in key -RSAPublicKey_out -outform {packed}"));
            assert_same(&ours.succeeds().stdout, &theirs.succeeds().stdout, algorithm.0);
        }
    }
}

#[test]
fn openssl_refuses_a_key_of_which_one_bit_was_turned() {
    let world = with_key(Algorithm("p256"), "pkcs8", "der");
    let mut key = world.read("key");
    // In the middle of the scalar, which starts at byte 36.
    key[50] ^= 1;
    world.write("key", key);
    world.openssl("pkey -in key -inform der -check -noout").ends_with(1);
}
