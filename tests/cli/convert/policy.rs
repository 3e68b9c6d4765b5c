//! Overwriting, pairs that do not belong together, and what the report says.

use super::{PASSPHRASE, world_with_chain};
use crate::world::World;

#[test]
fn a_file_that_exists_is_not_replaced_unasked() {
    let world = World::with_files();
    world
        .refuses(["convert", "key.pem", "--to", "sec1", "--out", "cert.pem"])
        .says("cert.pem already exists")
        .says("hint: add --force");
    world.refuses(["convert", "key.pem", "--out", "key.pem"]).says("key.pem already exists");
    world.run(["convert", "key.pem", "--to", "sec1", "--out", "key.pem", "--force"]).succeeds();
    assert!(world.text("key.pem").starts_with("-----BEGIN EC PRIVATE KEY-----"));
}

#[test]
fn several_files_are_written_all_or_none() {
    let world = World::with_files();
    world.folder("out");
    world.write("out/private.pem", "somebody's only copy");
    world
        .refuses(["convert", "key.pem", "cert.pem", "--to", "split", "--out-dir", "out"])
        .says("out/private.pem already exists");
    world.refuses(["convert", "key.pem", "cert.pem", "--to", "split", "--out", "x"]).says("writes 2 files");
}

#[cfg(unix)]
#[test]
fn a_key_is_closed_under_any_umask_and_over_an_open_file() {
    let world = World::with_files();
    world.write("open.pem", "x");
    world.set_mode("open.pem", 0o666);
    world
        .umask(0)
        .run(["convert", "key.pem", "cert.pem", "--to", "combined", "--out", "open.pem", "--force"])
        .succeeds();
    assert_eq!(world.mode("open.pem"), 0o600);
    world.umask(0).run(["convert", "key.pem", "cert.pem", "--to", "k8s", "--out", "a.yaml"]).succeeds();
    assert_eq!(world.mode("a.yaml"), 0o600);
}

#[test]
fn a_key_and_somebody_else_s_certificate_are_not_packed_together() {
    let world = world_with_chain();
    for form in ["pkcs12", "combined", "k8s"] {
        let args =
            ["convert", "key.pem", "leaf.pem", "--to", form, "--out", "x", "--new-passphrase", "env:PASS"];
        world
            .env("PASS", PASSPHRASE)
            .refuses(args)
            .says("the private key (EC P-256) belongs to none of the certificates: CN=leaf (EC P-256)")
            .says("hint: ");
    }
}

#[test]
fn missing_and_extra_objects_are_reported() {
    let world = world_with_chain();
    let refuses = |a: &str, b: &str, form: &str| world.refuses(["convert", a, b, "--to", form, "--out", "x"]);
    refuses("cert.pem", "cert.pem", "combined").says("--to combined: the input holds no private key");
    refuses("key.pem", "key.pem", "combined").says("--to combined: the input holds no certificate");
    refuses("key.pem", "key.pem", "fullchain").says("the input holds no certificate");
    refuses("key.pem", "leaf.key", "pkcs8")
        .says("the input holds 2 private keys, but this format allows one");
    refuses("key.pem", "cert.pem", "der").says("the input holds 2 objects, but this format allows one");
    world.refuses(["convert", "none.pem", "--out", "x"]).says("none.pem does not exist");
    world.write("text", "hello");
    world.refuses(["convert", "text", "--out", "x"]).says("text: text without a");
}

#[test]
fn a_form_that_only_its_program_reads_comes_with_that_program_s_command() {
    let world = World::new();
    world.write("store.jks", include_bytes!("../../../crates/devcert/tests/fixtures/forms/store.jks"));
    world
        .refuses(["convert", "store.jks", "--out", "x"])
        .says("hint: keytool -importkeystore -srckeystore store.jks");
}

#[test]
fn the_json_has_the_form_and_what_is_in_it() {
    let world = World::with_files();
    let json = world
        .run(["convert", "key.pem", "cert.pem", "--to", "combined", "--out", "a.pem", "--json"])
        .succeeds()
        .json();
    let file = &json["files"][0];
    assert_eq!((&json["command"], &file["role"]), (&"convert".into(), &"bundle".into()));
    assert_eq!(
        (&file["format"], &file["path"], &file["action"]),
        (&"combined".into(), &"a.pem".into(), &"created".into())
    );
    assert_eq!(file["subject"], "CN=localhost");
    world.run(["convert", "key.pem", "--out", "b.pem", "--quiet"]).succeeds().says_nothing().prints_nothing();
}
