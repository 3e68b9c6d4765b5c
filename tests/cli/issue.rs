//! `devcert issue`: a key and a certificate from one's own CA.

use devcert::model::usage::ExtendedKeyUsage;

use crate::world::World;

fn names(world: &World) -> String {
    let names =
        world.certificate("cert/file.crt").names().iter().map(ToString::to_string).collect::<Vec<_>>();
    names.join(" ")
}

#[test]
fn an_empty_world_gets_a_ca_and_a_pair_that_works() {
    let world = World::new();
    let said = world.run(["issue"]);
    said.succeeds().says("devcert trust install").says("created cert/private.pem: RSA 2048 private key");
    said.says(
        "verified: a rustls server starts with this key and certificate, and a client accepts it for localhost, 127.0.0.1 and ::1",
    );
    assert_eq!(world.files(), "cert cert/file.crt cert/private.pem");
    assert_eq!(*world.certificate("cert/file.crt").public_key(), *world.key("cert/private.pem").public());
}

#[test]
fn the_first_ca_is_not_left_where_the_certificate_cannot_be_written() {
    let world = World::new();
    world.write("file", "not a directory");
    world.write("damaged.pem", "not a key");
    for line in [
        &["--dir", "file/cert"][..],
        &["--out", "file/tls.crt"],
        &["--out", "/dev/full"],
        &["--key", "damaged.pem"],
        &["--key", "missing.pem"],
    ] {
        world.env("DEVCERT_CA", "ca/dev").refuses_all(&[&["issue", "-a", "p256"], line].concat());
        assert_eq!(world.files(), "damaged.pem file", "{line:?}");
    }
    world.env("DEVCERT_CA", "ca/dev").run(["issue", "-a", "p256"]).succeeds().says("created ca/dev/");
}

#[test]
fn the_names_that_are_given_are_the_names() {
    let world = World::with_ca();
    world.run(["issue", "--ca", "ca", "-a", "p256", "dev.test", "10.0.0.5"]).succeeds();
    assert_eq!(names(&world), "DNS:dev.test IP:10.0.0.5");
    world.run(["issue", "--ca", "ca", "--force", "--san", "dev.test"]).succeeds();
    assert_eq!(names(&world), "DNS:localhost IP:127.0.0.1 IP:::1 DNS:dev.test");
    for line in [&["--no-default-names", "dev.test"][..], &["--no-default-names", "--san", "dev.test"]] {
        world.run_all(&[&["issue", "--ca", "ca", "--force"], line].concat()).succeeds();
        assert_eq!(names(&world), "DNS:dev.test", "{line:?}");
    }
    world
        .refuses(["issue", "--ca", "ca", "--no-default-names", "--force"])
        .says("--no-default-names")
        .says("--san");
}

#[test]
fn a_name_that_the_constraints_exclude_is_refused_with_the_command_that_permits_it() {
    let world = World::with_ca();
    for (name, permit) in
        [("www.example.com", "www.example.com"), ("*.example.com", "example.com"), ("8.8.8.8", "8.8.8.8")]
    {
        let said = world.refuses(["issue", "--ca", "ca", name]);
        said.says("is not among the names that the CA may issue for");
        said.says(&format!("hint: devcert ca permit --ca ca {permit} && devcert issue --ca ca "));
    }
    let nowhere = World::new();
    nowhere.refuses(["issue", "example.com"]).says("hint: devcert ca init --permit example.com");
    nowhere
        .env("DEVCERT_CA", "ca")
        .refuses(["issue", "example.com"])
        .says("hint: devcert ca init --ca ca --permit example.com");
    assert!(!nowhere.path("../home/.local").exists(), "a CA was made for nothing");
}

#[test]
fn a_certificate_never_outlives_its_issuer() {
    let world = World::new();
    world.run(["ca", "init", "--ca", "ca", "--days", "30"]).succeeds();
    world.run(["issue", "--ca", "ca", "-a", "p256"]).succeeds().says("with its CA CN=devcert CA");
    assert_eq!(world.certificate("cert/file.crt").not_after(), world.certificate("ca/ca.crt").not_after());
}

