//! `devcert renew`: what ends soon is made again as it was.

use crate::world::World;

const CERTIFICATE: &str = "cert/file.crt";

#[test]
fn what_the_ca_issued_is_issued_again_as_it_was() {
    let world = World::with_ca();
    world
        .run([
            "issue",
            "--ca",
            "ca",
            "-a",
            "p256",
            "dev.test",
            "--days",
            "10",
            "--extension",
            "must-staple",
            "--subject",
            "/O=Acme/CN=dev",
        ])
        .succeeds();
    let (old, key) = (world.certificate(CERTIFICATE), world.read("cert/private.pem"));
    world.run(["renew", "--ca", "ca"]).succeeds().says("renewed cert/file.crt: dev.test, expires");
    let new = world.certificate(CERTIFICATE);
    assert_eq!(
        (new.subject(), new.extensions(), new.issuer()),
        (old.subject(), old.extensions(), old.issuer())
    );
    assert_eq!(new.not_after() - new.not_before(), old.not_after() - old.not_before());
    assert!(new.serial() != old.serial() && world.read("cert/private.pem") == key);
    let listed = world.run(["ca", "list", "--ca", "ca", "--json"]).json();
    assert_eq!(listed["certificates"].as_array().unwrap().len(), 2);
    world.run(["verify", "--ca", "ca/ca.crt"]).succeeds();
}

#[test]
fn what_is_self_signed_is_self_signed_again_with_a_new_key_when_asked() {
    let world = World::new();
    world.run(["selfsign", "-a", "p384", "--days", "10", "--san", "dev.test"]).succeeds();
    let old = world.certificate(CERTIFICATE);
    world.run(["renew"]).succeeds();
    assert_eq!(world.certificate(CERTIFICATE).public_key(), old.public_key());
    world.run(["renew", "--new-key"]).succeeds().says("created cert/private.pem: EC P-384 private key");
    let new = world.certificate(CERTIFICATE);
    assert!(new.public_key() != old.public_key() && new.names() == old.names());
    assert_eq!(*new.public_key(), *world.key("cert/private.pem").public());
    assert_eq!(world.files(), "cert cert/file.crt cert/private.pem");
    world.run(["verify"]).succeeds();
}

#[test]
fn each_copy_of_a_certificate_gets_its_own_new_key() {
    let world = World::new();
    world.run(["selfsign", "-a", "p256", "--days", "10"]).succeeds();
    world.folder("b");
    world.write("b/tls.crt", world.read(CERTIFICATE));
    world.write("b/tls.key", world.read("cert/private.pem"));
    let run = world.run(["renew", ".", "--new-key"]);
    run.succeeds().says("created b/tls.key: ").says("created cert/private.pem: ");
    for [certificate, key] in [[CERTIFICATE, "cert/private.pem"], ["b/tls.crt", "b/tls.key"]] {
        world.run(["verify", "--cert", certificate, "--key", key]).succeeds();
    }
}

/// A scheduled run is quiet, and what it prints is mailed or logged.
#[test]
fn a_quiet_run_says_what_failed() {
    let world = World::new();
    world.run(["selfsign", "-a", "p256", "--days", "10"]).succeeds();
    world.run(["renew", "--quiet"]).succeeds().says_nothing();
    let run = world.run(["renew", "--quiet", "--force", "--exec", "exit 3"]);
    run.fails_with(1).says("error: the certificates are renewed, but --exec failed: ").says("status 3");
    world.write("cert/private.pem", "");
    let run = world.run(["renew", "--quiet", "--force"]);
    run.fails_with(1).says("error: cert/file.crt was not renewed: ");
}

#[test]
fn a_key_of_two_certificates_is_not_replaced() {
    let world = World::new();
    world.run(["selfsign", "-a", "p256", "--days", "10"]).succeeds();
    world.write("cert/copy.crt", world.read(CERTIFICATE));
    let before = world.tree();
    for dry_run in [&["--dry-run"][..], &[]] {
        let run = world.run_all(&[&["renew", "--new-key"], dry_run].concat());
        run.fails_with(1).says("cert/file.crt was not renewed: ").says("cert/copy.crt was not renewed: ");
        run.says("its key in cert/private.pem is also the key of cert/copy.crt");
        assert!(world.tree() == before);
    }
    world.run(["renew", CERTIFICATE, "--new-key"]).succeeds();
    world.run(["verify"]).succeeds();
    world.run(["renew", "cert/copy.crt"]).fails_with(1);
}

