//! Passphrases: given, changed, taken off, wrong, missing.

use devcert::encoding::sniff::{ObjectKind, sniff};

use super::{PASSPHRASE, contents, kinds};
use crate::world::World;

fn world_with_encrypted_key() -> World {
    let world = World::with_files();
    let run = world.env("PASS", PASSPHRASE);
    run.run(["convert", "key.pem", "--out", "sealed.pem", "--new-passphrase", "env:PASS"])
        .succeeds()
        .says("created sealed.pem: EC P-256 private key (PEM, encrypted)");
    assert_eq!(sniff(&world.read("sealed.pem")).unwrap().objects[0].kind, ObjectKind::EncryptedPrivateKey);
    world
}

#[test]
fn a_passphrase_is_taken_off_in_place() {
    let world = world_with_encrypted_key();
    let run = world.env("PASS", PASSPHRASE);
    run.run(["convert", "sealed.pem", "--out", "sealed.pem", "--force", "--passphrase", "env:PASS"])
        .succeeds();
    assert_eq!(world.read("sealed.pem"), world.read("key.pem"));
}

#[test]
fn a_passphrase_is_changed() {
    let world = world_with_encrypted_key();
    world.write("new", "another one\nnot this\n");
    let run = world.stdin(format!("{PASSPHRASE}\r\n"));
    run.run([
        "convert",
        "sealed.pem",
        "--out",
        "other.pem",
        "--passphrase",
        "stdin",
        "--new-passphrase",
        "file:new",
    ])
    .succeeds();
    let read = ["convert", "other.pem", "--passphrase", "env:PASS", "--out", "-"];
    world.env("PASS", PASSPHRASE).refuses(read).says("error: other.pem: the passphrase is wrong\n");
    let key = world.env("PASS", "another one").run(read);
    assert_eq!(key.succeeds().stdout(), world.read("key.pem"));
}

#[test]
fn every_source_gives_the_passphrase() {
    let world = world_with_encrypted_key();
    world.write("pass", format!("{PASSPHRASE}\n"));
    for source in ["env:PASS", "file:pass", "stdin"] {
        let run = world.stdin(format!("{PASSPHRASE}\n")).env("PASS", PASSPHRASE);
        let key = run.run(["convert", "sealed.pem", "--passphrase", source, "--out", "-"]);
        assert_eq!(key.succeeds().stdout(), world.read("key.pem"), "{source}");
    }
}

#[test]
fn a_wrong_passphrase_is_one_clear_line() {
    let world = world_with_encrypted_key();
    let make = ["convert", "key.pem", "cert.pem", "--out", "a.p12", "--new-passphrase", "env:PASS"];
    world.env("PASS", PASSPHRASE).run(make).succeeds();
    for file in ["sealed.pem", "a.p12"] {
        for wrong in ["", "wrong", "correct hors", "correct horse "] {
            world
                .env("PASS", wrong)
                .refuses(["convert", file, "--passphrase", "env:PASS", "--out", "x"])
                .says(&format!("error: {file}: the passphrase is wrong\n"));
        }
    }
}

#[test]
fn without_a_terminal_nobody_is_asked() {
    let world = world_with_encrypted_key();
    world
        .refuses(["convert", "sealed.pem", "--out", "x"])
        .says(
            "error: sealed.pem: an encrypted private key is passphrase-protected, but no passphrase was given\n",
        )
        .says("hint: add --passphrase env:NAME, file:PATH or stdin");
    world
        .refuses(["convert", "key.pem", "cert.pem", "--to", "pkcs12", "--out", "x"])
        .says("error: PKCS#12 needs a passphrase, but none was given")
        .says("hint: add --new-passphrase env:NAME, file:PATH or stdin");
    world
        .refuses(["convert", "sealed.pem", "--passphrase", "prompt", "--out", "x"])
        .says("no terminal is available");
    world.refuses(["convert", "sealed.pem", "--passphrase", "env:NONE", "--out", "x"]).says("NONE");
}

#[test]
fn a_passphrase_on_the_command_line_is_refused_and_not_repeated() {
    let world = World::with_files();
    let refused = world.run(["convert", "key.pem", "--out", "x", "--new-passphrase", "hunter2"]);
    refused.fails_with(2).says("never on the command line");
}

#[test]
fn standard_input_serves_once() {
    let world = world_with_encrypted_key();
    world
        .stdin(world.read("sealed.pem"))
        .refuses(["convert", "-", "--passphrase", "stdin", "--out", "x"])
        .says("standard input cannot be used twice");
}

#[test]
fn a_passphrase_that_would_encrypt_nothing_is_refused() {
    let world = World::with_files();
    let refuses = |input: &str, form: &str| {
        let args = ["convert", input, "--to", form, "--out", "x", "--new-passphrase", "env:PASS"];
        world.env("PASS", PASSPHRASE).refuses(args)
    };
    refuses("cert.pem", "pem").says("no private key to encrypt");
    refuses("cert.pem", "pkcs7").says("PKCS#7 is not encrypted: the output contains no private key");
    refuses("key.pem", "sec1")
        .says("SEC1 is not encrypted: only OpenSSL's old PEM headers")
        .says("--to pkcs8");
}

#[test]
fn pkcs12_for_old_readers_reads_back_too() {
    let world = World::with_files();
    let make =
        ["convert", "key.pem", "cert.pem", "--out", "a.p12", "--new-passphrase", "env:PASS", "--legacy"];
    world.env("PASS", PASSPHRASE).run(make).succeeds();
    assert_eq!(kinds(&contents(&world, "a.p12")), [ObjectKind::Certificate, ObjectKind::Pkcs8]);
}

#[test]
fn work_that_would_take_minutes_is_refused_until_the_limit_is_raised() {
    let world = world_with_encrypted_key();
    let read = ["convert", "sealed.pem", "--passphrase", "env:PASS", "--out", "-", "--limit", "rounds=1000"];
    world
        .env("PASS", PASSPHRASE)
        .refuses(read)
        .says("sealed.pem: needs 600000 rounds of key derivation (limit 1000)")
        .says("hint: add --limit rounds=600000 if you trust the file");
    let raised =
        ["convert", "sealed.pem", "--passphrase", "env:PASS", "--out", "-", "--limit", "rounds=600000"];
    world.env("PASS", PASSPHRASE).run(raised).succeeds();
    world
        .refuses(["convert", "key.pem", "--out", "x", "--limit", "bytes=10"])
        .says("hint: add --limit bytes=");
}
