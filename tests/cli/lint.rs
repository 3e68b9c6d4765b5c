//! `devcert lint` holds certificates against the standards.

use crate::world::World;

const SHA1: &[u8] = include_bytes!("../../crates/devcert/tests/fixtures/verify/sha1.crt");
const VERSION_1: &[u8] = include_bytes!("../../crates/devcert/tests/fixtures/verify/version-1.crt");

#[test]
fn what_selfsign_makes_breaks_no_rule() {
    let world = World::new();
    world.run(["selfsign", "--algorithm", "p256"]).succeeds();
    world.run(["lint"]).succeeds().prints("no findings in 1 certificate\n");
}

#[test]
fn a_finding_names_file_certificate_rule_and_clause() {
    let world = World::new();
    world.write("old.crt", SHA1);
    world
        .run(["lint", "old.crt"])
        .fails_with(1)
        .prints("old.crt:1: CN=")
        .prints("(server)\n")
        .prints("  error    weak-digest: is signed with ecdsa-with-SHA1 [CABF BR, 7.1.3.2;")
        .prints("1 error");
}

#[test]
fn one_kind_of_certificate_is_not_judged_as_another() {
    let world = World::new();
    world.run(["selfsign", "--algorithm", "p256"]).succeeds();
    world
        .run(["lint", "cert/file.crt", "--as", "ca"])
        .fails_with(1)
        .prints("(root)")
        .prints("ca-flag-missing");
    world.run(["lint", "cert/file.crt", "--as", "client"]).fails_with(1).prints("client-without-client-auth");
    world
        .run(["lint", "--as", "printer"])
        .fails_with(2)
        .says("server, client, ca, root, intermediate, other");
}

#[test]
fn warnings_count_when_they_are_asked_to() {
    let world = World::new();
    world.run(["selfsign", "--algorithm", "ed25519", "--days", "900"]).succeeds();
    let all = world.run(["lint"]);
    all.succeeds().prints("warning  key-not-for-browsers").prints("notice   validity-over-398-days");
    all.prints("2 warnings, 1 notice in 1 certificate");
    world.run(["lint", "--fail-on", "warning"]).fails_with(1);
    world.run(["lint", "--min-severity", "error"]).succeeds().prints("no findings");
    world.run(["lint", "--min-severity", "error", "--fail-on", "warning"]).fails_with(1);
    world.run(["lint", "--quiet", "--fail-on", "notice"]).fails_with(1).prints_nothing().says_nothing();
}

#[test]
fn dates_are_held_against_another_moment_when_it_is_named() {
    let world = World::new();
    world.run(["selfsign", "--algorithm", "p256"]).succeeds();
    world.run(["lint", "--at", "2999-01-01"]).fails_with(1).prints("error    expired: expired on 2");
    world
        .run(["lint", "--at", "1999-01-01"])
        .fails_with(1)
        .prints("error    not-yet-valid: not valid before 2");
}

#[test]
fn rules_are_left_out_or_picked_by_name() {
    let world = World::new();
    world.run(["selfsign", "--algorithm", "ed25519", "--days", "900"]).succeeds();
    let ignored = "key-not-for-browsers,validity-over-825-days,validity-over-398-days";
    world.run(["lint", "--ignore", ignored]).succeeds().prints("no findings");
    world
        .run(["lint", "--select", "validity-over-825-days", "--fail-on", "warning"])
        .fails_with(1)
        .prints("1 warning in 1 certificate");
    world
        .run(["lint", "--ignore", "san"])
        .fails_with(2)
        .says("unknown rule \"san\"; closest match: san-missing (devcert lint --list shows all rules)");
    world.run(["lint", "--explain", "nope"]).fails_with(2).says("unknown rule \"nope\" (devcert lint");
}

#[test]
fn the_rules_explain_themselves() {
    let world = World::new();
    world
        .run(["lint", "--explain", "san-missing"])
        .succeeds()
        .prints(
            "san-missing\n  severity    error\n  reference   CABF BR, 7.1.2.7.12; Apple 103769; Chrome 58\n",
        )
        .prints("  applies to  server\n  rationale   rustls, Go, Chromium and Firefox look for the host");
    world.run(["lint", "--list"]).succeeds().prints("error    san-missing ");
    let rules = world.run(["lint", "--list", "--json"]).succeeds().json();
    let first = &rules["rules"][0];
    assert_eq!(first["id"], "malformed");
    assert_eq!(first["applies_to"][5], "crl");
}

#[test]
fn json_has_every_object_and_every_finding() {
    let world = World::new();
    world.run(["selfsign", "--algorithm", "p256"]).succeeds();
    world.write("bundle.pem", [SHA1, &world.read("cert/file.crt")].concat());
    let json = world.run(["lint", "bundle.pem", "--json"]).fails_with(1).json();
    assert_eq!(json["command"], "lint");
    assert_eq!(json["verdict"], "fail");
    assert_eq!(json["objects"].as_array().unwrap().len(), 2);
    let finding = &json["objects"][0]["findings"][0];
    assert_eq!(finding["rule"], "weak-digest");
    assert_eq!(finding["severity"], "error");
    assert_eq!(json["objects"][1]["findings"].as_array().unwrap().len(), 0);
}

