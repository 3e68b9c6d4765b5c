//! A process that is killed, or whose calls fail, at each of its changes to files: `bcryptprimitives.c` strikes.

use crate::world::{Outcome, Tree, World};

const PAIR: [&str; 6] = ["selfsign", "-a", "p256", "--new-key", "--force", "--quiet"];

/// The exit code of a process that was killed.
const KILLED: i32 = 99;

/// A world with the pair of `old`.
fn with_pair(old: &World) -> World {
    let world = World::new();
    world.folder("cert");
    for name in ["cert/private.pem", "cert/file.crt"] {
        world.write(name, old.read(name));
        world.set_mode(name, 0o600);
    }
    world
}

fn pair() -> World {
    let world = World::new();
    world.run(["selfsign", "-a", "p256"]).succeeds();
    world
}

/// Replaces the pair, struck at the call with this number.
fn struck(world: &World, strike: &str, call: usize) -> Outcome {
    world.env("STRIKE", &format!("{strike} {call}")).run_all(&PAIR)
}

/// How many calls change files.
fn calls(old: &World) -> usize {
    (1..).find(|call| struck(&with_pair(old), "kill", *call).code() != Some(KILLED)).unwrap() - 1
}

/// Whether the pair is `old` or another one, of which each file belongs to the other.
fn is_replaced(world: &World, old: &World) -> bool {
    let changed = ["cert/private.pem", "cert/file.crt"].map(|name| world.read(name) != old.read(name));
    assert_eq!(changed[0], changed[1], "{}", world.files());
    world.run(["verify"]).succeeds();
    changed[0]
}

/// A tree without the files that the next run removes.
fn names(tree: &Tree) -> Vec<String> {
    tree.keys().map(|path| path.display().to_string()).collect()
}

const WHOLE: [&str; 3] = ["cert", "cert/file.crt", "cert/private.pem"];

#[test]
fn a_run_that_is_killed_at_any_change_of_a_file_is_put_right_by_the_next_one() {
    let old = pair();
    let (mut kept, mut finished) = (0, 0);
    for call in 1.. {
        let world = with_pair(&old);
        let run = struck(&world, "kill", call);
        if run.code() != Some(KILLED) {
            run.succeeds();
            break;
        }
        let next = world.run(["verify"]);
        next.succeeds();
        match is_replaced(&world, &old) {
            true => finished += 1,
            false => kept += 1,
        }
        world.run_all(&PAIR).succeeds();
        assert_eq!(names(&world.tree()), WHOLE, "call {call}: {next}");
        assert!(is_replaced(&world, &old), "call {call}");
    }
    assert!(kept > 5 && finished > 3, "{kept} {finished}");
}

#[test]
fn a_run_that_is_killed_between_two_renames_is_finished_by_one_that_only_reads() {
    let old = pair();
    let mut finished = 0;
    for call in 1..=calls(&old) {
        let world = with_pair(&old);
        struck(&world, "kill", call).fails_with(KILLED);
        if !world.files().contains(".devcert-journal") {
            continue;
        }
        let read = world.run(["inspect", "cert/file.crt"]);
        if read
            .succeeds()
            .stderr()
            .contains("finished an interrupted write of cert/private.pem and cert/file.crt")
        {
            finished += 1;
            assert!(is_replaced(&world, &old), "call {call}: {read}");
        }
        assert!(!world.files().contains(".devcert-journal"), "call {call}: {read}");
    }
    // Before the first rename, between both, and after the second.
    assert!(finished >= 2, "{finished}");
}

#[test]
fn a_call_that_fails_is_an_error_that_leaves_everything_or_does_not_matter() {
    let old = pair();
    let before = with_pair(&old).tree();
    let mut errors = 0;
    for call in 1..=calls(&old) {
        let world = with_pair(&old);
        let run = struck(&world, "fail", call);
        if run.code() == Some(0) {
            assert!(is_replaced(&world, &old), "call {call}: {run}");
            continue;
        }
        errors += 1;
        run.fails_with(2).says_one_clear_line();
        assert_eq!(names(&world.tree()), WHOLE, "call {call}: {run}");
        assert!(world.tree() == before, "call {call}: {run}");
    }
    assert!(errors > 5, "{errors}");
}
