//! What `--explain` prints, typed, creates the same as the line of openssl that it explains.

use std::collections::BTreeSet;

use super::{Pair, files};
use crate::world::World;

/// Lines whose certificates, requests and keys are the same.
const SAME: [&str; 18] = [
    "req -x509 -newkey rsa:2048 -nodes -keyout new.key -out new.pem -subj /CN=a.test -addext subjectAltName=DNS:a.test",
    "req -x509 -newkey rsa:3072 -noenc -keyout new.key -out new.pem -days 9 -subj /C=US/O=Org/CN=a.test -sha384 \
     -addext subjectAltName=DNS:b.test,IP:10.0.0.5,email:a@b.test",
    "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-384 -nodes -keyout new.key -out new.pem -subj /CN=w \
     -addext subjectAltName=DNS:w.test",
    "req -new -x509 -nodes -out new.pem -subj /CN=w -addext subjectAltName=DNS:w.test",
    "req -x509 -key ec.pem -out new.pem -subj /CN=w -addext subjectAltName=DNS:w.test",
    "req -new -key k.pem -subj /CN=a.test -addext subjectAltName=DNS:b.test,DNS:*.w.test -out new.pem",
    "req -new -newkey rsa:2048 -nodes -keyout new.key -out new.pem -subj /O=Org/CN=a -addext subjectAltName=IP:::1",
    "req -newkey ed25519 -nodes -keyout new.key -out new.pem -subj /CN=a -addext subjectAltName=DNS:a",
    "x509 -req -in r.pem -CA ca.pem -CAkey ca.key -days 7 -copy_extensions copy -out new.pem",
    "x509 -req -in r.pem -CA ca.pem -CAkey ca.key -copy_extensions copy -out new.pem",
    "x509 -req -in r.pem -signkey k.pem -copy_extensions copy -out new.pem",
    "genrsa -out new.pem 3072",
    "genrsa -traditional -out new.pem",
    "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out new.pem",
    "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:4096 -out new.pem",
    "ecparam -name secp521r1 -genkey -noout -out new.pem",
    "ec -in ec.pem -out new.pem",
    "rsa -in k.pem -out new.pem",
];

/// Lines without SANs: devcert adds the common name, and a note.
const WITH_THE_COMMON_NAME: [&str; 3] = [
    "req -x509 -newkey rsa:2048 -nodes -keyout new.key -out new.pem -subj /CN=a.test",
    "req -new -key k.pem -subj /CN=a.test -out new.pem",
    "req -new -newkey rsa:2048 -nodes -keyout new.key -out new.pem -subj /O=Org/CN=localhost",
];

/// Lines whose text and files have the same bytes.
const SAME_BYTES: [&str; 21] = [
    "req -in r.pem -noout -text",
    "req -noout -pubkey < r.pem",
    "x509 -in leaf.pem -noout -pubkey -out new.pem",
    "x509 -in leaf.pem -outform DER -out new.der",
    "x509 -in leaf.pem -out new.der",
    "x509 -noout -text < leaf.pem",
    "crl -in crl.pem -noout -text",
    "rsa -in k.pem -RSAPublicKey_out -out new.pem",
    "ec -in ec.pem -pubout",
    "rsa -pubout < k.pem",
    "pkey -in k.pem -noout -text",
    "rsa -in k.pem -traditional -out new.pem",
    "PW=secret rsa -in sealed.pem -passin env:PW -noout -text",
    "PW=secret rsa -in sealed.pem -passin env:PW -out new.pem",
    "ec -in ec.pem -out new.pem",
    "ec -outform DER -out new.der < ec.pem",
    "pkey -in ec.pem -out new.pem",
    "pkcs8 -topk8 -nocrypt -in k.pem -outform DER -out new.der",
    "pkcs8 -topk8 -nocrypt < ec.pem",
    "pkcs8 -nocrypt -in k.pem -out new.pem",
    "crl2pkcs7 -nocrl -certfile leaf.pem",
];

/// Prints of each new file what the lines are compared by. The days of a certificate of devcert are counted from an
/// hour ago, whether it is valid since then or since its CA is.
const FACTS: &str = r#"for f in $NEW; do echo "== $f $(grep -h BEGIN $f)"
if grep -q 'BEGIN CERTIFICATE REQ' $f; then openssl req -in $f -noout -text | grep -E 'Subject:|DNS:|IP Address:|email:|Public-Key|Algorithm: (ec|sha|ED)'
elif grep -q 'BEGIN CERT' $f; then openssl x509 -in $f -noout -subject; openssl x509 -in $f -noout -text | grep -E 'DNS:|IP Address:|email:|Public-Key|Algorithm: (ec|sha|ED)'
  at() { date -d "$(openssl x509 -in $f -noout -$1 | cut -d= -f2)" +%s; }; echo "days $(( ($(at enddate) - $(at startdate) + 3601) / 86400 ))"
