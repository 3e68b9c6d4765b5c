//! The house holds: nothing imports from above itself, and no files import each other.

#![allow(
    clippy::disallowed_methods,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests read the source tree, and may fail"
)]

mod cycles;
mod dependencies;
mod errors;
mod functions;
mod identifiers;
mod imports;
mod platforms;
mod texts;
mod tokens;

use std::collections::HashMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use self::cycles::cycles;
use self::imports::Crate;

/// The directories with source code, and their rooms from the ground up; each room may use those before it
/// (docs/architecture.md).
const ROOMS: [(&str, &[&str]); 2] = [
    ("crates/devcert/src", &["model", "key", "x509", "encoding", "text", "pki", "testing"]),
    ("src", &["ca", "host", "trust", "ops", "report", "cli", "openssl", "commands", "usage"]),
];

/// The rooms without files, terminal, environment and clock.
const PURE: [&str; 7] = ["model", "key", "x509", "encoding", "text", "pki", "ca"];

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
    let (source, _) = ROOMS.iter().find(|(_, rooms)| rooms.contains(&room)).unwrap();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join(source);
    let folder = source.join(room);
    let mut files = if folder.is_dir() { rust_files(&folder) } else { Vec::new() };
    files.extend(Some(source.join(format!("{room}.rs"))).filter(|file| file.exists()));
    without_comments(files)
}

/// Every file of the workspace's other crates with its code, comments left out.
fn code_of_crates() -> Vec<(PathBuf, String)> {
    let crates = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("crates")).unwrap();
    without_comments(crates.flat_map(|one| rust_files(&one.unwrap().path().join("src"))).collect())
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

/// The library of this package and of the other crates, each by its root file.
fn crates() -> Vec<Crate> {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let others = fs::read_dir(package.join("crates")).unwrap().map(|entry| entry.unwrap().path());
    let roots = others.chain([package.to_owned()]).map(|folder| folder.join("src/lib.rs"));
    let read = |file: &Path| fs::read_to_string(package.join(file)).ok();
    roots.map(|root| Crate::parse(root.strip_prefix(package).unwrap(), &read)).collect()
}

#[test]
fn no_files_import_each_other() {
    for parsed in crates() {
        let uses = parsed.uses(false);
        let cycles: Vec<_> = cycles(&uses).iter().map(|cycle| cycle.shown(&uses)).collect();
        assert!(cycles.is_empty(), "{}", cycles.join("\n"));
    }
}

/// The crate of these files, of which `lib.rs` is the root.
fn crate_of(files: &[(&str, &str)]) -> Crate {
    let files: HashMap<_, _> = files.iter().map(|(name, text)| (PathBuf::from(name), *text)).collect();
    Crate::parse(Path::new("lib.rs"), &|file| files.get(file).map(|text| (*text).to_owned()))
}

fn shown_cycles(files: &[(&str, &str)]) -> Vec<String> {
    let uses = crate_of(files).uses(false);
    cycles(&uses).iter().map(|cycle| cycle.shown(&uses)).collect()
}

#[test]
fn files_that_import_each_other_are_found_through_re_exports() {
    let found = shown_cycles(&[
        ("lib.rs", "mod a; mod b { mod inner; pub use inner::Thing as Other; }"),
        ("a.rs", "use crate::b::Other; pub fn start() -> Other { Other }"),
        ("b/inner.rs", "pub struct Thing; fn f() { crate::a::start(); }"),
    ]);
    assert_eq!(found.len(), 1);
    assert!(found[0].contains("a.rs uses b/inner.rs: Other, crate::b::Other"), "{}", found[0]);
    assert!(found[0].contains("b/inner.rs uses a.rs: crate::a::start"), "{}", found[0]);
}

#[test]
fn a_parent_that_only_re_exports_its_children_is_in_no_cycle() {
    let child = ("a/b.rs", "use super::c::two; pub fn one() { two() }");
    let other = ("a/c.rs", "pub fn two() {}");
    let parent = |code| ("a.rs", code);
    let root = ("lib.rs", "pub mod a;");
    let transparent = parent("mod b; mod c; pub use b::one; pub(crate) use self::c::{two};");
    assert_eq!(shown_cycles(&[root, transparent, child, other]), Vec::<String>::new());
    let user = ("a/b.rs", "use super::{helper, c::two}; pub fn one() { two(); helper() }");
    let working = parent("mod b; mod c; pub use b::one; fn helper() {} pub fn run() { one() }");
    assert_eq!(shown_cycles(&[root, working, user, other]).len(), 1);
}

