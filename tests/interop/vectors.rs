//! The files that Python's cryptography is tested with: several thousand certificates, keys, requests,
//! revocation lists and bundles, many of them damaged on purpose. Each ends in an answer: read, or what is
//! wrong with it.
//!
//! `vectors.tsv` has the answers by kind. `DEVCERT_WRITE_TABLES=1` writes it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::tables;
use crate::world::{DEVCERT, World};

/// The folders that hold files of the kinds above; the others are lists of numbers.
const FOLDERS: [&str; 4] = ["asymmetric", "pkcs12", "pkcs7", "x509"];

/// What the files are sealed with, those first that open most of them.
const PASSPHRASES: [&str; 12] = [
    "password",
    "123456",
    "",
    "cryptography",
    "PolarSSLTest",
    "baz",
    "foobar",
    "hunter2",
    "hunter42",
    "a123456",
    "1234",
    "asdf",
];

fn vectors() -> PathBuf {
    let python = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop/clients/python-venv/lib");
    let versions = std::fs::read_dir(&python).unwrap_or_else(|error| {
        panic!("{}: {error}; tests/interop/install.sh installs what is needed", python.display())
    });
    versions
        .map(|version| version.unwrap().path().join("site-packages/cryptography_vectors"))
        .find(|vectors| vectors.is_dir())
        .unwrap_or_else(|| panic!("no cryptography_vectors in {}", python.display()))
}

/// Every file below `folder`, in order.
fn files(folder: &Path, into: &mut Vec<String>) {
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        match path.is_dir() {
            true => files(&path, into),
            false => into.push(path.to_str().unwrap().to_owned()),
        }
    }
}

/// What is said of each of `files`, by its path.
fn inspect(world: &World, files: &[&String], passphrase: Option<&str>) -> BTreeMap<String, Value> {
    let options: &[&str] = match passphrase {
        Some(_) => &["--passphrase", "env:VECTORS_PASSPHRASE"],
        None => &[],
    };
    let arguments = ["inspect", "--json"].iter().chain(options).copied();
    let run = world
        .program_with(DEVCERT, arguments.chain(files.iter().map(|file| file.as_str())))
        .env("VECTORS_PASSPHRASE", passphrase.unwrap_or_default())
        .run();
    assert!(matches!(run.status(), Some(0 | 1)), "{run}");
    let json: Value = serde_json::from_slice(&run.stdout).unwrap();
    let files = json["files"].as_array().unwrap().iter();
    files.map(|file| (file["path"].as_str().unwrap().to_owned(), file.clone())).collect()
}

/// Whether a passphrase is missing, or the one that was given does not fit.
fn is_locked(file: &Value) -> bool {
    let locked = |object: &Value| object["encrypted"] == true || object["error"] == "the passphrase is wrong";
    file["objects"].as_array().unwrap().iter().any(locked)
}

/// What is said of every file, each with the first passphrase that opens it.
fn answers(world: &World) -> BTreeMap<String, Value> {
    let mut paths = Vec::new();
    for folder in FOLDERS {
        files(&vectors().join(folder), &mut paths);
    }
    let mut answers = inspect(world, &paths.iter().collect::<Vec<_>>(), None);
    for passphrase in PASSPHRASES {
        let locked: Vec<_> = paths.iter().filter(|path| is_locked(&answers[*path])).collect();
        if !locked.is_empty() {
            let opened = inspect(world, &locked, Some(passphrase));
            answers.extend(opened.into_iter().filter(|(_, file)| !is_locked(file)));
        }
    }
    answers
}

/// The kinds of objects in a file, each with what became of it.
fn outcomes(file: &Value) -> Vec<[String; 2]> {
    if let Some(error) = file["error"].as_str() {
        return vec![["file".to_owned(), error.to_owned()]];
    }
    let outcome = |object: &Value| {
        let kind = object["kind"].as_str().unwrap();
        let kind = match object["container"].as_str() {
            Some(container) => format!("{kind} in {container}"),
            None => kind.to_owned(),
        };
        let told = object["error"].as_str().map(str::to_owned);
        let state =
            match (object["encrypted"] == true, object["key"].is_null(), object["revocation_list"].is_null())
            {
                (true, ..) => "locked",
                (false, true, true) => "named",
                _ => "read",
            };
        [kind, told.unwrap_or_else(|| state.to_owned())]
    };
    file["objects"].as_array().unwrap().iter().map(outcome).collect()
}

#[test]
fn every_file_of_the_vectors_ends_in_an_answer() {
    let answers = answers(&World::new());
    assert!(answers.len() > 2000, "{}", answers.len());
    let mut counts: BTreeMap<[String; 2], usize> = BTreeMap::new();
    for outcome in answers.values().flat_map(outcomes) {
        // The parsers' own words for what they did not expect.
        for opaque in ["Parsing", "Error(", "ErrorKind", "None", "Some("] {
            assert!(!outcome[1].contains(opaque), "{outcome:?}");
        }
        *counts.entry(outcome).or_default() += 1;
    }
    let rows = counts.iter().map(|([kind, outcome], count)| format!("{count}\t{kind}\t{outcome}\n"));
    tables::holds("tests/interop/vectors.tsv", &rows.collect::<String>());
}
