//! Devices, pipes, links and places where nothing can be written.

use std::time::{Duration, Instant};

use rustix::fs::{CWD, FileType, Mode};

use crate::world::World;

fn make_pipe(world: &World, name: &str) {
    rustix::fs::mknodat(CWD, world.path(name), FileType::Fifo, Mode::from_raw_mode(0o600), 0).unwrap();
}

#[test]
fn a_pipe_that_nothing_writes_to_does_not_hang() {
    let world = World::with_files();
    make_pipe(&world, "pipe");
    for arguments in [
        ["selfsign", "--key", "pipe", "--cert", "new.pem"],
        ["pubkey", "--key", "pipe", "--out", "new.pem"],
        ["csr", "--key", "pipe", "--out", "new.pem"],
    ] {
        let start = Instant::now();
        world.refuses(arguments).says("pipe is a pipe that nothing writes to").says("hint: ");
        assert!(start.elapsed() < Duration::from_secs(30));
    }
}

#[test]
fn a_pipe_that_nothing_reads_from_does_not_hang() {
    let world = World::new();
    make_pipe(&world, "pipe");
    world
        .refuses(["genkey", "-a", "p256", "--out", "pipe"])
        .says("pipe is a pipe that nothing reads from")
        .says("hint: ");
}

#[test]
fn a_key_comes_in_through_a_pipe() {
    let world = World::with_files();
    make_pipe(&world, "pipe");
    let (path, key) = (world.path("pipe"), world.read("key.pem"));
    let writer = std::thread::spawn(move || std::fs::write(path, key));
    world.run(["selfsign", "--key", "pipe", "--cert", "new.pem"]).succeeds();
    writer.join().unwrap().unwrap();
    assert_eq!(world.certificate("new.pem").public_key, *world.key("key.pem").public());
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_device_is_an_error_and_nothing_is_replaced() {
    let world = World::with_files();
    world
        .refuses(["genkey", "-a", "p256", "--out", "/dev/full"])
        .says("cannot write /dev/full: no space left on device");
    world.refuses(["selfsign", "--key", "key.pem", "--cert", "/dev/full"]).says("cannot write /dev/full");
    world.refuses(["csr", "--key", "key.pem", "--out", "/dev/full"]).says("cannot write /dev/full");
    world.refuses(["pubkey", "key.pem", "--out", "/dev/full"]).says("cannot write /dev/full");
    world
        .refuses(["selfsign", "-a", "p256", "--new-key", "--key", "new/key.pem", "--cert", "/dev/full"])
        .says("cannot write /dev/full");
    let replacing =
        ["selfsign", "-a", "p256", "--new-key", "--force", "--key", "key.pem", "--cert", "/dev/full"];
    world.refuses(replacing).says("cannot write /dev/full");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_standard_output_is_an_error_and_nothing_is_replaced() {
    use std::process::Stdio;

    use crate::world::Outcome;

    let world = World::with_files();
    for arguments in [
        ["genkey", "-a", "p256", "--out", "-"].as_slice(),
        &["selfsign", "--new-key", "--key", "new/key.pem", "-a", "p256", "--out", "-"],
        &["selfsign", "--new-key", "--force", "--key", "key.pem", "-a", "p256", "--out", "-"],
        &["man"],
    ] {
        let before = world.tree();
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output =
            world.command().args(arguments).stdin(Stdio::null()).stdout(full).stderr(Stdio::piped()).output();
        let outcome = Outcome::new(arguments, output.unwrap());
        outcome.fails_with(2).says("error: cannot write standard output: no space left on device");
        outcome.says_one_clear_line();
        assert!(world.tree() == before, "{outcome}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_place_where_no_file_can_be_is_named() {
    let world = World::with_files();
    world
        .refuses(["genkey", "-a", "p256", "--out", "/proc/nothing.pem"])
        .says("cannot write /proc/nothing.pem");
    world
        .refuses(["genkey", "-a", "p256", "--dir", "/proc/nothing/deep"])
        .says("cannot make folder /proc/nothing");
    world
        .refuses(["genkey", "-a", "p256", "--out", "key.pem/new.pem"])
        .says("key.pem is not a folder")
        .says("hint: ");
    world
        .refuses(["genkey", "-a", "p256", "--dir", "key.pem"])
        .says("key.pem is not a folder")
        .says("hint: ");
}

#[test]
fn a_device_that_swallows_everything_takes_a_key_too() {
    let world = World::new();
    world.run(["genkey", "-a", "p256", "--out", "/dev/null"]).succeeds();
    assert_eq!(world.files(), "");
}

#[cfg(target_os = "linux")]
#[test]
fn a_certificate_that_went_to_a_device_or_a_pipe_is_tried_all_the_same() {
    let world = World::new();
    world.run(["genkey", "-a", "p256", "--out", "k.pem"]).succeeds();
    for device in ["/dev/null", "/dev/stdout"] {
        let outcome = world.run(["selfsign", "-a", "p256", "--key", "k.pem", "--cert", device]);
        outcome.succeeds().says("tried: a rustls server starts from them");
    }
    assert_eq!(world.files(), "k.pem");
}

#[test]
fn an_endless_device_is_not_read_to_its_end() {
    let world = World::new();
    world.refuses(["pubkey", "/dev/zero"]).says("/dev/zero is larger than 16 MiB");
}
