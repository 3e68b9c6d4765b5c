//! `devcert ca permit`: more names for a CA, with the key that it has.

use std::fs;

use crate::people_names::types_the_hint_of;
use crate::world::World;

const CA: &str = "ca/ca.crt";

#[test]
fn a_ca_is_permitted_names_with_the_same_key_subject_and_end() {
    let world = World::with_ca();
    world.run(["issue", "--ca", "ca", "-a", "p256", "dev.test"]).succeeds();
    let (before, key) = (world.certificate(CA), world.read("ca/ca.key"));
    let said = world.run(["ca", "permit", "--ca", "ca", "db", "100.64.0.0/10", "me@example.com"]);
    said.succeeds().prints_nothing().says("recreated ca/ca.crt: same key, subject and expiry date");
    said.says("now also permitted: db, 100.64.0.0/10, me@example.com");
    let after = world.certificate(CA);
    assert_eq!((after.subject(), after.public_key()), (before.subject(), before.public_key()));
    assert_eq!((after.not_before(), after.not_after()), (before.not_before(), before.not_after()));
    assert_eq!(after.key_identifier(), before.key_identifier());
    assert_ne!(after.serial(), before.serial());
    assert_eq!(world.read("ca/ca.key"), key);
    assert_eq!(world.certificate("ca/ca-former.crt").der(), before.der());
    world.run(["issue", "--ca", "ca", "-a", "p256", "db", "100.64.0.1", "--dir", "db"]).succeeds();
    for folder in ["cert", "db"] {
        world.run(["verify", "--dir", folder, "--ca", "ca"]).succeeds();
    }
}

#[test]
fn what_is_permitted_is_in_the_ledger_and_in_the_json() {
    let world = World::with_ca();
    let json = world.run(["ca", "permit", "--ca", "ca", "DNS:db", "--json"]).json();
    assert_eq!(json["command"], "ca permit");
    assert_eq!(json["files"][0]["action"], "created");
    assert_eq!(json["files"][0]["path"], CA);
    assert_eq!(json["added"], serde_json::json!(["DNS:db"]));
    assert!(json["permitted"].as_array().unwrap().contains(&"DNS:db".into()));
    assert!(json["stores"].as_array().unwrap().is_empty());
    let ledger = world.text("ca/ledger.jsonl");
    let last: serde_json::Value = serde_json::from_str(ledger.lines().last().unwrap()).unwrap();
    assert_eq!(last["event"], "permitted");
    assert_eq!(last["permitted"], serde_json::json!(["DNS:db"]));
    assert_eq!(last["sha256"], json["files"][0]["sha256"]);
    world.run(["ca", "list", "--ca", "ca"]).succeeds();
}

#[test]
fn what_is_permitted_already_changes_nothing() {
    let world = World::with_ca();
    world.run(["ca", "permit", "--ca", "ca", "db"]).succeeds();
    let before = world.tree();
    for name in ["db", "x.db", "*.db", "me@db", "10.1.2.3", "a.test"] {
        world
            .run(["ca", "permit", "--ca", "ca", name])
            .succeeds()
            .says("already permitted to issue for that");
    }
    let json = world.run(["ca", "permit", "--ca", "ca", "db", "--json"]).json();
    assert_eq!((&json["files"][0]["action"], &json["added"]), (&"unchanged".into(), &serde_json::json!([])));
    assert!(world.tree() == before);
    let open = World::new();
    open.run(["ca", "init", "--ca", "ca", "--unconstrained"]).succeeds();
    open.run(["ca", "permit", "--ca", "ca", "example.com"]).succeeds().says("already");
}

#[test]
fn a_host_that_is_called_like_a_public_domain_is_permitted_with_a_warning() {
    for line in
        [&["ca", "permit", "--ca", "ca", "app"][..], &["ca", "init", "--ca", "new", "--permit", "app"]]
    {
        let world = World::with_ca();
        let said = world.run_all(line);
        said.succeeds()
            .says("is a public domain: anyone who obtains the CA's key can impersonate any site under it");
    }
}

#[test]
fn a_permission_for_a_public_suffix_or_every_address_is_refused() {
    for (wide, problem, narrow) in [
        ("*.com", "com is a public suffix", "my-app.com"),
        (".com", "com is a public suffix", "my-app.com"),
        ("co.uk", "co.uk is a public suffix", "my-app.co.uk"),
        ("*.co.uk", "co.uk is a public suffix", "my-app.co.uk"),
        ("0.0.0.0/0", "0.0.0.0/0 is wider than any private network", "192.0.2.0/24"),
        ("::/0", "::/0 is wider than any private network", "2001:db8::/32"),
    ] {
        for line in [
            &["ca", "permit", "--ca", "ca", wide][..],
            &["ca", "init", "--ca", "new", "--permit", wide],
            &["ca", "init", "--ca", "new", "--intermediate", "--parent", "ca", "--permit", wide],
        ] {
            let world = World::with_ca();
            let refused = world.refuses_all(line);
            refused.says(problem).says("   (an example of a narrower permission)");
            assert!(!world.path("new").exists(), "{refused}");
            let hint = refused.stderr().lines().find_map(|line| line.strip_prefix("  hint: devcert "));
            assert!(hint.is_some_and(|hint| hint.contains(narrow)), "{refused}");
            if !line.contains(&"--intermediate") {
                types_the_hint_of(&refused, &world);
            }
        }
    }
}

