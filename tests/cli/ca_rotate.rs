//! `devcert ca rotate` and `devcert ca csr`: a new key for a CA, and the CAs that sign for each other.

use devcert::encoding::certificate::Certificate;
use devcert::encoding::read;
use devcert::key::PublicKey;
use devcert::model::extension::ExtensionValue;
use devcert::pki::signature::check_issued;
use serde_json::Value;

use crate::world::World;

const ROTATE: [&str; 4] = ["ca", "rotate", "--ca", "ca"];

/// A world with a CA in `ca/`, a copy of its certificate in `old.crt`, and what it has issued in `cert/`.
fn world() -> World {
    let world = World::new();
    world.run(["ca", "init", "--ca", "ca", "--name", "Acme CA", "--permit", "db"]).succeeds();
    world.run(["issue", "--ca", "ca", "-a", "p256", "a.test", "--days", "90"]).succeeds();
    world.write("old.crt", world.read("ca/ca.crt"));
    world
}

fn all(world: &World, name: &str) -> Vec<Certificate> {
    read::certificates(&world.read(name)).unwrap()
}

fn is_signed_by(certificate: &Certificate, key: &PublicKey) -> bool {
    check_issued(certificate, key).is_ok()
}

fn events(world: &World, ledger: &str) -> Vec<String> {
    let lines = world.text(ledger);
    let event =
        |line: &str| serde_json::from_str::<Value>(line).unwrap()["event"].as_str().unwrap().to_owned();
    lines.lines().map(event).collect()
}

#[test]
fn a_rotated_ca_has_a_new_key_and_everything_it_issued_is_reissued() {
    let world = world();
    let (old_key, old) = (world.read("cert/private.pem"), world.certificate("cert/file.crt"));
    let old_files =
        ["ca.crt", "ca.key", "ledger.jsonl", "ca.json"].map(|name| world.read(&format!("ca/{name}")));
    let said = world.run(ROTATE);
    said.succeeds().says("created ca/ca.crt: CN=Acme CA 2").says("cert/file.crt: a.test, expires");
    let (former, new) = (world.certificate("old.crt"), world.certificate("ca/ca.crt"));
    assert_ne!(new.public_key(), former.public_key());
    assert_eq!(new.name_constraints(), former.name_constraints());
    assert_eq!(new.not_after() - new.not_before(), former.not_after() - former.not_before());
    let kept = ["ca.crt", "ca.key", "ledger.jsonl", "ca.json"]
        .map(|name| world.read(&format!("ca/former/1/{name}")));
    assert!(kept == old_files, "the old CA is kept as it was");
    let reissued = world.certificate("cert/file.crt");
    assert!(is_signed_by(&reissued, new.public_key()) && reissued.issuer() == new.subject());
    assert_eq!((reissued.names(), reissued.public_key()), (old.names(), old.public_key()));
    assert_eq!(reissued.lifetime_days(), 90);
    assert_eq!(world.read("cert/private.pem"), old_key);
    assert_eq!(events(&world, "ca/ledger.jsonl"), ["created", "rotated", "issued"]);
    assert_eq!(events(&world, "ca/former/1/ledger.jsonl"), ["created", "issued"]);
    world.run(["issue", "--ca", "ca", "-a", "p256", "db", "--dir", "db"]).succeeds().says("verified");
}

#[test]
fn each_ca_certifies_the_key_of_the_other_while_both_are_valid() {
    let world = world();
    world.run(["ca", "rotate", "--ca", "ca", "--days", "4000"]).succeeds();
    let (old, new) = (world.certificate("old.crt"), world.certificate("ca/ca.crt"));
    let [forward, back] = ["ca/ca-cross.crt", "ca/former/1/ca-cross.crt"].map(|name| world.certificate(name));
    for (cross, of, by) in [(&forward, &new, &old), (&back, &old, &new)] {
        assert_eq!((cross.subject(), cross.public_key()), (of.subject(), of.public_key()));
        assert!(cross.issuer() == by.subject() && is_signed_by(cross, by.public_key()));
        assert_eq!(cross.key_identifier(), of.key_identifier());
        assert_eq!((cross.is_ca(), cross.name_constraints()), (true, of.name_constraints()));
        assert!(cross.not_after() == old.not_after() && cross.not_before() >= old.not_before());
    }
    let sent = all(&world, "cert/file.crt");
    assert_eq!((sent.len(), sent[1].der()), (2, forward.der()));
}

