//! Forty runs at once in one folder end in one whole, matching pair.

use std::sync::Barrier;
use std::thread;

use crate::pair::{self, CERTIFICATE, Folder, KEY};
use crate::world::{Run, World};

const CROWD: usize = 40;
const PAIR: [&str; 2] = [CERTIFICATE, KEY];

/// The same command so many times, all started at the same moment.
fn at_once(world: &World, command: &str) -> Vec<Run> {
    let start = Barrier::new(CROWD);
    thread::scope(|scope| {
        let runs: Vec<_> = (0..CROWD)
            .map(|_| {
                scope.spawn(|| {
                    start.wait();
                    world.devcert(command)
                })
            })
            .collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    })
}

/// How many did it; each of the others must have been refused because it was done already.
fn done(runs: Vec<Run>) -> usize {
    let (done, refused): (Vec<_>, Vec<_>) = runs.into_iter().partition(|run| run.status() == Some(0));
    for run in refused {
        run.ends_with(2).says("already exists");
    }
    done.len()
}

#[track_caller]
fn is_whole(world: &World, files: &[&str]) {
    let problems = pair::problems(world, files);
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn of_forty_selfsigns_in_an_empty_folder_one_writes_and_the_others_say_so() {
    let world = World::new();
    assert_eq!(done(at_once(&world, "selfsign --algorithm p256")), 1);
    is_whole(&world, &PAIR);
}

#[test]
fn forty_selfsigns_with_force_keep_the_key_that_the_first_one_made() {
    let world = World::new();
    assert_eq!(done(at_once(&world, "selfsign --force --algorithm p256")), CROWD);
    is_whole(&world, &PAIR);
    let first = Folder::of(&world);
    assert_eq!(done(at_once(&world, "selfsign --force")), CROWD);
    is_whole(&world, &PAIR);
    assert_eq!(Folder::of(&world).file(KEY), first.file(KEY));
    assert_ne!(Folder::of(&world).file(CERTIFICATE), first.file(CERTIFICATE));
}

#[test]
fn forty_selfsigns_that_each_make_a_key_leave_one_matching_pair() {
    let world = World::new();
    for _ in 0..3 {
        let runs = at_once(&world, "selfsign --new-key --force --algorithm p256");
        // Each finds a pair that holds when it tries what it wrote, be it another's.
        let runs: Vec<_> = runs.into_iter().map(|run| run.says("verified: ").says_not("warning: ")).collect();
        assert_eq!(done(runs), CROWD);
        is_whole(&world, &PAIR);
    }
}

#[test]
fn of_forty_selfsigns_if_needed_one_writes_and_the_others_keep() {
    let world = World::new();
    let runs = at_once(&world, "selfsign --if-needed --algorithm p256");
    let made = runs.iter().filter(|run| run.errors().contains("created cert/file.crt")).count();
    assert_eq!((made, done(runs)), (1, CROWD));
    is_whole(&world, &PAIR);
}

#[test]
fn of_forty_genkeys_one_writes_and_with_force_all_do() {
    let world = World::new();
    assert_eq!(done(at_once(&world, "genkey --algorithm p256")), 1);
    is_whole(&world, &[KEY]);
    assert_eq!(done(at_once(&world, "genkey --force --algorithm p256")), CROWD);
    is_whole(&world, &[KEY]);
}

#[test]
fn forty_runs_of_different_commands_leave_one_matching_pair() {
    let world = World::new();
    let commands = [
        "selfsign --new-key --force --algorithm p256",
        "selfsign --if-needed",
        "selfsign --force",
        "genkey --if-needed",
    ];
    thread::scope(|scope| {
        for number in 0..CROWD {
            let (world, command) = (&world, commands[number % commands.len()]);
            scope.spawn(move || world.devcert(command).succeeds());
        }
    });
    is_whole(&world, &PAIR);
}
