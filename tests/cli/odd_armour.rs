//! Key and certificate files that devcert reads and servers do not: `verify` says so, and its fix loses
//! nothing.

use crate::world::{Outcome, World};

/// A world with a key and a certificate at the usual places.
fn world() -> World {
    let world = World::new();
    world.run(["selfsign", "--algorithm", "p256"]).succeeds();
    world
}

/// Types the first fix that `outcome` prints.
fn type_fix(world: &World, outcome: &Outcome) {
    let fix = outcome.unchanged_text().lines().find_map(|line| line.trim_start().strip_prefix("fix: "));
    let fix = fix.unwrap_or_else(|| panic!("{outcome}\nhas no fix"));
    world.paste(fix.split("   (").next().unwrap()).succeeds();
}

type Way = fn(&str) -> String;

/// A file written in a way that no server reads, and what is said of it.
const WAYS: [(Way, &str); 2] = [
    (|pem| pem.replace('\n', "\\n"), "the line breaks are written as \\n"),
    (|pem| pem.replace('\n', " "), "the BEGIN and END lines are not on separate lines"),
];

#[test]
fn a_file_that_no_server_loads_is_mended_by_the_fix_without_a_new_key() {
    for file in ["cert/private.pem", "cert/file.crt"] {
        for (way, said) in WAYS {
            let world = world();
            let (key, certificate) = (world.key("cert/private.pem"), world.certificate("cert/file.crt"));
            world.write(file, way(&world.text(file)));
            let outcome = world.run(["verify"]);
            outcome.fails_with(1).prints(&format!("FAIL  {file}")).prints(said);
            type_fix(&world, &outcome);
            world.run(["verify"]).succeeds();
            assert_eq!(world.key("cert/private.pem").public(), key.public());
            assert_eq!(world.certificate("cert/file.crt").der(), certificate.der());
        }
    }
}

#[test]
fn a_file_with_other_text_in_it_is_kept_under_another_name_by_the_fix() {
    for file in ["cert/private.pem", "cert/file.crt"] {
        let world = world();
        let escaped = world.text(file).replace('\n', "\\n");
        let settings = format!("PORT=443\nPEM=\"{escaped}\"\n");
        world.write(file, &settings);
        let outcome = world.run(["verify"]);
        outcome.fails_with(1).prints("the BEGIN line is inside other text");
        type_fix(&world, &outcome);
        world.run(["verify"]).succeeds();
        assert_eq!(world.text(&format!("{file}.orig")), settings);
    }
}

#[test]
fn lines_that_end_in_cr_alone_are_a_warning_since_rustls_reads_them() {
    let world = world();
    world.write("cert/file.crt", world.text("cert/file.crt").replace('\n', "\r"));
    let outcome = world.run(["verify"]);
    outcome.succeeds().prints("warn  cert/file.crt").prints("so openssl and Node.js do not read it");
    type_fix(&world, &outcome);
    world.run(["verify"]).succeeds();
    assert!(!world.text("cert/file.crt").contains('\r'));
}

#[test]
fn a_key_and_a_chain_joined_without_a_newline_are_taken_apart_by_the_fix() {
    let world = world();
    let (key, certificate) = (world.text("cert/private.pem"), world.text("cert/file.crt"));
    world.write("both.pem", format!("{}{certificate}", key.trim_end()));
    let outcome = world.run(["verify", "--key", "both.pem", "--cert", "both.pem"]);
    outcome.fails_with(1).prints("a newline is missing between an END line and the BEGIN line after it");
    type_fix(&world, &outcome);
    assert_eq!(world.text("both.pem"), format!("{key}{certificate}"));
    world.run(["verify", "--key", "both.pem", "--cert", "both.pem"]).succeeds();
}

#[test]
fn every_command_works_from_a_key_with_escaped_line_breaks() {
    let world = world();
    let key = world.key("cert/private.pem");
    world.write("key.txt", world.text("cert/private.pem").replace('\n', "\\n"));
    world.run(["csr", "--key", "key.txt", "--out", "a.csr"]).succeeds();
    world.run(["selfsign", "--key", "key.txt", "--cert", "a.crt"]).succeeds();
    world.run(["pubkey", "key.txt", "--out", "a.pub"]).succeeds();
    world.run(["convert", "key.txt", "--out", "a.pem"]).succeeds();
    assert_eq!(world.key("a.pem").public(), key.public());
    assert_eq!(*world.certificate("a.crt").public_key(), *key.public());
}

#[test]
fn a_certificate_inside_other_text_is_not_renewed_in_its_place() {
    let world = World::new();
    world.run(["selfsign", "-a", "p256", "--days", "5"]).succeeds();
    let program = format!("var cert = `{}`\n", world.text("cert/file.crt"));
    world.folder("src");
    world.write("src/cert.go", &program);
    let _any_verdict = world.run(["renew", "."]);
    assert_eq!(world.text("src/cert.go"), program);
}

#[test]
fn an_object_that_the_input_holds_twice_is_left_out_with_a_warning() {
    let world = World::with_files();
    world.run(["convert", "cert.pem", "cert.pem", "--out", "out.pem"]).succeeds().says("in the input twice");
    assert_eq!(world.text("out.pem").matches("-----BEGIN ").count(), 1);
}

#[test]
fn lint_judges_the_certificate_beside_a_key_and_says_what_it_skips() {
    let world = World::with_files();
    let encrypted = include_str!("../../crates/devcert/tests/fixtures/encrypted-pkcs8.pem");
    world.write("all.pem", format!("{encrypted}{}{}", world.text("cert.pem"), world.text("key.pem")));
    let outcome = world.run(["lint", "all.pem"]);
    outcome.prints("skip  all.pem:1: an encrypted private key: a passphrase is needed");
    outcome.prints(" in 1 certificate, 2 other objects skipped\n");
    let json = world.run(["lint", "all.pem", "--json"]).json();
    let count = |member: &str| json[member].as_array().unwrap().len();
    assert_eq!((count("objects"), count("skipped")), (1, 2));
}
