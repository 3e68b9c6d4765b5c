//! `devcert genkey --count` makes many keys at once.

use crate::world::World;

#[test]
fn many_keys_are_made_in_a_folder_of_their_own_and_all_differ() {
    let world = World::new();
    world
        .run(["genkey", "--bits", "1024", "--count", "5", "--out-dir", "keys"])
        .succeeds()
        .says("created 5 RSA 1024 private keys in keys")
        .says("warning: RSA 1024 keys are rejected");
    let mut keys: Vec<_> = (1..=5).map(|number| world.read(&format!("keys/{number}.pem"))).collect();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), 5);
    world.run(["inspect", "keys/5.pem"]).succeeds().prints("RSA 1024");
}

#[test]
fn when_one_of_many_keys_is_there_none_is_written() {
    let world = World::new();
    world.folder("keys");
    world.write("keys/3.pem", "mine");
    let args = ["genkey", "--algorithm", "p256", "--count", "4", "--out-dir", "keys"];
    world.run(args).fails_with(2).says("keys/3.pem already exists");
    assert!(!world.path("keys/1.pem").exists());
    assert_eq!(world.text("keys/3.pem"), "mine");
    world.run(["genkey", "--count", "0", "--out-dir", "keys"]).fails_with(2);
    world.run(["genkey", "--count", "2"]).fails_with(2).says("--out-dir");
}