#[test]
fn clients_of_the_old_ca_accept_what_was_reissued_and_clients_of_the_new_one_what_was_not() {
    let world = world();
    world.run(["issue", "--ca", "ca", "-a", "p256", "b.test", "--dir", "b", "--outform", "pem"]).succeeds();
    let left = world.read("b/file.crt");
    world.run(ROTATE).succeeds();
    world.run(["verify", "--ca", "old.crt"]).succeeds().prints("accepts it in TLS 1.3 and TLS 1.2");
    world.run(["verify", "--ca", "ca/ca.crt"]).succeeds();
    // As before the rotation, with the cross certificate of the old CA or without it.
    world.write("b/file.crt", &left);
    world.run(["verify", "--dir", "b", "--ca", "old.crt"]).succeeds();
    world.run(["verify", "--dir", "b", "--ca", "ca/ca.crt"]).fails_with(1);
    world.write("b/file.crt", [left, world.read("ca/former/1/ca-cross.crt")].concat());
    world.run(["verify", "--dir", "b", "--ca", "ca/ca.crt"]).succeeds();
    world.run(["verify", "--dir", "b", "--ca", "old.crt"]).succeeds();
}

#[test]
fn after_two_rotations_clients_of_each_ca_accept_servers_of_each_other() {
    let world = world();
    let first = world.read("cert/file.crt");
    world.run(ROTATE).succeeds();
    world.write("second.crt", world.read("ca/ca.crt"));
    world.run(ROTATE).succeeds().says("CN=Acme CA 3").says("ca/former/2");
    assert_eq!(all(&world, "cert/file.crt").len(), 3);
    let chain_of_first = [first, world.read("ca/former/1/ca-cross.crt")].concat();
    for trusted in ["old.crt", "second.crt", "ca/ca.crt"] {
        world.run(["verify", "--ca", trusted]).succeeds();
        world.write("first.crt", &chain_of_first);
        let key = "cert/private.pem";
        world.run(["verify", "--ca", trusted, "--cert", "first.crt", "--key", key]).succeeds();
    }
    let shown = world.run(["ca", "show", "--ca", "ca", "--json"]).json();
    let former = shown["former"].as_array().unwrap().iter().map(|one| one["subject"].as_str().unwrap());
    assert_eq!(former.collect::<Vec<_>>(), ["CN=Acme CA", "CN=Acme CA 2"]);
}

#[test]
fn a_leaked_key_is_certified_by_nobody() {
    let world = world();
    world.run(["ca", "rotate", "--ca", "ca", "--no-cross-sign"]).succeeds().does_not_say("cross");
    assert_eq!(all(&world, "cert/file.crt").len(), 1);
    assert!(!world.path("ca/ca-cross.crt").exists() && !world.path("ca/former/1/ca-cross.crt").exists());
    // Nor does a later rotation with cross certificates certify it.
    world.run(ROTATE).succeeds();
    assert!(!world.path("ca/former/1/ca-cross.crt").exists());
    world.run(["verify", "--ca", "old.crt"]).fails_with(1);
}

