//! The commands that `devcert lint --fix-hints` prints, typed.

use serde_json::Value;

use crate::world::{Outcome, World};

/// What creates a certificate with findings in `cert/file.crt`, the kind that it is checked as, and what the command
/// is that corrects it.
#[rustfmt::skip]
const CASES: [(&str, &str, &str); 21] = [
    ("selfsign a.test --unsafe-digest sha1", "server", "devcert selfsign a.test"),
    ("selfsign a.test --unsafe-digest md5 -a rsa:2048", "server", "devcert selfsign a.test"),
    ("selfsign a.test --unsafe-bits 1024", "server", "mv -n cert/private.pem cert/private.pem.orig && devcert selfsign a.test"),
    ("selfsign a.test -a ed25519", "server", "mv -n cert/private.pem cert/private.pem.orig && devcert selfsign a.test"),
    ("selfsign a.test -a secp256k1", "server", " --new-key --force"),
    ("selfsign a.test --days 900", "server", " --force"),
    ("selfsign a.test --days 30 --unsafe-ca", "server", " --days 30 --force"),
    ("selfsign --subject CN=a.test --unsafe-no-san", "server", "devcert selfsign a.test"),
    ("selfsign a.test --unsafe-serial 00", "server", "devcert selfsign a.test"),
    ("selfsign a.test --unsafe-not-before 2020-01-01 --unsafe-not-after 2021-01-01", "server", "devcert selfsign a.test"),
    ("selfsign a.test --unsafe-not-before 2026-01-01 --unsafe-not-after 2025-01-01", "server", "devcert selfsign a.test"),
    // DNS:a_b.test, then DNS:A.test
    ("selfsign a.test --unsafe-extension 2.5.29.17=30128208615f622e746573748206412e74657374", "server", "  without  DNS:a_b.test\n"),
    ("selfsign a.test --unsafe-extension 2.5.29.15=03020780", "server", "devcert selfsign a.test"),
    ("selfsign --no-default-names alice --subject CN=alice --extended-key-usage clientAuth --unsafe-digest sha1", "client", "--extended-key-usage clientAuth"),
    ("issue a.test b.test --ca ca --unsafe-digest sha1", "server", "devcert issue a.test b.test"),
    ("issue a.test --ca ca --unsafe-bits 1024", "server", " --ca ca"),
    ("issue a.test --ca ca --days 900", "server", " --ca ca --force"),
    ("issue alice --profile client --ca ca --unsafe-digest sha1", "client", "--profile client"),
    ("issue a.test --profile peer --ca ca --unsafe-digest sha1", "server", "--profile peer"),
    ("issue me@a.test --profile email --ca ca --unsafe-digest sha1", "other", "--profile email"),
    ("issue builder --profile code-signing --ca ca --unsafe-digest sha1", "other", "--profile code-signing"),
];

