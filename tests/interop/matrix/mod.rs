//! Every form in which devcert and another program can hand each other keys and certificates, for every
//! kind of key: what devcert writes is read by the program, what the program writes is read by devcert.
//!
//! `docs/interop.md` has the table. `DEVCERT_WRITE_TABLES=1` writes it.

mod readers;
mod writers;

// Writing to a `String` does not fail.
use std::fmt::Write as _;
use std::path::Path;

use crate::tables;
use crate::world::{Program, Run, World};
use readers::READERS;
use writers::{Holds, WRITERS, Writer};

/// What files are sealed with; keytool wants six characters.
const PASSPHRASE: &str = "secret6";

/// The kinds of key, as `--algorithm` takes them, and as the table has them.
const ALGORITHMS: [(&str, &str); 11] = [
    ("rsa:1024", "RSA 1024"),
    ("rsa:2048", "RSA 2048"),
    ("rsa:3072", "RSA 3072"),
    ("rsa:4096", "RSA 4096"),
    ("p256", "P-256"),
    ("p384", "P-384"),
    ("p521", "P-521"),
    ("ed25519", "Ed25519"),
    ("ml-dsa-44", "ML-DSA-44"),
    ("ml-dsa-65", "ML-DSA-65"),
    ("ml-dsa-87", "ML-DSA-87"),
];

/// How the names of some kinds of key begin, and why a program does not take these.
type Kinds = (&'static str, &'static str);

const NO_ML_DSA: Kinds = ("ml-dsa", "the program does not support ML-DSA");
/// Forms that have no place for other kinds.
const RSA: &[Kinds] = &[
    ("p", "the format is for RSA keys"),
    ("ed", "the format is for RSA keys"),
    ("ml", "the format is for RSA keys"),
];
const EC: &[Kinds] = &[
    ("rsa", "the format is for EC keys"),
    ("ed", "the format is for EC keys"),
    ("ml", "the format is for EC keys"),
];
const RSA_AND_EC: &[Kinds] =
    &[("ed", "the format is for RSA and EC keys"), ("ml", "the format is for RSA and EC keys")];
const EC_LOST: &[Kinds] =
    &[("p", "it omits the curve of EC keys, without which no program can read them"), NO_ML_DSA];
const NO_PLACE: &[Kinds] = &[("ml-dsa", "the format does not support ML-DSA keys")];

/// Programs that do not take some kinds, whatever the form.
const ALL: &[Kinds] = &[];
const OLD: &[Kinds] = &[NO_ML_DSA];
const NSS: &[Kinds] = &[("ed25519", "NSS does not import Ed25519 keys"), NO_ML_DSA];
const SSH_PEM: &[Kinds] = &[("ed25519", "OpenSSH supports Ed25519 keys in its own format only"), NO_ML_DSA];
const NO_P12: &[Kinds] = &[("ml-dsa", "the program does not support ML-DSA keys in PKCS#12")];

fn exception(except: &[Kinds], algorithm: &str) -> Option<&'static str> {
    except.iter().find(|(start, _)| algorithm.starts_with(start)).map(|(_, reason)| *reason)
}

/// A key and a certificate of this kind, a CA with such a key, the clients, and an empty data base of NSS.
fn world(algorithm: &str) -> World {
    let world = World::new();
    world.write("pass", PASSPHRASE);
    world.write("template", "cn = localhost");
    let clients = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop/clients");
    std::os::unix::fs::symlink(clients, world.path("clients")).unwrap();
    world.devcert(&format!("selfsign --algorithm {algorithm}")).succeeds();
    world.devcert("pubkey").succeeds();
    world.devcert(&format!("ca init --ca ca --algorithm {algorithm}")).succeeds();
    std::fs::create_dir(world.path("nss")).unwrap();
    world.program("certutil", "-N -d sql:nss --empty-password").run().succeeds();
    world
}

/// The program of this name; Python's cryptography is in the suite's own environment.
fn program(world: &World, name: &str, line: &str) -> Program {
    let arguments = line.split_whitespace().map(|word| if word == "''" { "" } else { word });
    match name {
        "cryptography" => {
            let python =
                Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop/clients/python-venv/bin/python");
            world.program_with(python, arguments)
        }
        name => world.program_with(name, arguments),
    }
}

#[test]
fn every_program_reads_what_is_for_it() {
    for (algorithm, _) in ALGORITHMS {
        let world = world(algorithm);
        for reader in READERS {
            let run = || program(&world, reader.program, reader.line).run();
            let made = world.devcert(&format!("{} --force", reader.devcert));
            println!("{algorithm:<9} {:<12} reads {}", reader.program, reader.devcert);
            match exception(reader.except, algorithm) {
                None => {
                    made.succeeds();
                    run().succeeds().says(reader.says);
                }
                // An exception that does not hold any more is one too many.
                Some(reason) => {
                    let reads = || run().says_in_the_end(reader.says);
                    assert!(made.status() != Some(0) || !reads(), "{algorithm}, {}: {reason}?", reader.line);
                }
            }
        }
    }
}

