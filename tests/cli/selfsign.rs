//! `devcert selfsign`: from a key, or from a request and its key.

use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use crate::world::World;

#[test]
fn a_named_request_gives_the_subject_and_the_names() {
    let world = World::with_files();
    let request =
        ["csr", "--key", "key.pem", "--out", "r.pem", "--subject", "/O=Acme/CN=x", "--san", "a.test"];
    world.run(request).succeeds();
    world
        .run(["selfsign", "--key", "key.pem", "--csr", "r.pem", "--cert", "c.pem"])
        .succeeds()
        .says("from r.pem: subject CN=x,O=Acme, names localhost, 127.0.0.1, ::1 and a.test");
    let (request, certificate) = (world.request("r.pem"), world.certificate("c.pem"));
    assert_eq!(certificate.subject(), request.subject());
    assert_eq!(certificate.names(), request.names());
}

#[test]
fn the_request_in_the_folder_is_found_and_that_is_said() {
    let world = World::new();
    world.run(["csr", "-a", "p256", "--san", "a.test"]).succeeds();
    world.run(["selfsign"]).succeeds().says("from cert/csr.pem: subject CN=localhost, names localhost");
    assert_eq!(world.certificate("cert/file.crt").names(), world.request("cert/csr.pem").names());
}

#[test]
fn the_command_line_stands_above_the_request() {
    let world = World::new();
    world.run(["csr", "-a", "p256", "--subject", "/CN=x", "--san", "a.test"]).succeeds();
    world.run(["selfsign", "--subject", "/CN=y", "--san", "b.test"]).succeeds();
    let certificate = world.certificate("cert/file.crt");
    assert_eq!(certificate.subject().to_string(), "CN=y");
    assert_eq!(certificate.names().last().unwrap().to_string(), "DNS:b.test");
    assert_eq!(certificate.names().len(), 5, "the request's, and the one that was given");
}

#[test]
fn a_request_in_the_folder_that_belongs_to_another_key_is_left_aside_with_a_warning() {
    let world = World::new();
    world.run(["csr", "-a", "p256", "--san", "a.test"]).succeeds();
    world.run(["genkey", "-a", "p256", "--force"]).succeeds();
    world
        .run(["selfsign"])
        .succeeds()
        .says("warning: cert/csr.pem: does not match cert/private.pem; ignoring it");
    assert_eq!(world.certificate("cert/file.crt").names().len(), 3, "without a.test");
}

#[test]
fn what_is_no_request_in_the_folder_is_left_aside_with_a_warning() {
    let world = World::new();
    world.run(["genkey", "-a", "p256"]).succeeds();
    for (contents, cause) in
        [("hello\n", ": text without"), (" \n", "white space"), ("\0\u{1}", "neither PEM")]
    {
        world.write("cert/csr.pem", contents);
        world
            .run(["selfsign", "--force"])
            .succeeds()
            .says("warning: cert/csr.pem")
            .says("ignoring it")
            .says(cause);
    }
    world.write("cert/csr.pem", "");
    world.run(["selfsign", "--force"]).succeeds().says("warning: cert/csr.pem is empty; ignoring it");
}

#[test]
fn a_named_request_of_another_key_is_refused() {
    let world = World::with_files();
    world.run(["genkey", "-a", "p256", "--out", "other.pem"]).succeeds();
    world
        .refuses(["selfsign", "--key", "other.pem", "--csr", "csr.pem", "--cert", "new/c.pem"])
        .says("csr.pem: does not match other.pem")
        .says("specify the CSR's key with --key")
        .says("devcert csr --key other.pem --out csr.pem --force");
    world.run(["csr", "--key", "other.pem", "--out", "csr.pem", "--force"]).succeeds();
    world.run(["selfsign", "--key", "other.pem", "--csr", "csr.pem", "--cert", "new/c.pem"]).succeeds();
}

#[test]
fn a_request_that_was_changed_on_its_way_is_refused() {
    let world = World::with_files();
    let good = world.request("csr.pem").der().to_vec();
    for position in [good.len() - 1, find(&good, b"localhost")] {
        let mut tampered = good.clone();
        tampered[position] ^= 1;
        world.write("tampered.der", &tampered);
        world
            .refuses(["selfsign", "--key", "key.pem", "--csr", "tampered.der", "--cert", "c.pem"])
            .says("cannot sign tampered.der: invalid self-signature")
            .says("hint: ");
    }
}

fn find(haystack: &[u8], needle: &[u8]) -> usize {
    haystack.windows(needle.len()).position(|window| window == needle).unwrap()
}

#[test]
fn a_request_that_is_missing_is_told_with_the_command_that_makes_it() {
    let world = World::with_files();
    world
        .refuses(["selfsign", "--key", "key.pem", "--csr", "missing.pem", "--cert", "c.pem"])
        .says("missing.pem does not exist")
        .says("hint: devcert csr --key key.pem --out missing.pem");
}

