//! What devcert and pkilint find in a specimen of each lint of zlint, and in what is permitted.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::pkilint;
use super::table::{self, Expected};
use crate::world::{DEVCERT, World};

/// Specimens of servers that devcert takes for something else unless `--as server` says so.
const SERVERS: [&str; 3] = [
    "e_sub_cert_eku_check+server-without-server-auth",
    "e_sub_cert_eku_server_auth_client_auth_missing",
    "e_sub_cert_not_is_ca",
];

/// Names of findings by the names of specimens.
type Findings = BTreeMap<String, Vec<String>>;

fn add(findings: &mut Findings, path: &str, found: impl Iterator<Item = String>) {
    let name = Path::new(path).file_stem().unwrap().to_str().unwrap();
    let list = findings.entry(name.to_owned()).or_default();
    list.extend(found);
    list.sort_unstable();
    list.dedup();
}

/// What `devcert lint` finds with `arguments`.
fn found_by_devcert(world: &World, arguments: &str, findings: &mut Findings) {
    let run = world.devcert(&format!("lint --json {arguments}"));
    let report: Value = serde_json::from_slice(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run}"));
    for object in report["objects"].as_array().unwrap() {
        let rules = object["findings"].as_array().unwrap().iter();
        let rules = rules.map(|finding| finding["rule"].as_str().unwrap().to_owned());
        add(findings, object["path"].as_str().unwrap(), rules);
    }
}

fn devcert_findings(world: &World, folder: &str) -> Findings {
    let mut findings = Findings::new();
    found_by_devcert(world, folder, &mut findings);
    for server in SERVERS {
        assert!(findings.remove(server).is_some());
        found_by_devcert(world, &format!("--as server {folder}/{server}.pem"), &mut findings);
    }
    findings
}

fn pkilint_findings(world: &World, folder: &str) -> Findings {
    let files = std::fs::read_dir(world.path(folder)).unwrap().map(|file| file.unwrap().path());
    let files: Vec<_> = files.filter(|file| file.extension().unwrap() == "pem").collect();
    let files: Vec<_> = files.iter().map(|file| file.to_str().unwrap()).collect();
    let mut findings = Findings::new();
    for (file, found) in pkilint::findings(world, &[], &files) {
        add(&mut findings, &file, found.into_iter().map(|one| one.code));
    }
    findings
}

/// Where a command of `--fix-hints` writes the certificate.
fn written_by(command: &str) -> String {
    let value =
        |option: &str| Some(command.split_once(option)?.1.split(' ').next()?.trim_matches('\'').to_owned());
    let new_ca = command.contains("devcert ca init").then(|| value(" --ca ")).flatten();
    match new_ca {
        Some(folder) => folder + "/ca.crt",
        None => value(" --cert ").or_else(|| value(" --dir ").map(|folder| folder + "/file.crt")).unwrap(),
    }
}

#[test]
fn the_commands_of_fix_hints_issue_specimens_again_without_the_findings() {
    let world = World::new();
    pkilint::script(&world, "specimens.py", &["specimens"]);
    world.write("ca/rootCA.pem", world.read("specimens/ca.pem"));
    world.write("ca/rootCA-key.pem", world.read("specimens/ca.key"));
    let run = world.devcert("lint specimens --ca ca --fix-hints --json");
    let report: Value = serde_json::from_slice(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run}"));
    let path = format!("{}:/usr/bin:/bin", Path::new(DEVCERT).parent().unwrap().display());
    let mut typed = 0;
    for object in report["objects"].as_array().unwrap() {
        let Some(command) = object["fix"]["command"].as_str() else { continue };
        world.program_with("sh", ["-c", command]).env("PATH", &path).run().succeeds();
        let kind = object["kind"].as_str().unwrap();
        let again = world.devcert(&format!("lint {} --as {kind} --json", written_by(command)));
        let again: Value = serde_json::from_slice(&again.stdout).unwrap();
        let found = again["objects"][0]["findings"].as_array().unwrap().iter();
        let found: Vec<_> = found.map(|finding| &finding["rule"]).collect();
        let remaining: Vec<_> = object["fix"]["remaining"].as_array().unwrap().iter().collect();
        assert_eq!(found, remaining, "{command}");
        typed += 1;
    }
    assert!(typed > 200, "{typed} commands");
}

fn sorted(expected: &Expected) -> Vec<&'static str> {
    let mut all = [expected.defect.as_slice(), &expected.also].concat();
    all.sort_unstable();
    all
}

#[test]
fn devcert_and_pkilint_find_in_the_specimens_what_the_table_says() {
    let world = World::new();
    pkilint::script(&world, "specimens.py", &["specimens"]);
    let devcert = devcert_findings(&world, "specimens");
    let pkilint = pkilint_findings(&world, "specimens");
    assert!(devcert.keys().eq(pkilint.keys()), "not every file is read by both");
    let rows = table::rows();
    let without_file: Vec<_> = rows.iter().filter(|row| !devcert.contains_key(row.specimen)).collect();
    assert!(without_file.is_empty(), "{without_file:?}");
    let mut wrong = Vec::new();
    for (name, found) in &devcert {
        let row = rows.iter().find(|row| row.specimen == name);
        let is_permitted = name == "ca" || name.starts_with("pass-");
        assert!(row.is_some() || is_permitted, "{name} is not in the table");
        let rules = row.map_or_else(Vec::new, |row| sorted(&row.devcert));
        let codes = row.map_or_else(Vec::new, |row| sorted(&row.pkilint));
        if *found != rules || pkilint[name] != codes {
            wrong.push(format!(
                "{name}: devcert {found:?}, pkilint {:?}; expected {rules:?}, {codes:?}",
                pkilint[name]
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let permitted = devcert.keys().filter(|name| name.starts_with("pass-")).count();
    assert!(permitted >= 60, "{permitted} permitted files");
}