#[test]
fn what_does_not_end_soon_stays() {
    let world = World::new();
    world.run(["selfsign", "-a", "p256", "--days", "40"]).succeeds();
    let before = world.tree();
    world.run(["renew"]).succeeds().says("nothing to renew: 1 checked, none expires within 30d");
    assert!(world.tree() == before);
    world.run(["renew", "--within", "60d"]).succeeds().says("renewed");
}

#[test]
fn a_file_without_a_certificate_is_not_taken_for_one_that_stays() {
    let world = World::with_files();
    world
        .refuses(["renew", "key.pem"])
        .says("no certificate found in key.pem")
        .says("hint: devcert inspect key.pem");
    world.folder("empty");
    world
        .run(["renew", "empty", "key.pem"])
        .succeeds()
        .says("nothing to renew: 0 checked, none expires within 30d");
}

#[test]
fn a_dry_run_makes_nothing() {
    let world = World::new();
    world.run(["selfsign", "-a", "p256", "--days", "10"]).succeeds();
    let before = world.tree();
    world
        .run(["renew", "--dry-run"])
        .succeeds()
        .says("would renew cert/file.crt: localhost, 127.0.0.1 and ::1");
    assert!(world.tree() == before);
}

#[test]
fn what_others_made_and_what_stands_in_other_files_is_named_and_left_alone() {
    let world = World::with_ca();
    world.run(["issue", "--ca", "ca", "-a", "p256", "--days", "10", "--dir", "certs/a"]).succeeds();
    world
        .run(["convert", "certs/a/private.pem", "certs/a/file.crt", "--to", "pem", "--out", "certs/both.pem"])
        .succeeds();
    world.run(["ca", "init", "--ca", "other"]).succeeds();
    let before = world.tree();
    let said = world.run(["renew", "certs", "--ca", "other"]);
    said.succeeds()
        .says("certs/a/file.crt expires")
        .says("was not renewed: issued by another CA, CN=devcert CA");
    said.says("certs/both.pem expires").says("is in the same file");
    world.env("DEVCERT_CA", "none").run(["renew", "certs"]).succeeds().says("issued by another CA");
    assert!(world.tree() == before);
}

#[test]
fn one_whose_key_is_lost_is_told_and_the_others_are_renewed() {
    let world = World::new();
    for name in ["a", "b"] {
        world.run(["selfsign", "-a", "p256", "--days", "10", "--dir", name]).succeeds();
    }
    std::fs::remove_file(world.path("a/private.pem")).unwrap();
    let said = world.run(["renew", "."]);
    said.fails_with(1)
        .says("a/file.crt was not renewed: no file in its directory contains its private key")
        .says("renewed b/file.crt");
}

#[test]
fn a_revoked_certificate_is_renewed_with_a_new_key_only() {
    let world = World::with_ca();
    world.run(["issue", "--ca", "ca", "-a", "p256", "--days", "10"]).succeeds();
    world.run(["revoke", "--ca", "ca", CERTIFICATE, "--reason", "keyCompromise"]).succeeds();
    world.run(["renew", "--ca", "ca"]).fails_with(1).says("revoked, and its key may be compromised");
    world.run(["renew", "--ca", "ca", "--new-key"]).succeeds().says("renewed cert/file.crt");
}

#[test]
fn binary_files_stay_binary() {
    let world = World::new();
    world
        .run(["selfsign", "-a", "p256", "--days", "10", "--outform", "der", "--out", "cert/file.der"])
        .succeeds();
    world.run(["renew"]).succeeds().says("renewed cert/file.der");
    assert_eq!(world.read("cert/file.der")[0], 0x30);
}

#[test]
fn a_folder_that_is_not_there_is_told() {
    World::new().refuses(["renew", "none"]).says("none does not exist");
}

