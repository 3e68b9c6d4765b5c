//! `devcert revoke` and `devcert crl`: what is revoked stays so, list after list.

use devcert::encoding::crl::Crl;
use devcert::encoding::sniff::sniff;

use crate::world::World;

/// A CA that has issued for these names, each into a folder of its name.
fn world_with(names: &[&str]) -> World {
    let world = World::with_ca();
    for name in names {
        world.run(["issue", "--ca", "ca", "-a", "p256", name, "--dir", name]).succeeds();
    }
    world
}

fn list(world: &World, path: &str) -> Crl {
    let contents = sniff(&world.read(path)).unwrap();
    Crl::from_der(contents.objects[0].der.expose()).unwrap()
}

fn number(list: &Crl) -> u64 {
    list.number().unwrap().iter().fold(0, |number, octet| number << 8 | u64::from(*octet))
}

#[test]
fn a_certificate_is_revoked_by_its_file_or_its_serial_number() {
    let world = world_with(&["a.test", "b.test"]);
    world
        .run(["revoke", "--ca", "ca", "a.test/file.crt", "--reason", "key-compromise"])
        .succeeds()
        .says("revoked a.test/file.crt (keyCompromise): CN=a.test");
    let listed = world.run(["ca", "list", "--ca", "ca", "--json"]).json();
    let serial = listed["certificates"][1]["serial"].as_str().unwrap().replace(':', "").to_lowercase();
    world.run(["revoke", "--ca", "ca", &serial]).succeeds().says("(unspecified): CN=b.test");
    world.run(["ca", "list", "--ca", "ca"]).succeeds().prints("(keyCompromise)").prints("(unspecified)");
    world
        .run(["crl", "--ca", "ca"])
        .succeeds()
        .says("created ca/ca.crl: CRL number 1, 2 certificates revoked");
    let reasons: Vec<_> =
        list(&world, "ca/ca.crl").revoked().iter().map(|one| one.reason.map(|reason| reason.0)).collect();
    assert_eq!(reasons, [Some(1), None]);
}

#[test]
fn the_first_revocation_counts() {
    let world = world_with(&["a.test"]);
    world.run(["revoke", "--ca", "ca", "a.test/file.crt", "--reason", "superseded"]).succeeds();
    let before = world.read("ca/ledger.jsonl");
    world
        .run(["revoke", "--ca", "ca", "a.test/file.crt", "a.test/file.crt"])
        .succeeds()
        .says("was already revoked on ")
        .says("(superseded)");
    assert_eq!(world.read("ca/ledger.jsonl"), before);
}

#[test]
fn every_list_has_a_higher_number_and_everything_that_was_ever_revoked() {
    let world = world_with(&["a.test", "b.test"]);
    world.run(["crl", "--ca", "ca"]).succeeds().says("number 1, 0 certificates");
    world.run(["revoke", "--ca", "ca", "a.test/file.crt"]).succeeds();
    world.run(["crl", "--ca", "ca"]).succeeds().says("number 2, 1 certificate revoked");
    world.run(["revoke", "--ca", "ca", "b.test/file.crt"]).succeeds();
    world.run(["crl", "--ca", "ca", "--out", "elsewhere.crl", "--outform", "der"]).succeeds();
    let last = list(&world, "elsewhere.crl");
    assert_eq!((number(&last), last.revoked().len()), (3, 2));
}

#[test]
fn a_list_is_kept_while_it_has_everything_and_is_good_for_long_enough() {
    let world = world_with(&["a.test"]);
    let needed = ["crl", "--ca", "ca", "--if-needed"];
    world.run_all(&needed).succeeds().says("created ca/ca.crl");
    world.run_all(&needed).succeeds().says("unchanged ca/ca.crl");
    world.run_all(&[&needed[..], &["--within", "60d"]].concat()).succeeds().says("created ca/ca.crl");
    world.run(["revoke", "--ca", "ca", "a.test/file.crt"]).succeeds();
    world.run_all(&needed).succeeds().says("1 certificate revoked, ");
}

#[test]
fn a_file_that_is_no_list_of_this_ca_is_not_replaced_unasked() {
    let world = world_with(&[]);
    world.write("x.crl", "something else");
    world.refuses(["crl", "--ca", "ca", "--out", "x.crl"]).says("x.crl already exists");
    world.refuses(["crl", "--ca", "ca", "--out", "x.crl", "--if-needed"]).says("x.crl already exists");
    world.run(["crl", "--ca", "ca", "--out", "x.crl", "--force"]).succeeds();
    world.run(["ca", "init", "--ca", "other"]).succeeds();
    world.refuses(["crl", "--ca", "other", "--out", "x.crl"]).says("x.crl already exists");
}

