//! `devcert ca`: a CA of one's own, and what its folder looks like.

use devcert::model::usage::KeyUsage;

use crate::world::World;

const CA: &str = "ca/ca.crt";

#[test]
fn a_ca_is_made_with_its_key_certificate_ledger_and_settings() {
    let world = World::new();
    let said = world.run(["ca", "init", "--ca", "ca"]);
    said.succeeds().prints_nothing().says("created ca/ca.key: EC P-256 private key of the CA");
    said.says("permitted names: localhost, test, internal, local, lan, home.arpa, 127.0.0.0/8");
    assert_eq!(world.files(), "ca ca/ca.crt ca/ca.json ca/ca.key ca/ledger.jsonl");
    assert_eq!(*world.certificate(CA).public_key(), *world.key("ca/ca.key").public());
}

#[test]
#[cfg(unix)]
fn a_ca_is_closed_to_others_under_any_umask() {
    for umask in [0o000, 0o022, 0o077] {
        let world = World::new();
        world.umask(umask).run(["ca", "init", "--ca", "deep/ca"]).succeeds();
        let modes = ["deep/ca", "deep/ca/ca.key", "deep/ca/ledger.jsonl"].map(|name| world.mode(name));
        assert_eq!(modes, [0o700, 0o600, 0o600], "umask {umask:o}");
    }
}

#[test]
#[cfg(unix)]
fn an_empty_folder_that_is_there_is_closed_and_one_in_use_is_warned_of() {
    let world = World::new();
    for folder in ["empty", "used"] {
        world.folder(folder);
        world.set_mode(folder, 0o755);
    }
    world.write("used/notes", "x");
    world.run(["ca", "init", "--ca", "empty"]).succeeds().does_not_say("warning");
    world.run(["ca", "init", "--ca", "used"]).succeeds().says("warning: used: accessible to other users");
    assert_eq!([world.mode("empty"), world.mode("used")], [0o700, 0o755]);
}

#[test]
fn the_root_says_what_every_client_wants_of_one() {
    let world = World::with_ca();
    let root = world.certificate(CA);
    assert!(root.is_ca() && root.is_self_issued() && root.path_len().is_none());
    let names: Vec<_> = root.key_usage().unwrap().iter().copied().map(KeyUsage::name).collect();
    assert_eq!(names, ["keyCertSign", "cRLSign"]);
    assert!(root.extensions()[..3].iter().all(|extension| extension.critical), "{:?}", root.extensions());
    assert_eq!(root.key_identifier().unwrap(), root.public_key().key_identifier());
    assert_eq!(root.lifetime_days(), 3650);
}

#[test]
fn permitting_adds_to_what_the_ca_may_issue_for() {
    let world = World::new();
    world
        .run(["ca", "init", "--ca", "ca", "--permit", "example.com", "--permit", "100.64.0.0/10"])
        .succeeds();
    let shown = world.run(["ca", "show", "--ca", "ca", "--json"]).json();
    let permitted = shown["permitted"].to_string();
    for name in ["DNS:example.com", "email:.example.com", "IP:100.64.0.0/10", "DNS:localhost"] {
        assert!(permitted.contains(&format!("\"{name}\"")), "{name} is not in {permitted}");
    }
}

#[test]
fn a_ca_without_constraints_is_warned_of() {
    let world = World::new();
    world
        .run(["ca", "init", "--ca", "ca", "--unconstrained"])
        .succeeds()
        .says("warning: anyone who obtains this CA's key");
    assert!(world.certificate(CA).name_constraints().is_none());
    World::new().refuses(["ca", "init", "--ca", "ca", "--unconstrained", "--permit", "example.com"]);
}

#[test]
fn a_ca_is_never_replaced() {
    let world = World::with_ca();
    world
        .refuses(["ca", "init", "--ca", "ca"])
        .says("ca already contains a CA, or part of one")
        .says("devcert ca show --ca ca");
    world.run(["ca", "init", "--ca", "ca", "--if-needed"]).succeeds().says("unchanged ca/ca.crt");
}

#[test]
fn a_half_of_a_ca_is_told_with_the_part_that_is_lost() {
    for (lost, message) in [
        ("ca.crt", "incomplete CA in ca: ca.crt is missing"),
        ("ca.key", "incomplete CA in ca: ca.key is missing"),
        ("ledger.jsonl", "incomplete CA in ca: ledger.jsonl is missing"),
    ] {
        let world = World::with_ca();
        std::fs::remove_file(world.path("ca").join(lost)).unwrap();
        world.refuses(["issue", "--ca", "ca", "--out", "x.crt", "--key", "x.key"]).says(message);
    }
}

