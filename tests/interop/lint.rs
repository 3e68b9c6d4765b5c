//! pkilint finds nothing in what devcert issues, and neither does devcert; nor much in Debian's CAs.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::algorithms::Algorithm;
use crate::world::World;

/// The authorities of Debian's package ca-certificates.
const AUTHORITIES: &str = "/usr/share/ca-certificates/mozilla";

/// A program of the package pkilint.
fn pkilint(program: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop/clients/python-venv/bin").join(program)
}

/// The errors that `program` finds, each with its place.
fn errors(world: &World, program: &str, arguments: &str) -> Vec<String> {
    let run = world.program(pkilint(program), &format!("lint -s ERROR -f JSON {arguments}")).run();
    let report: Value = serde_json::from_slice(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run}"));
    let results = report["results"].as_array().unwrap().iter();
    results
        .flat_map(|result| {
            let place = result["node_path"].as_str().unwrap();
            let found = result["finding_descriptions"].as_array().unwrap().iter();
            found.filter(move |one| !is_no_error(place, one)).map(move |one| format!("{place}: {one}"))
        })
        .collect()
}

/// Whether pkilint calls an error what the standard allows: names of one label, as `localhost`, and
/// stars.
///
/// It asks for two labels at least, and no star, in every host. RFC 5280, 4.2.1.6 asks for the preferred
/// name syntax, in which `localhost` is a name (RFC 1034, 3.5), and leaves stars to others (RFC 9525,
/// 6.3). A constraint of mailboxes is such a host, or a dot and a domain (4.2.1.10).
fn is_no_error(place: &str, found: &Value) -> bool {
    let name = found["message"].as_str().and_then(|message| message.split('"').nth(1)).unwrap_or_default();
    match found["code"].as_str() {
        Some("pkix.invalid_domain_name_syntax") => {
            place.ends_with(".dNSName") && (is_label(name) || name.starts_with("*."))
        }
        Some("pkix.invalid_email_address_syntax") => {
            place.contains(".nameConstraints.") && is_label(name.strip_prefix('.').unwrap_or(name))
        }
        _ => false,
    }
}

fn is_label(name: &str) -> bool {
    let inner = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    (1..=63).contains(&name.len()) && inner && !name.starts_with('-') && !name.ends_with('-')
}

#[track_caller]
fn pkilint_finds_nothing(world: &World, file: &str) {
    assert_eq!(errors(world, "lint_pkix_cert", file), [""; 0], "{file}");
}

/// The certificates of a chain, each in a file of its own, the leaf first.
fn split(world: &World, file: &str) -> Vec<String> {
    let text = String::from_utf8(world.read(file)).unwrap();
    let parts = text.split_inclusive("-----END CERTIFICATE-----\n").enumerate();
    parts
        .map(|(position, part)| {
            let name = format!("{file}.{position}");
            world.write(&name, part);
            name
        })
        .collect()
}

#[test]
fn nothing_is_found_in_self_signed_certificates_of_every_key_and_name() {
    let names = "--san dev.example.com --san *.example.com --san 10.0.0.1 --san fd00::1 --san email:me@example.com \
                 --san URI:https://example.com/a --san m\u{fc}ller.example --san dirName:/O=Acme/CN=x \
                 --san RID:1.2.3.4";
    for algorithm in Algorithm::ALL.into_iter().chain([Algorithm("ml-dsa-65")]) {
        let world = World::new();
        world.devcert(&format!("selfsign --algorithm {} {names}", algorithm.0)).succeeds();
        pkilint_finds_nothing(&world, "cert/file.crt");
        match algorithm.0 {
            "rsa:1024" => world.devcert("lint").ends_with(1).says("rsa-too-small"),
            "secp256k1" => world.devcert("lint").ends_with(1).says("curve-not-accepted"),
            _ => world.devcert("lint").succeeds().says_not("  error  "),
        };
    }
}

#[test]
fn nothing_is_found_in_certificates_of_every_subject_and_date() {
    for options in [
        "--subject /C=CN/ST=x/L=y/O=Acme/OU=a/OU=b/CN=localhost/emailAddress=me@example.com --san email:me@example.com",
        "--subject /O=\u{6a94}\u{6848} --days 36500",
        "--not-before 2020-01-01 --not-after 2060-01-01",
        "--not-before 2049-12-31 --not-after 2050-01-01",
    ] {
        let world = World::new();
        world.devcert(&format!("selfsign --algorithm p256 {options}")).succeeds();
        pkilint_finds_nothing(&world, "cert/file.crt");
        world.devcert("lint --ignore not-yet-valid").succeeds().says_not("  error  ");
    }
}