#[test]
fn a_ca_with_a_passphrase_is_asked_for_it() {
    let world = World::new();
    world.write("pass", "secret\n");
    world.run(["ca", "init", "--ca", "ca", "--new-passphrase", "file:pass"]).succeeds();
    world
        .refuses(["ca", "permit", "--ca", "ca", "db"])
        .says("CA key is encrypted, but no passphrase was given");
    world.run(["ca", "permit", "--ca", "ca", "db", "--passphrase", "file:pass"]).succeeds();
    let refused = world.refuses(["issue", "redis", "--ca", "ca", "-a", "p256", "--passphrase", "file:pass"]);
    types_the_hint_of(&refused, &world);
}

#[test]
fn a_missing_ca_or_an_unusable_name_is_refused() {
    let world = World::new();
    world.refuses(["ca", "permit", "--ca", "ca", "db"]).says("no CA found in ca");
    let world = World::with_ca();
    for (name, message) in [
        ("https://x", "\"https://x\" is a URL, and a host name is expected"),
        ("10.0.0.0/40", "is not a range of addresses"),
        ("URI:spiffe://x/y", "needs no permission"),
    ] {
        world.refuses(["ca", "permit", "--ca", "ca", name]).says(message);
    }
    world.refuses(["ca", "permit", "--ca", "ca", "db", "--parent", "x"]).says("has no parent CA");
}

#[test]
fn an_intermediate_ca_is_permitted_names_by_the_one_above() {
    let world = World::with_ca();
    world.run(["ca", "init", "--intermediate", "--parent", "ca", "--ca", "team"]).succeeds();
    let refused = world.refuses(["issue", "db", "redis", "--ca", "team", "-a", "p256"]);
    refused.says("DNS:db and DNS:redis are not among the names");
    types_the_hint_of(&refused, &world);
    world.run(["verify", "--ca", "ca"]).succeeds();
    let refused = world.refuses(["ca", "permit", "--ca", "team", "mail"]);
    refused.says("the parent CA, ").says("is not permitted to issue for that");
    types_the_hint_of(&refused, &world);
    world.run(["issue", "mail", "--ca", "team", "-a", "p256", "--dir", "mail"]).succeeds();
    let listed = world.run(["ca", "list", "--ca", "ca", "--json"]).json();
    let profiles: Vec<_> = listed["certificates"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["profile"].as_str().unwrap())
        .collect();
    assert_eq!(profiles, ["intermediate"; 3]);
}

#[test]
fn an_intermediate_ca_for_more_than_the_one_above_comes_with_the_command_that_permits_it() {
    let world = World::with_ca();
    let refused =
        world.refuses(["ca", "init", "--intermediate", "--parent", "ca", "--ca", "team", "--permit", "db"]);
    refused.says("the parent CA is not permitted to issue for");
    types_the_hint_of(&refused, &world);
    world.run(["issue", "db", "--ca", "team", "-a", "p256"]).succeeds();
}

#[test]
fn an_intermediate_ca_without_its_parent_says_which_ca_has_to_sign() {
    let world = World::with_ca();
    world.run(["ca", "init", "--intermediate", "--parent", "ca", "--ca", "team"]).succeeds();
    fs::rename(world.path("ca"), world.path("moved")).unwrap();
    world
        .refuses(["ca", "permit", "--ca", "team", "db"])
        .says("intermediate CA: CN=devcert CA")
        .says("specify the directory of the parent CA with --parent DIR");
    world.run(["ca", "permit", "--ca", "moved", "db"]).succeeds();
    world.run(["ca", "permit", "--ca", "team", "db", "--parent", "moved"]).succeeds();
    world.run(["ca", "init", "--ca", "other"]).succeeds();
    world
        .refuses(["ca", "permit", "--ca", "team", "mail", "--parent", "other"])
        .says("other is not the CA that issued CN=devcert intermediate CA");
}

#[test]
fn a_ca_of_another_program_keeps_its_own_key_identifier() {
    let world = World::with_ca();
    world.folder("theirs");
    for file in ["ca.crt", "ca.key"] {
        fs::copy(world.path("ca").join(file), world.path("theirs").join(file)).unwrap();
    }
    world.run(["ca", "permit", "--ca", "theirs", "db"]).succeeds();
    world.run(["issue", "db", "--ca", "theirs", "-a", "p256"]).succeeds();
    world.run(["ca", "list", "--ca", "theirs"]).succeeds().prints("db");
}
