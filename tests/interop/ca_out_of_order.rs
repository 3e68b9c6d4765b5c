//! A CA that is mounted read-only, and one whose time is over or has not come: one clear line with a next
//! step, and everything as it was.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::world::{DEVCERT, Run, World};

/// What needs a CA that can be written to; `--ca below` is one that is to be made.
const COMMANDS: [&str; 7] = [
    "issue new.test --ca ca --algorithm p256 --dir new",
    "sign request/csr.pem --ca ca --out signed.crt",
    "revoke cert/file.crt --ca ca",
    "crl --ca ca",
    "renew --ca ca",
    "renew --ca ca --new-key",
    "ca init --intermediate --parent ca --ca below",
];

/// A CA with a certificate that ends soon, and a request.
fn world_with_ca(dates: &str, at: &str) -> World {
    let world = World::new();
    let then = |command: &str| {
        let program = format!("{at} {DEVCERT} {command}");
        world.program("faketime", &program).run().succeeds();
    };
    then(&format!("ca init --ca ca {dates}"));
    then("issue dev.test --ca ca --algorithm p256 --days 7");
    then("csr --san other.test --algorithm p256 --dir request");
    world
}

/// Every file, and what is in it.
fn tree(world: &World) -> BTreeMap<PathBuf, Vec<u8>> {
    fn gather(folder: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            match path.is_dir() {
                true => gather(&path, files),
                false => _ = files.insert(path.clone(), std::fs::read(&path).unwrap()),
            }
        }
    }
    let mut files = BTreeMap::new();
    gather(&world.folder(), &mut files);
    files
}

/// `renew` names each certificate that it cannot make again in a warning of one line, the next step in
/// it, and answers no; the others cannot do what they were asked for.
#[track_caller]
fn is_refused(world: &World, before: &BTreeMap<PathBuf, Vec<u8>>, run: Run, why: &str, step: &str) {
    let said = run.errors();
    let run = match said.contains("was not renewed") {
        true => run.ends_with(1).says("error: cert/file.crt was not renewed: "),
        false => run.ends_with(2).says("  hint: "),
    };
    run.says(why).says(step);
    let lines = said.lines().filter(|line| line.starts_with("error: ") || line.starts_with("warning: "));
    assert_eq!(lines.count(), 1, "{said}");
    assert!(tree(world) == *before, "something has changed:\n{said}");
}

/// A user who is root may write where modes say no; nobody may where the file system does.
const NAMESPACE: &str = r#"
set -eu
mount --bind ca ca
mount -o remount,ro,bind ca
exec "$@"
"#;

fn with_a_read_only_ca(world: &World, command: &str) -> Run {
    let line = ["--mount", "--map-root-user", "sh", "-c", NAMESPACE, "sh", DEVCERT];
    world.program_with("unshare", line.into_iter().chain(command.split_whitespace())).run()
}

#[test]
fn a_ca_that_cannot_be_written_to_is_read_and_makes_nothing() {
    let world = World::new();
    world.devcert("ca init --ca ca").succeeds();
    world.devcert("issue dev.test --ca ca --algorithm p256 --days 7").succeeds();
    world.devcert("csr --san other.test --algorithm p256 --dir request").succeeds();
    let before = tree(&world);
    for command in COMMANDS.into_iter().chain(["ca init --ca ca/inner", "crl --ca ca --out list.crl"]) {
        let run = with_a_read_only_ca(&world, command);
        is_refused(&world, &before, run, "read-only file system", "remount it read-write");
    }
    for command in [
        "ca show --ca ca",
        "ca list --ca ca",
        "verify --ca ca",
        "issue dev.test --ca ca --algorithm p256 --if-needed --within 1d",
    ] {
        with_a_read_only_ca(&world, command).succeeds();
    }
    assert!(tree(&world) == before);
}

#[test]
fn expired_or_future_ca_does_not_sign() {
    let dates = "--not-before 2030-01-01 --not-after 2031-01-01";
    let world = world_with_ca(dates, "2030-06-01");
    let before = tree(&world);
    for (now, why, step) in [
        ("2032-01-01", "ca/ca.crt: expired on 2031-01-01T00:00:00Z", "devcert ca init --ca ca-2"),
        ("2029-01-01", "ca/ca.crt: not valid before 2030-01-01T00:00:00Z", "set this machine's clock"),
    ] {
        // What is revoked is written down without a signature; and what ends in 2030 is not due in 2029.
        let signs = |command: &&str| {
            !command.starts_with("revoke") && !(now == "2029-01-01" && command.starts_with("renew"))
        };
        for command in COMMANDS.into_iter().filter(signs) {
            let run = world.program("faketime", &format!("{now} {DEVCERT} {command}")).run();
            is_refused(&world, &before, run, why, step);
        }
        world.program("faketime", &format!("{now} {DEVCERT} ca list --ca ca")).run().succeeds();
        let shown = world.program("faketime", &format!("{now} {DEVCERT} ca show --ca ca")).run().ends_with(1);
        shown.says(why.trim_start_matches("ca/ca.crt: "));
    }
}
