//! Several certificates in one project.

use devcert::encoding::certificate::Certificate;

use crate::world::World;

/// A world with a CA in `ca/`, which the environment of every run names.
struct Project(World);

impl Project {
    fn new() -> Self {
        Self(World::with_ca())
    }

    fn run<const N: usize>(&self, args: [&str; N]) -> crate::world::Outcome {
        self.0.env("DEVCERT_CA", "ca").run(args)
    }

    fn names(&self, file: &str) -> String {
        let certificate: Certificate = self.0.certificate(file);
        certificate.names().iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }
}

#[test]
fn a_second_certificate_gets_a_directory_of_its_own() {
    let project = Project::new();
    project.run(["issue", "a.test", "-a", "p256"]).succeeds().says("created cert/file.crt");
    let first = project.0.tree();
    project
        .run(["issue", "b.test", "-a", "p256"])
        .succeeds()
        .says("created cert/b.test/private.pem")
        .says("created cert/b.test/file.crt")
        .says("cert/file.crt is for a.test, so this certificate is in cert/b.test/");
    for (name, title) in [("*.b.test", "_wildcard.b.test"), ("::1", "__1"), ("localhost", "localhost")] {
        project.run(["issue", name, "-a", "p256"]).succeeds();
        let folder = format!("cert/{title}");
        project.run(["verify", "--dir", &folder]).succeeds();
    }
    assert_eq!(project.names("cert/b.test/file.crt"), "DNS:b.test");
    let now = project.0.tree();
    assert!(first.iter().all(|(path, entry)| path.starts_with("ca") || now.get(path) == Some(entry)));
}

#[test]
fn if_needed_finds_every_certificate_of_the_project_again() {
    let project = Project::new();
    let lines = [
        &["issue", "a.test"][..],
        &["issue", "b.test", "localhost"],
        &["issue", "*.c.test"],
        &["issue", "--profile", "client", "alice"],
        &["issue", "--profile", "client", "alice@c.test"],
    ];
    let run = || {
        for line in lines {
            let line = [line, &["-a", "p256", "--if-needed"]].concat();
            project.0.env("DEVCERT_CA", "ca").run_all(&line).succeeds();
        }
    };
    run();
    let first = project.0.tree();
    run();
    assert!(project.0.tree() == first, "{:?}", project.0.tree());
    for file in [
        "file.crt",
        "b.test/file.crt",
        "_wildcard.c.test/file.crt",
        "alice/file.crt",
        "alice@c.test/file.crt",
    ] {
        assert!(project.0.path("cert").join(file).is_file(), "{file}");
    }
}

#[test]
fn a_client_named_like_a_server_gets_a_directory_of_its_own() {
    let project = Project::new();
    project.run(["issue", "db.test", "-a", "p256"]).succeeds();
    project.run(["issue", "--profile", "client", "db.test", "-a", "p256"]).succeeds();
    project.run(["verify", "--dir", "cert/db.test", "--purpose", "client"]).succeeds();
    project.run(["verify"]).succeeds();
}

#[test]
fn force_replaces_the_certificate_where_it_is() {
    let project = Project::new();
    project.run(["issue", "a.test", "-a", "p256"]).succeeds();
    project.run(["issue", "b.test", "-a", "p256"]).succeeds();
    let (first, second) = (project.0.read("cert/file.crt"), project.0.read("cert/b.test/file.crt"));
    project.run(["issue", "b.test"]).fails_with(2).says("cert/b.test/file.crt already exists");
    project.run(["issue", "b.test", "--force"]).succeeds();
    assert_eq!(project.0.read("cert/file.crt"), first);
    assert_ne!(project.0.read("cert/b.test/file.crt"), second);
}

#[test]
fn a_place_that_options_set_is_the_place() {
    let project = Project::new();
    project.run(["issue", "a.test", "-a", "p256"]).succeeds();
    for option in [["--dir", "cert"], ["--out", "cert/file.crt"], ["--key", "cert/private.pem"]] {
        let line = [&["issue", "b.test"][..], &option].concat();
        project.0.env("DEVCERT_CA", "ca").refuses_all(&line).says("cert/file.crt already exists");
    }
    let run = || project.0.env("DEVCERT_CA", "ca").env("DEVCERT_DIR", "tls");
    run().run(["issue", "a.test", "-a", "p256"]).succeeds().says("created tls/file.crt");
    run().run(["issue", "b.test", "-a", "p256"]).succeeds().says("created tls/b.test/file.crt");
}

