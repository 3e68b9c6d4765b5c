//! No part of a private key appears in what devcert says, however damaged the key's file is.
//!
//! A table of key files, each mutilated in the ways that editors, shells, CI variables and programs mutilate
//! them. What reads and renders them is called in this process; the commands themselves run on a part of
//! them.

use std::collections::HashSet;
use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use devcert::encoding::limits::Limits;
use devcert::encoding::read;
use devcert::encoding::sniff::{self, ObjectKind};
use devcert::model::secret::Secret;
use devcert::model::span::Span;
use devcert::pki::expiry::{ExpiryInventory, Window, scan};
use devcert::pki::inspection::inspect;
use devcert::pki::verify::{self, VerifyInput};
use devcert_cli::report::expires::{self, ScanReport};
use devcert_cli::report::inspect::{self as report, Inspected};
use devcert_cli::report::verify::{Around, Paths, Scene, render_text};
use time::OffsetDateTime;

use crate::world::{World, foreign_target};

/// So many characters in a row are a part of a key.
const PART: usize = 12;

/// A key file, and what must not be seen of it.
struct KeyFile {
    name: &'static str,
    /// As it should be.
    bytes: Vec<u8>,
    secret: HashSet<String>,
}

fn key_files() -> Vec<KeyFile> {
    let files: [(&str, &[u8]); 10] = [
        ("PKCS#8, EC", include_bytes!("../../crates/devcert/tests/fixtures/forms/ec.pem")),
        ("PKCS#8, RSA", include_bytes!("../../crates/devcert/tests/fixtures/forms/rsa.pem")),
        ("PKCS#8, Ed25519", include_bytes!("../../crates/devcert/tests/fixtures/forms/ed25519.pem")),
        ("SEC1", include_bytes!("../../crates/devcert/tests/fixtures/forms/ec-sec1.pem")),
        (
            "encrypted PKCS#8",
            include_bytes!("../../crates/devcert/tests/fixtures/forms/pbes2-aes-256-cbc.pem"),
        ),
        (
            "encrypted by headers",
            include_bytes!("../../crates/devcert/tests/fixtures/forms/traditional-aes128.pem"),
        ),
        ("OpenSSH", include_bytes!("../../crates/devcert/tests/fixtures/forms/ssh-ed25519")),
        ("JWK", include_bytes!("../../crates/devcert/tests/fixtures/forms/ec.jwk")),
        ("PKCS#12", include_bytes!("../../crates/devcert/tests/fixtures/forms/plain.p12")),
        ("a kind that is not used", include_bytes!("../../crates/devcert/tests/fixtures/forms/x25519.pem")),
    ];
    files.into_iter().map(|(name, bytes)| KeyFile::new(name, bytes)).collect()
}

impl KeyFile {
    fn new(name: &'static str, bytes: &[u8]) -> Self {
        let mut secret = HashSet::new();
        let mut add = |text: &str| {
            let bytes = text.as_bytes();
            secret.extend(bytes.windows(PART).map(|part| String::from_utf8(part.to_vec()).unwrap()));
        };
        if let Ok(jwk) = serde_json::from_slice::<serde_json::Value>(bytes) {
            let hidden = jwk["d"].as_str().unwrap();
            add(hidden);
            add(&hex(&URL_SAFE_NO_PAD.decode(hidden).unwrap()));
        } else {
            let mut objects = sniff::sniff(bytes).unwrap().objects;
            if objects[0].kind == ObjectKind::Pkcs12 {
                objects = read::contents(bytes, None, &Limits::default()).unwrap().objects;
                objects.retain(|object| object.kind == ObjectKind::Pkcs8);
            }
            let der = objects[0].der.expose();
            // What all keys of its kind begin with is no secret.
            let hidden = &der[30.min(der.len() / 2)..];
            // Inside another structure it may begin at any bit of base64.
            for before in 0..3 {
                add(&STANDARD.encode([vec![0; before].as_slice(), hidden].concat())[4..]);
            }
            add(&hex(hidden));
        }
        Self { name, bytes: bytes.to_vec(), secret }
    }

    /// The file as text of PEM, or of what it is.
    fn text(&self) -> String {
        String::from_utf8(self.bytes.clone()).unwrap_or_else(|_| {
            let body = STANDARD.encode(&self.bytes);
            let lines: Vec<&str> =
                body.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
            format!("-----BEGIN PKCS12-----\n{}\n-----END PKCS12-----\n", lines.join("\n"))
        })
    }