#[test]
fn macros_and_attributes_count_and_tests_and_comments_do_not() {
    let root = ("lib.rs", "mod a; mod b;");
    let uses_a = |code| shown_cycles(&[root, ("a.rs", "pub fn f() { super::b::g() }"), ("b.rs", code)]).len();
    assert_eq!(uses_a("pub fn g() { println!(\"{}\", crate::a::f()) }"), 1);
    assert_eq!(uses_a("#[serde(with = \"crate::a::f\")] pub fn g() {}"), 1);
    assert_eq!(uses_a("pub fn g() { let c = '\"'; crate::a::f::<'static>(r#\"\"\"#) }"), 1);
    assert_eq!(uses_a("pub fn g() {} #[cfg(test)] mod tests { use crate::a::f; }"), 0);
    assert_eq!(uses_a("pub fn g() {} #[cfg(test)] use crate::a::f;"), 0);
    assert_eq!(uses_a("pub fn g() { /* crate::a::f */ \"crate::a::f()\"; } // crate::a::f()"), 0);
    assert_eq!(uses_a("pub(in crate::a) fn g() { x.f() }"), 0);
}

/// The room that a file is in, by its height.
fn height(file: &Path) -> Option<usize> {
    let (source, rooms) = ROOMS.iter().find(|(source, _)| file.starts_with(source))?;
    let room = Path::new(file.strip_prefix(source).ok()?.iter().next()?).file_stem()?;
    rooms.iter().position(|name| *name == room)
}

#[test]
fn a_room_uses_only_the_rooms_below_it() {
    for (file, used) in crates().iter().flat_map(|parsed| parsed.uses(true)) {
        if let Some((other, names)) = used.iter().find(|(other, _)| height(other) > height(&file)) {
            let name = names.iter().next().unwrap();
            panic!("{} uses {name} of {}, which is above it", file.display(), other.display());
        }
    }
}

/// The command that a file belongs to, as in `ca/init`; `None` for what several commands share.
fn command(file: &Path) -> Option<String> {
    let parts: Vec<_> = file.strip_prefix("src/commands").ok()?.iter().map(OsStr::to_string_lossy).collect();
    let first = parts[0].trim_end_matches(".rs");
    match (first, parts.get(1)) {
        // `ca` and `trust` only list the commands below them.
        ("mod" | "lazy", _) | ("ca" | "trust", None) => None,
        ("ca", Some(second)) => Some(format!("ca/{}", second.trim_end_matches(".rs"))),
        _ => Some(first.to_owned()),
    }
}

#[test]
fn no_command_uses_another_command() {
    for (file, used) in crates().iter().flat_map(|parsed| parsed.uses(false)) {
        let Some(own) = command(&file) else { continue };
        let is_other = |(other, _): &(&PathBuf, _)| command(other).is_some_and(|other| other != own);
        if let Some((other, names)) = used.iter().find(is_other) {
            let name = names.iter().next().unwrap();
            panic!("{} uses {name} of another command, {}", file.display(), other.display());
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

fn is_a_test(file: &Path) -> bool {
    file.iter().rev().take(2).any(|part| part == "tests" || part == "tests.rs")
}

/// clippy.toml forbids these too, but not in `host`, the place that most of what it forbids is reserved for.
#[test]
fn no_thread_is_started_that_cannot_fail() {
    let files =
        ROOMS.iter().flat_map(|(_, rooms)| rooms.iter().copied()).flat_map(code_of).chain(code_of_crates());
    for (file, code) in files.filter(|(file, _)| !is_a_test(file)) {
        for call in ["thread::spawn(", "scope.spawn("] {
            assert!(!code.contains(call), "{} uses {call} instead of thread::Builder", file.display());
        }
    }
}

#[test]
fn every_folder_of_the_source_is_a_room() {
    for (source, rooms) in ROOMS {
        for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(source)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let known = rooms.contains(&name.as_str()) || ["main", "lib"].contains(&name.as_str());
            assert!(known, "{} is in no floor of docs/architecture.md", path.display());
        }
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