#[test]
fn nothing_is_found_in_a_ca_and_what_it_issues() {
    let world = World::new();
    world.devcert("ca init --ca root").succeeds();
    world.devcert("ca init --ca middle --intermediate --parent root").succeeds();
    pkilint_finds_nothing(&world, "root/ca.crt");
    world.devcert("lint root/ca.crt middle/ca.crt").succeeds().says("no findings");
    let profiles = [
        ("server", "a.test"),
        ("client", "alice"),
        ("peer", "b.test"),
        ("email", "me@a.test"),
        ("code-signing", "builder"),
    ];
    for (profile, name) in profiles {
        world
            .devcert(&format!("issue --ca middle --with-root --profile {profile} {name} --dir {profile}"))
            .succeeds();
        let file = format!("{profile}/file.crt");
        world.devcert(&format!("lint {file}")).succeeds().says("no findings in 3 certificates");
        let chain = split(&world, &file);
        assert_eq!(chain.len(), 3);
        pkilint_finds_nothing(&world, &chain[0]);
        pkilint_finds_nothing(&world, &chain[1]);
        for pair in chain.windows(2) {
            let pair = format!("{} {}", pair[1], pair[0]);
            assert_eq!(errors(&world, "lint_pkix_signer_signee_cert_chain", &pair), [""; 0], "{pair}");
        }
    }
}

#[test]
fn an_empty_subject_is_for_what_a_ca_issues_since_an_issuer_has_a_name() {
    let world = World::new();
    world.devcert("ca init --ca root").succeeds();
    world.devcert("issue --ca root --subject / a.test").succeeds();
    world.devcert("lint").succeeds().says("no findings");
    pkilint_finds_nothing(&world, "cert/file.crt");
    world.devcert("selfsign --dir own --subject / --san a.test").ends_with(2).says("--subject /CN=localhost");
    world
        .openssl(
            "req -x509 -newkey rsa:2048 -nodes -keyout own.key -out own.crt -days 90 -subj / \
             -addext basicConstraints=critical,CA:FALSE -addext keyUsage=critical,digitalSignature \
             -addext extendedKeyUsage=serverAuth -addext subjectAltName=critical,DNS:a.test",
        )
        .succeeds();
    world.devcert("lint own.crt").ends_with(1).says("issuer-empty");
    let found = errors(&world, "lint_pkix_cert", "own.crt");
    assert!(found.len() == 1 && found[0].contains("pkix.name_empty"), "{found:?}");
}

#[test]
fn nothing_is_found_in_revocation_lists() {
    let world = World::new();
    world.devcert("ca init --ca root").succeeds();
    world.devcert("issue --ca root a.test").succeeds();
    for revoked in [false, true] {
        if revoked {
            world.devcert("revoke --ca root cert/file.crt").succeeds();
        }
        // Public CAs may let ten days pass to the next list.
        world.devcert("crl --ca root --out list.crl --force --next-update 7d").succeeds();
        world.devcert("lint list.crl").succeeds().says("no findings in 1 CRL");
        for profile in ["PKIX", "BR"] {
            let arguments = format!("-t CRL -p {profile} list.crl");
            assert_eq!(errors(&world, "lint_crl", &arguments), [""; 0], "{profile}, revoked: {revoked}");
        }
    }
}

#[test]
fn a_root_for_all_names_is_one_that_the_baseline_requirements_allow() {
    let world = World::new();
    world.devcert("ca init --ca root --unconstrained --subject /C=CN/O=Acme/CN=Acme").succeeds();
    let found = errors(&world, "lint_cabf_serverauth_cert", "-t ROOT-CA root/ca.crt");
    assert_eq!(found, [""; 0]);
}

/// How many of Debian's authorities break a rule whose breach is an error, each of them for true.
const DEBIAN: [(&str, usize); 6] = [
    // Roots from before RFC 5280, which asks it of CAs that conform to it.
    ("ca-not-critical", 3),
    ("ca-without-key-usage", 3),
    ("ca-without-subject-key-id", 2),
    // A byte without a bit at the end of the key usage, in two authorities of one owner.
    ("key-usage-encoding", 2),
    // A serial number of 0 was thought to fit a root.
    ("serial-not-positive", 9),
    // GeneralizedTime before 2050, by one authority in Poland.
    ("time-type", 2),
];

#[test]
fn the_authorities_of_debian_break_few_rules_and_those_for_true() {
    let world = World::new();
    let expired = "--ignore expired --min-severity error --json";
    let report = world.devcert(&format!("lint {AUTHORITIES} {expired}"));
    let report: Value = serde_json::from_slice(&report.stdout).unwrap();
    let objects = report["objects"].as_array().unwrap();
    assert!(objects.len() > 100, "{} authorities", objects.len());
    assert!(objects.iter().all(|one| one["kind"] == "root"));
    let mut found: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in objects.iter().flat_map(|one| one["findings"].as_array().unwrap()) {
        *found.entry(finding["rule"].as_str().unwrap()).or_default() += 1;
    }
    let most = |rule: &str| DEBIAN.iter().find(|(known, _)| *known == rule).map_or(0, |(_, count)| *count);
    let surprises: Vec<_> = found.iter().filter(|(rule, count)| **count > most(rule)).collect();
    assert!(surprises.is_empty(), "{surprises:?}");
}