#[test]
fn what_is_revoked_expired_missing_or_changed_is_not_reissued() {
    let world = world();
    for (name, days) in [("revoked", "90"), ("missing", "90"), ("changed", "90"), ("beside", "90")] {
        let dir = ["--dir", name, "--days", days];
        world.run_all(&[&["issue", "--ca", "ca", "-a", "p256", "x.test"][..], &dir].concat()).succeeds();
    }
    world.run(["issue", "--ca", "ca", "-a", "p256", "y.test", "--dir", "renewed", "--days", "3"]).succeeds();
    world.run(["renew", "renewed", "--ca", "ca"]).succeeds();
    world.run(["revoke", "revoked/file.crt", "--ca", "ca"]).succeeds();
    std::fs::remove_file(world.path("missing/file.crt")).unwrap();
    world.run(["selfsign", "--dir", "changed", "--force"]).succeeds();
    let both = [world.read("beside/file.crt"), world.read("beside/private.pem")].concat();
    world.write("beside/file.crt", both);
    let before = ["revoked", "changed", "beside"].map(|dir| world.read(&format!("{dir}/file.crt")));
    let said = world.run(["ca", "rotate", "--ca", "ca", "--json"]).json();
    let reissued: Vec<_> =
        said["files"].as_array().unwrap()[2..].iter().map(|file| &file["names"][0]).collect();
    assert_eq!(reissued, ["DNS:a.test", "DNS:y.test"]);
    let reasons = said["not_reissued"].as_array().unwrap().iter().map(|one| one["reason"].as_str().unwrap());
    assert_eq!(
        reasons.collect::<Vec<_>>(),
        [
            "the file does not exist",
            "the file contains another certificate",
            "a private key (PKCS#8) is in the same file"
        ]
    );
    assert_eq!(before, ["revoked", "changed", "beside"].map(|dir| world.read(&format!("{dir}/file.crt"))));
}

#[test]
fn a_dry_run_changes_nothing_and_asks_for_no_passphrase() {
    let world = World::new();
    world.write("pass", "correct-horse\n");
    world.run(["ca", "init", "--ca", "ca", "--new-passphrase", "file:pass"]).succeeds();
    let issue = ["issue", "--ca", "ca", "-a", "p256", "a.test", "--passphrase", "file:pass"];
    world.run(issue).succeeds();
    let before = world.tree();
    let said = world.run(["ca", "rotate", "--ca", "ca", "--dry-run"]);
    said.succeeds().says("would reissue").says("cert/file.crt: a.test");
    assert!(world.tree() == before);
}

#[test]
fn an_encrypted_key_is_replaced_by_an_encrypted_one() {
    let world = World::new();
    world.write("pass", "correct-horse\n");
    world.write("new", "battery-staple\n");
    world.run(["ca", "init", "--ca", "ca", "--new-passphrase", "file:pass"]).succeeds();
    let rotate = [&ROTATE[..], &["--passphrase", "file:pass"]].concat();
    world
        .refuses_all(&rotate)
        .says("no passphrase was given for the new key")
        .says("--new-passphrase prompt");
    world.run_all(&[&rotate[..], &["--new-passphrase", "file:new"]].concat()).succeeds();
    assert!(
        world.text("ca/ca.key").contains("ENCRYPTED")
            && world.text("ca/former/1/ca.key").contains("ENCRYPTED")
    );
    let issue = ["issue", "--ca", "ca", "-a", "p256", "a.test", "--passphrase"];
    world.run_all(&[&issue[..], &["file:new"]].concat()).succeeds();
    world.run(["crl", "--ca", "ca/former/1", "--passphrase", "file:pass"]).succeeds();
}

#[test]
fn the_new_ca_has_the_requested_name_lifetime_and_key() {
    let world = world();
    let refused = world.refuses(["ca", "rotate", "--ca", "ca", "--name", "Acme CA"]);
    refused.says("the new CA needs another subject than the old one, CN=Acme CA");
    let options = ["--subject", "CN=Other,O=Acme", "--days", "100", "--algorithm", "p384"];
    world.run_all(&[&ROTATE[..], &options].concat()).succeeds();
    let new = world.certificate("ca/ca.crt");
    assert_eq!((new.subject().to_string().as_str(), new.lifetime_days()), ("CN=Other,O=Acme", 100));
    assert_eq!(new.public_key().algorithm().to_string(), "EC P-384");
}

