//! `--if-needed`: what is good enough stays, byte for byte; what is not is made again.

use crate::world::{Outcome, World};

/// Asserts that a run changes nothing and says that it kept what there is.
fn keeps<const N: usize>(world: &World, arguments: [&str; N]) {
    let before = world.tree();
    world.run(arguments).succeeds().says("unchanged ").prints_nothing();
    assert!(world.tree() == before, "{} changed a file", arguments.join(" "));
}

/// Asserts that a run replaces this file.
fn remakes<const N: usize>(world: &World, file: &str, arguments: [&str; N]) -> Outcome {
    let before = world.read(file);
    let outcome = world.run(arguments);
    outcome.succeeds().does_not_say("unchanged ");
    assert_ne!(world.read(file), before, "{outcome}");
    outcome
}

fn pair_belongs_together(world: &World) -> bool {
    *world.certificate("cert/file.crt").public_key() == *world.key("cert/private.pem").public()
}

const KEY: &str = "cert/private.pem";
const CERTIFICATE: &str = "cert/file.crt";
const REQUEST: &str = "cert/csr.pem";

#[test]
fn a_key_is_made_once_and_kept_from_then_on() {
    let world = World::new();
    world.run(["genkey", "-a", "p256", "--if-needed"]).succeeds().says("created cert/private.pem");
    keeps(&world, ["genkey", "--if-needed"]);
    keeps(&world, ["genkey", "-a", "p256", "--if-needed"]);
}

#[test]
fn a_request_is_made_once_and_kept_from_then_on() {
    let world = World::new();
    world.run(["csr", "-a", "p256", "--if-needed"]).succeeds().says("created cert/csr.pem");
    keeps(&world, ["csr", "--if-needed"]);
    keeps(&world, ["csr", "--if-needed", "--san", "localhost", "--subject", "/CN=localhost"]);
}

#[test]
fn a_pair_is_made_once_and_kept_from_then_on() {
    let world = World::new();
    world.run(["selfsign", "-a", "p256", "--if-needed"]).succeeds().says("created cert/file.crt");
    keeps(&world, ["selfsign", "--if-needed"]);
    keeps(&world, ["selfsign", "--if-needed", "--san", "127.0.0.1", "--within", "364d"]);
}

#[test]
fn a_key_of_another_kind_than_asked_for_is_made_again_and_that_is_said_once() {
    let world = World::new();
    world.run(["selfsign", "-a", "p256"]).succeeds();
    let said = remakes(&world, KEY, ["selfsign", "-a", "p384", "--if-needed"]);
    assert_eq!(said.stderr().matches("recreating it").count(), 1, "{said}");
    said.says("cert/private.pem: EC P-256 key");
    assert!(pair_belongs_together(&world));
    remakes(&world, KEY, ["genkey", "-a", "p256", "--if-needed"]);
}

#[test]
fn a_certificate_about_to_end_is_made_again_with_the_same_key() {
    let world = World::new();
    world.run(["selfsign", "-a", "p256", "--days", "10"]).succeeds();
    let key = world.read(KEY);
    keeps(&world, ["selfsign", "--if-needed", "--within", "9d"]);
    remakes(&world, CERTIFICATE, ["selfsign", "--if-needed"])
        .says("expiry date 20")
        .says("not valid for another 30d");
    assert_eq!(world.read(KEY), key);
    keeps(&world, ["selfsign", "--if-needed"]);
}

#[test]
fn a_certificate_that_has_ended_or_not_begun_is_made_again() {
    let world = World::new();
    let past = ["selfsign", "-a", "p256", "--not-before", "2019-01-01", "--not-after", "2020-01-01"];
    world.run(past).succeeds();
    remakes(&world, CERTIFICATE, ["selfsign", "--if-needed"]).says("expiry date 2020-01-01");
    world.run(["selfsign", "--force", "--not-before", "2999-01-01"]).succeeds();
    remakes(&world, CERTIFICATE, ["selfsign", "--if-needed"]).says("not valid yet");
}

#[test]
fn a_certificate_without_a_name_that_is_asked_for_is_made_again() {
    let world = World::new();
    world.run(["selfsign", "-a", "p256"]).succeeds();
    let asked = ["selfsign", "--if-needed", "--san", "a.test"];
    remakes(&world, CERTIFICATE, asked).says("cert/file.crt: lacks DNS:a.test; recreating it");
    keeps(&world, ["selfsign", "--if-needed", "--san", "a.test"]);
    keeps(&world, ["selfsign", "--if-needed"]);
}

