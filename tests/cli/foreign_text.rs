//! Text out of somebody else's file is hostile: it neither moves the cursor nor forges a line.

use rcgen::{CertificateParams, CustomExtension, DistinguishedName, DnType, DnValue, KeyPair};

use crate::world::World;

/// A world with a key in `key.pem` and a request for it in `csr.pem`, with this common name and a
/// DNS name of these bytes.
fn with_request(common_name: &str, dns_name: &[u8]) -> World {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, DnValue::Utf8String(common_name.to_owned()));
    let length = u8::try_from(dns_name.len()).unwrap();
    let names = [&[0x30, length + 2, 0x82, length], dns_name].concat();
    params.custom_extensions.push(CustomExtension::from_oid_content(&[2, 5, 29, 17], names));
    let world = World::new();
    world.write("key.pem", key.serialize_pem());
    world.write("csr.pem", params.serialize_request(&key).unwrap().pem().unwrap());
    world
}

#[test]
fn control_and_direction_characters_in_a_request_are_escaped() {
    let name = "a\u{1b}[2J\u{7}\r\nmade everything\u{202e}\u{200b}";
    let world = with_request(name, b"a.test");
    let outcome = world.run(["selfsign", "--key", "key.pem", "--csr", "csr.pem", "--cert", "c.pem"]);
    outcome.succeeds().says("\\u{1b}[2J\\u{7}\\u{d}\\u{a}made everything\\u{202e}\\u{200b}");
    for character in ['\u{1b}', '\u{7}', '\r', '\u{202e}', '\u{200b}'] {
        outcome.does_not_say(&character.to_string());
    }
    let forged = outcome.stderr().lines().any(|line| line.starts_with("created everything"));
    assert!(!forged, "the line break in it makes no line: {outcome}");
}

#[test]
fn json_holds_such_text_as_it_is() {
    let world = with_request("a\u{1b}\nb", b"a.test");
    let outcome =
        world.run(["selfsign", "--json", "--key", "key.pem", "--csr", "csr.pem", "--cert", "c.pem"]);
    assert_eq!(outcome.succeeds().json()["files"][1]["subject"], "CN=a\u{1b}\nb");
}

#[test]
fn no_rendering_lets_such_text_act_on_a_terminal() {
    let name = "a\u{1b}[2J\u{7}\r\nforged: yes\u{202e}\u{200b}\u{9b}31m\u{2066}\u{7f}";
    let world = with_request(name, b"a\x1b[31mb\nforged: yes\x7f");
    world.write("key.jwk", serde_json::json!({ "kty": name, "kid": name }).to_string());
    let lines: [&[&str]; 8] = [
        &["inspect", "csr.pem"],
        &["inspect", "csr.pem", "--text"],
        &["inspect", "csr.pem", "--json"],
        &["inspect", "csr.pem", "--field", "subject"],
        &["inspect", "csr.pem", "--field", "san"],
        &["inspect", "key.jwk"],
        &["inspect", "key.jwk", "--json"],
        &["convert", "csr.pem", "key.pem", "--to", "jwk", "--name", name, "--out", "-"],
    ];
    for line in lines {
        let outcome = world.run_all(line);
        let shown = format!("{}{}", outcome.stdout_text(), outcome.stderr());
        let acts = |one: char| one != '\n' && (one.is_control() || "\u{202e}\u{200b}\u{2066}".contains(one));
        assert!(!shown.contains(acts), "{line:?}: {shown:?}");
        assert!(!shown.lines().any(|one| one.starts_with("forged")), "{line:?}: {shown}");
        assert!(!shown.is_empty());
    }
    let json = world.run(["inspect", "csr.pem", "--json"]).json();
    assert_eq!(json["files"][0]["objects"][0]["subject"], format!("CN={name}"));
}

#[test]
fn a_name_with_a_nul_in_a_request_is_refused_and_escaped() {
    let no_host = "which is not a host name";
    for (name, why) in [
        (&b"localhost\0.evil.test"[..], no_host),
        (b"a\x1b[31mb", no_host),
        (b"bad host", no_host),
        (b"*.*.test", "which has a wildcard that is not the whole first label"),
        (b"", no_host),
    ] {
        let world = with_request("x", name);
        world
            .refuses(["selfsign", "--key", "key.pem", "--csr", "csr.pem", "--cert", "c.pem"])
            .says("cannot sign csr.pem: requests the name")
            .says(why);
    }
}

#[cfg(unix)]
#[test]
fn a_file_name_that_is_no_text_or_moves_the_cursor_is_escaped() {
    let world = World::new();
    let name = "a\u{1b}[31m.pem";
    world.refuses(["pubkey", name]).says("a\\u{1b}[31m.pem does not exist");
    world
        .run(["genkey", "-a", "p256", "--out", name])
        .succeeds()
        .says("created a\\u{1b}[31m.pem")
        .does_not_say("\u{1b}");
}

/// Names of files that would be commands to a CI system: at the start of a line, behind a line break, or
/// anywhere.
const COMMANDS: [&str; 4] = [
    "::error file=y::forged",
    "a\n::error file=y::forged",
    "a\r\n::add-mask::x",
    "##[error]a ##vso[task.setvariable]b",
];

/// Whether a log line gives a command: as GitHub's runner and Azure's agent look for them.
fn gives_command(line: &str) -> bool {
    let line = line.trim_start();
    let starts = ["::e ", "::error file=y", "::add-mask"];
    starts.iter().any(|start| line.starts_with(start)) || line.contains("##[") || line.contains("##vso[")
}

/// A certificate whose names hold a line break and a command.
fn forged_certificate(world: &World) -> Vec<u8> {
    world.run(["selfsign", "-a", "p256", "--outform", "der", "--out", "file.der"]).succeeds();
    let mut der = world.read("file.der");
    let (name, forged) = (b"localhost", b"\n::e  ::x");
    while let Some(at) = der.windows(name.len()).position(|part| part == name) {
        der[at..at + forged.len()].copy_from_slice(forged);
    }
    std::fs::remove_file(world.path("file.der")).unwrap();
    der
}

#[cfg(unix)]
#[test]
fn no_report_has_a_line_that_a_ci_system_takes_for_a_command() {
    for name in COMMANDS {
        let world = World::new();
        let forged = forged_certificate(&world);
        let file = name.replace('/', "-");
        world.write(&file, &forged);
        world.write(&format!("{file}.cut"), &forged[..200]);
        for line in [
            &["expires"][..],
            &["expires", "--within", "400d"],
            &["expires", "--json"],
            &["expires", "--format", "json"],
            &["expires", "--format", "junit"],
            &["expires", "--format", "junit", "--within", "400d"],
            &["expires", "--format", "sarif", "--within", "400d"],
            &["expires", "--format", "github", "--within", "400d"],
            &["inspect", "--dir", "."],
            &["inspect", "--dir", ".", "--json"],
            &["inspect", "--dir", ".", "--field", "subject"],
            &["lint", "--dir", "."],
            &["lint", "--dir", ".", "--json"],
            &["verify", "--no-key", "--cert", &file],
            &["verify", "--no-key", "--cert", &file, "--json"],
            &["convert", &file, "--to", "pem", "--out", "out", "--force"],
            &["pubkey", &file, "--out", &file],
        ] {
            let outcome = world.run_all(line);
            let said = format!("{}{}", outcome.stdout_text(), outcome.stderr());
            let command = said.lines().find(|line| gives_command(line));
            assert!(command.is_none(), "{name:?}, {line:?}: {command:?}");
            assert!(!said.is_empty(), "{line:?}");
        }
    }
}
