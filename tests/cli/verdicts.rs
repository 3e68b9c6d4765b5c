//! Verdicts about certificates that other programs made: what is said of them, and what is kept.

use crate::forged::{Forged, element, extension};
use crate::world::World;

const KEY: &str = "site.key";
const CERTIFICATE: &str = "site.crt";

/// A world with a forged certificate and its key.
fn with(forged: &Forged) -> World {
    let world = World::new();
    world.write(KEY, Forged::key());
    world.write(CERTIFICATE, forged.pem());
    let closed = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(world.path(KEY), closed).unwrap();
    world
}

const VERIFY: [&str; 7] = ["verify", "--key", KEY, "--cert", CERTIFICATE, "--host", "dev.test"];
const KEEP: [&str; 9] = [
    "selfsign",
    "--key",
    KEY,
    "--cert",
    CERTIFICATE,
    "--no-default-names",
    "--san",
    "dev.test",
    "--if-needed",
];

#[test]
fn names_are_shown_exactly_as_they_are_encoded() {
    let names = ["dev.test.", "Dev.TEST", "b\u{fc}cher.test", "my_service", "*.localhost", "*.Apps.test"];
    let world = with(&Forged::named(&names.map(str::as_bytes)));
    let json = world.run(["inspect", CERTIFICATE, "--json"]).json();
    let shown = names.map(|name| format!("DNS:{name}"));
    assert_eq!(json["files"][0]["objects"][0]["names"], serde_json::json!(shown));
    let field = world.run(["inspect", CERTIFICATE, "--field", "san"]);
    for name in &shown {
        assert!(field.succeeds().stdout_text().contains(name.as_str()), "{name}");
    }
}

#[test]
fn a_name_that_never_matches_fails_alone_and_warns_beside_others() {
    for (name, flaw) in [
        ("dev.test.", "has a trailing dot"),
        ("*.localhost", "is a wildcard directly below a top-level domain"),
        ("b\u{fc}cher.test", "has characters beyond ASCII"),
    ] {
        let text = format!("the name DNS:{name} {flaw}");
        let alone = with(&Forged::named(&[name.as_bytes()]));
        alone.run(["verify", "--key", KEY, "--cert", CERTIFICATE]).fails_with(1).prints(&text);
        alone.run(KEEP).succeeds().says("lacks DNS:dev.test").does_not_say("unchanged ");
        let beside = with(&Forged::named(&[b"dev.test", name.as_bytes()]));
        beside.run(VERIFY).succeeds().prints(&text);
        beside.run(KEEP).succeeds().says("unchanged ");
    }
    let upper = with(&Forged::named(&[b"DEV.test"]));
    upper.run(VERIFY).succeeds().prints("dev.test");
}

#[test]
fn if_needed_keeps_only_what_verify_passes() {
    let san = element(0x30, &[&element(0x82, &[b"dev.test"])]);
    let forged = |extensions| Forged { extensions, ..Forged::default() };
    let bad = [
        forged(vec![extension(&[0x2a, 3, 4], &[1, 1, 0xff], &[5, 0])]),
        forged(vec![extension(&[0x55, 0x1d, 0x11], &[], &san)]),
        Forged { critical: vec![1], ..Forged::default() },
        Forged { is_ca: true, ..Forged::default() },
    ];
    for forged in bad {
        let world = with(&forged);
        world.run(VERIFY).fails_with(1);
        let before = world.read(CERTIFICATE);
        world.run(KEEP).succeeds().does_not_say("unchanged ");
        assert_ne!(world.read(CERTIFICATE), before);
        world.run(VERIFY).succeeds();
        world.run(KEEP).succeeds().says("unchanged ");
    }
    let good = with(&Forged::default());
    good.run(VERIFY).succeeds();
    good.run(KEEP).succeeds().says("unchanged ");
}

#[test]
fn if_needed_issues_anew_what_lost_its_intermediate() {
    let world = World::with_ca();
    world.run(["ca", "init", "--intermediate", "--parent", "ca", "--ca", "below"]).succeeds();
    let issue = ["issue", "localhost", "--ca", "below", "--algorithm", "p256", "--if-needed"];
    world.run(issue).succeeds();
    world.run(issue).succeeds().says("unchanged ");
    world.run(["convert", "cert/file.crt", "--to", "split", "--out-dir", "parts"]).succeeds();
    world.write("cert/file.crt", world.read("parts/certificate.pem"));
    let said = world.run(issue);
    said.succeeds().says(": not usable: ").says("the server does not send its intermediate");
    world.run(issue).succeeds().says("unchanged ");
}

