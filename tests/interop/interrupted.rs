//! A renewal that was killed, finished by whatever runs next.

use crate::pair::{self, CERTIFICATE, Folder, KEY};
use crate::world::{DEVCERT, World};

const RENEW: &str = "renew cert --ca ca --within 800d --new-key";

/// A world where a renewal of key and certificate was killed at its n-th rename.
fn killed_at(rename: usize) -> World {
    let world = World::new();
    world.devcert("ca init --ca ca").succeeds();
    world.devcert("issue --algorithm p256 x.test --ca ca").succeeds();
    let inject =
        format!("-f -qq -o /dev/null -e trace=renameat -e inject=renameat:signal=KILL:when={rename}");
    let run = world.program("strace", &format!("{inject} {DEVCERT} {RENEW}")).run();
    assert_eq!(run.status(), None, "it was not killed:\n{run}");
    assert!(Folder::of(&world).names().any(|name| name == ".devcert-journal"), "there is no journal");
    world
}

/// Kills a renewal at each of its two renames, and has `next` find the files.
fn is_finished_by(next: &str) {
    for rename in [1, 2] {
        let world = killed_at(rename);
        let run = world.devcert(next).succeeds();
        assert!(
            run.errors().contains("finished an interrupted write of"),
            "killed at rename {rename}:\n{run}"
        );
        let problems = pair::problems(&world, &[CERTIFICATE, KEY]);
        assert!(problems.is_empty(), "killed at rename {rename}, then {next}: {problems:?}\n{run}");
    }
}

#[test]
fn an_interrupted_renewal_is_finished_by_the_next_one() {
    is_finished_by(RENEW);
    is_finished_by("renew cert --ca ca --within 800d");
    is_finished_by("renew cert --ca ca");
}

#[test]
fn an_interrupted_renewal_is_finished_by_commands_that_only_read() {
    is_finished_by("verify --ca ca");
    is_finished_by("inspect cert");
    is_finished_by("inspect cert/file.crt");
    is_finished_by("lint cert");
    is_finished_by("expires .");
    is_finished_by("expires cert/file.crt");
}

#[test]
fn an_interrupted_renewal_is_finished_by_commands_that_write_elsewhere() {
    is_finished_by("pubkey --out public.pem");
    is_finished_by("csr --out csr.pem");
    is_finished_by("convert cert/file.crt --to der --out file.der");
    is_finished_by("issue x.test --ca ca --if-needed");
}