#[test]
fn the_command_issues_a_certificate_without_the_findings() {
    for (create, kind, expected) in CASES {
        let world = World::new();
        if create.contains("--ca ca") {
            world.run(["ca", "init", "--ca", "ca"]).succeeds();
        }
        // What is wrong on purpose does not pass devcert's own check, which is said and no error.
        world.run_all(&create.split(' ').collect::<Vec<_>>());
        let lint = ["lint", "cert/file.crt", "--as", kind, "--fix-hints", "--ca", "ca"];
        let lint = if create.contains("--ca ca") { &lint[..] } else { &lint[..5] };
        let text = world.run_all(lint);
        text.prints("  fix      ").prints(expected);
        let (before, fix) = findings_and_fix(&world, lint);
        let command = fix["command"].as_str().unwrap_or_else(|| panic!("{create}: {fix}"));
        world.paste(command).succeeds();
        let (after, _) = findings_and_fix(&world, lint);
        let remaining: Vec<_> =
            fix["remaining"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
        assert!(!before.is_empty(), "{create}");
        let new: Vec<_> = after.iter().filter(|id| !remaining.contains(&id.as_str())).collect();
        assert!(new.is_empty(), "{create}\n{command}\n{new:?}");
    }
}

/// The ids of the rules, and the command that corrects the certificate.
fn findings_and_fix(world: &World, lint: &[&str]) -> (Vec<String>, Value) {
    let object = world.run_all(&[lint, &["--json"]].concat()).unchanged_json()["objects"][0].clone();
    let ids = object["findings"].as_array().unwrap().iter();
    (ids.map(|one| one["rule"].as_str().unwrap().to_owned()).collect(), object["fix"].clone())
}

fn json(run: &Outcome) -> Value {
    serde_json::from_slice(run.stdout()).unwrap()
}

#[test]
fn what_devcert_cannot_issue_again_has_a_reason_in_the_place_of_the_command() {
    let world = World::with_ca();
    world.run(["issue", "a.test", "--ca", "ca", "--days", "900"]);
    let other = world.run(["lint", "cert/file.crt", "--fix-hints"]);
    other.succeeds().prints("  no fix   only its issuer, CN=devcert CA").prints(", can issue it again");
    world.run(["ca", "init", "--ca", "sub", "--intermediate", "--parent", "ca"]).succeeds();
    let own = world.run(["lint", "ca/ca.crt", "--as", "server", "--fix-hints", "--ca", "ca"]);
    own.fails_with(1).prints("  no fix   it is your CA; devcert ca rotate replaces it");
    let below = world.run([
        "lint",
        "sub/ca.crt",
        "--as",
        "intermediate",
        "--at",
        "2070-01-01",
        "--fix-hints",
        "--ca",
        "ca",
    ]);
    below.prints("  no fix   not a kind of certificate that devcert issues again (intermediate)");
}

#[test]
fn a_root_is_replaced_by_a_new_ca_and_a_certificate_without_its_key_by_a_new_pair() {
    let world = World::new();
    world.run(["selfsign", "--subject", "O=Acme,CN=Acme CA", "--unsafe-ca", "--unsafe-digest", "sha1"]);
    let root = world.run(["lint", "cert/file.crt", "--fix-hints"]);
    root.fails_with(1).prints("  fix      devcert ca init --ca cert/file-ca --subject 'O=Acme,CN=Acme CA'");
    world.shell("devcert ca init --ca cert/file-ca --subject 'O=Acme,CN=Acme CA'").succeeds();
    world.run(["lint", "cert/file-ca/ca.crt"]).succeeds().prints("no findings");

    let world = World::new();
    world.run(["selfsign", "a.test", "--unsafe-digest", "sha1"]);
    world.shell("rm cert/private.pem").succeeds();
    let alone = world.run(["lint", "cert/file.crt", "--fix-hints"]);
    alone.fails_with(1).prints(" --dir cert/file-corrected\n");
    let (_, fix) = findings_and_fix(&world, &["lint", "cert/file.crt", "--fix-hints"]);
    world.paste(fix["command"].as_str().unwrap()).succeeds();
    world.run(["lint", "cert/file-corrected/file.crt"]).succeeds().prints("no findings");
}

#[test]
fn a_certificate_from_standard_input_is_corrected_in_a_new_directory() {
    let world = World::new();
    world.run(["selfsign", "a.test", "--unsafe-digest", "sha1", "--out", "a.crt"]);
    let lint = world.stdin(world.read("a.crt")).run(["lint", "-", "--fix-hints"]);
    lint.fails_with(1).prints(" --dir stdin-corrected\n");
}

#[test]
fn nothing_is_said_of_corrections_unless_they_are_requested_and_there_is_a_finding() {
    let world = World::new();
    world.run(["selfsign", "a.test"]).succeeds();
    let clean = world.run(["lint", "--fix-hints", "--json"]);
    assert!(json(clean.succeeds())["objects"][0].get("fix").is_none(), "{clean}");
    world.run(["selfsign", "a.test", "--force", "--days", "900"]).succeeds();
    let unasked = world.run(["lint", "--json"]);
    assert!(json(unasked.succeeds())["objects"][0].get("fix").is_none(), "{unasked}");
}
