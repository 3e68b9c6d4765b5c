//! The house holds: nothing imports from above itself.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read the source tree, and may fail"
)]

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms from the ground up; each may use those before it (docs/architecture.md).
const ROOMS: [&str; 11] =
    ["model", "key", "x509", "encoding", "pki", "ca", "host", "trust", "ops", "report", "commands"];

/// The rooms that are the library: no file, no terminal, no environment, no clock.
const PURE: [&str; 6] = ["model", "key", "x509", "encoding", "pki", "ca"];

/// What a pure room may not name, beyond what clippy.toml reserves for the whole program.
const OUTSIDE: [&str; 6] = ["std::fs", "std::env", "std::process", "std::io::std", "now_utc", "SystemTime"];

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

/// Every file of a room with its code, comments left out.
fn code_of(room: &str) -> Vec<(PathBuf, String)> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = rust_files(&source.join(room));
    files.extend(Some(source.join(format!("{room}.rs"))).filter(|file| file.exists()));
    without_comments(files)
}

/// Every file of the workspace's other crates with its code, comments left out.
fn code_of_crates() -> Vec<(PathBuf, String)> {
    without_comments(rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("crates")))
}

fn without_comments(files: Vec<PathBuf>) -> Vec<(PathBuf, String)> {
    files
        .into_iter()
        .map(|file| {
            let text = fs::read_to_string(&file).unwrap();
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            let code = code.collect::<Vec<_>>().join("\n");
            (file, code)
        })
        .collect()
}

#[test]
fn a_room_uses_only_the_rooms_below_it() {
    for (height, room) in ROOMS.iter().enumerate() {
        for (file, code) in code_of(room) {
            for above in &ROOMS[height + 1..] {
                let import = format!("crate::{above}");
                assert!(!code.contains(&import), "{} uses {above}, which stands above it", file.display());
            }
        }
    }
}

#[test]
fn the_library_does_not_touch_the_outside_world() {
    for room in PURE {
        for (file, code) in code_of(room) {
            for word in OUTSIDE {
                assert!(!code.contains(word), "{} names {word}", file.display());
            }
        }
    }
}

/// clippy.toml forbids these too, but not in `host`, the place that most of what it forbids is reserved for.
#[test]
fn no_thread_is_started_that_cannot_fail() {
    let is_a_test = |file: &Path| file.iter().rev().take(2).any(|part| part == "tests" || part == "tests.rs");
    let files = ROOMS.into_iter().flat_map(code_of).chain(code_of_crates());
    for (file, code) in files.filter(|(file, _)| !is_a_test(file)) {
        for call in ["thread::spawn(", "scope.spawn("] {
            assert!(!code.contains(call), "{} uses {call} instead of thread::Builder", file.display());
        }
    }
}

#[test]
fn every_folder_of_the_source_is_a_room() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for entry in fs::read_dir(source).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let known = ROOMS.contains(&name.as_str()) || ["main", "lib"].contains(&name.as_str());
        assert!(known, "{} is in no floor of docs/architecture.md", path.display());
    }
}

/// The packages of a lock file, each as name and version.
fn locked(file: &str) -> Vec<(String, String)> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
    let value = |line: &str, key: &str| Some(line.strip_prefix(key)?.trim_matches('"').to_owned());
    let packages = text.split("[[package]]\n").skip(1);
    let found = packages.map(|package| {
        let [name, version] =
            ["name = ", "version = "].map(|key| package.lines().find_map(|line| value(line, key)).unwrap());
        (name, version)
    });
    found.collect()
}

#[test]
fn what_is_fuzzed_is_built_from_the_same_packages_as_devcert() {
    let (ours, fuzzed) = (locked("Cargo.lock"), locked("fuzz/Cargo.lock"));
    assert!(ours.len() > 100 && fuzzed.len() > 100, "{} {}", ours.len(), fuzzed.len());
    let is_shared = |name: &str| ours.iter().any(|(other, _)| other == name);
    for package in fuzzed.iter().filter(|(name, _)| is_shared(name)) {
        let (name, version) = package;
        assert!(
            ours.contains(package),
            "fuzz/Cargo.lock has {name} {version}, and Cargo.lock another one; \
             cargo update --manifest-path fuzz/Cargo.toml {name} --precise VERSION"
        );
    }
}