else openssl pkey -in $f -noout -text | head -1; fi; done"#;

/// The files that a world has and did not have, and what is in them.
fn facts(world: &World, before: &BTreeSet<String>) -> String {
    let mut new: Vec<_> = files(world).into_keys().filter(|name| !before.contains(name)).collect();
    // The copy of the CA's files, in which devcert keeps its ledger.
    new.retain(|name| !name.starts_with("ca/") && !name.ends_with(".srl"));
    let facts = world.program_with("sh", ["-c", FACTS]).env("NEW", new.join(" ")).run().succeeds();
    facts.text().lines().map(|line| format!("{}\n", line.trim())).collect()
}

/// What openssl and the explained command create, and what `--explain` says.
fn both(start: &Pair, line: &str) -> (String, String, String) {
    let Runs { pair, before, notes, .. } = run(start, line);
    (facts(&pair.openssl, &before), facts(&pair.devcert, &before), notes)
}

/// Both runs of a line, the files before them, and what `--explain` says.
struct Runs {
    pair: Pair,
    before: BTreeSet<String>,
    texts: [String; 2],
    notes: String,
}

/// Runs a line with openssl, and what devcert explains it with, in directories with the same files.
fn run(start: &Pair, line: &str) -> Runs {
    let pair = Pair { openssl: World::new(), devcert: World::new() };
    for (name, contents) in files(&start.openssl) {
        pair.openssl.write(&name, contents);
    }
    let pair = pair.with_equal_files();
    let before: BTreeSet<_> = files(&pair.openssl).into_keys().collect();
    let (line, redirected) = line.split_once(" < ").map_or((line, ""), |(line, file)| (line, file));
    let (environment, line) =
        line.split_once("PW=secret ").map_or(("", line), |(_, line)| ("PW=secret", line));
    let input = if redirected.is_empty() { String::new() } else { format!("< {redirected}") };
    let program = crate::world::DEVCERT;
    let shell = |world: &World, script: &str| world.program_with("sh", ["-c", script]).run().succeeds();
    let theirs = shell(&pair.openssl, &format!("{environment} openssl {line} {input}"));
    let explained = shell(&pair.devcert, &format!("{program} openssl --explain {line}"));
    let text = explained.text();
    let command = text.trim();
    let ours =
        format!("{environment}; export PW; devcert() {{ {program} \"$@\"; }}; {{ {command}; }} {input}");
    let ours = shell(&pair.devcert, ours.trim_start_matches("; "));
    let texts = [theirs.text().to_owned(), ours.text().to_owned()];
    Runs { pair, before, texts, notes: explained.errors().to_owned() }
}

#[test]
fn explained_commands_print_and_convert_to_the_same_bytes() {
    let start = Pair::new();
    for line in SAME_BYTES {
        let Runs { pair, texts: [theirs, ours], notes, .. } = run(&start, line);
        assert_eq!(ours, theirs, "{line}");
        assert!(files(&pair.openssl) == files(&pair.devcert), "{line}");
        assert!(notes.is_empty() || line.contains("-out new.der"), "{line}: {notes}");
    }
}

#[test]
fn explained_commands_create_the_same() {
    let start = Pair::new();
    let differences: String = SAME
        .iter()
        .map(|line| (line, both(&start, line)))
        .filter(|(_, (theirs, ours, _))| ours != theirs || !theirs.contains("== "))
        .map(|(line, (theirs, ours, _))| format!("{line}\nopenssl: {theirs}\ndevcert: {ours}\n"))
        .collect();
    assert!(differences.is_empty(), "{differences}");
}

#[test]
fn explained_commands_without_sans_add_the_common_name_alone() {
    let start = Pair::new();
    for line in WITH_THE_COMMON_NAME {
        let (theirs, ours, notes) = both(&start, line);
        let name = line.rsplit("CN=").next().unwrap().split(' ').next().unwrap();
        let added: Vec<_> = ours.lines().filter(|fact| !theirs.lines().any(|other| other == *fact)).collect();
        assert_eq!(added, [format!("DNS:{name}")], "{line}");
        assert!(notes.contains("adds the common name to the SANs"), "{line}: {notes}");
        assert!(theirs.lines().all(|fact| ours.lines().any(|other| other == fact)), "{line}");
    }
}
