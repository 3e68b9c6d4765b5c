//! A system that has no more threads, memory or random numbers, and folders that cannot be closed: messages, and no abort.

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

/// Commands that draw random numbers, with a world that they succeed in.
const RANDOM: [&str; 9] = [
    "genkey --algorithm rsa:2048 --out new.pem",
    "genkey --algorithm p256 --out -",
    "selfsign --new-key --force --algorithm p256",
    "selfsign --force",
    "issue x.test --ca ca --dir x",
    "csr --out new.csr",
    "renew cert --within 800d",
    "crl --ca ca --out new.crl",
    "verify",
];

/// (aws-lc gives up by itself when the error is neither of the first two; its line is not ours.)
#[test]
fn random_numbers_that_fail_once_are_an_error_or_no_matter() {
    let cases: Vec<_> = ["ENOSYS", "EAGAIN", "EIO"]
        .into_iter()
        .flat_map(|error| (1..=12).map(move |nth| format!("error={error}:when={nth}")))
        .flat_map(|how| RANDOM.map(|command| (how.clone(), command)))
        .collect();
    let problems = crate::faults::on_all_cores(&cases, |(how, command)| {
        let world = world();
        world.devcert("ca init --ca ca").succeeds();
        let run = with_failing(&world, "getrandom", how, command);
        let is_said = ["error: ", "getrandom: ", "entropy fill failed: "]
            .iter()
            .any(|line| run.errors().contains(line));
        // Of several certificates, renew goes on with the others.
        let is_left_out = run.errors().contains("was not renewed: ");
        match run.status() {
            Some(0) => Vec::new(),
            Some(2) if is_said => Vec::new(),
            Some(1) if is_left_out => Vec::new(),
            _ => vec![format!("{command}, {how}:\n{run}")],
        }
    });
    crate::faults::report("random numbers", cases.len(), &problems);
}

#[test]
fn random_numbers_that_always_fail_are_an_error() {
    for command in RANDOM {
        let world = world();
        world.devcert("ca init --ca ca").succeeds();
        let run = with_failing(&world, "getrandom", "error=EIO:when=1+", command);
        assert_eq!(run.status(), Some(2), "{run}");
        assert!(run.errors().contains("error: cannot get random numbers"), "{run}");
    }
}

/// The limit is raised in small steps, so that the first allocation to fail is another one each time.
#[test]
fn memory_that_runs_out_is_an_error_and_no_abort() {
    let world = world();
    world.devcert("ca init --ca ca").succeeds();
    world.write("many.pem", world.read("cert/file.crt").repeat(1000));
    let within = |limit: u32, command: &str| {
        let line = format!("ulimit -v {limit}; exec {DEVCERT} {command}");
        world.program_with("sh", &["-c", &line]).run()
    };
    // Less than that, and the program is not even loaded.
    let least =
        (10_000..200_000).step_by(200).find(|limit| within(*limit, "--version").status() == Some(0)).unwrap();
    let mut failed = 0;
    for command in ["inspect many.pem", "selfsign --force --algorithm p256 --new-key", "expires .", "verify"]
    {
        for limit in (least..least + 6_000).step_by(200) {
            let run = within(limit, command);
            let is_said = ["error: ", "memory allocation of "].iter().any(|line| run.errors().contains(line));
            failed += u32::from(is_said);
            assert!(run.status().is_some_and(|status| status != 2 || is_said), "{limit} KiB: {run}");
        }
    }
    assert!(failed > 0, "memory never ran out");
}
