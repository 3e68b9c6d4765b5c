//! `devcert ca renew`: the same key, with later dates.

use crate::world::World;

#[test]
fn a_renewed_ca_has_the_same_key_and_what_it_issued_stays_valid() {
    let world = World::new();
    world.run(["ca", "init", "--ca", "ca", "--days", "100", "--permit", "db"]).succeeds();
    world.run(["issue", "--ca", "ca", "-a", "p256", "db", "--days", "50"]).succeeds();
    let old = world.certificate("ca/ca.crt");
    let said = world.run(["ca", "renew", "--ca", "ca", "--days", "400"]);
    said.succeeds().says("renewed ca/ca.crt: same key and subject").says("trust store");
    let new = world.certificate("ca/ca.crt");
    assert_eq!(
        (new.subject(), new.public_key(), new.extensions()),
        (old.subject(), old.public_key(), old.extensions())
    );
    assert!(new.not_after() > old.not_after() && new.serial() != old.serial());
    world.run(["verify", "--ca", "ca/ca.crt"]).succeeds();
    assert!(world.text("ca/ledger.jsonl").contains("\"event\":\"renewed\""));
    assert!(world.text("ca/ca-former.crt").contains("BEGIN CERTIFICATE"));
    world.run(["issue", "--ca", "ca", "-a", "p256", "localhost", "--dir", "b", "--days", "300"]).succeeds();
    world
        .refuses(["ca", "renew", "--ca", "ca", "--days", "300"])
        .says("would not expire at least a day later")
        .says("--days");
    world.run(["ca", "renew", "--ca", "ca", "--valid-for", "2y", "--json"]).succeeds().prints("\"ca renew\"");
}

#[test]
fn a_ca_that_has_expired_issues_again_after_the_command_in_the_hint() {
    let world = World::new();
    let dates = ["--not-before", "2020-01-01", "--not-after", "2025-01-01"];
    world.run_all(&[&["ca", "init", "--ca", "ca"][..], &dates].concat()).succeeds();
    let refused = world.refuses(["issue", "--ca", "ca", "-a", "p256"]);
    refused.says("hint: devcert ca renew --ca ca");
    world.run(["ca", "renew", "--ca", "ca"]).succeeds();
    world.run(["issue", "--ca", "ca", "-a", "p256"]).succeeds().says("verified");
}

#[test]
fn an_intermediate_ca_is_renewed_by_the_ca_above_it() {
    let world = World::with_ca();
    let below = ["ca", "init", "--intermediate", "--parent", "ca", "--ca", "team", "--days", "30"];
    world.run(below).succeeds();
    world.run(["issue", "--ca", "team", "-a", "p256", "--days", "20"]).succeeds();
    world.run(["ca", "renew", "--ca", "team", "--days", "60"]).succeeds();
    assert_eq!(world.certificate("team/ca.crt").lifetime_days(), 60);
    world.run(["verify", "--ca", "ca/ca.crt"]).succeeds();
    let listed = world.run(["ca", "list", "--ca", "ca", "--json"]).json();
    assert_eq!(listed["certificates"].as_array().unwrap().len(), 2);
    std::fs::remove_dir_all(world.path("ca")).unwrap();
    world.refuses(["ca", "renew", "--ca", "team", "--days", "90"]).says("--parent");
}

#[test]
fn a_renewal_that_gains_less_than_a_day_is_an_error() {
    let world = World::with_ca();
    world.refuses(["ca", "renew", "--ca", "ca"]).says("would not expire at least a day later").says("--days");
    world.run(["ca", "renew", "--ca", "ca", "--days", "3652"]).succeeds();
}

#[test]
fn a_ca_of_another_program_is_refused_before_its_passphrase_is_read() {
    let world = World::new();
    world.write("pass", "correct-horse\n");
    world.run(["ca", "init", "--ca", "mkcert", "--new-passphrase", "file:pass"]).succeeds();
    for (from, to) in [("ca.crt", "rootCA.pem"), ("ca.key", "rootCA-key.pem")] {
        std::fs::rename(world.path("mkcert").join(from), world.path("mkcert").join(to)).unwrap();
    }
    std::fs::remove_file(world.path("mkcert/ca.json")).unwrap();
    std::fs::remove_file(world.path("mkcert/ledger.jsonl")).unwrap();
    let refused = world.refuses(["ca", "renew", "--ca", "mkcert", "--days", "4000"]);
    refused.says("mkcert: CA of mkcert, whose certificate and key devcert does not replace");
    refused.does_not_say("passphrase");
}
