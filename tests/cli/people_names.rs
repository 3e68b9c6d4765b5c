//! Names that people use: addresses alone, bare names of machines and containers, names of persons.

use devcert::encoding::certificate::Certificate;
use devcert::model::algorithm::KeyManagement;
use devcert::model::name::Name;
use devcert::model::profile::Profile;
use devcert::model::validity::Validity;
use devcert::pki::{self, CertificateSpec, Issuer};

use crate::world::{Outcome, World};

fn names(certificate: &Certificate) -> String {
    certificate.names().iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

/// The first hint, typed into a shell.
pub(crate) fn types_the_hint_of(refused: &Outcome, world: &World) {
    let hints = refused.hints();
    let hint = hints.first().unwrap_or_else(|| panic!("{refused}\nhas no hint"));
    let typed = world.paste(hint.split("   (").next().unwrap());
    assert_eq!(typed.code(), Some(0), "{refused}\n{typed}");
}

#[test]
fn addresses_alone_are_issued_without_a_common_name() {
    for typed in
        [&["192.168.1.10"][..], &["127.0.0.1"], &["10.0.0.1", "192.168.1.10"], &["::1"], &["IP:10.0.0.1"]]
    {
        let world = World::new();
        world.run_all(&[&["issue", "-a", "p256"], typed].concat()).succeeds().says("a client accepts it for");
        let certificate = world.certificate("cert/file.crt");
        assert!(certificate.subject().is_empty(), "{typed:?}: {}", certificate.subject());
        assert_eq!(certificate.names().len(), typed.len());
    }
}

#[test]
fn the_first_host_name_is_the_common_name_wherever_it_stands() {
    let world = World::new();
    world.run(["issue", "-a", "p256", "10.0.0.5", "dev.test", "a.test"]).succeeds();
    assert_eq!(world.certificate("cert/file.crt").subject().to_string(), "CN=dev.test");
}

#[test]
fn a_request_for_an_address_alone_is_made_and_signed() {
    let world = World::with_ca();
    world.run(["csr", "-a", "p256", "--no-default-names", "--san", "10.0.0.1"]).succeeds();
    assert!(world.request("cert/csr.pem").subject().is_empty());
    world.run(["sign", "--ca", "ca"]).succeeds().says("accepts it for");
    assert_eq!(names(&world.certificate("cert/file.crt")), "IP:10.0.0.1");
}

#[test]
fn an_address_as_the_common_name_of_a_request_is_left_out_and_said() {
    for (subject, san, kept) in [
        ("/CN=10.0.0.1", "10.0.0.1", ""),
        ("/O=Acme/CN=::1", "::1", "O=Acme"),
        ("/CN=10.0.0.1", "a.test", "CN=10.0.0.1"),
    ] {
        let world = World::with_ca();
        world.run(["csr", "-a", "p256", "--no-default-names", "--san", san, "--subject", subject]).succeeds();
        let signed = world.run(["sign", "--ca", "ca"]);
        signed.succeeds();
        assert_eq!(world.certificate("cert/file.crt").subject().to_string(), kept);
        if !kept.starts_with("CN") {
            signed.says("omitted the common name ").says("OpenSSL and GnuTLS would check as a host name");
        }
    }
}

#[test]
fn a_self_signed_certificate_for_an_address_is_named_after_it() {
    let world = World::new();
    world.run(["selfsign", "-a", "p256", "--no-default-names", "--san", "10.0.0.1"]).succeeds();
    assert_eq!(world.certificate("cert/file.crt").subject().to_string(), "CN=10.0.0.1");
}

#[test]
fn a_person_with_a_dot_in_the_name_gets_a_certificate_that_openssl_accepts() {
    let world = World::with_ca();
    let issued = world.run(["issue", "--ca", "ca", "-a", "p256", "--profile", "client", "alice.smith"]);
    issued.succeeds().says("alice.smith is used as the common name only").says("accepts this client");
    let certificate = world.certificate("cert/file.crt");
    assert_eq!(*certificate.subject(), "CN=alice.smith".parse::<Name>().unwrap());
    assert_eq!(names(&certificate), "DNS:alice.smith.localhost");
    world
        .run([
            "csr",
            "-a",
            "p256",
            "--no-default-names",
            "--san",
            "me@x.test",
            "--subject",
            "/CN=bob.jones",
            "--extended-key-usage",
            "emailProtection",
            "--dir",
            "bob",
        ])
        .succeeds();
    let signed = world.run(["sign", "bob/csr.pem", "--ca", "ca", "--profile", "email", "--out", "bob.crt"]);
    signed.succeeds().says("added the name DNS:bob.jones.localhost");
}

#[test]
fn every_name_in_the_subject_has_to_keep_the_constraints() {
    let world = World::with_ca();
    for subject in ["/CN=evil.com/CN=alice", "/CN=alice/CN=evil.com", "/CN=*.evil.com"] {
        world
            .refuses(["issue", "10.0.0.1", "--ca", "ca", "--subject", subject])
            .says("evil.com is checked as a host name, since the certificate has none");
    }
    let mailbox = "otherName:1.3.6.1.5.5.7.8.9;UTF8:jörg@evil.com";
    world
        .refuses(["issue", "dev.test", "--san", mailbox, "--ca", "ca"])
        .says("email:jörg@evil.com is not among");
    world
        .refuses(["issue", "dev.test", "--ca", "ca", "--subject", "/CN=x/emailAddress=me@evil.com"])
        .says("email:me@evil.com is not among");
}

#[test]
fn a_common_name_that_gnutls_alone_refuses_is_warned_of() {
    let world = World::with_ca();
    let said = world.run(["issue", "10.0.0.1", "--ca", "ca", "-a", "p256", "--subject", "/CN=alice"]);
    said.succeeds()
        .says("warning: GnuTLS rejects it: without a DNS name, it checks the common name alice as one");
}

#[test]
fn a_first_ca_may_issue_for_the_bare_names_that_it_is_made_for() {
    let world = World::new();
    world.run(["issue", "-a", "p256", "db", "redis", "my_service"]).succeeds();
    assert_eq!(names(&world.certificate("cert/file.crt")), "DNS:db DNS:redis DNS:my_service");
    let permitted = world.run(["ca", "show", "--json"]).json()["permitted"].to_string();
    assert!(permitted.contains("\"DNS:redis\"") && permitted.contains("\"DNS:my_service\""), "{permitted}");
}

#[test]
#[cfg(unix)]
fn a_first_ca_may_issue_for_this_machine() {
    let host = rustix::system::uname().nodename().to_str().unwrap().to_lowercase();
    let world = World::new();
    world.run(["issue", "-a", "p256"]).succeeds();
    world.run(["issue", "-a", "p256", &host, "--dir", "own"]).succeeds();
    assert_eq!(names(&world.certificate("own/file.crt")), format!("DNS:{host}"));
}

#[test]
fn a_first_ca_is_not_permitted_a_public_top_level_domain_by_itself() {
    let world = World::new();
    let refused = world.refuses(["issue", "app", "db", "-a", "p256"]);
    refused.says("DNS:app is not among the names").does_not_say("DNS:db");
    refused.says("hint: devcert ca init --permit app --permit db && devcert issue app db -a p256");
    assert!(!world.path("../home/.local").exists(), "a CA was made for nothing");
    types_the_hint_of(&refused, &world);
    assert_eq!(names(&world.certificate("cert/file.crt")), "DNS:app DNS:db");
}

#[test]
fn all_names_that_a_ca_may_not_issue_for_are_listed_with_one_command_that_permits_them() {
    let world = World::with_ca();
    let refused = world.refuses([
        "issue",
        "postgres",
        "dev.test",
        "*.example.com",
        "my_service",
        "8.8.8.8",
        "--ca",
        "ca",
        "-a",
        "p256",
    ]);
    refused.says(
        "error: DNS:postgres, DNS:*.example.com, DNS:my_service and IP:8.8.8.8 are not among the names",
    );
    refused.says("hint: devcert ca permit --ca ca postgres example.com my_service 8.8.8.8 && devcert issue postgres dev.test '*.example.com'");
    types_the_hint_of(&refused, &world);
    assert_eq!(world.certificate("cert/file.crt").names().len(), 5);
}

#[test]
fn the_example_of_the_help_works_on_every_machine() {
    let world = World::new();
    world.run(["issue", "-a", "p256", "dev.test", "*.dev.test", "--lan"]).succeeds();
    assert!(names(&world.certificate("cert/file.crt")).starts_with("DNS:dev.test DNS:*.dev.test"));
}

#[test]
#[cfg(unix)]
fn names_of_the_local_network_that_the_ca_may_not_issue_for_are_left_out_and_said() {
    let host = rustix::system::uname().nodename().to_str().unwrap().to_lowercase();
    let world = World::with_ca();
    let issued = world.run(["issue", "--ca", "ca", "-a", "p256", "dev.test", "--lan", "--json"]);
    let json = issued.succeeds().json();
    let warnings = json["warnings"].to_string();
    let is_left_out = warnings.contains(&format!("is not permitted to issue for it: {host}"))
        && warnings.contains("ca permit --ca ca ");
    let names = names(&world.certificate("cert/file.crt"));
    let is_named = names.split(' ').any(|name| name == format!("DNS:{host}"));
    assert!(is_left_out != is_named, "{issued}\n{names}");
}

#[test]
fn a_name_of_docker_and_hosts_below_localhost_need_no_permission() {
    let world = World::with_ca();
    let typed = ["host.docker.internal", "app.localhost", "*.app.localhost"];
    world.run_all(&[&["issue", "--ca", "ca", "-a", "p256"], &typed[..]].concat()).succeeds();
    world
        .refuses(["issue", "--ca", "ca", "*.localhost"])
        .says("would cover a whole top-level domain")
        .says("app.localhost");
}

/// A certificate that devcert does not issue: an address and a foreign host as common names.
#[test]
fn a_common_name_that_openssl_rejects_is_a_warning_of_verify_and_lint() {
    let world = World::with_ca();
    let ca = world.certificate("ca/ca.crt");
    let issuer = Issuer::of(&ca, &world.key("ca/ca.key")).unwrap();
    let key = world.key("ca/ca.key");
    for subject in ["/CN=10.0.0.1", "/CN=evil.com/CN=alice"] {
        let spec = CertificateSpec {
            subject: subject.parse().unwrap(),
            extensions: Profile::Server.extensions(KeyManagement::Nothing, vec!["10.0.0.1".parse().unwrap()]),
            validity: Validity::between(ca.not_before(), ca.not_before() + time::Duration::days(90)).unwrap(),
            serial: "12:34:56:78:9a:bc:de:f0".parse().unwrap(),
        };
        let certificate = pki::issue(&spec, key.public(), &issuer).unwrap();
        world.write("odd.crt", certificate.to_pem());
        world.write("chain.pem", [world.read("odd.crt"), world.read("ca/ca.crt")].concat());
        let verified = world.run(["verify", "--no-key", "--cert", "odd.crt", "--ca", "ca"]);
        verified
            .succeeds()
            .prints("is checked as a host name, since the certificate has none")
            .prints("OpenSSL");
        world.run(["lint", "chain.pem"]).prints("chain-subject-constraints");
    }
}
