//! Devices, pipes, links and places where nothing can be written.

use std::time::{Duration, Instant};

use rustix::fs::{CWD, FileType, Mode};

use crate::world::World;

pub(crate) fn make_pipe(world: &World, name: &str) {
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
    assert_eq!(*world.certificate("new.pem").public_key(), *world.key("key.pem").public());
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
        .says("cannot create directory /proc/nothing");
}

#[test]
fn a_file_in_the_place_of_a_directory_is_named() {
    let world = World::with_files();
    world
        .refuses(["genkey", "-a", "p256", "--out", "key.pem/new.pem"])
        .says("key.pem is not a directory")
        .says("hint: ");
    world
        .refuses(["genkey", "-a", "p256", "--dir", "key.pem"])
        .says("key.pem is not a directory")
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
        outcome.succeeds().says("verified: a rustls server starts with this key and certificate");
    }
    assert_eq!(world.files(), "k.pem");
}

#[test]
fn an_endless_device_is_not_read_to_its_end() {
    let world = World::new();
    world.refuses(["pubkey", "/dev/zero"]).says("/dev/zero is larger than 16 MiB");
}

/// Neither a FIFO that somebody has opened and writes nothing to, nor one that nobody has.
#[cfg(unix)]
#[test]
fn what_is_no_file_in_a_folder_is_skipped_and_named() {
    let world = World::with_files();
    world.folder("certs");
    world.write("certs/site.crt", world.read("cert.pem"));
    world.write("certs/site.key", world.read("key.pem"));
    for pipe in ["certs/silent", "certs/unused"] {
        make_pipe(&world, pipe);
    }
    let _writer = std::fs::File::options().read(true).write(true).open(world.path("certs/silent")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(world.path("certs/socket")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", world.path("certs/zero")).unwrap();
    let skipped = [
        "certs/silent (FIFO), ",
        "certs/socket (socket), ",
        "certs/unused (FIFO), ",
        "certs/zero (character device)",
    ];
    let start = Instant::now();
    for arguments in [
        &["inspect", "certs"][..],
        &["inspect", "--recursive", "."],
        &["lint", "certs"],
        &["lint", "--recursive", "."],
        &["expires", "certs"],
        &["expires", ".", "--json"],
        &["renew", "certs"],
    ] {
        let outcome = world.run_all(arguments);
        outcome.succeeds().says("skipped what is not a regular file: ");
        for file in &skipped {
            outcome.says(file);
        }
    }
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

#[cfg(target_os = "linux")]
#[test]
fn lists_of_trusted_cas_have_an_end() {
    let world = World::with_files();
    make_pipe(&world, "pipe");
    let _writer = std::fs::File::options().read(true).write(true).open(world.path("pipe")).unwrap();
    for (file, kind) in [("/dev/zero", "character device"), ("pipe", "FIFO")] {
        let arguments = ["verify", "--cert", "cert.pem", "--no-key", "--system-roots"];
        let said = format!("cannot read this machine's list of trusted CAs: {file} is a {kind}, not a file");
        world.env("SSL_CERT_FILE", file).refuses(arguments).says(&said);
    }
    world.folder("roots");
    std::fs::rename(world.path("pipe"), world.path("roots/pipe")).unwrap();
    world.write("roots/a.pem", world.read("cert.pem"));
    let arguments = ["verify", "--cert", "cert.pem", "--no-key", "--system-roots"];
    world.env("SSL_CERT_DIR", "roots").run(arguments).succeeds();
}

/// The signal of `ulimit -f` would end the program and leave its temporary files.
#[cfg(target_os = "linux")]
#[test]
fn a_limit_on_the_size_of_files_is_an_error_and_leaves_nothing() {
    let world = World::with_files();
    let before = world.tree();
    let limited = "ulimit -f 1; exec \"$0\" genkey --algorithm rsa:2048 --out key.pem --force";
    let mut shell = std::process::Command::new("/bin/sh");
    shell.args(["-c", limited]).arg(crate::world::program()).current_dir(world.path("")).env_clear();
    let outcome = crate::world::Outcome::new(&["genkey"], shell.output().unwrap());
    outcome.fails_with(2).says("error: cannot write key.pem: file too large").says_one_clear_line();
    assert!(world.tree() == before, "{outcome}");
}