#[test]
fn a_ca_that_is_over_or_has_not_begun_issues_nothing() {
    let dates = ["--not-before", "2020-01-01", "--not-after", "2021-01-01"];
    let world = World::new();
    world.run_all(&[&["ca", "init", "--ca", "ca"], &dates[..]].concat()).succeeds();
    world
        .refuses(["issue", "--ca", "ca"])
        .says("ca/ca.crt: expired on 2021-01-01T00:00:00Z")
        .says("devcert ca init --ca ca-2 && devcert issue --ca ca-2");
    let world = World::new();
    world
        .run(["ca", "init", "--ca", "ca", "--not-before", "2090-01-01", "--not-after", "2091-01-01"])
        .succeeds();
    world
        .refuses(["issue", "--ca", "ca"])
        .says("ca/ca.crt: not valid before 2090-01-01T00:00:00Z, but the clock is at 20")
        .says("set this machine's clock");
}

#[test]
fn the_limits_of_clients_are_told() {
    let world = World::with_ca();
    let issue = ["issue", "--ca", "ca", "-a", "p256", "--force", "--days"];
    world.run_all(&[&issue[..], &["365"]].concat()).succeeds().does_not_say("days");
    world.run_all(&[&issue[..], &["500"]].concat()).succeeds().says("over the 398-day limit for public CAs");
    world.run_all(&[&issue[..], &["1000"]].concat()).succeeds().says("warning: ").says("825");
}

#[test]
fn each_profile_says_what_the_key_is_for() {
    let world = World::with_ca();
    for (profile, name, usages) in [
        ("server", "dev.test", "serverAuth"),
        ("client", "alice", "clientAuth"),
        ("peer", "node.internal", "serverAuth clientAuth"),
        ("email", "me@dev.test", "emailProtection"),
        ("code-signing", "Acme Tools", "codeSigning"),
        ("webtransport", "dev.test", "serverAuth"),
    ] {
        let said =
            world.run(["issue", "--ca", "ca", "-a", "p256", "--profile", profile, name, "--dir", profile]);
        said.succeeds().does_not_say("warning");
        let certificate = world.certificate(&format!("{profile}/file.crt"));
        let found: Vec<_> =
            certificate.extended_key_usage().unwrap().iter().map(ExtendedKeyUsage::name).collect();
        assert_eq!(found.join(" "), usages);
    }
    world.refuses(["issue", "--ca", "ca", "--profile", "client"]).says("a client certificate needs a name");
    world.refuses(["issue", "--ca", "ca", "--profile", "email", "alice"]).says("needs an email address");
    world
        .refuses(["issue", "--ca", "ca", "--profile", "x"])
        .says("is not a profile; there are server, client, peer");
}

#[test]
fn a_client_has_a_common_name_and_is_let_in() {
    let world = World::with_ca();
    let said = world.run(["issue", "--ca", "ca", "-a", "p256", "--profile", "client", "alice@dev.test"]);
    said.succeeds()
        .says("verified: a rustls server that trusts the CA accepts this client")
        .says("--to pkcs12");
    assert_eq!(world.certificate("cert/file.crt").subject().to_string(), "CN=alice@dev.test");
}

#[test]
fn a_page_can_name_a_webtransport_certificate_by_its_hash() {
    let world = World::with_ca();
    world.run(["issue", "--ca", "ca", "--profile", "webtransport"]).succeeds().says("for at most 14d");
    let certificate = world.certificate("cert/file.crt");
    assert_eq!(certificate.public_key().algorithm().to_string(), "EC P-256");
    let length = certificate.not_after() - certificate.not_before() + time::Duration::SECOND;
    assert_eq!(length, time::Duration::days(14));
}