#[test]
fn a_ca_that_is_damaged_foreign_or_newer_is_told() {
    for (file, contents, message) in [
        ("ca.crt", "rubbish", "ca/ca.crt"),
        ("ca.key", "rubbish", "ca/ca.key"),
        ("ca.json", "{", "ca/ca.json: damaged"),
        (
            "ca.json",
            r#"{"version":9}"#,
            "ca/ca.json: CA version 9 is newer than the latest supported version 1",
        ),
    ] {
        let world = World::with_ca();
        world.write(&format!("ca/{file}"), contents);
        world.refuses(["issue", "--ca", "ca"]).says(message);
    }
    let world = World::with_ca();
    world.run(["genkey", "-a", "p256", "--out", "other.key"]).succeeds();
    world.write("ca/ca.key", world.read("other.key"));
    world.refuses(["issue", "--ca", "ca"]).says("ca/ca.key does not match ca/ca.crt");
}

/// What works with a CA.
const COMMANDS: [&[&str]; 7] = [
    &["issue", "new.test", "--ca", "ca", "-a", "p256", "--dir", "new"],
    &["sign", "request/csr.pem", "--ca", "ca", "--out", "signed.crt"],
    &["revoke", "cert/file.crt", "--ca", "ca"],
    &["crl", "--ca", "ca"],
    &["renew", "--ca", "ca"],
    &["ca", "init", "--intermediate", "--parent", "ca", "--ca", "below"],
    &["ca", "permit", "db", "--ca", "ca"],
];

/// What says something of it.
const LOOKS: [&[&str]; 2] = [&["ca", "show", "--ca", "ca"], &["ca", "list", "--ca", "ca"]];

/// A CA, a certificate of it that ends soon, and a request.
fn world_in_use() -> World {
    let world = World::with_ca();
    world.run(["issue", "--ca", "ca", "-a", "p256", "--days", "7"]).succeeds();
    world.run(["csr", "--dir", "request", "-a", "p256"]).succeeds();
    world
}

/// What spoils a CA, what is said then, and what of the next step.
type Fault<'a> = (&'a dyn Fn(&World), &'a str, &'a str);

#[test]
fn every_command_tells_what_is_wrong_with_a_ca_and_leaves_everything_as_it_was() {
    let lose = |world: &World, file: &str| std::fs::remove_file(world.path("ca").join(file)).unwrap();
    let faults: [Fault<'_>; 5] = [
        (&|world| lose(world, "ca.crt"), "incomplete CA in ca: ca.crt is missing", "from a backup"),
        (
            &|world| lose(world, "ca.json"),
            "incomplete CA in ca: ca.json is missing",
            "echo '{\"version\": 1}' > ca/ca.json   (where no newer devcert works with this CA)",
        ),
        (
            &|world| lose(world, "ledger.jsonl"),
            "incomplete CA in ca: ledger.jsonl is missing",
            "from a backup",
        ),
        (&|world| world.write("ca/ca.json", "{\"version\": 9}"), "CA version 9 is newer", "upgrade devcert"),
        (&|world| world.write("ca/ca.crt", "rubbish"), "ca/ca.crt", "from a backup"),
    ];
    for (spoil, message, step) in faults {
        let world = world_in_use();
        spoil(&world);
        for command in COMMANDS.into_iter().chain(LOOKS) {
            world.refuses_all(command).says(message).says("  hint: ").says(step);
        }
    }
}

#[test]
fn lost_settings_are_put_back_with_what_is_said() {
    let world = world_in_use();
    let before = world.text("ca/ca.json");
    std::fs::remove_file(world.path("ca/ca.json")).unwrap();
    let said = world.refuses(["ca", "show", "--ca", "ca"]);
    let hint = said.hints().into_iter().find(|hint| hint.starts_with("echo ")).unwrap();
    world.paste(hint.split("   (").next().unwrap()).succeeds();
    assert_eq!(json(&world.text("ca/ca.json")), json(&before));
    for command in LOOKS.into_iter().chain(COMMANDS.into_iter().take(2)) {
        world.run_all(command).succeeds();
    }
}

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn another_programs_ca_has_no_settings_and_needs_none() {
    let world = World::with_ca();
    world.folder("theirs");
    for file in ["ca.crt", "ca.key"] {
        std::fs::rename(world.path("ca").join(file), world.path("theirs").join(file)).unwrap();
    }
    for folder in ["one", "two"] {
        world.run(["issue", "--ca", "theirs", "-a", "p256", "--dir", folder]).succeeds();
    }
    let listed = world.run(["ca", "list", "--ca", "theirs", "--json"]).json();
    assert_eq!(listed["certificates"].as_array().unwrap().len(), 2);
    assert!(!world.path("theirs/ca.json").exists());
}