#[test]
fn a_certificate_without_a_name_of_the_request_is_made_again() {
    let world = World::new();
    world.run(["selfsign", "-a", "p256"]).succeeds();
    world.run(["csr", "--san", "a.test"]).succeeds();
    remakes(&world, CERTIFICATE, ["selfsign", "--if-needed"]).says("lacks DNS:a.test");
    keeps(&world, ["selfsign", "--if-needed"]);
    world.run(["csr", "--subject", "/CN=other", "--force"]).succeeds();
    let named = ["selfsign", "--if-needed", "--csr", "cert/csr.pem"];
    remakes(&world, CERTIFICATE, named).says("has the subject CN=localhost");
    keeps(&world, ["selfsign", "--if-needed", "--csr", "cert/csr.pem"]);
}

#[test]
fn a_named_request_is_read_even_when_the_certificate_is_good() {
    let world = World::new();
    world.run(["selfsign", "-a", "p256"]).succeeds();
    world.refuses(["selfsign", "--if-needed", "--csr", "missing.pem"]).says("missing.pem does not exist");
}

#[test]
fn a_request_without_a_name_or_subject_that_is_asked_for_is_made_again() {
    let world = World::new();
    world.run(["csr", "-a", "p256"]).succeeds();
    remakes(&world, REQUEST, ["csr", "--if-needed", "--san", "a.test"]).says("lacks DNS:a.test");
    remakes(&world, REQUEST, ["csr", "--if-needed", "--subject", "/CN=x"])
        .says("has the subject CN=localhost");
    keeps(&world, ["csr", "--if-needed", "--subject", "/CN=x"]);
}

#[test]
fn a_certificate_or_request_of_another_key_is_made_again() {
    let world = World::new();
    world.run(["csr", "-a", "p256"]).succeeds();
    world.run(["selfsign"]).succeeds();
    world.run(["genkey", "-a", "p256", "--force"]).succeeds();
    remakes(&world, CERTIFICATE, ["selfsign", "--if-needed"]).says("does not match cert/private.pem");
    assert!(pair_belongs_together(&world));
    remakes(&world, REQUEST, ["csr", "--if-needed"]).says("does not match cert/private.pem");
    assert_eq!(*world.request(REQUEST).public_key(), *world.key(KEY).public());
}

#[test]
fn a_file_that_was_cut_off_or_emptied_is_made_again_and_that_is_said_once() {
    for keep in [0, 60] {
        let world = World::new();
        world.run(["csr", "-a", "p256"]).succeeds();
        world.run(["selfsign"]).succeeds();
        for (file, arguments) in [
            (CERTIFICATE, ["selfsign", "--if-needed", "--days", "365"]),
            (REQUEST, ["csr", "--if-needed", "--san", "localhost"]),
            (KEY, ["selfsign", "--if-needed", "--days", "365"]),
            (KEY, ["genkey", "--if-needed", "--algorithm", "p256"]),
        ] {
            // A damaged key may be repaired, and is kept.
            if file == KEY && keep > 0 {
                continue;
            }
            let whole = world.read(file);
            world.write(file, &whole[..keep]);
            let said = remakes(&world, file, arguments);
            said.says("recreating it");
            let about =
                said.stderr().lines().filter(|line| line.contains("recreating it") && line.contains(file));
            assert_eq!(about.count(), 1, "{said}");
        }
        world.run(["selfsign", "--if-needed"]).succeeds();
        assert!(pair_belongs_together(&world));
    }
}

/// A key without its end, with a wrong end line, and without its lines.
fn damaged_keys(whole: &str) -> [String; 3] {
    let lines: Vec<_> = whole.split_inclusive('\n').collect();
    let without_a_line = [&lines[..2], &lines[3..]].concat().concat();
    [whole[..60].to_owned(), without_a_line, whole[..whole.len() / 2].to_owned()]
}

#[test]
fn a_damaged_key_is_kept_and_the_hint_moves_it_aside() {
    let key = World::with_files().text("key.pem");
    for command in ["genkey", "csr", "selfsign", "issue"] {
        for broken in damaged_keys(&key) {
            let world = World::new();
            world.folder("cert");
            world.write(KEY, &broken);
            let refused = world.refuses([command, "--if-needed"]);
            assert_eq!(world.text(KEY), broken, "{refused}");
            let moved = format!("mv -n {KEY} {KEY}.orig && devcert {command} --if-needed");
            refused.says(&format!("hint: {moved}"));
            world.paste(refused.hints()[0].split("   (").next().unwrap()).succeeds();
            assert_eq!(world.text("cert/private.pem.orig"), broken);
            world.run([command, "--if-needed"]).succeeds().says("unchanged ");
        }
    }
}