#[test]
fn a_default_name_is_replaced_by_the_next_default_name() {
    let world = World::with_ca();
    world.write("old.crt", world.read("ca/ca.crt"));
    world.run(ROTATE).succeeds();
    let [old, new] = ["old.crt", "ca/ca.crt"].map(|name| world.certificate(name).subject().to_string());
    assert!(old != new && new.starts_with("CN=devcert CA ") && old.len() == new.len(), "{old} {new}");
}

#[test]
fn the_former_ca_lists_and_revokes_what_it_issued() {
    let world = world();
    let left = world.read("cert/file.crt");
    world.run(["crl", "--ca", "ca"]).succeeds();
    world.run(ROTATE).succeeds();
    world.write("left.crt", left);
    let refused = world.refuses(["revoke", "left.crt", "--ca", "ca"]);
    refused.says("issued by the former CA in ca/former/1").says("devcert revoke left.crt --ca ca/former/1");
    world.run(["revoke", "left.crt", "--ca", "ca/former/1"]).succeeds();
    world.run(["crl", "--ca", "ca/former/1"]).succeeds().says("CRL number 2, 1 certificate revoked");
    // The list of the former CA makes way for that of the new one.
    world.run(["crl", "--ca", "ca"]).succeeds().says("created ca/ca.crl: CRL number 1, 0 certificates");
}

#[test]
fn a_certificate_of_the_former_ca_is_renewed_by_the_new_one_unless_it_is_revoked() {
    let world = world();
    world.write("site.crt", world.read("cert/file.crt"));
    world.run(["issue", "--ca", "ca", "-a", "p256", "b.test", "--dir", "b"]).succeeds();
    world.run(["revoke", "b/file.crt", "--ca", "ca"]).succeeds();
    world.run(ROTATE).succeeds();
    world.run(["renew", "--force", "site.crt", "--ca", "ca"]).succeeds().says("renewed site.crt");
    assert_eq!(world.certificate("site.crt").issuer().to_string(), "CN=Acme CA 2");
    world.run(["renew", "--force", "b", "--ca", "ca"]).fails_with(1).says("revoked, and its key may be");
}

#[test]
fn an_intermediate_ca_gets_its_new_certificate_from_its_parent() {
    let world = World::with_ca();
    let below = ["ca", "init", "--intermediate", "--parent", "ca", "--ca", "team", "--name", "Team"];
    world.run(below).succeeds();
    world.run(["issue", "--ca", "team", "-a", "p256", "a.test"]).succeeds();
    let old = world.certificate("team/ca.crt");
    world.run(["ca", "rotate", "--ca", "team"]).succeeds().says("CN=Team 2").does_not_say("cross");
    let (new, root) = (world.certificate("team/ca.crt"), world.certificate("ca/ca.crt"));
    assert!(is_signed_by(&new, root.public_key()) && new.public_key() != old.public_key());
    assert_eq!(new.path_len(), old.path_len());
    world.run(["verify", "--ca", "ca/ca.crt"]).succeeds().prints("CN=Team 2");
    assert_eq!(events(&world, "ca/ledger.jsonl"), ["created", "issued", "issued"]);
    std::fs::remove_dir_all(world.path("ca")).unwrap();
    world.refuses(["ca", "rotate", "--ca", "team"]).says("--parent");
}

#[test]
fn a_ca_below_a_rotated_root_gets_a_certificate_of_the_new_root() {
    let world = world();
    let below = ["ca", "init", "--intermediate", "--parent", "ca", "--ca", "team", "--name", "Team"];
    world.run(below).succeeds();
    world.run(["issue", "--ca", "team", "-a", "p256", "t.test", "--dir", "t"]).succeeds();
    let old = world.certificate("team/ca.crt");
    world.run(ROTATE).succeeds().says("devcert renew --force --ca ");
    let (new, root) = (world.certificate("team/ca.crt"), world.certificate("ca/ca.crt"));
    assert!(is_signed_by(&new, root.public_key()) && new.public_key() == old.public_key());
    world.run(["renew", "--force", "--ca", "team", "t"]).succeeds();
    for trusted in ["old.crt", "ca/ca.crt"] {
        world.run(["verify", "--dir", "t", "--ca", trusted]).succeeds();
    }
    // A CA that is created now sends the cross certificate too.
    world.run(["ca", "init", "--intermediate", "--parent", "ca", "--ca", "late"]).succeeds();
    world.run(["issue", "--ca", "late", "-a", "p256", "l.test", "--dir", "l"]).succeeds();
    world.run(["verify", "--dir", "l", "--ca", "old.crt"]).succeeds();
}