#[test]
fn a_certificate_is_renewed_early_and_for_another_time_when_asked() {
    let world = World::new();
    world.run(["selfsign", "-a", "p256", "--days", "300", "--san", "dev.test"]).succeeds();
    let old = world.certificate(CERTIFICATE);
    world.run(["renew", "--days", "30"]).succeeds().says("nothing to renew").says("--force");
    assert_eq!(world.certificate(CERTIFICATE).serial(), old.serial());
    world.run(["renew", "--days", "30", "--force"]).succeeds().says("renewed cert/file.crt");
    let new = world.certificate(CERTIFICATE);
    assert_eq!((new.names(), new.subject(), new.lifetime_days()), (old.names(), old.subject(), 30));
    world.run(["renew", "--valid-for", "12h", "--force"]).succeeds();
    assert_eq!(world.certificate(CERTIFICATE).lifetime_days(), 1);
}

#[test]
fn names_are_added_and_removed_in_one_certificate() {
    let world = World::with_ca();
    world.run(["issue", "--ca", "ca", "-a", "p256", "a.test", "b.test"]).succeeds();
    let names = || world.certificate(CERTIFICATE).names().iter().map(ToString::to_string).collect::<Vec<_>>();
    let renew = |args: &[&str]| world.run_all(&[&["renew", "--ca", "ca"], args].concat());
    renew(&["--san", "c.test", "--remove-san", "a.test"]).succeeds();
    assert_eq!(names(), ["DNS:b.test", "DNS:c.test"]);
    renew(&["--san", "c.test"]).succeeds().says("has these names already");
    renew(&["--remove-san", "a.test"]).fails_with(1).says("a.test is not among its names");
    renew(&["--remove-san", "b.test", "--remove-san", "c.test"]).fails_with(1).says("no name would be left");
    renew(&["--san", "example.com"]).fails_with(1).says("example.com");
    assert_eq!(names(), ["DNS:b.test", "DNS:c.test"]);
    world.run(["issue", "--ca", "ca", "-a", "p256", "--dir", "cert/2"]).succeeds();
    let refused = world.refuses(["renew", "--ca", "ca", "--san", "d.test"]);
    refused.says("2 certificates were found").says("hint: devcert renew --ca ca --san d.test cert/");
}

#[test]
fn a_command_runs_when_something_was_renewed_and_its_failure_is_told() {
    let world = World::new();
    let touch = "printf %s \"$DEVCERT_RENEWED\" > ran; echo reloaded";
    world.run(["selfsign", "-a", "p256", "--days", "40"]).succeeds();
    world.run(["renew", "--exec", touch]).succeeds();
    assert!(!world.path("ran").exists(), "nothing was renewed");
    world.run(["renew", "--force", "--exec", touch]).succeeds().says("reloaded");
    assert_eq!(world.read("ran"), b"cert/file.crt");
    let failed = world.run(["renew", "--force", "--exec", "echo no such unit >&2; exit 5"]);
    failed.fails_with(1).says("--exec failed: sh failed with status 5: no such unit");
    let json = world.run(["renew", "--force", "--json", "--exec", "exit 5"]);
    let hook = &json.fails_with(1).json()["hook"];
    assert_eq!((hook["command"].as_str(), hook["succeeded"].as_bool()), (Some("exit 5"), Some(false)));
}

#[test]
fn a_schedule_runs_the_same_command_every_day() {
    let world = World::with_ca();
    world.run(["issue", "--ca", "ca", "-a", "p256", "--days", "10"]).succeeds();
    let line = |scheduler: &str| {
        let args = ["renew", "--ca", "ca", "--exec", "echo 100% >> log", "--schedule", scheduler];
        world.run(args).succeeds().stdout_text().to_owned()
    };
    let cron = line("cron");
    let command = cron.strip_prefix("17 3 * * * ").unwrap().replace("\\%", "%");
    assert!(
        std::process::Command::new("sh").args(["-c", &command]).current_dir("/").status().unwrap().success()
    );
    let listed = world.run(["ca", "list", "--ca", "ca", "--json"]).json();
    assert_eq!(listed["certificates"].as_array().unwrap().len(), 2);
    let systemd = line("systemd");
    assert!(
        systemd.contains("--exec \"echo 100%% >> log\"") && systemd.contains("Persistent=true"),
        "{systemd}"
    );
    let two_lines = ["renew", "--ca", "ca", "--exec", "true\ntouch x", "--schedule", "cron"];
    world.refuses(two_lines).says("cannot contain a line break").says("--schedule systemd");
    let source = ["renew", "--ca", "ca", "--passphrase", "env:PASS", "--schedule", "cron"];
    world.refuses(source).says("--passphrase file:PATH");
}