#[test]
fn a_new_key_leaves_no_old_certificate_beside_it() {
    let world = World::new();
    world.run(["selfsign", "-a", "p256"]).succeeds();
    world.write(KEY, "");
    world.run(["selfsign", "-a", "p256", "--if-needed"]).succeeds();
    assert!(pair_belongs_together(&world));
}

#[test]
fn what_might_be_somebodys_only_copy_is_never_replaced() {
    let encrypted = include_bytes!("../../crates/devcert/tests/fixtures/encrypted-pkcs8.pem");
    let old_encrypted = include_bytes!("../../crates/devcert/tests/fixtures/encrypted-traditional.pem");
    let certificate = {
        let world = World::with_files();
        world.read("cert.pem")
    };
    for (contents, cause) in [
        (&encrypted[..], ": an encrypted private key"),
        (&old_encrypted[..], ": an encrypted private key in openssl's old form"),
        (&certificate[..], ": expected a private key, found a certificate"),
        (b"notes of mine\n", ": text without"),
        (b"\x00\x01\x02\xff", ": neither PEM nor DER"),
    ] {
        let world = World::new();
        world.folder("cert");
        world.write(KEY, contents);
        for arguments in [["genkey", "--if-needed"], ["csr", "--if-needed"], ["selfsign", "--if-needed"]] {
            world
                .refuses(arguments)
                .says(&format!("cert/private.pem{cause}"))
                .says("hint: mv -n cert/private.pem cert/private.pem.orig && devcert ");
        }
    }
}

#[test]
fn what_is_no_certificate_is_not_replaced_either() {
    let world = World::with_files();
    world.write("notes.txt", "my notes\n");
    for key in [&["--key", "key.pem"][..], &[]] {
        let certificate = ["selfsign", "-a", "p256", "--cert", "notes.txt", "--if-needed"];
        world
            .refuses_all(&[&certificate, key].concat())
            .says("notes.txt: text")
            .says("hint: mv -n notes.txt notes.txt.orig && devcert selfsign");
        let request = ["csr", "-a", "p256", "--out", "notes.txt", "--if-needed"];
        world
            .refuses_all(&[&request, key].concat())
            .says("notes.txt: text")
            .says("mv -n notes.txt notes.txt.orig");
    }
    let swapped = ["selfsign", "--key", "key.pem", "--cert", "csr.pem", "--if-needed"];
    world.refuses(swapped).says("csr.pem: expected a certificate, found a certificate request");
}

#[test]
fn standard_output_cannot_be_kept() {
    let world = World::with_files();
    for arguments in [
        ["genkey", "--key", "-", "--if-needed", "-q"],
        ["csr", "--out", "-", "--if-needed", "-q"],
        ["selfsign", "--out", "-", "--if-needed", "-q"],
    ] {
        world.refuses(arguments).says("--if-needed").says("standard output");
    }
}

#[test]
fn a_key_on_standard_input_is_used_and_never_made_again() {
    let world = World::with_files();
    let key = world.read("key.pem");
    let arguments = ["selfsign", "--key", "-", "--cert", "cert.pem", "--if-needed"];
    let before = world.tree();
    world.stdin(key.clone()).run(arguments).succeeds().says("unchanged ");
    assert!(world.tree() == before);
    world.write("cert.pem", "");
    world.stdin(key.clone()).run(arguments).succeeds().says("created cert.pem").prints_nothing();
    assert_eq!(*world.certificate("cert.pem").public_key(), *world.key("key.pem").public());
    world.stdin(&key[..60]).refuses(arguments).says("standard input: the PRIVATE KEY").says("truncated");
    world
        .stdin(key)
        .refuses(["csr", "--key", "-", "-a", "p384", "--if-needed"])
        .says("standard input: found EC P-256");
}

#[test]
fn it_excludes_force_and_within_needs_it() {
    let world = World::new();
    world.refuses(["selfsign", "--if-needed", "--force"]).says("--if-needed").says("--force");
    world.refuses(["selfsign", "--if-needed", "--new-key"]).says("--if-needed").says("--new-key");
    world.refuses(["selfsign", "--within", "3d"]).says("--if-needed");
    world
        .refuses(["selfsign", "--if-needed", "--within", "soon"])
        .says("\"soon\" is not a length of time")
        .says("90d");
}
