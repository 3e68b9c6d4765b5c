//! Every file-related system call fails in turn, or is the last: nothing is lost, mismatched or left.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::pair::{self, CERTIFICATE, Folder, KEY};
use crate::trace::{self, Blow, Call};
use crate::world::{Run, World};

/// Calls whose failure may lose what seems to be written, so that status 0 would be a lie.
pub(crate) const MUST_BE_NOTICED: [&str; 5] = ["fsync", "fdatasync", "renameat", "renameat2", "fchmod"];

/// A command that is struck at each of its calls.
struct Scenario {
    /// Makes what is there before.
    before: &'static [&'static str],
    command: &'static str,
    /// What it writes to `cert/`, all of it or nothing.
    files: &'static [&'static str],
    /// An ordinary run after a kill, which by itself writes nothing over whole files.
    next: &'static str,
}

impl Scenario {
    /// Strikes every call in every way, on all cores; fails with all that was found wrong.
    fn holds(&self) {
        let old = self.old();
        let calls = trace::file_calls(&self.world(&old), self.command);
        let cases: Vec<_> = calls.iter().flat_map(|call| Blow::ALL.map(|blow| (call, blow))).collect();
        let problems = on_all_cores(&cases, |(call, blow)| {
            let world = self.world(&old);
            let run = trace::struck(&world, self.command, call, *blow);
            let found = match blow {
                Blow::Error(_) => self.after_an_error(&world, &old, call, &run),
                Blow::Kill => self.after_a_kill(&world, &old),
            };
            found.into_iter().map(|problem| format!("{call}, {blow:?}: {problem}\n{run}")).collect()
        });
        report(self.command, cases.len(), &problems);
    }

    fn old(&self) -> Folder {
        let world = World::new();
        for command in self.before {
            world.devcert(command).succeeds();
        }
        Folder::of(&world)
    }

    fn world(&self, old: &Folder) -> World {
        let world = World::new();
        old.copy_to(&world);
        world
    }

    fn after_an_error(&self, world: &World, old: &Folder, call: &Call, run: &Run) -> Vec<String> {
        let new = Folder::of(world);
        let mut found = Vec::new();
        match run.status() {
            Some(0) => {
                if self.files.iter().any(|name| new.file(name) == old.file(name)) {
                    found.push("status 0, but not everything is new".to_owned());
                }
                if MUST_BE_NOTICED.contains(&call.name.as_str()) {
                    found.push("status 0 in spite of it".to_owned());
                }
                found.extend(pair::problems(world, self.files));
            }
            // All is written, and the trial that follows could not read it.
            Some(1) if run.errors().contains("the files were written but could not be verified") => {
                found.extend(pair::problems(world, self.files));
            }
            Some(2) => {
                if new != *old {
                    let names: Vec<_> = new.names().collect();
                    found.push(format!("status 2, but the folder is not as it was: {names:?}"));
                }
                // The call may be the one that writes the message.
                if !run.errors().contains("error: ") && call.name != "write" {
                    found.push("no message".to_owned());
                }
            }
            _ => found.push("neither status 0 nor status 2".to_owned()),
        }
        found
    }

    fn after_a_kill(&self, world: &World, old: &Folder) -> Vec<String> {
        let torn = Folder::of(world);
        let mut found = pair::readable_keys(world, &torn);
        let lost = old.names().filter(|name| torn.file(name).is_none());
        found.extend(lost.map(|name| format!("{name} is lost")));

        let next = world.devcert(self.next);
        let refused = next.errors().contains("already exists");
        if next.status() != Some(0) && !(old.0.is_none() && refused) {
            found.push(format!("the next run fails:\n{next}"));
        }
        found.extend(pair::problems(world, self.files));
        let new = Folder::of(world);
        let changed = self.files.iter().filter(|name| new.file(name) != old.file(name)).count();
        if changed != 0 && changed != self.files.len() {
            found.push("some files are old and some are new".to_owned());
        }

        if old.0.is_some() {
            let again = world.devcert(self.command);
            if again.status() != Some(0) {
                found.push(format!("the same run again fails:\n{again}"));
            }
            found.extend(pair::problems(world, self.files));
        }
        found
    }
}

pub(crate) fn on_all_cores<T: Sync>(cases: &[T], check: impl Fn(&T) -> Vec<String> + Sync) -> Vec<String> {
    let next = AtomicUsize::new(0);
    let problems = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let found = check(case);
                    problems.lock().unwrap().extend(found);
                }
            });
        }
    });
    problems.into_inner().unwrap()
}

pub(crate) fn report(command: &str, cases: usize, problems: &[String]) {
    println!("{command}: {cases} cases");
    let shown: Vec<_> = problems.iter().take(10).map(String::as_str).collect();
    assert!(
        problems.is_empty(),
        "{command}: {} problems in {cases} cases; the first ones:\n\n{}",
        problems.len(),
        shown.join("\n")
    );
}

const PAIR: [&str; 2] = [CERTIFICATE, KEY];

#[test]
fn replacing_a_pair_survives_the_failure_of_every_call() {
    let scenario = Scenario {
        before: &["selfsign --algorithm p256"],
        command: "selfsign --new-key --force --algorithm p256",
        files: &PAIR,
        next: "genkey --if-needed --algorithm p256",
    };
    scenario.holds();
}

#[test]
fn a_first_pair_survives_the_failure_of_every_call() {
    let scenario = Scenario {
        before: &[],
        command: "selfsign --algorithm p256",
        files: &PAIR,
        next: "selfsign --algorithm p256",
    };
    scenario.holds();
}

#[test]
fn replacing_a_key_survives_the_failure_of_every_call() {
    let scenario = Scenario {
        before: &["genkey --algorithm p256"],
        command: "genkey --force --algorithm p256",
        files: &[KEY],
        next: "genkey --if-needed --algorithm p256",
    };
    scenario.holds();
}

/// The run that finds a half-written pair may itself fail; the one after it has to end the matter.
#[test]
fn finishing_an_interrupted_write_survives_the_failure_of_every_call() {
    let write = "selfsign --new-key --force --algorithm p256";
    let next = "genkey --if-needed --algorithm p256";
    let torn = {
        let world = World::new();
        world.devcert("selfsign --algorithm p256").succeeds();
        let between =
            trace::file_calls(&world, write).into_iter().rfind(|call| call.name == "renameat").unwrap();
        trace::struck(&world, write, &between, Blow::Kill);
        Folder::of(&world)
    };
    let with_torn_files = || {
        let world = World::new();
        torn.copy_to(&world);
        assert!(!pair::problems(&world, &PAIR).is_empty(), "the write was not interrupted");
        world
    };
    let calls = trace::file_calls(&with_torn_files(), next);
    let cases: Vec<_> = calls.iter().flat_map(|call| Blow::ALL.map(|blow| (call, blow))).collect();
    let problems = on_all_cores(&cases, |(call, blow)| {
        let world = with_torn_files();
        let run = trace::struck(&world, next, call, *blow);
        let mut found = match run.status() {
            Some(0) => pair::problems(&world, &PAIR),
            _ => Vec::new(),
        };
        let after = world.devcert(next);
        if after.status() != Some(0) {
            found.push(format!("the next run fails:\n{after}"));
        }
        found.extend(pair::problems(&world, &PAIR));
        found.into_iter().map(|problem| format!("{call}, {blow:?}: {problem}\n{run}")).collect()
    });
    report(next, cases.len(), &problems);
}
