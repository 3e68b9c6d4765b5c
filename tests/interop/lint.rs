//! pkilint finds nothing in what devcert issues, and neither does devcert; nor much in Debian's CAs. In a specimen of each
//! lint of zlint, both find the defect.

mod pkilint;
mod specimens;
mod table;

use std::collections::BTreeMap;

use serde_json::Value;

use self::pkilint::Found;
use crate::algorithms::Algorithm;
use crate::world::World;

/// The authorities of Debian's package ca-certificates.
const AUTHORITIES: &str = "/usr/share/ca-certificates/mozilla";

/// The errors that `program`, one of pkilint's, finds.
fn errors(world: &World, program: &str, arguments: &str) -> Vec<String> {
    let program = pkilint::installed(program);
    let run = world.program(program, &format!("lint -s ERROR -f JSON {arguments}")).run();
    let report: Value = serde_json::from_slice(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run}"));
    let results = report["results"].as_array().unwrap().iter();
    let findings = results.flat_map(|result| result["finding_descriptions"].as_array().unwrap());
    findings.map(ToString::to_string).collect()
}

/// Whether pkilint reports what the standard allows: names of one label, as `localhost`, and stars.
///
/// It asks for two labels at least, and no star, in every host. RFC 5280, 4.2.1.6 asks for the preferred
/// name syntax, in which `localhost` is a name (RFC 1034, 3.5), and leaves stars to others (RFC 9525,
/// 6.3). A constraint of mailboxes is such a host, or a dot and a domain (4.2.1.10).
fn is_no_error(found: &Found) -> bool {
    let name = found.message.split('"').nth(1).unwrap_or_default();
    match found.code.as_str() {
        "pkix.invalid_domain_name_syntax" => {
            found.place.ends_with(".dNSName") && (is_label(name) || name.starts_with("*."))
        }
        "pkix.invalid_email_address_syntax" => {
            found.place.contains(".nameConstraints.") && is_label(name.strip_prefix('.').unwrap_or(name))
        }
        _ => false,
    }
}

fn is_label(name: &str) -> bool {
    let inner = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    (1..=63).contains(&name.len()) && inner && !name.starts_with('-') && !name.ends_with('-')
}