#[test]
fn what_every_program_writes_is_read() {
    for (algorithm, _) in ALGORITHMS {
        let world = world(algorithm);
        world.devcert("convert --out a.p12 --new-passphrase file:pass").succeeds();
        world.devcert("crl --ca ca --out a.crl").succeeds();
        if exception(NO_PLACE, algorithm).is_none() {
            world.devcert("convert cert/private.pem --to openssh --out a.ssh").succeeds();
            world.devcert("convert cert/private.pem --to openssh-public --out a.pub").succeeds();
        }
        for writer in &WRITERS {
            println!("{algorithm:<9} {:<12} writes {}", writer.program, writer.form);
            let written = write(&world, writer);
            match exception(writer.except, algorithm) {
                None => {
                    assert!(written, "{algorithm}, {} {}", writer.program, writer.line);
                    let (read, same) = read_back(&world, writer.holds);
                    assert!(same, "{algorithm}, {} {}\n{read}", writer.program, writer.line);
                }
                Some(reason) => {
                    let read = written && read_back(&world, writer.holds).1;
                    assert!(!read, "{algorithm}, {} {}: {reason}?", writer.program, writer.line);
                }
            }
        }
    }
}

/// Whether the program writes `theirs`.
fn write(world: &World, writer: &Writer) -> bool {
    let _none_yet = std::fs::remove_file(world.path("theirs"));
    if let Some((name, line)) = writer.first
        && program(world, name, line).run().status() != Some(0)
    {
        return false;
    }
    let done = program(world, writer.program, writer.line).run();
    if done.status() == Some(0) && !world.path("theirs").exists() {
        world.write("theirs", &done.stdout);
    }
    done.status() == Some(0)
}

/// What devcert says of `theirs`, and whether it finds in it what was put in.
fn read_back(world: &World, holds: Holds) -> (Run, bool) {
    let (to, original) = match holds {
        Holds::Key => ("pkcs8", "cert/private.pem"),
        Holds::Certificate => ("pem", "cert/file.crt"),
        Holds::PublicKey | Holds::Request => ("spki", "cert/public.pem"),
        Holds::Crl => ("pem", "a.crl"),
    };
    let line = format!("convert theirs --to {to} --out back.pem --passphrase file:pass --force");
    let read = world.devcert(&line);
    let same = read.status() == Some(0) && world.read("back.pem") == world.read(original);
    match holds {
        Holds::Request if same => {
            let inspected = world.devcert("inspect theirs");
            let signed = inspected.says_in_the_end(" (self-signature valid)");
            (inspected, signed)
        }
        _ => (read, same),
    }
}

/// The kinds of key that are taken, then those that are not, each reason once.
fn kinds(except: &[Kinds]) -> String {
    let taken: Vec<_> = ALGORITHMS
        .iter()
        .filter(|(algorithm, _)| exception(except, algorithm).is_none())
        .map(|(_, name)| *name)
        .collect();
    match taken.len() {
        all if all == ALGORITHMS.len() => "all".to_owned(),
        _ => taken.join(", "),
    }
}

/// Why some kinds are left out.
fn reasons(except: &[Kinds]) -> String {
    let mut reasons: Vec<_> = except.iter().map(|(_, reason)| *reason).collect();
    reasons.dedup();
    reasons.join("; ")
}

fn table() -> String {
    let mut text = String::from(HEAD);
    for reader in &READERS {
        let (kinds, reasons) = (kinds(reader.except), reasons(reader.except));
        let _ = writeln!(text, "| {} | `{}` | {kinds} | {reasons} |", reader.program, reader.devcert);
    }
    text.push_str(MIDDLE);
    for writer in &WRITERS {
        let (kinds, reasons) = (kinds(writer.except), reasons(writer.except));
        let _ = writeln!(text, "| {} | {} | {kinds} | {reasons} |", writer.program, writer.form);
    }
    text
}

#[test]
fn the_table_of_the_documents_is_this_one() {
    tables::holds("docs/interop.md", &table());
}

const HEAD: &str = "\
# Other programs

`cargo test --test interop matrix` runs each line with a key and a certificate of every listed type, and also writes this page
(`DEVCERT_WRITE_TABLES=1`). The programs are OpenSSL 3.0, GnuTLS's certtool, Java 17's keytool, NSS's pk12util,
OpenSSH's ssh-keygen, Node.js 18 or later and Python's cryptography 50.

\"All\" is RSA of 1024, 2048, 3072 and 4096 bits, P-256, P-384, P-521, Ed25519, and ML-DSA-44, -65 and -87.

## Files from devcert

| program | `devcert` | key types | why not others |
|---|---|---|---|
";

const MIDDLE: &str = "
## Files from other programs

devcert reads the key and the certificate without any change; a CSR is signed by its own key.

| program | format | key types | why not others |
|---|---|---|---|
";
