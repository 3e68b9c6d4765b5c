//! What `devcert expires` says, held against OpenSSL, and its reports as others read them.

use std::path::Path;

use serde_json::Value;

use crate::world::World;

/// A world with certificates of several ends in files of several forms, one locked, one damaged, and
/// paths that need escaping.
fn world() -> World {
    let world = World::new();
    for (folder, dates) in [
        ("a b", "--valid-for 5d"),
        ("old,1:2%", "--not-before 2020-01-01 --not-after 2021-01-01"),
        ("next", "--not-before 2090-01-01 --days 90"),
        ("gut <ü>", "--days 365"),
    ] {
        let line = format!("selfsign --algorithm p256 {dates} --dir");
        world.devcert_with(&line.split(' ').chain([folder]).collect::<Vec<_>>()).succeeds();
    }
    let key = ["-inkey", "a b/private.pem", "-in", "a b/file.crt"];
    let pkcs12 =
        |out, passphrase| [&["pkcs12", "-export"], &key[..], &["-out", out, "-passout", passphrase]].concat();
    world.openssl_with(&pkcs12("locked.p12", "pass:secret")).succeeds();
    world.openssl_with(&pkcs12("open.p12", "pass:")).succeeds();
    world.openssl_with(&["x509", "-in", "next/file.crt", "-outform", "DER", "-out", "next.bin"]).succeeds();
    world
        .openssl_with(&["crl2pkcs7", "-nocrl", "-certfile", "gut <ü>/file.crt", "-out", "bundle"])
        .succeeds();
    world.write("cut.pem", &world.read("next/file.crt")[..300]);
    world
}

/// The report in this format, written to a file.
fn report(world: &World, format: &str) -> String {
    let line = format!("expires --format {format} --out report");
    world.devcert(&line).ends_with(1).says("4 certificates in 13 files").says("2 skipped");
    String::from_utf8(world.read("report")).unwrap()
}

pub(crate) fn check(world: &World, arguments: &[&str]) -> Value {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop/clients/check-report.py");
    let line = [&[script.to_str().unwrap()], arguments].concat();
    // Debian's own, for which install.sh installs the modules.
    let run = world.program_with("/usr/bin/python3", line).run().succeeds();
    serde_json::from_slice(&run.stdout).unwrap()
}

/// A program's folder below `node_modules`.
fn module(path: &str) -> String {
    format!("{}/tests/interop/sarif/node_modules/@microsoft/{path}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_answer_is_that_of_openssl_for_every_window() {
    let world = World::new();
    world.devcert("selfsign --algorithm p256 --valid-for 10d").succeeds();
    for (days, due) in [(9, 0), (11, 1), (30, 1)] {
        let seconds = (days * 86_400).to_string();
        world.devcert(&format!("expires cert --within {days}d")).ends_with(due);
        world.openssl_with(&["x509", "-in", "cert/file.crt", "-noout", "-checkend", &seconds]).ends_with(due);
    }
}

#[test]
fn every_root_of_the_system_is_found_and_dated_as_openssl_does() {
    let world = World::new();
    let bundle = "/etc/ssl/certs/ca-certificates.crt";
    let run = world.devcert_with(&["expires", "--json", bundle]);
    let json: Value = serde_json::from_slice(&run.stdout).unwrap();
    let certificates = json["certificates"].as_array().unwrap();
    let text = std::fs::read_to_string(bundle).unwrap();
    assert_eq!(json["skipped"].as_array().unwrap().len(), 0);
    assert!(certificates.len() > 50);
    for (number, one) in certificates.iter().enumerate().step_by(7) {
        let line = usize::try_from(one["locations"][0]["line"].as_u64().unwrap()).unwrap();
        let pem: String = text
            .lines()
            .skip(line - 1)
            .take_while(|line| !line.is_empty())
            .map(|line| format!("{line}\n"))
            .collect();
        let name = format!("{number}.pem");
        world.write(&name, pem);
        let line = ["x509", "-in", &name, "-noout", "-enddate", "-dateopt", "iso_8601"];
        let end = world.openssl_with(&line).succeeds().text();
        let ours = one["not_after"].as_str().unwrap().replace('T', " ");
        assert_eq!(end, format!("notAfter={ours}\n"), "{one}");
    }
}

#[test]
fn the_junit_report_is_read_by_a_reader_of_such() {
    let world = world();
    report(&world, "junit");
    let read = check(&world, &["junit", "report"]);
    assert_eq!([&read["tests"], &read["failures"], &read["errors"]], [6, 2, 2]);
    let cases: Vec<_> = read["cases"]
        .as_array()
        .unwrap()
        .iter()
        .map(|case| (case["file"].as_str().unwrap(), case["result"][0].as_str()))
        .collect();
    let expected = [
        ("old,1:2%/file.crt", Some("failure")),
        ("a b/file.crt", Some("failure")),
        ("bundle", None),
        ("next/file.crt", None),
        ("cut.pem", Some("error")),
        ("locked.p12", Some("error")),
    ];
    assert_eq!(cases, expected);
    let message = read["cases"][0]["message"][0].as_str().unwrap();
    assert!(message.starts_with("localhost, 127.0.0.1 and ::1: expired "), "{message}");
}

#[test]
fn the_sarif_log_keeps_to_its_schema_and_to_what_github_asks() {
    let world = world();
    report(&world, "sarif");
    let schema = module("jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json");
    let faults = check(&world, &["sarif", "report", &schema]);
    assert_eq!(faults["faults"].as_array().unwrap().len(), 0, "{faults}");
    let validator = module("sarif-multitool-linux/Sarif.Multitool");
    let line = ["validate", "report", "--rule-kind", "Sarif;Ghas", "--level", "Error;Warning;Note"];
    let run = world
        .program_with(validator, line)
        .env("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1")
        .run()
        .succeeds();
    let told: Vec<String> =
        run.text().lines().filter(|line| line.contains("report(")).map(str::to_owned).collect();
    // No page on the Internet explains the tool yet.
    let faults: Vec<_> = told.iter().filter(|line| !line.contains("informationUri")).collect();
    assert_eq!(faults, Vec::<&String>::new());
}

#[test]
fn the_schema_finds_a_fault_when_there_is_one() {
    let world = world();
    let text = report(&world, "sarif");
    world.write("report", text.replacen("\"level\": \"error\"", "\"level\": \"bad\"", 1));
    let schema = module("jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json");
    assert_eq!(check(&world, &["sarif", "report", &schema])["faults"].as_array().unwrap().len(), 1);
}

#[test]
fn an_annotation_is_taken_apart_as_github_does() {
    let world = world();
    let text = report(&world, "github");
    let first = text.lines().next().unwrap();
    let (head, message) = first.trim_start_matches("::").split_once("::").unwrap();
    let (command, properties) = head.split_once(' ').unwrap();
    let properties: Vec<_> = properties.split(',').map(|one| one.split_once('=').unwrap()).collect();
    let unescape = |text: &str| text.replace("%2C", ",").replace("%3A", ":").replace("%25", "%");
    assert_eq!(command, "error");
    assert_eq!((properties[0].0, unescape(properties[0].1).as_str()), ("file", "old,1:2%/file.crt"));
    assert_eq!(properties[1..], [("line", "1"), ("title", "Certificate expired")]);
    assert!(unescape(message).starts_with("localhost, 127.0.0.1 and ::1: expired "));
}
