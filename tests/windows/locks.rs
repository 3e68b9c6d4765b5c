//! Runs at the same time.

use std::collections::BTreeSet;
use std::thread;
use std::time::{Duration, Instant};

use crate::wine::Held;
use crate::world::World;

/// The file that stands for the lock on a directory.
const LOCK: &str = ".devcert-lock";

#[test]
fn runs_at_the_same_time_wait_for_each_other_and_leave_no_lock_file() {
    let world = &World::with_ca();
    let names: Vec<_> = (0..6).map(|number| format!("host{number}.test")).collect();
    thread::scope(|scope| {
        for name in &names {
            let run = move || {
                let folder = format!("cert/{name}");
                let paths = [format!("{folder}/key.pem"), format!("{folder}/cert.pem")];
                let all = [
                    "issue",
                    name,
                    "--ca",
                    "ca",
                    "--new-key",
                    "-a",
                    "p256",
                    "--key",
                    &paths[0],
                    "--cert",
                    &paths[1],
                ];
                world.run_all(&all).succeeds().does_not_say("warning");
            };
            thread::Builder::new().spawn_scoped(scope, run).unwrap();
        }
    });
    let serial = |name: &String| world.certificate(&format!("cert/{name}/cert.pem")).serial().to_vec();
    assert_eq!(names.iter().map(serial).collect::<BTreeSet<_>>().len(), names.len());
    assert!(!world.files().contains(LOCK), "{}", world.files());
}

#[test]
fn a_directory_that_another_run_has_locked_is_waited_for() {
    let world = World::new();
    let held = Held::alone(&world, LOCK);
    let begun = Instant::now();
    thread::scope(|scope| {
        let run =
            || world.run(["genkey", "-a", "p256", "--out", "key.pem"]).succeeds().says("waiting").code();
        let running = thread::Builder::new().spawn_scoped(scope, move || _ = run()).unwrap();
        thread::sleep(Duration::from_secs(4));
        assert!(!running.is_finished() && !world.path("key.pem").exists());
        held.release();
    });
    assert!(begun.elapsed() >= Duration::from_secs(4));
    world.key("key.pem");
}

#[test]
fn the_files_of_a_run_that_was_stopped_are_put_right_by_the_next_one() {
    let world = World::with_files();
    // A lock file that a crash of the machine left is nobody's.
    world.write(LOCK, "");
    world
        .run(["selfsign", "--key", "key.pem", "--cert", "cert.pem", "--force"])
        .succeeds()
        .does_not_say("warning");
    assert!(!world.files().contains(LOCK), "{}", world.files());
}
