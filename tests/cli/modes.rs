//! Who may read what is written.

use crate::world::World;

#[test]
fn a_private_key_is_its_owners_alone_under_any_umask() {
    for umask in [0o000, 0o022, 0o077, 0o277] {
        let world = World::new();
        world.umask(umask).run(["selfsign", "-a", "p256"]).succeeds();
        assert_eq!(world.mode("cert/private.pem"), 0o600, "umask {umask:03o}");
        assert_eq!(world.mode("cert/file.crt"), 0o644 & !umask, "umask {umask:03o}");
    }
}

#[test]
fn genkey_writes_every_structure_and_format_for_its_owner_alone() {
    let world = World::new();
    for (encoding, format) in [("pkcs8", "pem"), ("sec1", "pem"), ("pkcs8", "der"), ("sec1", "der")] {
        let arguments =
            ["genkey", "-a", "p256", "--key-format", encoding, "--format", format, "--out", "k", "--force"];
        world.umask(0).run(arguments).succeeds();
        assert_eq!(world.mode("k"), 0o600, "{encoding} {format}");
    }
}

#[test]
fn a_key_written_over_a_looser_file_does_not_stay_loose() {
    let world = World::new();
    world.write("k.pem", "old");
    world.set_mode("k.pem", 0o666);
    world.umask(0).run(["genkey", "-a", "p256", "--out", "k.pem", "--force"]).succeeds();
    assert_eq!(world.mode("k.pem"), 0o600);
}

#[test]
fn a_key_made_again_as_part_of_a_pair_does_not_stay_loose_either() {
    let world = World::new();
    world.run(["selfsign", "-a", "p256"]).succeeds();
    world.set_mode("cert/private.pem", 0o644);
    world.umask(0).run(["selfsign", "--new-key", "-a", "p256", "--force"]).succeeds();
    assert_eq!(world.mode("cert/private.pem"), 0o600);
}

#[test]
fn a_certificate_keeps_the_mode_that_somebody_gave_it() {
    let world = World::new();
    world.run(["selfsign", "-a", "p256"]).succeeds();
    world.set_mode("cert/file.crt", 0o640);
    world.run(["selfsign", "--force"]).succeeds();
    assert_eq!(world.mode("cert/file.crt"), 0o640);
}

#[test]
fn a_new_folder_is_made_with_the_umask() {
    let world = World::new();
    world.umask(0o027).run(["genkey", "-a", "p256"]).succeeds();
    assert_eq!(world.mode("cert") & 0o027, 0);
}

#[test]
fn the_key_in_the_file_of_the_certificate_is_the_one_that_is_checked() {
    let world = World::new();
    world.run(["selfsign", "-a", "p256"]).succeeds();
    world.write("both.pem", [world.read("cert/private.pem"), world.read("cert/file.crt")].concat());
    world.set_mode("both.pem", 0o644);
    let run = world.run(["verify", "both.pem"]);
    run.succeeds().says("using the private key in both.pem").prints("accessible to all users");
    world.set_mode("both.pem", 0o600);
    world.run(["verify", "both.pem"]).succeeds().does_not_print("accessible");
}