    fn assert_hidden(&self, shown: &str, context: &str) {
        let dense: String = shown.chars().filter(|one| *one != ':').collect();
        for shown in [shown.to_owned(), dense.to_lowercase()] {
            let characters: Vec<char> = shown.chars().collect();
            for part in characters.windows(PART) {
                let part: String = part.iter().collect();
                assert!(!self.secret.contains(&part), "{}: {context} shows {part}", self.name);
            }
        }
    }

    /// The file in every way in which it may arrive.
    fn mutilated(&self) -> Vec<Vec<u8>> {
        let text = Text::new(self.text());
        let written = [text.with_other_line_breaks(), text.in_other_text(), text.with_other_labels()];
        let other = text.in_other_places().into_iter().chain([hex(&self.bytes)]);
        let mut all = vec![self.bytes.clone()];
        all.extend(written.into_iter().flatten().chain(other).map(String::into_bytes));
        all.push(std::iter::once(0xfeff).chain(text.pem.encode_utf16()).flat_map(u16::to_le_bytes).collect());
        let der = sniff::sniff(&self.bytes).unwrap().objects.remove(0).der;
        for whole in [der.expose(), text.pem.as_bytes(), text.pem.replace('\n', "\\n").as_bytes()] {
            all.extend((1..12).map(|twelfth| whole[..whole.len() * twelfth / 12].to_vec()));
            all.push([whole, b"\n"].concat());
            all.push([whole, whole].concat());
            all.push([whole, &whole[..whole.len() / 2]].concat());
        }
        // A byte of the DER changed, each in its turn.
        all.extend((0..der.expose().len().min(60)).map(|position| {
            let mut broken = der.expose().to_vec();
            broken[position] ^= 0x15;
            text.around(&STANDARD.encode(&broken)).into_bytes()
        }));
        all
    }
}

/// A PEM file, and its parts.
struct Text {
    pem: String,
    label: String,
    /// The base64 in one line.
    dense: String,
}

impl Text {
    fn new(pem: String) -> Self {
        let first = pem.lines().next().unwrap_or_default();
        let label = first.trim_start_matches("-----BEGIN ").trim_end_matches('-').to_owned();
        let dense = pem.lines().filter(|line| !line.starts_with('-')).collect();
        Self { pem, label, dense }
    }

    fn around(&self, body: &str) -> String {
        let label = &self.label;
        format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
    }

    fn part(&self, length: usize) -> &str {
        &self.dense[..length.min(self.dense.len())]
    }

    fn with_other_line_breaks(&self) -> Vec<String> {
        let breaks =
            ["\\n", "\\r\\n", "\\\\n", "\r\n", "\r", "\n\r", "\n\n", " ", "", "\t", "\u{2028}", "|", "%0A"];
        breaks.map(|one| self.pem.replace('\n', one)).to_vec()
    }

    fn in_other_text(&self) -> Vec<String> {
        let Self { pem, dense, .. } = self;
        let escaped = pem.replace('\n', "\\n");
        let around = [("    ", ""), ("\"", "\\n\" +"), ("'", "',"), ("# ", ""), ("> ", " \\"), ("+", "")];
        let lines = around.map(|(before, after)| {
            pem.lines().fold(String::new(), |text, line| format!("{text}{before}{line}{after}\n"))
        });
        let mut all = vec![
            format!("KEY=\"{escaped}\"\n"),
            format!("KEY='{pem}'\n"),
            format!("key: |\n{}", lines[0]),
            serde_json::json!({ "private_key": pem }).to_string(),
            format!("{}{pem}", pem.trim_end()),
            format!("{dense}{pem}"),
            format!("\u{feff}{pem}"),
            STANDARD.encode(pem),
        ];
        all.extend(lines);
        all
    }

