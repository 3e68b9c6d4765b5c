//! Talk on standard error, results on standard output; quiet, JSON and colour.

use serde_json::Value;

use crate::world::World;

const ESCAPE: &str = "\u{1b}[";

#[test]
fn quiet_says_nothing_when_all_is_well() {
    let world = World::new();
    for arguments in [
        ["genkey", "--quiet", "--bits", "1024"].as_slice(),
        &["pubkey", "-q"],
        &["csr", "-q"],
        &["selfsign", "-q"],
        &["selfsign", "-q", "--if-needed"],
    ] {
        world.run_all(arguments).succeeds().says_nothing().prints_nothing();
    }
    assert_eq!(world.files(), "cert cert/csr.pem cert/file.crt cert/private.pem cert/public.pem");
}

#[test]
fn quiet_still_says_errors_and_what_to_do() {
    let world = World::with_files();
    world.refuses(["genkey", "-q", "--out", "key.pem"]).says("error: key.pem already exists").says("hint: ");
}

/// The JSON of a successful run.
fn json_of(world: &World, arguments: &[&str]) -> Value {
    let outcome = world.run_all(arguments);
    let json = outcome.succeeds().json();
    assert_eq!(json["version"], 1, "{outcome}");
    assert_eq!(json["command"], arguments[0], "{outcome}");
    assert!(json["warnings"].is_array(), "{outcome}");
    json
}

#[test]
fn json_tells_of_every_file_and_leaves_the_talk_out() {
    let world = World::new();
    let outcome = world.run(["selfsign", "--json", "-a", "p256"]);
    outcome.succeeds().says_nothing();
    let json = outcome.json();
    let (key, certificate) = (&json["files"][0], &json["files"][1]);
    assert_eq!(
        (&key["role"], &key["path"], &key["action"]),
        (&"key".into(), &"cert/private.pem".into(), &"created".into())
    );
    assert_eq!(key["key"], "EC P-256");
    assert_eq!(certificate["role"], "certificate");
    assert_eq!(certificate["names"], serde_json::json!(["DNS:localhost", "IP:127.0.0.1", "IP:::1"]));
    assert_eq!(certificate["subject"], "CN=localhost");
    let written = world.certificate("cert/file.crt");
    assert_eq!(certificate["sha256"], written.fingerprint().to_string());
    let not_after = certificate["not_after"].as_str().unwrap();
    assert_eq!(not_after.len(), "2027-11-23T01:32:34Z".len(), "{not_after}: whole seconds of UTC");
    assert!(!outcome.stdout_text().contains("PRIVATE"), "no secret in it");
}

#[test]
fn every_command_that_makes_files_has_json() {
    let world = World::new();
    let roles = |json: &Value| -> Vec<String> {
        let files = json["files"].as_array().unwrap();
        files.iter().map(|file| format!("{} {}", file["role"], file["action"]).replace('"', "")).collect()
    };
    let genkey = json_of(&world, &["genkey", "--json", "-a", "p256"]);
    assert_eq!(roles(&genkey), ["key created"]);
    assert_eq!(roles(&json_of(&world, &["pubkey", "--json"])), ["key used", "public-key created"]);
    assert_eq!(roles(&json_of(&world, &["csr", "--json"])), ["key used", "csr created"]);
    assert_eq!(roles(&json_of(&world, &["selfsign", "--json"])), ["key used", "certificate created"]);
    assert_eq!(roles(&json_of(&world, &["genkey", "--json", "--if-needed"])), ["key unchanged"]);
    assert_eq!(roles(&json_of(&world, &["csr", "--json", "--if-needed"])), ["key used", "csr unchanged"]);
    assert_eq!(
        roles(&json_of(&world, &["selfsign", "--json", "--if-needed"])),
        ["key unchanged", "certificate unchanged"]
    );
}

#[test]
fn json_keeps_the_warnings() {
    let world = World::new();
    let outcome = world.run(["genkey", "--json", "--bits", "1024"]);
    outcome.succeeds().says("warning: RSA 1024");
    assert!(outcome.json()["warnings"][0].as_str().unwrap().starts_with("RSA 1024 keys are rejected"));
}

#[test]
fn an_error_is_json_too_with_its_hints() {
    let world = World::with_files();
    for arguments in [
        ["genkey", "--json", "--out", "key.pem"].as_slice(),
        &["pubkey", "--json", "missing.pem"],
        &["genkey", "--json", "--bits", "3"],
        &["--json", "sign"],
        &["selfsign", "--json", "--san", "bad host"],
        &["selfsign", "--no-default-names", "--json"],
    ] {
        let outcome = world.run_all(arguments);
        let json = outcome.fails_with(2).json();
        assert_eq!(json["version"], 1, "{outcome}");
        let error = json["error"].as_str().unwrap();
        assert!(!error.is_empty() && !error.contains(['\n', '\u{1b}']), "{outcome}");
        let hints: Vec<_> = json["hints"].as_array().unwrap().iter().map(as_printed).collect();
        let said = outcome.stderr().lines().filter_map(|line| line.strip_prefix("  hint: "));
        assert_eq!(hints, said.collect::<Vec<_>>(), "{outcome}");
        outcome.says(&format!("error: {error}"));
    }
}

/// A hint of the JSON as it is printed for people.
fn as_printed(hint: &Value) -> String {
    let members: Vec<_> = hint.as_object().unwrap().keys().map(String::as_str).collect();
    match (hint["command"].as_str(), hint["note"].as_str()) {
        (Some(command), Some(note)) => format!("{command}   ({note})"),
        (Some(command), None) => command.to_owned(),
        (None, note) => {
            assert_eq!(members, ["note"]);
            note.unwrap().to_owned()
        }
    }
}

#[test]
fn a_hint_is_a_command_and_a_note_in_json() {
    let world = World::new();
    world.run(["selfsign", "-a", "p256"]).succeeds();
    let json = world.run(["selfsign", "--json"]).fails_with(2).json();
    let expected = serde_json::json!([
        { "command": "devcert selfsign --if-needed", "note": "keeps files that are still valid" },
        { "note": "add --force to replace it, or specify another file with --out" },
    ]);
    assert_eq!(json["hints"], expected);
}

#[test]
fn colour_is_for_terminals_and_for_who_asks() {
    let world = World::with_files();
    let fails = ["genkey", "--out", "key.pem"];
    world.run(fails).fails_with(2).does_not_say(ESCAPE);
    world.run(["genkey", "--out", "key.pem", "--color", "always"]).fails_with(2).says(ESCAPE);
    world.run(["--color=always", "genkey", "--bits", "3"]).fails_with(2).says(ESCAPE);
    world.run(["genkey", "--out", "key.pem", "--color", "never"]).fails_with(2).does_not_say(ESCAPE);
    world.env("NO_COLOR", "1").run(fails).fails_with(2).does_not_say(ESCAPE);
    world.env("CLICOLOR_FORCE", "1").run(fails).fails_with(2).says(ESCAPE);
    world
        .env("CLICOLOR_FORCE", "1")
        .env("NO_COLOR", "1")
        .run(["genkey", "--color", "never", "--out", "key.pem"])
        .does_not_say(ESCAPE);
}

#[test]
fn colour_never_reaches_a_file_that_is_printed() {
    let world = World::new();
    let outcome = world.run(["genkey", "-a", "p256", "--out", "-", "--color", "always"]);
    outcome.succeeds();
    assert!(!outcome.stdout_text().contains(ESCAPE));
}