#[test]
fn extensions_can_be_added_and_not_given_twice() {
    let world = World::with_ca();
    world
        .run([
            "issue",
            "--ca",
            "ca",
            "-a",
            "p256",
            "--extension",
            "must-staple",
            "--extension",
            "1.2.3.4=critical,0500",
        ])
        .succeeds()
        .says("critical extension");
    let last = world.certificate("cert/file.crt").extensions().last().cloned().unwrap();
    assert_eq!((last.critical, last.body.oid().to_string().as_str()), (true, "1.2.3.4"));
    for (extension, message) in [
        ("2.5.29.19=30030101ff", "already contains the extension"),
        ("1.2.3.4=zz", "is not hexadecimal"),
        ("1.2.3.4=0501", "is not one DER element"),
        ("1.2.3.4", "an extension is written OID=HEX"),
        ("x=0500", "is not an object identifier"),
        ("1.2.3.4=der:none", "none does not exist"),
    ] {
        world.refuses(["issue", "--ca", "ca", "--force", "--extension", extension]).says(message);
    }
}

#[test]
fn what_is_good_enough_stays_and_what_is_not_is_made_again() {
    let world = World::with_ca();
    let issue = ["issue", "--ca", "ca", "-a", "p256", "dev.test", "--if-needed"];
    world.run_all(&issue).succeeds().says("created cert/file.crt");
    let before = world.tree();
    world.run_all(&issue).succeeds().says("unchanged cert/private.pem and cert/file.crt");
    assert!(world.tree() == before);
    world
        .run(["issue", "--ca", "ca", "dev.test", "new.test", "--if-needed"])
        .succeeds()
        .says("lacks DNS:new.test; recreating it");
    world.run(["selfsign", "--no-default-names", "--san", "dev.test", "--force"]).succeeds();
    world
        .run(["issue", "--ca", "ca", "dev.test", "--if-needed"])
        .succeeds()
        .says(": not issued by this CA; recreating it");
}

#[test]
fn a_pair_that_is_there_is_not_replaced_unasked_and_nothing_enters_the_ledger() {
    let world = World::with_ca();
    world.run(["issue", "--ca", "ca", "-a", "p256"]).succeeds();
    world.refuses(["issue", "--ca", "ca"]).says("cert/file.crt already exists").says("--force");
    let listed = world.run(["ca", "list", "--ca", "ca", "--json"]).json();
    assert_eq!(listed["certificates"].as_array().unwrap().len(), 1);
}

#[test]
fn a_line_that_a_killed_run_left_unfinished_does_not_matter() {
    let world = World::with_ca();
    let text = world.text("ca/ledger.jsonl");
    world.write("ca/ledger.jsonl", format!("{text}{{\"event\":\"issued\",\"at\":\"20"));
    world.run(["issue", "--ca", "ca", "-a", "p256"]).succeeds();
    world.run(["ca", "list", "--ca", "ca"]).succeeds().prints("localhost");
    assert!(world.text("ca/ledger.jsonl").starts_with(&text));
}

#[test]
fn the_root_comes_along_when_asked() {
    let world = World::with_ca();
    world.run(["issue", "--ca", "ca", "-a", "p256", "--with-root"]).succeeds();
    let text = world.text("cert/file.crt");
    assert!(text.ends_with(&world.text("ca/ca.crt")));
    assert_eq!(text.matches("BEGIN CERTIFICATE").count(), 2);
}

#[test]
fn over_files_that_exist_another_folder_is_the_way_out() {
    let world = World::new();
    let issue = |more: &[&str]| world.run_all(&[&["issue", "localhost", "-a", "p256"], more].concat());
    issue(&[]).succeeds();
    let refused = issue(&[]);
    refused.fails_with(2).says("add --force to replace it, or specify another directory with --dir");
    issue(&["--out", "cert/file.crt"]).fails_with(2).says("or specify another file with --out");
}

#[test]
fn a_constraint_on_email_addresses_is_said_to_be_unknown_to_rustls() {
    let world = World::with_ca();
    let text = "the name constraints of its CA allow its names, but rustls supports only those on host names";
    world.run(["issue", "--ca", "ca", "-a", "p256", "a@b.test", "app.test"]).succeeds().says(text);
    let run = world.run(["verify", "--ca", "ca/ca.crt"]);
    run.fails_with(1).prints(text).does_not_print("devcert ca permit");
}