    /// Labels of others, and lines in which the base64 has got into the label or into a header.
    fn with_other_labels(&self) -> Vec<String> {
        const LABELS: [&str; 12] = [
            "CERTIFICATE",
            "CERTIFICATE REQUEST",
            "X509 CRL",
            "PUBLIC KEY",
            "PRIVATE KEY",
            "RSA PRIVATE KEY",
            "OPENSSH PRIVATE KEY",
            "ENCRYPTED PRIVATE KEY",
            "PKCS12",
            "PKCS7",
            "X",
            "",
        ];
        let Self { pem, label, dense } = self;
        let (part, long) = (self.part(30), self.part(60));
        let mut all = LABELS.map(|other| pem.replace(label.as_str(), other)).to_vec();
        all.extend([
            format!("-----BEGIN {dense}-----\n"),
            format!("-----BEGIN {part}-----\n{dense}\n-----END {part}-----\n"),
            format!("-----BEGIN {label} {part}-----\n"),
            format!("-----BEGIN {label}\n{dense}\n-----END {label}-----\n"),
            format!("-----BEGIN {label}----\n{dense}\n-----END {label}----\n"),
            format!("-----BEGIN {label}-----\n{dense}\n-----END {long}-----\n"),
            format!("-----BEGIN {label}-----\n{dense}\n-----END {dense}-----\n"),
            self.around(&format!("Proc-Type: 4,ENCRYPTED\nDEK-Info: {long},{part}\n\n{dense}")),
            self.around(&format!("DEK-Info: {dense}\n\n{dense}")),
            self.around(&format!("{part}: {dense}")),
        ]);
        all
    }

    /// Without its armour, and where other forms have other things.
    fn in_other_places(&self) -> Vec<String> {
        let Self { pem, label, dense } = self;
        let json = |value: serde_json::Value| value.to_string();
        vec![
            dense.clone(),
            format!("-----BEGIN {label}-----\n{dense}"),
            format!("{dense}\n-----END {label}-----"),
            format!("ssh-{} AAAA{dense} {dense}\n", self.part(40)),
            format!(
                "{} {dense}\n",
                include_str!("../../crates/devcert/tests/fixtures/forms/ssh-ed25519.pub").trim()
            ),
            format!("PuTTY-User-Key-File-{dense}\n"),
            named_by(dense),
            json(serde_json::json!({ "kty": dense })),
            json(serde_json::json!({ "kty": "EC", "crv": dense, "x": dense, "y": dense, "d": dense })),
            json(serde_json::json!({ "kty": "RSA", "n": dense, "e": "AQAB", "d": [dense] })),
            format!("{{\"kty\": \"{dense}"),
            pem.replacen('M', "*", 1),
            pem.to_uppercase(),
            pem.to_lowercase(),
        ]
    }
}