/// Revoking needs no key; and `renew` names what it could not make again, and answers no.
#[test]
fn every_command_that_signs_tells_what_is_wrong_with_the_cas_key_and_leaves_everything_as_it_was() {
    let faults: [Fault<'_>; 4] = [
        (
            &|world| std::fs::remove_file(world.path("ca/ca.key")).unwrap(),
            "incomplete CA in ca: ca.key is missing",
            "from a backup",
        ),
        (&|world| world.write("ca/ca.key", "rubbish"), "ca/ca.key", "from a backup"),
        (
            &|world| {
                world.run(["ca", "init", "--ca", "other"]).succeeds();
                std::fs::copy(world.path("other/ca.key"), world.path("ca/ca.key")).unwrap();
            },
            "ca/ca.key does not match ca/ca.crt",
            "from a backup",
        ),
        (
            &|world| {
                world.write("pass", "secret\n");
                let options = ["--out", "ca/ca.key", "--force", "--new-passphrase", "file:pass"];
                world.run_all(&[&["convert", "ca/ca.key"], &options[..]].concat()).succeeds();
            },
            "ca/ca.key: CA key is encrypted, but no passphrase was given",
            "give the passphrase",
        ),
    ];
    for (spoil, message, step) in faults {
        let world = world_in_use();
        spoil(&world);
        signs_nothing(&world, false, message, step);
        if message.contains("behind a passphrase") {
            signs_nothing(&world, true, "ca/ca.key: the passphrase is wrong", "(prompts for the passphrase)");
        }
        world.run(["revoke", "cert/file.crt", "--ca", "ca"]).succeeds();
    }
}

/// With a passphrase that is none of the CA's, where one is to be given.
fn signs_nothing(world: &World, with_passphrase: bool, message: &str, step: &str) {
    for command in COMMANDS.into_iter().filter(|command| command[0] != "revoke") {
        let option = if command[1] == "init" { "--parent-passphrase" } else { "--passphrase" };
        let given: &[&str] = if with_passphrase { &[option, "env:WRONG"] } else { &[] };
        let before = world.tree();
        let said = world.env("WRONG", "x").run_all(&[command, given].concat());
        assert!(world.tree() == before, "{said}\nchanged the folder");
        match command[0] {
            "renew" => said.fails_with(1).says("error: cert/file.crt was not renewed: "),
            _ => said.fails_with(2).says("error: ").says("\n  hint: "),
        };
        // A warning has no command line of its own to type again.
        let step = if with_passphrase && command[0] == "renew" { "give the passphrase" } else { step };
        said.prints_nothing().says(message).says(step);
    }
}

#[test]
fn a_place_where_no_ca_can_be_is_told() {
    let world = World::new();
    world.write("file", "x");
    let said = world.refuses(["ca", "init", "--ca", "file"]);
    said.says("file is not a directory").says("specify another directory with --ca");
    world
        .refuses(["ca", "show", "--ca", "none"])
        .says("no CA found in none")
        .says("devcert ca init --ca none");
    world.env("DEVCERT_CA", "").refuses(["ca", "show"]).says("the CA directory name is empty");
}

#[test]
#[cfg(unix)]
fn a_key_that_others_can_read_is_warned_of() {
    let world = World::with_ca();
    world.set_mode("ca/ca.key", 0o644);
    world
        .run(["issue", "--ca", "ca", "-a", "p256"])
        .succeeds()
        .says("warning: ca/ca.key: CA key is accessible to other users");
}

#[test]
fn a_damaged_ledger_is_named_with_its_line() {
    let world = World::with_ca();
    let text = world.text("ca/ledger.jsonl");
    world.write("ca/ledger.jsonl", format!("{text}rubbish\n{text}"));
    world.refuses(["ca", "list", "--ca", "ca"]).says("ca/ledger.jsonl: damaged on line 2: ");
}

#[test]
fn an_unknown_word_in_the_ledger_is_named_with_its_line_and_stays_there() {
    let world = World::with_ca();
    world.run(["issue", "--ca", "ca", "-a", "p256"]).succeeds();
    let text = world.text("ca/ledger.jsonl");
    let other = text.replace("\"server\"", "\"quantum\"");
    let other = other.trim_end();
    world.write("ca/ledger.jsonl", other);
    world
        .refuses(["ca", "list", "--ca", "ca"])
        .says("ca/ledger.jsonl: damaged on line 2: \"quantum\" is not a profile");
    world.run(["issue", "--ca", "ca", "-a", "p256", "--dir", "more"]).succeeds();
    assert!(
        world.text("ca/ledger.jsonl").starts_with(other),
        "the last line, which has no line feed, is kept"
    );
}

