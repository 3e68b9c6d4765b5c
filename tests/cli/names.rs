//! For which names a request or certificate holds.

use crate::world::World;

/// The names in a certificate that was made with these options.
fn names_with<const N: usize>(options: [&str; N]) -> Vec<String> {
    let world = World::new();
    let mut arguments = vec!["selfsign", "-a", "p256"];
    arguments.extend(options);
    world.run_all(&arguments).succeeds();
    world.certificate("cert/file.crt").names().iter().map(ToString::to_string).collect()
}

const DEFAULTS: [&str; 3] = ["DNS:localhost", "IP:127.0.0.1", "IP:::1"];

#[test]
fn every_type_of_name_reaches_the_certificate() {
    for (typed, shown) in [
        ("dev.example.test", "DNS:dev.example.test"),
        ("DNS:dev.example.test", "DNS:dev.example.test"),
        ("*.example.test", "DNS:*.example.test"),
        ("my_service", "DNS:my_service"),
        ("10.0.0.5", "IP:10.0.0.5"),
        ("IP:10.0.0.5", "IP:10.0.0.5"),
        ("fe80::1", "IP:fe80::1"),
        ("[fe80::1]", "IP:fe80::1"),
        ("me@example.test", "email:me@example.test"),
        ("URI:https://example.test/x?y", "URI:https://example.test/x?y"),
        ("spiffe://example.test/web", "URI:spiffe://example.test/web"),
        ("RID:1.2.3.4", "RID:1.2.3.4"),
        ("dirName:/C=CN/CN=x", "dirName:CN=x,C=CN"),
        ("otherName:1.3.6.1.4.1.311.20.2.3;UTF8:me@x", "otherName:1.3.6.1.4.1.311.20.2.3;0c046d654078"),
    ] {
        assert_eq!(names_with(["--no-default-names", "--san", typed]), [shown], "{typed}");
    }
}

#[test]
fn given_names_stand_behind_the_default_ones_each_once() {
    let names = names_with(["--san", "a.test", "--san", "localhost", "--san", "A.test", "--san", "b.test"]);
    assert_eq!(names, [&DEFAULTS[..], &["DNS:a.test", "DNS:b.test"]].concat());
}

#[test]
fn only_leaves_the_default_names_out_and_needs_names_of_its_own() {
    assert_eq!(names_with(["--san", "a.test", "--no-default-names"]), ["DNS:a.test"]);
    World::new().refuses(["selfsign", "--no-default-names"]).says("--no-default-names").says("--san");
}

#[test]
fn lan_adds_names_by_which_others_reach_this_machine() {
    let names = names_with(["--lan"]);
    assert_eq!(names[..3], DEFAULTS, "{names:?}");
    for name in &names[3..] {
        let loopback = name.starts_with("IP:127.") || name == "IP:::1" || name.starts_with("IP:fe80");
        assert!(!loopback, "{name} does not reach this machine from another one");
    }
}

#[test]
fn a_name_in_other_letters_is_written_as_punycode() {
    assert_eq!(names_with(["--no-default-names", "--san", "münchen.test"]), ["DNS:xn--mnchen-3ya.test"]);
    assert_eq!(names_with(["--no-default-names", "--san", "*.例え.test"]), ["DNS:*.xn--r8jz45g.test"]);
}

#[test]
fn a_request_carries_the_same_names() {
    let world = World::new();
    world.run(["csr", "-a", "p256", "--san", "a.test", "--san", "10.0.0.5"]).succeeds();
    let names: Vec<_> = world.request("cert/csr.pem").names().iter().map(ToString::to_string).collect();
    assert_eq!(names, [&DEFAULTS[..], &["DNS:a.test", "IP:10.0.0.5"]].concat());
}

#[test]
fn a_name_that_no_client_would_match_is_refused_with_what_to_write() {
    let world = World::new();
    let long_label = format!("{}.test", "a".repeat(64));
    let long_name = format!("{}test", "a.".repeat(130));
    for (name, cause) in [
        ("", "a name is empty"),
        (" ", "contains a space"),
        ("bad h!ost", "\"bad h!ost\" contains a space"),
        ("a.test, b.test", "is a list of names"),
        ("https://localhost:3001/", "is a URL, and a host name is expected"),
        ("localhost:3001", "has port 3001, but a certificate is valid for every port"),
        ("[::1]:3001", "has port 3001"),
        ("a..b", "empty label"),
        (".a.test", "empty label"),
        ("a.*.test", "wildcard in the wrong place"),
        ("w*.example.test", "wildcard in the wrong place"),
        ("*", "wildcard in the wrong place"),
        ("*.test", "top-level domain"),
        (
            "DNS:127.0.0.1",
            "is an IP address, and rustls and OpenSSL do not look for addresses among the DNS names",
        ),
        ("DNS:::1", "is an IP address"),
        ("1.2.3.400", "ends in a number, but is not an IP address"),
        ("IP:localhost", "is not an IP address"),
        ("10.0.0.0/8", "has the character \"/\""),
        ("-a.test", "hyphen"),
        ("a\u{1}b.test", "control character U+0001"),
        ("a\u{1b}[31mb.test", "control character U+001B"),
        ("@example.test", "is not an email address"),
        ("URI:nothing", "is not an absolute URI"),
        ("RID:one", "is not an object identifier"),
        ("otherName:1.2.3", "otherName:1.2.3.4;UTF8:text"),
        ("foo:bar", "\"foo:bar\" is not a host name"),
        (&long_label, "(maximum 63)"),
        (&long_name, "(maximum 253)"),
    ] {
        world.refuses(["selfsign", "--san", name]).says("--san").says(cause);
        world.refuses(["csr", "--san", name]).says(cause);
    }
}
