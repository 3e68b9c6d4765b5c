//! Standard input and output: `-` on the command line.

use std::process::Stdio;

use devcert::encoding::read;

use crate::world::{Outcome, World};

#[test]
fn a_key_goes_to_standard_output_when_asked_for_and_nothing_else_does() {
    let world = World::new();
    let outcome = world.run(["genkey", "-a", "p256", "--out", "-"]);
    outcome.succeeds().says("EC P-256 private key");
    let text = outcome.stdout_text();
    assert!(
        text.starts_with("-----BEGIN PRIVATE KEY-----\n") && text.ends_with("\n-----END PRIVATE KEY-----\n")
    );
    assert_eq!(text.matches("-----BEGIN").count(), 1);
    read::private_key(outcome.stdout()).unwrap();
    assert_eq!(world.files(), "", "no file, no folder");
}

#[test]
fn every_output_can_be_standard_output() {
    let world = World::with_files();
    let before = world.tree();
    let certificate = world.run(["selfsign", "--key", "key.pem", "--out", "-"]);
    assert_eq!(read::certificates(certificate.succeeds().stdout()).unwrap().len(), 1);
    let request = world.run(["csr", "--key", "key.pem", "--out", "-"]);
    read::request(request.succeeds().stdout()).unwrap();
    let public = world.run(["pubkey", "key.pem", "--out", "-"]);
    read::public_key(public.succeeds().stdout()).unwrap();
    let der = world.run(["selfsign", "--key", "key.pem", "--outform", "der", "--cert", "-"]);
    assert_eq!(der.succeeds().stdout()[0], 0x30);
    assert!(world.tree() == before);
}

#[test]
fn talk_names_the_streams_and_not_their_dash() {
    let world = World::with_files();
    world
        .stdin(world.read("key.pem"))
        .run(["pubkey", "-", "--out", "-"])
        .succeeds()
        .says("written to standard output: EC P-256 public key of standard input");
    world
        .run(["genkey", "-a", "p256", "--out", "-"])
        .succeeds()
        .says("written to standard output: EC P-256 private key");
}

#[test]
fn a_new_key_in_a_file_and_its_certificate_on_standard_output() {
    let world = World::new();
    let outcome = world.run(["selfsign", "-a", "p256", "--new-key", "--key", "k.pem", "--out", "-"]);
    let certificate = read::certificates(outcome.succeeds().stdout()).unwrap().remove(0);
    assert_eq!(*certificate.public_key(), *world.key("k.pem").public());
}

#[test]
fn a_key_and_a_request_come_in_by_standard_input() {
    let world = World::with_files();
    let (key, request) = (world.read("key.pem"), world.read("csr.pem"));
    world
        .stdin(key.clone())
        .run(["selfsign", "--key", "-", "--cert", "a.pem"])
        .succeeds()
        .does_not_say("private key");
    world
        .stdin(request)
        .run(["selfsign", "--key", "key.pem", "--csr", "-", "--cert", "b.pem"])
        .succeeds()
        .says("from standard input: ");
    world.stdin(key.clone()).run(["csr", "--key", "-", "--out", "c.pem"]).succeeds();
    world.stdin(key).run(["pubkey", "-", "--out", "d.pem"]).succeeds();
    let public = world.key("key.pem").public().clone();
    assert_eq!(*world.certificate("a.pem").public_key(), public);
    assert_eq!(*world.certificate("b.pem").public_key(), public);
    assert_eq!(*world.request("c.pem").public_key(), public);
}

#[test]
fn a_key_and_its_request_in_one_stream_are_refused() {
    let world = World::with_files();
    let both = [world.read("key.pem"), world.read("csr.pem")].concat();
    world
        .stdin(both)
        .refuses(["selfsign", "--key", "-", "--csr", "-", "--cert", "new.pem"])
        .says("standard input cannot be used twice: for the private key and the CSR")
        .says("hint: use a file for one of them");
}

#[test]
fn standard_input_without_a_key_is_told_as_such() {
    let world = World::with_files();
    let arguments = ["selfsign", "--key", "-", "--cert", "new.pem"];
    world
        .refuses(arguments)
        .says("standard input is empty, but the private key is read from it")
        .says("hint: ");
    world.stdin(" \n").refuses(arguments).says("standard input: contains only white space");
    world.stdin("hello").refuses(arguments).says("standard input: text without");
    world
        .stdin(world.read("cert.pem"))
        .refuses(arguments)
        .says("standard input: expected a private key, found a certificate");
    world.stdin(vec![b'x'; (16 << 20) + 1]).refuses(arguments).says("standard input is larger than 16 MiB");
}

#[test]
fn json_and_a_file_cannot_both_go_to_standard_output() {
    let world = World::with_files();
    for arguments in [
        ["genkey", "--json", "-a", "p256", "--out", "-"],
        ["selfsign", "--json", "--key", "key.pem", "--out", "-"],
        ["csr", "--json", "--key", "key.pem", "--out", "-"],
        ["pubkey", "--json", "--key", "key.pem", "--out", "-"],
    ] {
        let before = world.tree();
        let outcome = world.run(arguments);
        outcome.fails_with(2).says("--json").says("standard output").does_not_say("created");
        assert_eq!(outcome.json()["error"].as_str().map(|error| error.contains("--json")), Some(true));
        assert!(world.tree() == before);
    }
}

