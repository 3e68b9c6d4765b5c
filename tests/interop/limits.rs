//! A system that has no more threads, and folders that cannot be closed: messages, and no abort.

use crate::world::{DEVCERT, Run, World};

/// The command under strace, which makes so much of it fail.
fn with_failing(world: &World, calls: &str, how: &str, command: &str) -> Run {
    let line = format!("-f -qq -o trace -e trace={calls} --inject={calls}:{how} {DEVCERT} {command}");
    world.program("strace", &line).run()
}

/// A world with a pair that ends soon, files below several folders, and a certificate to trust.
fn world() -> World {
    let world = World::new();
    world.devcert("selfsign --algorithm p256 --days 10").succeeds();
    for folder in ["a", "a/b", "c"] {
        world.write(&format!("{folder}/file.crt"), world.read("cert/file.crt"));
    }
    world
}

/// What `command` does when the system starts no thread, or only the first ones.
fn without_threads(command: &str, statuses: &[i32]) {
    for first in [1, 2, 3] {
        let world = world();
        let how = format!("error=EAGAIN:when={first}+");
        let run = with_failing(&world, "clone,clone3", &how, command);
        assert!(
            run.status().is_some_and(|status| statuses.contains(&status)),
            "from thread {first} on:\n{run}"
        );
        assert!(!run.errors().contains("panicked"), "{run}");
    }
}

#[test]
fn folders_are_walked_without_threads() {
    without_threads("expires .", &[1]);
    without_threads("renew cert", &[0]);
}

#[test]
fn keys_are_made_without_threads() {
    without_threads("genkey --out new.pem", &[0]);
    without_threads("genkey --count 3 --out-dir keys", &[0]);
}

#[test]
fn a_server_is_looked_up_without_threads() {
    // Nothing listens there.
    without_threads("probe localhost:1 --timeout 5s", &[2]);
    without_threads("doctor localhost:1 --timeout 5s", &[2]);
}

#[test]
fn a_store_whose_program_cannot_be_heard_is_not_changed_and_the_reason_is_said() {
    for first in [1, 2, 3] {
        let world = world();
        std::fs::create_dir_all(world.path("../home/.pki/nssdb")).unwrap();
        let nssdb = world.path("../home/.pki/nssdb").display().to_string();
        world.program("certutil", &format!("-N --empty-password -d sql:{nssdb}")).run().succeeds();
        let how = format!("error=EAGAIN:when={first}+");
        let run =
            with_failing(&world, "clone,clone3", &how, "trust install --store nss --cert cert/file.crt");
        assert_eq!(run.status(), Some(1), "{run}");
        assert!(run.text().contains("resource temporarily unavailable"), "{run}");
        let listed = world.program("certutil", &format!("-L -d sql:{nssdb}")).run().succeeds();
        assert!(!listed.text().contains("localhost"), "{listed}");
    }
}

/// What the standard library panics at.
#[test]
fn folders_that_cannot_be_closed_are_no_abort() {
    for command in [
        "expires .",
        "renew .",
        "inspect a",
        "lint a",
        "verify --system-roots",
        "run --ca cert/file.crt -- true",
    ] {
        for nth in 1..=12 {
            let world = world();
            let run = with_failing(&world, "close", &format!("error=EIO:when={nth}"), command);
            assert!(run.status().is_some(), "close {nth}: {run}");
            assert!(!run.errors().contains("panicked"), "close {nth}: {run}");
        }
    }
}