#[test]
fn a_new_key_replaces_key_and_certificate_together() {
    let world = World::new();
    world.run(["selfsign", "-a", "p256"]).succeeds();
    let old = world.tree();
    world.refuses(["selfsign", "--new-key", "-a", "p256"]).says("already exists").says("--force");
    world.run(["selfsign", "--new-key", "-a", "p256", "--force"]).succeeds().says("created cert/private.pem");
    let new = world.tree();
    assert!(old.keys().eq(new.keys()), "no other file appears");
    assert!(old.iter().zip(&new).filter(|(old, new)| old != new).count() == 2, "both are new");
    assert_eq!(*world.certificate("cert/file.crt").public_key(), *world.key("cert/private.pem").public());
}

#[test]
fn neither_key_nor_certificate_changes_when_one_of_them_cannot_be_written() {
    let world = World::with_files();
    world.folder("taken");
    let arguments = ["selfsign", "--new-key", "--key", "key.pem", "--cert", "taken", "--force", "-a", "p256"];
    world.refuses(arguments).says("taken is a directory, not a file");
    let arguments =
        ["selfsign", "--new-key", "--key", "taken", "--cert", "cert.pem", "--force", "-a", "p256"];
    world.refuses(arguments).says("taken is a directory, not a file");
}

#[test]
fn a_new_key_leaves_the_request_of_the_old_one_aside() {
    let world = World::new();
    world.run(["csr", "-a", "p256", "--san", "a.test"]).succeeds();
    world.run(["selfsign"]).succeeds();
    world.run(["selfsign", "--new-key", "-a", "p256", "--force"]).succeeds();
    assert_eq!(world.certificate("cert/file.crt").names().len(), 3);
}

#[test]
fn a_request_named_for_a_new_key_is_refused() {
    let world = World::with_files();
    world
        .refuses([
            "selfsign",
            "--new-key",
            "--key",
            "k2.pem",
            "--csr",
            "csr.pem",
            "--cert",
            "c2.pem",
            "-a",
            "p256",
        ])
        .says("csr.pem belongs to an existing key")
        .says("hint: specify the CSR's key with --key");
}

#[test]
fn days_and_spans_are_the_total_with_the_backdated_hour() {
    for (option, value, length, backdate) in [
        ("--days", "1", Duration::DAY, Duration::HOUR),
        ("--days", "825", Duration::days(825), Duration::HOUR),
        ("--valid-for", "90d", Duration::days(90), Duration::HOUR),
        ("--valid-for", "12h", Duration::hours(12), Duration::HOUR),
        ("--valid-for", "30m", Duration::minutes(30), Duration::minutes(3)),
        ("--valid-for", "2w", Duration::weeks(2), Duration::HOUR),
        ("--valid-for", "1y", Duration::days(365), Duration::HOUR),
    ] {
        let world = World::new();
        let before = OffsetDateTime::now_utc() - Duration::SECOND;
        world.run(["selfsign", "-a", "p256", option, value]).succeeds();
        let certificate = world.certificate("cert/file.crt");
        let made = certificate.not_before() + backdate;
        assert!(before <= made && made <= OffsetDateTime::now_utc(), "{option} {value}");
        // Both ends included (RFC 5280, 4.1.2.5).
        assert_eq!(certificate.not_after() - certificate.not_before() + Duration::SECOND, length);
    }
}

#[test]
fn limits_in_days_are_met_by_as_many_days() {
    let world = World::with_ca();
    world.run(["csr", "-a", "p256"]).succeeds();
    let verify = ["verify", "--key", "cert/private.pem", "--cert", "c.crt", "--json"];
    for (days, notice) in [("398", "validity-over-398-days"), ("825", "validity-over-825-days")] {
        for command in [&["selfsign"][..], &["issue", "--ca", "ca"], &["sign", "--ca", "ca"]] {
            let line = [command, &["--out", "c.crt", "--force", "--days", days]].concat();
            world.run_all(&line).succeeds().does_not_say("Apple");
            let found = world.run(["lint", "c.crt"]);
            assert!(!found.succeeds().stdout_text().contains(notice), "{line:?}{found}");
            world.run(["inspect", "c.crt"]).succeeds().prints(&format!("{days} days left"));
        }
    }
    world.run(["selfsign", "--out", "c.crt", "--force", "--days", "825"]).succeeds();
    assert!(!world.run_all(&verify).succeeds().stdout_text().contains("826"));
}

