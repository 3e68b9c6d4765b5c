//! What is left of a private key in the memory of a run that is about to end.

use std::fs::{self, File};
use std::os::unix::fs::FileExt as _;
use std::time::{Duration, Instant};

use crate::world::{DEVCERT, World};

/// How long a process is held at its end, and how long it is waited for.
const HELD: Duration = Duration::from_secs(20);

/// The memory of `command` when everything is done and only the exit is left.
fn at_exit(world: &World, command: &str) -> Vec<u8> {
    let held = format!("-e trace=exit_group -e inject=exit_group:delay_enter={}s", HELD.as_secs());
    let (line, mut strace) =
        world.program("strace", &format!("-f -o trace {held} {DEVCERT} {command}")).start();
    let start = Instant::now();
    let process = loop {
        if let Some(process) = child_of(strace.id()).filter(|process| is_at_exit(process)) {
            break process;
        }
        assert!(start.elapsed() < HELD, "{line} does not end");
        std::thread::sleep(Duration::from_millis(10));
    };
    let memory = memory_of(&process);
    let status = fs::read_to_string(format!("/proc/{process}/limits")).unwrap();
    assert!(status.lines().any(|line| line.starts_with("Max core file size        0 ")), "{status}");
    strace.kill().unwrap();
    strace.wait().unwrap();
    memory
}

/// The process that strace has started.
fn child_of(strace: u32) -> Option<String> {
    let children = fs::read_to_string(format!("/proc/{strace}/task/{strace}/children")).unwrap();
    children.split_whitespace().next().map(str::to_owned)
}

/// Whether a process is stopped at its last system call.
fn is_at_exit(process: &str) -> bool {
    let number = if cfg!(target_arch = "x86_64") { "231 " } else { "94 " };
    fs::read_to_string(format!("/proc/{process}/syscall")).is_ok_and(|call| call.starts_with(number))
}

/// All that a process can write to, and so has secrets in.
fn memory_of(process: &str) -> Vec<u8> {
    let maps = fs::read_to_string(format!("/proc/{process}/maps")).unwrap();
    let memory = File::open(format!("/proc/{process}/mem")).unwrap();
    let mut all = Vec::new();
    for map in maps.lines().filter(|map| map.split(' ').nth(1).is_some_and(|rights| rights.contains('w'))) {
        let (start, end) = map.split(' ').next().unwrap().split_once('-').unwrap();
        let [start, end] = [start, end].map(|address| u64::from_str_radix(address, 16).unwrap());
        let mut part = vec![0; usize::try_from(end - start).unwrap()];
        // Some of the system's own pages cannot be read.
        if memory.read_exact_at(&mut part, start).is_ok() {
            all.append(&mut part);
        }
    }
    assert!(all.len() > 100_000, "that is not all of it");
    all
}

fn contains(memory: &[u8], secret: &[u8]) -> bool {
    memory.windows(secret.len()).any(|part| part == secret)
}

/// Pieces of the key's PEM and DER that no public file has: from the middle of each.
fn secrets(world: &World, key: &str) -> Vec<(&'static str, Vec<u8>)> {
    world.openssl(&format!("pkey -in {key} -outform DER -out key.der -passin pass:secret")).succeeds();
    world.openssl(&format!("pkey -in {key} -out key.plain -passin pass:secret")).succeeds();
    let (der, pem) = (world.read("key.der"), world.read("key.plain"));
    let pem = String::from_utf8(pem).unwrap();
    let line = pem.lines().nth(8).unwrap().as_bytes().to_vec();
    let middle = der.len() / 2;
    // The first prime begins about half-way.
    vec![("PEM", line), ("DER", der[middle + 40..middle + 72].to_vec())]
}

fn leaves_nothing(world: &World, key: &str, command: &str) {
    let memory = at_exit(world, command);
    for (form, secret) in secrets(world, key) {
        assert!(!contains(&memory, &secret), "devcert {command} leaves the {form} of its key in memory");
    }
    assert!(contains(&memory, b"devcert"), "that is not the memory of devcert {command}");
}

fn world() -> World {
    let world = World::new();
    world.devcert("selfsign").succeeds();
    world
}

const KEY: &str = "cert/private.pem";

#[test]
fn what_was_read_of_a_key_is_gone_at_the_end() {
    let world = world();
    for command in
        ["inspect", "inspect --text", "inspect --json", "verify", "pubkey", "csr", "selfsign --force"]
    {
        leaves_nothing(&world, KEY, command);
    }
}

#[test]
fn what_was_converted_of_a_key_is_gone_at_the_end() {
    let world = world().with_passphrase();
    for form in ["der", "pkcs1", "openssh", "jwk", "pkcs12", "pem"] {
        let out = format!("convert {KEY} --to {form} --out out.{form} --new-passphrase file:passphrase");
        leaves_nothing(&world, KEY, &out);
    }
    world.openssl(&format!("pkcs8 -topk8 -in {KEY} -out sealed.pem -passout pass:secret")).succeeds();
    for command in [
        "inspect sealed.pem --passphrase file:passphrase",
        "convert sealed.pem --passphrase file:passphrase --out -",
    ] {
        leaves_nothing(&world, "sealed.pem", command);
    }
}

#[test]
fn what_was_made_and_used_of_a_cas_key_is_gone_at_the_end() {
    let world = world();
    world.devcert("ca init --ca ca --algorithm rsa:2048").succeeds();
    world.devcert("csr --out other.csr").succeeds();
    for command in [
        "issue a.test --ca ca --dir a",
        "sign other.csr --ca ca --out signed.pem",
        "renew --ca ca --within 800d a",
    ] {
        leaves_nothing(&world, "ca/ca.key", command);
    }
    leaves_nothing(&world, KEY, "genkey --if-needed");
}

impl World {
    fn with_passphrase(self) -> Self {
        self.write("passphrase", "secret\n");
        self
    }
}