/// A JSON web key whose name is a secret.
fn named_by(secret: &str) -> String {
    let jwk = include_bytes!("../../crates/devcert/tests/fixtures/forms/ec-public.jwk");
    let mut jwk: serde_json::Value = serde_json::from_slice(jwk).unwrap();
    jwk["kid"] = secret.into();
    jwk.to_string()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

/// All that is said of `bytes` by whatever reads files, the debugging form of errors included.
fn said(bytes: &[u8]) -> Vec<(&'static str, String)> {
    let now = OffsetDateTime::now_utc();
    let limits = Limits::default();
    let secret = Secret::from(&b"secret"[..]);
    let shown = |result: Result<String, String>| result.unwrap_or_else(|error| error);
    let mut said =
        vec![("sniff", shown(sniff::sniff(bytes).map(|_| String::new()).map_err(|error| error.to_string())))];
    let mut error = |what, error: Option<read::ReadError>| {
        said.extend(error.map(|error| (what, format!("{error} {error:?}"))));
    };
    error("a key", read::private_key(bytes).err());
    error("a public key", read::public_key(bytes).err());
    error("certificates", read::certificates(bytes).err());
    error("a request", read::request(bytes).err());
    error("CRLs", read::crls(bytes).err());
    error("contents", read::contents(bytes, Some(&secret), &limits).err());
    for passphrase in [None, Some(&secret)] {
        let found = inspect(bytes, passphrase, &limits).map_err(|error| error.to_string());
        let files = [Inspected { path: "FILE".to_owned(), found }];
        said.push(("inspect", report::render_text(&files, now)));
        said.push(("inspect --json", serde_json::to_string(&report::json(&files, now)).unwrap()));
    }
    let window = Window { now, within: Span::days(30) };
    let inventory = ExpiryInventory::new(vec![("FILE".into(), scan(bytes, &[secret]))], window);
    let survey = ScanReport {
        inventory,
        files: 1,
        servers: Vec::new(),
        unread: Vec::new(),
        unreached: Vec::new(),
        ignore_unreadable: false,
    };
    said.push(("expires", expires::table(&survey, false)));
    said.push(("expires --json", serde_json::to_string(&expires::json(&survey)).unwrap()));
    said.push(("expires, JUnit", expires::junit(&survey).unwrap()));
    said.push(("expires, SARIF", expires::sarif(&survey).to_string()));
    said.push(("expires, GitHub", expires::github(&survey)));
    let paths = Paths { key: "FILE", certificate: "FILE", ca: Some("FILE"), crls: &[] };
    let subject = VerifyInput { key: Some(bytes), anchors: Some(bytes), ..VerifyInput::new(bytes, now) };
    let scene = Scene { paths: &paths, around: &Around::default() };
    said.push(("verify", render_text(&verify::verify(&subject), &scene)));
    said
}

#[test]
fn no_part_of_a_key_is_in_what_is_said_of_its_file() {
    for key in key_files() {
        for (number, bytes) in key.mutilated().iter().enumerate() {
            for (what, text) in said(bytes) {
                key.assert_hidden(&text, &format!("{what} of number {number}"));
            }
        }
    }
}

/// The commands that read keys or may be given one; what they make goes to files.
const COMMANDS: [&str; 27] = [
    "inspect FILE",
    "inspect FILE --json",
    "inspect FILE --field kind",
    "verify --key FILE --cert cert.pem",
    "verify --key key.pem --cert FILE --json",
    "verify --no-key --cert cert.pem --ca FILE",
    "verify --no-key --cert cert.pem --crl FILE",
    "convert FILE --out out --force",
    "convert FILE --to pkcs12 --out out --force --new-passphrase file:pass",
    "convert FILE --out out --force --passphrase file:pass",
    "pubkey FILE --out out --force",
    "csr --key FILE --out out --force",
    "selfsign --key FILE --cert out --force",
    "selfsign --key key.pem --csr FILE --cert out --force",
    "selfsign --key FILE --cert out --if-needed",
    "lint FILE",
    "lint FILE --json",
    "expires FILE",
    "expires FILE --format junit",
    "expires FILE --format sarif",
    "expires FILE --format github --json --out out --force",
    "issue a.test --ca ca --key k --cert out --force",
    "sign csr.pem --ca ca --out out --force",
    "sign FILE --ca ca --out out --force",
    "revoke FILE --ca ca",
    "renew FILE",
    "trust install --dry-run --cert FILE",
];

#[test]
fn no_part_of_a_key_is_in_what_a_command_prints() {
    let world = World::with_files();
    world.run(["ca", "init", "--ca", "ca"]).succeeds();
    world.write("pass", "secret\n");
    let keys = key_files();
    for key in keys.iter().filter(|key| ["SEC1", "JWK", "encrypted PKCS#8"].contains(&key.name)) {
        let all = key.mutilated();
        // Every fifth file; every 25th of those that are truncated or have a changed byte. An emulator needs a third of a
        // second for each command, and runs a tenth of them.
        let fewer = if foreign_target().is_some() { 10 } else { 1 };
        for number in (1..50).step_by(5 * fewer).chain((50..all.len()).step_by(25 * fewer)) {
            world.write("FILE", &all[number]);
            world.write("ca/ca.key", &all[number]);
            for command in COMMANDS {
                let words: Vec<&str> = command.split(' ').collect();
                let outcome = world.run_all(&words);
                let shown = format!("{}{}", String::from_utf8_lossy(outcome.stdout()), outcome.stderr());
                key.assert_hidden(&shown, &format!("devcert {command}, of number {number}"));
            }
        }
    }
}

#[test]
fn a_key_that_is_given_in_the_place_of_its_path_is_not_repeated() {
    let world = World::new();
    let key = &key_files()[0];
    let pem = key.text();
    for line in [
        vec!["inspect", &pem],
        vec!["verify", "--key", &pem],
        vec!["selfsign", &format!("--key={pem}")],
        vec!["pubkey", "--json", &pem.replace('\n', "\\n")],
        vec![pem.as_str()],
    ] {
        let outcome = world.run_all(&line);
        outcome.fails_with(2).says("is the text of a PEM file, but a path is expected");
        key.assert_hidden(&format!("{}{}", outcome.stdout_text(), outcome.stderr()), line[0]);
    }
}