#[test]
fn what_is_not_der_is_a_warning_and_breaks_a_rule() {
    for (forged, text) in [
        (
            Forged { serial: vec![0, 0x12], ..Forged::default() },
            "the serial number is not valid DER: an INTEGER with a needless leading byte",
        ),
        (
            Forged { serial: Vec::new(), ..Forged::default() },
            "the serial number is not valid DER: an INTEGER without content",
        ),
        (
            Forged { common_name: (0x0c, b"dev\xff".to_vec()), ..Forged::default() },
            "the subject is not valid DER: a UTF8String that is not UTF-8",
        ),
        (
            Forged { common_name: (0x1e, b"\0d\0".to_vec()), ..Forged::default() },
            "the subject is not valid DER: a BMPString with an odd number of bytes",
        ),
        (
            Forged { common_name: (0x16, b"dev\xe4".to_vec()), ..Forged::default() },
            "the subject is not valid DER: an IA5String with a byte beyond ASCII",
        ),
    ] {
        let world = with(&forged);
        let text = text.replace("its subject", "its issuer");
        let said = world.run(VERIFY);
        said.succeeds().prints(&text);
        world.run(["verify", "--cert", CERTIFICATE, "--no-key"]).succeeds().prints(&text);
        world.run(["lint", CERTIFICATE]).fails_with(1).prints(&text).prints("not-der");
    }
    let boolean = with(&Forged { critical: vec![1], ..Forged::default() });
    boolean.run(["lint", CERTIFICATE]).fails_with(1).prints("a BOOLEAN that is neither 00 nor FF");
    let good = with(&Forged::default()).run(["lint", CERTIFICATE]);
    assert!(!good.stdout_text().contains("not-der"), "{good}");
}

#[test]
fn a_ca_key_that_browsers_reject_is_a_warning_from_the_start() {
    let world = World::new();
    for (algorithm, who) in [
        ("ed25519", "Chromium, Firefox and NSS reject every certificate of a CA whose key is Ed25519"),
        ("ml-dsa-44", "Chromium, Firefox, NSS and rustls on ring reject every certificate"),
        ("p521", "rustls on ring rejects every certificate of a CA whose key is EC P-521"),
    ] {
        world.run(["ca", "init", "--ca", algorithm, "-a", algorithm]).succeeds().says(who);
        let issue = ["issue", "localhost", "127.0.0.1", "--ca", algorithm, "-a", "p256", "--dir", algorithm];
        world.run_all(&[&issue[..], &["--cert", "site.crt", "--force"]].concat()).succeeds();
        let key = format!("{algorithm}/private.pem");
        let verify = ["verify", "--key", &key, "--cert", "site.crt", "--ca", algorithm];
        world
            .run(verify)
            .succeeds()
            .prints("the certificate of its issuer, CN=devcert CA")
            .prints("the key is ");
    }
    world.run(["ca", "init", "--ca", "plain"]).succeeds().does_not_say("reject");
}

#[test]
fn selfsign_says_that_trust_does_not_pass_on() {
    let world = World::new();
    let hint =
        "devcert trust install --cert cert/file.crt   (if you trusted the certificate that it replaces)";
    world.run(["selfsign", "-a", "p256"]).succeeds().does_not_say("trust install");
    world.run(["selfsign", "-a", "p256", "--force"]).succeeds().says(hint);
    world.run(["renew", "cert", "--within", "9999d"]).succeeds().says(hint);
    let ca = World::with_ca();
    ca.run(["issue", "localhost", "--ca", "ca", "-a", "p256"]).succeeds();
    ca.run(["issue", "localhost", "--ca", "ca", "--force"])
        .succeeds()
        .does_not_say("if you trusted the certificate that");
}

#[test]
fn a_ca_as_a_server_names_the_clients_that_accept_it() {
    let world = with(&Forged { is_ca: true, ..Forged::default() });
    let text = "CA certificate (CA:TRUE), which rustls rejects for a server, while curl, Node.js and Python accept it";
    world.run(VERIFY).fails_with(1).prints(text);
}
