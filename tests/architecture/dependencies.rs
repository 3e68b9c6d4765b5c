//! What users of the library pull in.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// Crates of the command line, the terminal and file work, and those of the library's examples.
const COMMAND_ONLY: [&str; 16] = [
    "anstream",
    "anstyle",
    "axum",
    "clap",
    "clap_builder",
    "ctor",
    "dirs",
    "if-addrs",
    "ignore",
    "mimalloc",
    "quick-xml",
    "rpassword",
    "rustls-native-certs",
    "signal-hook",
    "tempfile",
    "tokio",
];

/// For every package that `root` needs to be compiled, on any system, the packages that it uses itself.
fn normal_dependencies(root: &str) -> HashMap<String, Vec<String>> {
    let output = Command::new(env!("CARGO"))
        // Not offline: crates for other systems may not have been downloaded yet.
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let list = |value: &Value| value.as_array().unwrap().clone();
    let names: HashMap<_, _> =
        list(&metadata["packages"]).iter().map(|one| (one["id"].clone(), text(&one["name"]))).collect();
    let nodes: HashMap<_, _> = list(&metadata["resolve"]["nodes"])
        .iter()
        .map(|one| (one["id"].clone(), list(&one["deps"])))
        .collect();
    let is_normal =
        |dependency: &&Value| list(&dependency["dep_kinds"]).iter().any(|kind| kind["kind"].is_null());

    let start = names.iter().find(|(_, name)| *name == root).unwrap().0;
    let mut found = HashMap::new();
    let (mut open, mut seen) = (vec![start.clone()], HashSet::from([start.clone()]));
    while let Some(id) = open.pop() {
        let used: Vec<_> = nodes[&id].iter().filter(is_normal).map(|one| one["pkg"].clone()).collect();
        found.insert(names[&id].clone(), used.iter().map(|one| names[one].clone()).collect());
        open.extend(used.into_iter().filter(|one| seen.insert(one.clone())));
    }
    found
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// What the registry and docs.rs show of a package. An address of the source follows when there is one.
#[test]
fn packages_are_described_for_the_registry() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline", "--locked"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    assert_eq!(packages.len(), 3);
    for package in packages {
        let name = text(&package["name"]);
        for member in ["description", "license", "readme", "rust_version"] {
            assert!(package[member].is_string(), "{name} has no {member}");
        }
        let folder = Path::new(package["manifest_path"].as_str().unwrap()).parent().unwrap();
        for file in [package["readme"].as_str().unwrap(), "LICENSE-MIT", "LICENSE-APACHE"] {
            assert!(folder.join(file).is_file(), "{name} has no {file}");
        }
        let count = |member: &str| package[member].as_array().unwrap().len();
        // crates.io accepts at most five of each.
        assert!((1..=5).contains(&count("keywords")) && (1..=5).contains(&count("categories")), "{name}");
        let is_library = name != "devcert-cli";
        assert_eq!(package["documentation"].is_string(), is_library, "{name}");
        assert_eq!(package["metadata"]["docs"]["rs"].is_object(), is_library, "{name}");
    }
}

#[test]
fn library_pulls_in_nothing_of_the_command() {
    let found = normal_dependencies("devcert");
    assert!(found.contains_key("rustls"), "{found:?}");
    let unwanted: Vec<_> = COMMAND_ONLY.iter().filter(|name| found.contains_key(**name)).collect();
    assert!(unwanted.is_empty(), "{unwanted:?}");
    // The threads that search for primes choose their cores; there are no files in it.
    let users: Vec<_> = found.iter().filter(|(_, used)| used.iter().any(|one| one == "rustix")).collect();
    assert!(users.iter().all(|(name, _)| *name == "devcert-primes"), "{users:?}");
    // The list is one of the command's dependencies, so the test can fail.
    let command = normal_dependencies("devcert-cli");
    let is_used = |name: &&&str| command.contains_key(**name);
    assert!(COMMAND_ONLY.iter().filter(is_used).count() > 8, "{command:?}");
}