/// A run whose reader has gone already.
fn to_nobody(world: &World, arguments: &[&str]) -> Outcome {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = world.command();
    let output = command.args(arguments).stdin(Stdio::null()).stdout(writer).stderr(Stdio::piped()).output();
    Outcome::new(arguments, output.unwrap())
}

#[test]
fn a_reader_that_went_away_is_an_error_and_leaves_the_files_as_they_were() {
    let world = World::with_files();
    for arguments in [
        ["genkey", "-a", "p256", "--out", "-", "-q"],
        ["selfsign", "--new-key", "--key=key.pem", "--force", "--out", "-"],
    ] {
        let before = world.tree();
        let outcome = to_nobody(&world, &arguments);
        outcome.fails_with(2).says("error: cannot write standard output: broken pipe").says_one_clear_line();
        assert!(world.tree() == before, "{outcome}");
    }
}

#[test]
fn help_and_completions_to_a_reader_that_went_away_do_not_panic() {
    let world = World::new();
    for arguments in [["--help"].as_slice(), &["completions", "bash"], &["man"], &["--version"]] {
        to_nobody(&world, arguments).does_not_say("panicked");
    }
}

#[test]
fn a_report_to_a_reader_that_went_away_ends_quietly_with_its_own_answer() {
    let world = World::with_files();
    world.write("noise", [0xc3, 0x28, 0xff, 0x00]);
    let lines: [(&[&str], i32); 8] = [
        (&["inspect", "cert.pem"], 0),
        (&["inspect", "cert.pem", "--json"], 0),
        (&["inspect", "cert.pem", "--text"], 0),
        (&["inspect", "cert.pem", "--field", "subject"], 0),
        (&["inspect", "noise"], 1),
        (&["expires", "cert.pem"], 0),
        (&["lint", "cert.pem"], 0),
        (&["completions", "bash"], 0),
    ];
    for (arguments, code) in lines {
        to_nobody(&world, arguments).fails_with(code).does_not_say("error");
    }
}

/// A run with standard output as the shell's `redirection` makes it.
#[cfg(unix)]
fn redirected(world: &World, redirection: &str, arguments: &[&str]) -> Outcome {
    let mut shell = std::process::Command::new("/bin/sh");
    let line = format!("exec \"$0\" \"$@\" {redirection}");
    shell.args(["-c", &line]).arg(crate::world::program()).args(arguments);
    let output = shell.current_dir(world.path("")).env_clear().env("HOME", world.path("home")).output();
    Outcome::new(arguments, output.unwrap())
}

#[cfg(unix)]
#[test]
fn a_closed_standard_output_is_an_error_and_changes_nothing() {
    let world = World::with_files();
    for arguments in [
        &["genkey", "-a", "p256", "--out", "-"][..],
        &["inspect", "cert.pem"],
        &["inspect", "cert.pem", "--json"],
        &["verify", "--key", "key.pem", "--cert", "cert.pem"],
        &["selfsign", "--key", "key.pem", "--cert", "cert.pem", "--force", "--json"],
        &["completions", "bash"],
        &["--help"],
        &["csr", "--help"],
        &["--version"],
    ] {
        let before = world.tree();
        let outcome = redirected(&world, ">&-", arguments);
        outcome.fails_with(2).says("error: cannot write standard output: closed").says_one_clear_line();
        assert!(world.tree() == before, "{outcome}");
    }
    // What prints nothing needs none, and /dev/null is not closed.
    redirected(&world, ">&-", &["genkey", "-a", "p256", "--out", "new.pem"]).succeeds();
    redirected(&world, ">/dev/null", &["inspect", "cert.pem"]).succeeds();
    redirected(&world, "1<>/dev/null", &["inspect", "cert.pem"]).succeeds();
}

#[cfg(target_os = "linux")]
#[test]
fn json_that_cannot_be_printed_is_an_error_and_changes_nothing() {
    let world = World::with_files();
    world.run(["ca", "init", "--ca", "ca"]).succeeds();
    world.run(["issue", "--ca", "ca", "-a", "p256", "a.test"]).succeeds();
    for arguments in [
        &["genkey", "-a", "p256", "--out", "new.pem", "--json"][..],
        &["selfsign", "--key", "key.pem", "--cert", "cert.pem", "--force", "--json"],
        &["selfsign", "--key", "key.pem", "--cert", "cert.pem", "--force", "--new-key", "--json"],
        &["issue", "--ca", "ca", "-a", "p256", "b.test", "--force", "--json"],
        &["sign", "csr.pem", "--ca", "ca", "--out", "signed.pem", "--json"],
        &["renew", "--ca", "ca", "--within", "1000d", "--json"],
        &["revoke", "--ca", "ca", "cert/file.crt", "--json"],
        &["crl", "--ca", "ca", "--json"],
        &["ca", "init", "--ca", "other", "--json"],
        &["--help"],
        &["--version"],
    ] {
        let before = world.tree();
        let outcome = redirected(&world, ">/dev/full", arguments);
        outcome.fails_with(2).says("cannot write standard output: no space left on device");
        assert!(world.tree() == before, "{outcome}");
    }
}

#[test]
fn json_is_one_object_also_when_the_command_fails_after_it_was_begun() {
    let world = World::with_files();
    let arguments = ["selfsign", "--key", "key.pem", "--cert", "cert.pem", "--force", "--json"];
    assert_eq!(world.run(arguments).succeeds().json()["command"], "selfsign");
    let failed = world.run(["genkey", "-a", "p256", "--out", "/dev/full", "--json"]);
    assert!(failed.fails_with(2).json()["error"].is_string());
}
