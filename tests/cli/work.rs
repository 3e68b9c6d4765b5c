//! The work that passphrases may cost in one run, however many keys there are.

use std::time::{Duration, Instant};

use crate::world::World;

/// Rounds of key derivation of the fixture.
const ROUNDS: u32 = 2048;

/// More keys than the limit of the tests allows for.
const KEYS: usize = 400;

/// A file of many encrypted keys, and as many files of one.
fn world() -> World {
    let world = World::new();
    let key = include_bytes!("../../crates/devcert/tests/fixtures/forms/pbes2-aes-256-cbc.pem");
    world.write("pass", b"secret\n");
    world.write("many.pem", key.repeat(KEYS));
    world.folder("keys");
    for number in 0..KEYS {
        world.write(&format!("keys/{number}.pem"), key);
    }
    world
}

#[test]
fn the_work_for_passphrases_is_limited_over_all_objects_and_files_of_a_run() {
    let world = world();
    let limit = format!("work={}", 100 * ROUNDS);
    let start = Instant::now();
    // In a directory, lint passes over what is no certificate, but not over what it cannot tell.
    for (command, inputs) in
        [("inspect", "many.pem"), ("inspect", "keys"), ("lint", "many.pem"), ("lint", "keys")]
    {
        let outcome = world.run([command, inputs, "--passphrase", "file:pass", "--limit", &limit]);
        let said = [outcome.stdout_text(), outcome.stderr()].concat();
        assert!(outcome.code().is_some_and(|code| code != 0), "{outcome}");
        assert!(said.contains(&format!("(limit {}", 100 * ROUNDS)), "{outcome}");
        assert!(said.contains("--limit work="), "{outcome}");
    }
    let converted = ["convert", "many.pem", "--to", "pem", "--out", "o.pem", "--passphrase", "file:pass"];
    world.refuses_all(&[&converted[..], &["--limit", &limit]].concat()).says("(limit ");
    assert!(start.elapsed() < Duration::from_mins(1), "{:?}", start.elapsed());
}

#[test]
fn the_work_for_passphrases_may_be_raised() {
    let world = world();
    world.run(["inspect", "many.pem", "--passphrase", "file:pass", "--limit", "work=819200"]).succeeds();
}