#[test]
fn issue_keeps_the_self_signed_certificate_before_it() {
    for option in [&[][..], &["--if-needed"]] {
        let project = Project::new();
        project.run(["selfsign", "-a", "p256"]).succeeds();
        let (key, old) = (project.0.read("cert/private.pem"), project.0.read("cert/file.crt"));
        let line = [&["issue"][..], option].concat();
        let outcome = project.0.env("DEVCERT_CA", "ca").run_all(&line);
        outcome.succeeds().says("moved the self-signed certificate to cert/file.selfsigned.crt");
        assert_eq!(project.0.read("cert/private.pem"), key);
        assert_eq!(project.0.read("cert/file.selfsigned.crt"), old);
        assert!(!project.0.certificate("cert/file.crt").is_self_issued());
        project.run(["verify"]).succeeds();
        project.run(["issue"]).fails_with(2).says("cert/file.crt already exists");
        project.run(["selfsign", "--force"]).succeeds();
        project.run(["issue"]).succeeds().says("cert/file.selfsigned-2.crt");
    }
}

#[test]
fn sign_keeps_the_self_signed_certificate_before_it() {
    let project = Project::new();
    project.run(["selfsign", "-a", "p256"]).succeeds();
    let old = project.0.read("cert/file.crt");
    project.run(["csr"]).succeeds();
    project.run(["sign"]).succeeds().says("moved the self-signed certificate to cert/file.selfsigned.crt");
    assert_eq!(project.0.read("cert/file.selfsigned.crt"), old);
    project.run(["verify"]).succeeds();
}

#[test]
fn a_certificate_of_another_key_or_ca_stays() {
    let project = Project::new();
    project.run(["selfsign", "-a", "p256"]).succeeds();
    project.run(["genkey", "--force"]).succeeds();
    project.0.env("DEVCERT_CA", "ca").refuses(["issue"]).says("cert/file.crt already exists");
    project.run(["ca", "init", "--ca", "other"]).succeeds();
    project.run(["issue", "--ca", "other", "--force"]).succeeds();
    project.0.env("DEVCERT_CA", "ca").refuses(["issue"]).says("cert/file.crt already exists");
}

#[test]
fn two_first_certificates_at_the_same_time_both_succeed() {
    let project = Project::new();
    let start = |name: &str| {
        let mut command = project.0.command();
        command.env("DEVCERT_CA", "ca").args(["issue", name, "-a", "p256", "--quiet"]).spawn().unwrap()
    };
    let runs: Vec<_> = (0..8).map(|number| start(&format!("n{number}.test"))).collect();
    for mut run in runs {
        assert!(run.wait().unwrap().success());
    }
    let count = project.0.tree().keys().filter(|path| path.ends_with("file.crt")).count();
    assert_eq!(count, 8);
}

#[test]
fn a_key_that_an_option_specifies_must_exist() {
    let world = World::with_ca();
    let commands = [
        &["csr"][..],
        &["selfsign"],
        &["issue", "--ca", "ca"],
        &["selfsign", "--if-needed"],
        &["csr", "--if-needed"],
    ];
    for command in commands {
        let line = [command, &["--key", "typo/x.pem"]].concat();
        world
            .refuses_all(&line)
            .says("typo/x.pem does not exist")
            .says("hint: devcert genkey --out typo/x.pem ");
        if !command.contains(&"--if-needed") {
            world.refuses_all(&line).says("--key typo/x.pem --new-key   (creates it)\n");
        }
        let line = [command, &["--key", "x.pem", "--algorithm", "p384"]].concat();
        world.refuses_all(&line).says("hint: devcert genkey --out x.pem --algorithm p384");
    }
    world.run(["genkey", "--out", "x.pem", "--algorithm", "p384"]).succeeds();
    world.run(["csr", "--key", "x.pem", "--out", "x.csr", "--algorithm", "p384"]).succeeds();
    world.run(["selfsign", "--new-key", "--key", "new/k.pem", "--cert", "new/c.pem"]).succeeds();
    world.run(["csr", "--new-key", "--key", "new/k2.pem", "--out", "new/csr.pem"]).succeeds();
    world
        .refuses(["csr", "--new-key", "--key", "new/k2.pem", "--out", "new/other.pem"])
        .says("new/k2.pem already");
}

#[test]
fn a_ca_that_an_option_specifies_must_exist() {
    let world = World::new();
    world.run(["selfsign", "-a", "p256"]).succeeds();
    world.run(["csr"]).succeeds();
    for command in [
        &["issue", "b.test"][..],
        &["issue", "b.test", "--if-needed"],
        &["sign"],
        &["renew"],
        &["crl"],
        &["revoke", "cert/file.crt"],
        &["ca", "show"],
        &["ca", "list"],
        &["verify"],
        &["trust", "status"],
    ] {
        let line = [command, &["--ca", "team ca"]].concat();
        world.refuses_all(&line).says("hint: devcert ca init --ca 'team ca' ");
    }
    world.env("DEVCERT_CA", "new").run(["issue", "b.test"]).succeeds().says("created new/ca.crt");
}