#[test]
fn dates_can_be_given_as_days_and_as_moments() {
    let world = World::new();
    let dates = ["--not-before", "2030-01-02", "--not-after", "2031-01-02T03:04:05Z"];
    world.run_all(&[&["selfsign", "-a", "p256"], &dates[..]].concat()).succeeds().says("expires 2031-01-02");
    let certificate = world.certificate("cert/file.crt");
    assert_eq!(certificate.not_before(), datetime!(2030-01-02 00:00 UTC));
    assert_eq!(certificate.not_after(), datetime!(2031-01-02 03:04:05 UTC));
}

#[test]
fn days_count_from_not_before_in_total() {
    let world = World::new();
    world.run(["selfsign", "-a", "p256", "--not-before", "2030-01-01", "--days", "10"]).succeeds();
    let certificate = world.certificate("cert/file.crt");
    assert_eq!(certificate.not_before(), datetime!(2030-01-01 00:00 UTC));
    assert_eq!(certificate.not_after(), datetime!(2030-01-10 23:59:59 UTC));
    assert_eq!(certificate.lifetime_days(), 10);
}

#[test]
fn dates_on_both_sides_of_2050_read_back() {
    let world = World::new();
    let dates =
        ["selfsign", "-a", "p256", "--not-before", "2049-12-31", "--not-after", "9999-12-31T23:59:59Z"];
    world.run(dates).succeeds();
    let certificate = world.certificate("cert/file.crt");
    assert_eq!(certificate.not_before(), datetime!(2049-12-31 00:00 UTC));
    assert_eq!(certificate.not_after(), datetime!(9999-12-31 23:59:59 UTC));
}

#[test]
fn an_expired_certificate_can_be_made_as_the_message_says() {
    let world = World::new();
    let said = world.refuses(["selfsign", "-a", "p256", "--days", "-1"]);
    said.says("cannot expire before it becomes valid").says("(creates one that has expired)");
    let (_, rest) = said.stderr().split_once("hint: ").unwrap();
    let (command, _) = rest.split_once("   (").unwrap();
    assert!(command.starts_with("devcert selfsign -a p256 --not-before "), "{command}");
    world.paste(command).succeeds();
    assert!(world.certificate("cert/file.crt").not_after() < OffsetDateTime::now_utc());
}

#[test]
fn the_digest_goes_with_the_key() {
    let world = World::new();
    for (algorithm, signature) in [
        ("rsa:1024", "sha256WithRSAEncryption"),
        ("p256", "ecdsa-with-SHA256"),
        ("p384", "ecdsa-with-SHA384"),
        ("p521", "ecdsa-with-SHA512"),
        ("ed25519", "ED25519"),
    ] {
        world.run(["selfsign", "--new-key", "-a", algorithm, "--force"]).succeeds();
        let certificate = world.certificate("cert/file.crt");
        assert_eq!(certificate.signed().algorithm.to_string(), signature);
        devcert::pki::signature::check_issued(&certificate, certificate.public_key()).unwrap();
    }
}

#[test]
fn der_has_its_own_name() {
    let world = World::new();
    world.run(["selfsign", "-a", "p256", "--outform", "der"]).succeeds().says("created cert/file.der");
    assert_eq!(world.read("cert/file.der"), world.certificate("cert/file.der").der());
}

#[test]
fn serial_numbers_differ() {
    let world = World::new();
    world.run(["selfsign", "-a", "p256"]).succeeds();
    let first = world.certificate("cert/file.crt").serial().to_vec();
    world.run(["selfsign", "--force"]).succeeds();
    assert_ne!(world.certificate("cert/file.crt").serial(), first);
}

#[test]
fn whoever_signs_has_a_name() {
    let world = World::new();
    for args in [&["selfsign", "--subject", "/"][..], &["ca", "init", "--ca", "ca", "--subject", "/"]] {
        let refused = world.refuses_all(args);
        refused.says("the issuer's name is empty").says("--subject /CN=localhost").says_one_clear_line();
    }
    assert!(!world.path("cert").exists() && !world.path("ca/ca.crt").exists());
    // A request may leave its subject out: the certificate then has one.
    world.run(["csr", "-a", "p256", "--subject", "/"]).succeeds();
    world.run(["selfsign"]).succeeds();
    assert_eq!(world.certificate("cert/file.crt").issuer().to_string(), "CN=localhost");
}

#[test]
fn names_that_are_too_long_for_a_common_name_leave_no_issuer_without_a_name() {
    let world = World::new();
    let long = format!("{}.{}.test", "a".repeat(40), "b".repeat(40));
    world.run(["selfsign", "-a", "p256", "--san", &long, "--no-default-names"]).succeeds();
    assert_eq!(world.certificate("cert/file.crt").issuer().to_string(), "O=self-signed");
    world
        .run(["selfsign", "--san", &long, "--san", "short.test", "--no-default-names", "--force"])
        .succeeds();
    assert_eq!(world.certificate("cert/file.crt").issuer().to_string(), "CN=short.test");
    world.run(["lint"]).succeeds();
}