#[test]
fn what_cannot_be_revoked_is_told() {
    let world = world_with(&["a.test"]);
    world.run(["selfsign", "-a", "p256"]).succeeds();
    let refused = |what: &str, message: &str| {
        world.refuses(["revoke", "--ca", "ca", what]).says(message);
    };
    refused("cert/file.crt", "cert/file.crt: not issued by this CA");
    refused("ca/ca.crt", "ca/ca.crt: this is the CA's own certificate");
    refused("12:34", "the CA in ca has not issued 12:34");
    refused("nowhere.crt", "nowhere.crt is neither an existing file nor a serial number");
    refused("cert/private.pem", "cert/private.pem: expected a certificate");
    world
        .refuses(["revoke", "--ca", "ca", "a.test/file.crt", "--reason", "removeFromCRL"])
        .says("unknown reason \"removeFromCRL\" (expected unspecified, keyCompromise");
    world.refuses(["revoke", "--ca", "none", "a.test/file.crt"]).says("no CA found in none");
}

#[test]
fn revoke_is_all_or_nothing() {
    let world = world_with(&["a.test"]);
    world.refuses(["revoke", "--ca", "ca", "a.test/file.crt", "12:34"]).says("has not issued 12:34");
    world.run(["ca", "list", "--ca", "ca"]).succeeds().prints("\nvalid  ");
}

#[test]
fn a_revoked_certificate_is_made_again_by_if_needed() {
    let world = world_with(&["a.test"]);
    world.run(["revoke", "--ca", "ca", "a.test/file.crt"]).succeeds();
    world
        .run(["issue", "--ca", "ca", "a.test", "--dir", "a.test", "--if-needed"])
        .succeeds()
        .says(": revoked; recreating it");
}

#[test]
fn the_json_of_a_revocation_says_what_happened() {
    let world = world_with(&["a.test"]);
    let json = world.run(["revoke", "--ca", "ca", "a.test/file.crt", "--json"]).json();
    assert_eq!(
        (json["command"].as_str(), json["revoked"][0]["already_revoked"].as_bool()),
        (Some("revoke"), Some(false))
    );
    let json = world.run(["crl", "--ca", "ca", "--json"]).json();
    assert_eq!(json["files"][0]["role"], "crl");
}

#[test]
fn since_when_a_key_may_have_been_in_other_hands_is_kept_in_the_ledger() {
    let world = world_with(&["a.test", "b.test"]);
    let revoke = |what: &str, since: &str| {
        world.run(["revoke", "--ca", "ca", what, "--compromised-since", since, "--json"])
    };
    let json = revoke("a.test/file.crt", "2026-01-02").succeeds().json();
    assert_eq!(json["revoked"][0]["invalid_since"], "2026-01-02T00:00:00Z");
    assert!(world.text("ca/ledger.jsonl").contains(r#""invalid_since":"2026-01-02T00:00:00Z""#));
    world
        .refuses(["revoke", "--ca", "ca", "b.test/file.crt", "--compromised-since", "2199-01-01"])
        .says("is in the future");
    world
        .refuses(["revoke", "--ca", "ca", "b.test/file.crt", "--compromised-since", "once"])
        .says("is not a date");
    world.run(["revoke", "--ca", "ca", "b.test/file.crt"]).succeeds();
    assert_eq!(world.text("ca/ledger.jsonl").matches("invalid_since").count(), 1);
    world
        .run(["crl", "--ca", "ca", "--out", "-"])
        .succeeds()
        .says("written to standard output: CRL number 1, ");
}

#[test]
fn a_failed_list_uses_no_number() {
    let world = world_with(&[]);
    let before = world.read("ca/ledger.jsonl");
    world.refuses(["crl", "--ca", "ca", "--next-update", "9000y"]).says("before the year 10000");
    world.refuses(["crl", "--ca", "ca", "--signature", "rsa-sha256"]).says("error");
    assert_eq!(world.read("ca/ledger.jsonl"), before);
    world.run(["crl", "--ca", "ca"]).succeeds().says("CRL number 1, ");
}

#[test]
fn a_list_is_signed_with_the_requested_algorithm() {
    let world = world_with(&[]);
    world.run(["crl", "--ca", "ca"]).succeeds();
    let needed = ["crl", "--ca", "ca", "--if-needed", "--signature", "sha512"];
    world.run_all(&needed).succeeds().says(": signed with").says("CRL number 2, ");
    let list = list(&world, "ca/ca.crl");
    assert_eq!(list.signed().algorithm.to_string(), "ecdsa-with-SHA512");
    world.run_all(&needed).succeeds().says("unchanged ca/ca.crl");
}