/// Errors and warnings.
#[track_caller]
fn pkilint_finds_nothing(world: &World, files: &[&str]) {
    let mut found = pkilint::findings(world, &[], files);
    for list in found.values_mut() {
        list.retain(|one| !is_no_error(one));
    }
    found.retain(|_, list| !list.is_empty());
    assert!(found.is_empty(), "{found:#?}");
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
    let world = World::new();
    let names = "--san dev.example.com --san *.example.com --san 10.0.0.1 --san fd00::1 --san email:me@example.com \
                 --san URI:https://example.com/a --san m\u{fc}ller.example --san dirName:/O=Acme/CN=x \
                 --san RID:1.2.3.4";
    let mut files = Vec::new();
    for Algorithm(algorithm) in Algorithm::ALL.into_iter().chain([Algorithm("ml-dsa-65")]) {
        let file = format!("{algorithm}/file.crt");
        world.devcert(&format!("selfsign --algorithm {algorithm} {names} --dir {algorithm}")).succeeds();
        let lint = world.devcert(&format!("lint {file}"));
        match algorithm {
            "rsa:1024" => lint.ends_with(1).says("rsa-too-small"),
            "secp256k1" => lint.ends_with(1).says("curve-not-accepted"),
            _ => lint.succeeds().says_not("  error  "),
        };
        files.push(file);
    }
    pkilint_finds_nothing(&world, &files.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn nothing_is_found_in_certificates_of_every_subject_and_date() {
    let world = World::new();
    let cases = [
        "--subject /C=CN/ST=x/L=y/O=Acme/OU=a/OU=b/CN=localhost/emailAddress=me@example.com --san email:me@example.com",
        "--subject /O=\u{6a94}\u{6848} --days 36500",
        "--not-before 2020-01-01 --not-after 2060-01-01",
        "--not-before 2049-12-31 --not-after 2050-01-01",
    ];
    let files = ["0/file.crt", "1/file.crt", "2/file.crt", "3/file.crt"];
    for ((folder, options), file) in cases.into_iter().enumerate().zip(files) {
        world.devcert(&format!("selfsign --algorithm p256 {options} --dir {folder}")).succeeds();
        world.devcert(&format!("lint --ignore not-yet-valid {file}")).succeeds().says_not("  error  ");
    }
    pkilint_finds_nothing(&world, &files);
}

/// The profiles of `devcert issue`, each with a name.
const PROFILES: [(&str, &str); 6] = [
    ("server", "a.test"),
    ("client", "alice"),
    ("peer", "b.test"),
    ("email", "me@a.test"),
    ("code-signing", "builder"),
    ("webtransport", "c.test"),
];

#[test]
fn nothing_is_found_in_a_ca_and_what_it_issues() {
    let world = World::new();
    world.devcert("ca init --ca root").succeeds();
    world.devcert("ca init --ca middle --intermediate --parent root").succeeds();
    world.devcert("lint root/ca.crt middle/ca.crt").succeeds().says("no findings");
    let mut files = vec!["root/ca.crt".to_owned(), "middle/ca.crt".to_owned()];
    for (profile, name) in PROFILES {
        world
            .devcert(&format!("issue --ca middle --with-root --profile {profile} {name} --dir {profile}"))
            .succeeds();
        let file = format!("{profile}/file.crt");
        world.devcert(&format!("lint {file}")).succeeds().says("no findings in 3 certificates");
        let chain = split(&world, &file);
        assert_eq!(chain.len(), 3);
        for pair in chain.windows(2) {
            let pair = format!("{} {}", pair[1], pair[0]);
            assert_eq!(errors(&world, "lint_pkix_signer_signee_cert_chain", &pair), [""; 0], "{pair}");
        }
        files.push(file);
    }
    pkilint_finds_nothing(&world, &files.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn an_empty_subject_is_for_what_a_ca_issues_since_an_issuer_has_a_name() {
    let world = World::new();
    world.devcert("ca init --ca root").succeeds();
    world.devcert("issue --ca root --subject / a.test").succeeds();
    world.devcert("lint").succeeds().says("no findings");
    pkilint_finds_nothing(&world, &["cert/file.crt"]);
    world.devcert("selfsign --dir own --subject / --san a.test").ends_with(2).says("--subject /CN=localhost");
    world
        .openssl(
            "req -x509 -newkey rsa:2048 -nodes -keyout own.key -out own.crt -days 90 -subj / \
             -addext basicConstraints=critical,CA:FALSE -addext keyUsage=critical,digitalSignature \
             -addext extendedKeyUsage=serverAuth -addext subjectAltName=critical,DNS:a.test",
        )
        .succeeds();
    world.devcert("lint own.crt").ends_with(1).says("issuer-empty");
    let found = &pkilint::findings(&world, &[], &["own.crt"])["own.crt"];
    let found: Vec<_> = found.iter().filter(|one| one.severity != "WARNING").collect();
    assert!(found.len() == 1 && found[0].code == "pkix.name_empty", "{found:?}");
}

#[test]
fn nothing_is_found_in_revocation_lists() {
    let world = World::new();
    world.devcert("ca init --ca root").succeeds();
    world.devcert("issue --ca root a.test").succeeds();
    let write = |list: &str| {
        // Public CAs may let ten days pass to the next list.
        world.devcert(&format!("crl --ca root --out {list} --next-update 7d")).succeeds();
        world.devcert(&format!("lint {list}")).succeeds().says("no findings in 1 CRL");
    };
    write("empty.crl");
    world.devcert("revoke --ca root cert/file.crt").succeeds();
    write("revoked.crl");
    for options in [[].as_slice(), &["--br"]] {
        let found = pkilint::findings(&world, options, &["empty.crl", "revoked.crl"]);
        assert!(found.values().all(Vec::is_empty), "{options:?}: {found:#?}");
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