#[test]
fn without_a_cross_certificate_or_reissue_on_request() {
    let world = world();
    let before = world.read("cert/file.crt");
    world.run(["ca", "rotate", "--ca", "ca", "--no-reissue"]).succeeds().does_not_say("reissued");
    assert_eq!(world.read("cert/file.crt"), before);
}

#[test]
fn a_ca_of_another_program_is_not_rotated() {
    let world = world();
    std::fs::create_dir(world.path("theirs")).unwrap();
    world.write("theirs/rootCA.pem", world.read("ca/ca.crt"));
    world.write("theirs/rootCA-key.pem", world.read("ca/ca.key"));
    world.refuses(["ca", "rotate", "--ca", "theirs"]).says("theirs: CA of mkcert").says("use mkcert");
}

#[test]
fn a_csr_of_a_ca_requests_what_its_certificate_has() {
    let world = world();
    world.run(["ca", "csr", "--ca", "ca"]).succeeds().says("created ca.csr: CSR for the CA CN=Acme CA");
    let (csr, ca) = (world.request("ca.csr"), world.certificate("ca/ca.crt"));
    assert_eq!((csr.subject(), csr.public_key()), (ca.subject(), ca.public_key()));
    let requested = |body: &dyn Fn(&ExtensionValue) -> bool| {
        csr.extensions().iter().any(|one| one.critical && body(&one.body))
    };
    assert!(requested(&|body| matches!(body, ExtensionValue::BasicConstraints { ca: true, .. })));
    assert!(requested(&|body| matches!(body, ExtensionValue::NameConstraints(_))));
    assert_eq!(csr.extensions().len(), 3);
    world.refuses(["ca", "csr", "--ca", "ca"]).says("ca.csr already exists").says("--force");
    world.run(["ca", "csr", "--ca", "ca", "--out", "-"]).succeeds().prints("BEGIN CERTIFICATE REQUEST");
}

#[test]
fn a_ca_that_another_root_has_signed_is_accepted_by_clients_of_that_root() {
    let world = world();
    world.run(["ca", "init", "--ca", "corporate", "--name", "Corporate", "--unconstrained"]).succeeds();
    world.run(["ca", "csr", "--ca", "ca"]).succeeds();
    let sign = ["sign", "ca.csr", "--ca", "corporate", "--out", "ca/ca-cross.crt", "--days", "365"];
    world.run_all(&[&sign[..], &["--allow", "ca", "--allow", "2.5.29.30"]].concat()).succeeds();
    world.run(["issue", "--ca", "ca", "-a", "p256", "b.test", "--dir", "b"]).succeeds();
    for trusted in ["corporate/ca.crt", "ca/ca.crt"] {
        world.run(["verify", "--dir", "b", "--ca", trusted]).succeeds();
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_read_is_reported_and_the_exit_code_is_1() {
    let world = world();
    world.run(["issue", "--ca", "ca", "-a", "p256", "b.test", "--dir", "b"]).succeeds();
    std::fs::remove_file(world.path("b/file.crt")).unwrap();
    std::fs::create_dir(world.path("b/file.crt")).unwrap();
    world.run(ROTATE).fails_with(1).says("b/file.crt: not reissued: ").says("cert/file.crt: a.test, expires");
    world.run(["verify", "--ca", "ca/ca.crt"]).succeeds();
}