#[test]
fn a_certificate_comes_from_standard_input_too() {
    let world = World::new();
    world.stdin(VERSION_1).run(["lint", "-"]).fails_with(1).prints("stdin:1: ").prints("version-not-3");
}

#[test]
fn a_folder_is_searched_and_what_is_none_of_ours_is_passed_over() {
    let world = World::new();
    world.run(["selfsign", "--algorithm", "p256", "--dir", "tree/below"]).succeeds();
    world.write("tree/old.crt", SHA1);
    world.write("tree/readme", b"nothing to see");
    world.run(["lint", "tree"]).fails_with(1).prints("in 1 certificate\n");
    world
        .run(["lint", "tree", "--recursive"])
        .fails_with(1)
        .prints("tree/old.crt:1")
        .prints("in 2 certificates\n");
}

#[test]
fn what_cannot_be_judged_is_an_error_that_says_why() {
    let world = World::new();
    world.run(["lint"]).fails_with(2).says("cert does not exist").says("devcert selfsign");
    world.run(["genkey", "--algorithm", "p256"]).succeeds();
    world
        .run(["lint", "cert/private.pem"])
        .fails_with(2)
        .says("no certificate or CRL found in cert/private.pem")
        .says("(identifies what is in it)");
    world.run(["lint"]).fails_with(2).says("no certificate or CRL found in cert");
    world.run(["lint", "missing.crt"]).fails_with(2).says("missing.crt does not exist");
    world.write("bundle.p12", include_bytes!("../../crates/devcert/tests/fixtures/forms/modern.p12"));
    world.run(["lint", "bundle.p12"]).fails_with(2).says("no passphrase was given").says("--passphrase");
}

#[test]
fn a_damaged_certificate_is_a_finding() {
    let world = World::new();
    world.run(["selfsign", "--algorithm", "p256", "--outform", "der"]).succeeds();
    let mut der = world.read("cert/file.der");
    let date = der.windows(2).position(|two| two == [0x17, 13]).unwrap();
    der[date + 2] = b'x';
    world.write("damaged.der", der);
    world.run(["lint", "damaged.der"]).fails_with(1).prints("error    malformed: damaged");
}

#[test]
fn a_revocation_list_is_judged_by_rules_of_its_own() {
    let world = World::new();
    world.write("list.crl", include_bytes!("../../crates/devcert/tests/fixtures/text/empty.crl.pem"));
    world.run(["lint", "list.crl"]).prints("CRL");
}

/// A file with this label and content around which no certificate is.
fn block(label: &str, body: &str) -> String {
    format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
}

#[test]
fn what_says_that_it_is_a_certificate_and_is_none_is_malformed() {
    let world = World::new();
    world.run(["selfsign", "--algorithm", "p256"]).succeeds();
    let whole = world.text("cert/file.crt");
    for (name, contents) in [
        ("other.pem", block("CERTIFICATE", "MAA=")),
        ("noise.pem", block("CERTIFICATE", "wbVnZ2Rl8J7LqqYwCg==")),
        ("list.pem", block("X509 CRL", "MAA=")),
        ("text.pem", block("CERTIFICATE", "MIIB!!!!")),
        ("cut.pem", whole[..200].to_owned()),
    ] {
        world.write(name, contents);
        let run = world.run(["lint", name]);
        run.fails_with(1).prints(&format!("{name}:1: ")).prints("  error    malformed: ");
        run.prints("1 error in 1 certificate");
        world.run(["lint", name, "--ignore", "malformed"]).succeeds();
    }
    world.write("key.pem", block("PRIVATE KEY", "MIIB!!!!"));
    world.run(["lint", "key.pem"]).fails_with(2).says("key.pem: the PRIVATE KEY");
}

#[test]
fn a_broken_file_keeps_nothing_from_being_found_in_the_others() {
    let world = World::new();
    world.folder("certs");
    world.write("certs/a.pem", block("CERTIFICATE", "MAA="));
    world.write("certs/b.pem", SHA1);
    world.write("certs/c.pem", [block("CERTIFICATE", "!").as_bytes(), VERSION_1].concat());
    for args in [&["lint", "certs/a.pem", "certs/b.pem", "certs/c.pem"][..], &["lint", "certs"]] {
        let run = world.run_all(args);
        run.fails_with(1).prints("a.pem:1: ").prints("b.pem:1: ").prints("weak-digest").prints("c.pem:1: ");
        run.prints("c.pem:4: ").prints("version-not-3");
        let json = world.run_all(&[args, &["--json"]].concat()).json();
        assert_eq!(json["objects"].as_array().unwrap().len(), 4, "{json:#}");
    }
}

#[test]
fn an_extension_that_cannot_be_decoded_is_found() {
    const TLS_FEATURE: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 1, 24];
    let world = World::new();
    for value in [&b"\x04\x05hello"[..], b"\x30\x03\x02\x01", b""] {
        let extensions = vec![crate::forged::extension(TLS_FEATURE, &[], value)];
        world.write("forged.crt", crate::forged::Forged { extensions, ..Default::default() }.pem());
        world
            .run(["lint", "forged.crt"])
            .fails_with(1)
            .prints("malformed-extension: TLS feature cannot be decoded");
    }
}
