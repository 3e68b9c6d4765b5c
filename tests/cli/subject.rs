//! Whom a request or certificate is about.

use crate::world::World;

fn subject_of(subject: &str) -> String {
    let world = World::new();
    world.run(["selfsign", "-a", "p256", "--subject", subject]).succeeds();
    let certificate = world.certificate("cert/file.crt");
    assert_eq!(certificate.subject(), certificate.issuer());
    certificate.subject().to_string()
}

#[test]
fn both_spellings_give_the_same_subject() {
    assert_eq!(subject_of("/C=CN/O=Acme/CN=x"), "CN=x,O=Acme,C=CN");
    assert_eq!(subject_of("CN=x,O=Acme,C=CN"), "CN=x,O=Acme,C=CN");
}

#[test]
fn the_option_may_be_typed_as_openssl_has_it() {
    let world = World::new();
    world.run(["csr", "-a", "p256", "--subj", "/CN=x"]).succeeds();
    assert_eq!(world.request("cert/csr.pem").subject().to_string(), "CN=x");
}

#[test]
fn escapes_and_letters_beyond_ascii_are_kept() {
    assert_eq!(subject_of(r"/O=Foo\/Bar/CN=x"), "CN=x,O=Foo/Bar");
    assert_eq!(subject_of(r"CN=Doe\, John,O=Müller 东京"), r"CN=Doe\, John,O=Müller 东京");
    assert_eq!(subject_of("/CN=x/serialNumber=a?"), "serialNumber=a?,CN=x", "a PrintableString");
}

#[test]
fn repeated_and_multi_valued_attributes_go_from_the_request_into_the_certificate() {
    let world = World::new();
    let subject = "/DC=test/DC=example/OU=a/OU=b/CN=x+UID=7";
    world.run(["csr", "-a", "p256", "--subject", subject]).succeeds();
    world
        .run(["selfsign"])
        .succeeds()
        .says("from cert/csr.pem: subject CN=x+UID=7,OU=b,OU=a,DC=example,DC=test");
    let (request, certificate) = (world.request("cert/csr.pem"), world.certificate("cert/file.crt"));
    assert_eq!(request.subject().to_string(), "CN=x+UID=7,OU=b,OU=a,DC=example,DC=test");
    assert_eq!(certificate.subject(), request.subject());
    assert_eq!(certificate.issuer(), request.subject());
}

#[test]
fn attributes_of_one_relative_name_have_no_order() {
    let world = World::new();
    world.run(["selfsign", "-a", "p256", "--subject", "/CN=x+UID=7"]).succeeds();
    let other_way_round = ["selfsign", "--if-needed", "--subject", "/UID=7+CN=x"];
    world.run(other_way_round).succeeds().says("unchanged");
}

#[test]
fn without_a_subject_the_first_name_is_the_common_name() {
    let world = World::new();
    world.run(["selfsign", "-a", "p256", "--san", "dev.example.test", "--no-default-names"]).succeeds();
    assert_eq!(world.certificate("cert/file.crt").subject().to_string(), "CN=dev.example.test");
}

#[test]
fn a_first_name_too_long_for_a_common_name_leaves_the_subject_empty_and_the_names_critical() {
    let world = World::new();
    let long = format!("{}.example.test", "a".repeat(60));
    world.run(["csr", "-a", "p256", "--san", &long, "--no-default-names"]).succeeds();
    assert!(world.request("cert/csr.pem").subject().is_empty());
    world.run(["ca", "init", "--ca", "ca"]).succeeds();
    world.run(["sign", "--ca", "ca"]).succeeds();
    let certificate = world.certificate("cert/file.crt");
    assert!(certificate.subject().is_empty());
    let names =
        certificate.extensions().iter().find(|one| one.body.oid().to_string() == "2.5.29.17").unwrap();
    assert!(names.critical, "RFC 5280, 4.1.2.6");
}

#[test]
fn what_cannot_stand_in_a_subject_is_refused_with_its_cause() {
    let world = World::new();
    let long = format!("/CN={}", "x".repeat(65));
    for (subject, cause) in [
        ("", "the subject is empty; write it as /C=US/O=Acme/CN=localhost"),
        ("localhost", "has no \"=\"; write it as"),
        ("/CN=", "CN is empty in the subject"),
        ("/XX=1", "\"XX\" is not an attribute of a subject; CN,"),
        ("/CN=a\u{7}b", "contains the control character U+0007"),
        ("/CN=a\nb", "contains the control character U+000A"),
        ("/CN=a\u{1b}[31mb", "contains the control character U+001B"),
        ("/C=China", "\"China\" is not a two-letter code"),
        ("/DC=é", "plain ASCII"),
        ("CN=x\\", "backslash"),
        (&long, "CN in the subject has 65 characters"),
    ] {
        world.refuses(["selfsign", "--subject", subject]).says("--subject").says(cause);
        world.refuses(["csr", "--subject", subject]).says(cause);
    }
}
