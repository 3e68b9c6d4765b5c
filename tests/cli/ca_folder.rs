//! A CA's folder that somebody else has had a hand in.

#![cfg(unix)]

use std::os::unix::fs::symlink;

use crate::world::World;

const ISSUE: [&str; 7] = ["issue", "a.test", "--ca", "ca", "-a", "p256", "--force"];

#[test]
fn a_ledger_that_is_a_link_is_neither_read_nor_written() {
    let world = World::with_ca();
    let ledger = world.read("ca/ledger.jsonl");
    world.write("elsewhere", &ledger);
    std::fs::remove_file(world.path("ca/ledger.jsonl")).unwrap();
    symlink("../elsewhere", world.path("ca/ledger.jsonl")).unwrap();
    for arguments in [&ISSUE[..], &["ca", "show", "--ca", "ca"], &["ca", "list", "--ca", "ca"]] {
        world.refuses_all(arguments).says("ca/ledger.jsonl is a symbolic link to ../elsewhere");
    }
    assert!(world.read("elsewhere") == ledger);
}

#[test]
fn a_ledger_without_an_end_is_not_read() {
    let world = World::with_ca();
    std::fs::remove_file(world.path("ca/ledger.jsonl")).unwrap();
    symlink("/dev/zero", world.path("ca/ledger.jsonl")).unwrap();
    world.refuses(["ca", "show", "--ca", "ca"]).says("is a symbolic link to /dev/zero");
    std::fs::remove_file(world.path("ca/ledger.jsonl")).unwrap();
    crate::special_files::make_pipe(&world, "ca/ledger.jsonl");
    for arguments in [&ISSUE[..], &["ca", "show", "--ca", "ca"]] {
        world.refuses_all(arguments).says("ca/ledger.jsonl is a FIFO, not a file");
    }
}

#[test]
fn a_certificate_is_not_issued_where_the_ledger_is_another_file() {
    let world = World::with_ca();
    world.write("ca/ledger.jsonl", "hello\n");
    world.refuses(ISSUE).says("ca/ledger.jsonl: damaged on line 1");
    assert_eq!(world.text("ca/ledger.jsonl"), "hello\n");
}

#[test]
fn a_ca_that_others_can_write_to_is_a_warning() {
    let world = World::with_ca();
    world.run(ISSUE).succeeds().does_not_say("other users");
    world.run(["genkey", "-a", "p256", "--out", "b.pem"]).succeeds();
    world.run(["csr", "--san", "b.test", "--key", "b.pem", "--out", "b.csr"]).succeeds();
    // Nobody else comes to a file in a folder that only its owner may enter.
    world.set_mode("ca/ca.crt", 0o666);
    world.run(ISSUE).succeeds().does_not_say("other users");
    world.set_mode("ca", 0o777);
    world.set_mode("ca/ledger.jsonl", 0o622);
    for arguments in [
        &ISSUE[..],
        &["sign", "b.csr", "--ca", "ca", "--out", "b.crt", "--force"],
        &["ca", "show", "--ca", "ca"],
        &["verify", "--ca", "ca"],
        &["verify", "--ca", "ca/ca.crt"],
    ] {
        world
            .run_all(arguments)
            .succeeds()
            .says("warning: ca: other users can replace this CA (mode 0777); run `chmod go-w ca`")
            .says("warning: ca/ca.crt: other users can change this file of the CA (mode 0666)")
            .says("warning: ca/ledger.jsonl: other users can change this file of the CA (mode 0622)");
    }
}
