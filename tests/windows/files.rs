//! Access control lists, long paths, and files that other programs have open.

use crate::wine::Held;
use crate::world::World;

/// Wine shows access control lists as modes, and an owner's as one of owner and group.
fn is_private(world: &World, name: &str) -> bool {
    world.mode(name) & 0o007 == 0
}

#[test]
fn a_private_key_and_a_ca_are_for_their_owner_alone() {
    let world = World::with_ca();
    world.run(["genkey", "-a", "p256"]).succeeds().does_not_say("warning");
    for path in ["cert/private.pem", "ca/ca.key", "ca"] {
        assert!(is_private(&world, path), "{path}");
    }
    world.run(["selfsign"]).succeeds();
    assert_eq!(world.mode("cert/file.crt") & 0o044, 0o044);
}

#[test]
fn a_key_that_replaces_one_for_everybody_is_for_its_owner_alone() {
    let world = World::new();
    world.write("key.pem", "old");
    world.set_mode("key.pem", 0o666);
    world.run(["genkey", "-a", "p256", "--out", "key.pem", "--force"]).succeeds();
    assert!(is_private(&world, "key.pem"));
}

#[test]
fn a_ca_key_for_everybody_is_reported_with_the_command_that_closes_it() {
    let world = World::with_ca();
    world.set_mode("ca/ca.key", 0o644);
    let issued = world.run(["issue", "localhost", "--ca", "ca"]);
    issued.succeeds().says("ca.key: CA key is accessible to other users; run `icacls ");
    issued.says("/inheritance:r /grant:r \"*S-1-3-4:F\"`").does_not_say("chmod");
    world.set_mode("ca/ca.key", 0o600);
    world.run(["issue", "localhost", "--ca", "ca", "--force"]).succeeds().does_not_say("icacls");
}

#[test]
fn paths_longer_than_260_characters_and_in_every_form_are_used() {
    let world = World::new();
    let long = format!("{0}/{0}/{0}/key.pem", "d".repeat(120));
    world.run(["genkey", "-a", "p256", "--out", &long]).succeeds().does_not_say("warning");
    world.run(["selfsign", "--key", &long, "--cert", "cert.pem"]).succeeds();
    let folder = world.path("").display().to_string().trim_end_matches('/').replace('/', "\\");
    for form in ["", "Z:", r"\\?\Z:", r"\\.\Z:"] {
        let path = format!("{form}{folder}\\cert.pem");
        world.run(["inspect", &path]).succeeds();
    }
    for form in ["Z:", r"\\?\Z:"] {
        let path = format!("{form}{folder}\\of-{}.pem", form.len());
        world.run(["genkey", "-a", "p256", "--out", &path]).succeeds().does_not_say("warning");
    }
    world.key("of-2.pem");
    world.key("of-6.pem");
}

#[test]
fn text_with_crlf_is_read() {
    let world = World::with_files();
    world.write("crlf.pem", world.text("cert.pem").replace('\n', "\r\n"));
    world.run(["inspect", "crlf.pem"]).succeeds();
    world.write("pass.txt", "secret\r\n");
    let pass = "file:pass.txt";
    world.run(["convert", "key.pem", "--out", "locked.pem", "--new-passphrase", pass]).succeeds();
    world.write("pass.txt", "secret\n");
    world.run(["convert", "locked.pem", "--out", "open.pem", "--passphrase", pass]).succeeds();
}

#[test]
fn a_pair_of_which_one_file_is_open_elsewhere_is_replaced_as_a_whole_or_not() {
    let world = World::with_files();
    let before = world.tree();
    let held = Held::unmovable(&world, "cert.pem");
    let pair = ["selfsign", "--new-key", "-a", "p256", "--key", "key.pem", "--cert", "cert.pem", "--force"];
    let failed = world.run(pair);
    failed.fails_with(2).says("error: cannot write cert.pem: ").says_one_clear_line();
    held.release();
    assert!(world.tree() == before, "{failed}");
    world.run(pair).succeeds().does_not_say("interrupted");
    world.run(["verify", "--key", "key.pem", "--cert", "cert.pem"]).succeeds();
}