#[test]
fn the_passphrase_of_a_ca_is_asked_for_and_a_wrong_one_is_one_clear_line() {
    let world = World::new();
    world.write("pass", "secret\n");
    world.run(["ca", "init", "--ca", "ca", "--new-passphrase", "file:pass"]).succeeds();
    assert!(world.text("ca/ca.key").starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"));
    let issue = ["issue", "--ca", "ca", "-a", "p256"];
    world.refuses_all(&issue).says("ca/ca.key: CA key is encrypted, but no passphrase was given");
    let wrong = world.env("WRONG", "x").refuses(["issue", "--ca", "ca", "--passphrase", "env:WRONG"]);
    wrong.says("error: ca/ca.key: the passphrase is wrong");
    world.run_all(&[&issue[..], &["--passphrase", "file:pass"]].concat()).succeeds();
}

#[test]
fn the_ledger_is_listed() {
    let world = World::with_ca();
    world.run(["ca", "list", "--ca", "ca"]).succeeds().says("has not issued any certificates yet");
    world.run(["issue", "--ca", "ca", "-a", "p256", "dev.test"]).succeeds();
    world.run(["ca", "list", "--ca", "ca"]).succeeds().prints("  server  ").prints("  dev.test\n");
    let listed = world.run(["ca", "list", "--ca", "ca", "--json"]).json();
    let one = &listed["certificates"][0];
    assert_eq!((one["status"].as_str(), one["profile"].as_str()), (Some("valid"), Some("server")));
    assert_eq!(one["sha256"].as_str().unwrap(), world.certificate("cert/file.crt").fingerprint().to_string());
    let path = one["files"][1]["path"].as_str().unwrap();
    assert!(std::path::Path::new(path).is_absolute() && path.ends_with("cert/file.crt"), "{path}");
}

#[test]
fn an_intermediate_ca_stands_below_another() {
    let world = World::with_ca();
    world.run(["ca", "init", "--intermediate", "--parent", "ca", "--ca", "team"]).succeeds();
    let certificate = world.certificate("team/ca.crt");
    assert_eq!(certificate.issuer(), world.certificate(CA).subject());
    assert_eq!(certificate.path_len(), Some(0));
    assert_eq!(certificate.not_after(), world.certificate(CA).not_after());
    world.run(["issue", "--ca", "team", "-a", "p256"]).succeeds().says("a client accepts it for localhost");
    assert_eq!(world.text("cert/file.crt").matches("BEGIN CERTIFICATE").count(), 2);
    world
        .refuses(["ca", "init", "--intermediate", "--parent", "team", "--ca", "deeper"])
        .says("team/ca.crt: cannot issue CA certificates: its path length is 0");
    world
        .refuses([
            "ca",
            "init",
            "--intermediate",
            "--parent",
            "ca",
            "--ca",
            "wider",
            "--permit",
            "example.com",
        ])
        .says("the parent CA is not permitted to issue for DNS:example.com");
}

#[test]
fn one_time_ca_issues_once_and_its_key_is_not_written() {
    let world = World::new();
    let said = world.run(["issue", "-a", "p256", "--one-time-ca", "dev.test", "10.0.0.5"]);
    said.succeeds()
        .says("created cert/ca.crt: CA certificate for clients to trust (the CA key was discarded)");
    said.says("a client accepts it for dev.test and 10.0.0.5").does_not_say("warning");
    assert_eq!(world.files(), "cert cert/ca.crt cert/file.crt cert/private.pem");
    let (ca, leaf) = (world.certificate("cert/ca.crt"), world.certificate("cert/file.crt"));
    assert_eq!(leaf.issuer(), ca.subject());
    assert_eq!(*leaf.public_key(), *world.key("cert/private.pem").public());
    assert_eq!(leaf.lifetime_days(), 365);
    assert_eq!(ca.name_constraints().unwrap().to_string(), "dev.test, 10.0.0.5/32");
    world.run(["verify", "--ca", "cert/ca.crt"]).succeeds();
    world.refuses(["issue", "--one-time-ca", "dev.test"]).says("cert/private.pem already exists");
    world.run(["issue", "-f", "-a", "p256", "--one-time-ca", "dev.test"]).succeeds();
    world
        .refuses(["issue", "--one-time-ca", "--ca", "cert", "dev.test"])
        .says("--one-time-ca cannot be used with --ca");
}
