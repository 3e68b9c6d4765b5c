//! Each option that the reference marks as supported is in a line that runs with openssl and with devcert.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    authority, bundle_lines, digest_lines, key_lines, lines, ocsp_lines, option_lines, parameter_lines,
    stdio_lines, tls, uncommon_lines, verify_lines,
};
use crate::world::{DEVCERT, World};

/// The page that is made from the tables of options.
const REFERENCE: &str = include_str!("../../../docs/reference/openssl.md");

/// The lines that the other tests run.
const LINES: [&[&str]; 45] = [
    &authority::DIRECTORY,
    &authority::CERTIFIED,
    &authority::REVOKED,
    &authority::SHOWN,
    &authority::MISTAKES,
    &authority::LIFE,
    &bundle_lines::EXPORTED,
    &bundle_lines::IMPORTED,
    &bundle_lines::BUNDLES,
    &bundle_lines::STRUCTURES,
    &bundle_lines::MISTAKES,
    &bundle_lines::CHAINS,
    &digest_lines::SHOWN,
    &digest_lines::MISTAKES,
    &digest_lines::LINKED,
    &key_lines::GENERATED,
    &key_lines::ENCRYPTED,
    &key_lines::CONVERTED,
    &key_lines::MISTAKES,
    &lines::REQUESTS,
    &lines::SELF_SIGNED,
    &lines::EXTENSIONS,
    &lines::SIGNED,
    &lines::SHOWN,
    &lines::MISTAKES,
    &ocsp_lines::SHOWN,
    &ocsp_lines::MISTAKES,
    &ocsp_lines::CHAINS,
    &ocsp_lines::OPTIONS,
    &[ocsp_lines::RESPONDER, ocsp_lines::CLIENT],
    &option_lines::RARE,
    &parameter_lines::SHOWN,
    &parameter_lines::MISTAKES,
    &stdio_lines::WRITTEN,
    &stdio_lines::READ,
    &stdio_lines::LOADED,
    &tls::PIPES,
    &tls::STARTTLS,
    &uncommon_lines::FILES,
    &uncommon_lines::SHOWN,
    &uncommon_lines::GENERATED,
    &uncommon_lines::MISTAKES,
    &verify_lines::VERIFIED,
    &verify_lines::MISTAKES,
    &verify_lines::TRUST,
];

/// The options of each subcommand that the reference marks as supported. `*` stands for any digest or cipher, and
/// `help` has a test of its own.
fn supported() -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let (subcommands, _) = REFERENCE.split_once("\n## Subcommands that are not supported").unwrap();
    let section = |text: &'static str| {
        let (name, rows) = text.split_once('\n').unwrap();
        let rows = rows.lines().filter_map(|row| row.strip_prefix("| `-")?.split_once("` | "));
        let is_supported =
            |effect: &str| !effect.starts_with("No effect") && !effect.starts_with("Not supported");
        let names = rows.filter(|(_, effect)| is_supported(effect));
        let names = names.filter_map(|(option, _)| option.split(' ').next());
        (name, names.filter(|name| !["help", "*"].contains(name)).collect())
    };
    subcommands.split("\n## ").skip(1).map(section).collect()
}

/// The subcommand and the options of each call of openssl in a line of the shell.
fn calls(line: &str) -> Vec<(String, Vec<String>)> {
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    for command in line.split(['|', ';', '&', '(', ')', '`']) {
        let mut words = command.split_whitespace().map(|word| word.trim_matches(['\'', '"']));
        if words.any(|word| word == "openssl") {
            let Some(subcommand) = words.next() else { continue };
            let options = words.filter_map(|word| word.strip_prefix('-')).map(option);
            found.push((subcommand.to_owned(), options.collect()));
        }
    }
    found
}

/// The name of an option that follows a hyphen: without a second one, and without a value.
fn option(word: &str) -> String {
    let word = word.strip_prefix('-').unwrap_or(word);
    word.split('=').next().unwrap_or(word).to_owned()
}

#[test]
fn each_supported_option_is_in_a_line() {
    let mut used: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (subcommand, options) in LINES.iter().copied().flatten().flat_map(|line| calls(line)) {
        used.entry(subcommand).or_default().extend(options);
    }
    for (server, client) in tls::CONNECTIONS {
        for (subcommand, options) in [("s_server", server), ("s_client", client)] {
            let (_, options) = calls(&format!("openssl {subcommand} {options}")).remove(0);
            used.entry(subcommand.to_owned()).or_default().extend(options);
        }
    }
    let supported = supported();
    assert!(supported.len() > 25 && supported["req"].len() > 35, "the reference is not read: {supported:?}");
    let missing = supported.into_iter().flat_map(|(subcommand, options)| {
        let used = used.get(subcommand).cloned().unwrap_or_default();
        let missing = options.into_iter().filter(move |option| !used.contains(*option));
        missing.map(move |option| format!("{subcommand} -{option}"))
    });
    let missing: Vec<_> = missing.collect();
    assert!(missing.is_empty(), "in no line: {}", missing.join(", "));
}

#[test]
fn the_help_of_each_subcommand_has_its_options() {
    let world = World::new();
    for (subcommand, options) in supported() {
        let theirs = world.program("openssl", &format!("{subcommand} -help")).run();
        let ours = world.program(DEVCERT, &format!("openssl {subcommand} -help")).run();
        assert_eq!(theirs.status(), ours.status(), "{subcommand}: {ours}");
        let shown = format!("{}{}", ours.text(), ours.errors());
        for option in options {
            assert!(shown.contains(&format!("-{option}")), "{subcommand} -help has no -{option}: {shown}");
        }
    }
}
