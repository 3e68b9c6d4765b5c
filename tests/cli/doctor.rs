//! `devcert doctor`: what is wrong with a server, and what to type next.

use crate::probe::{saying, tls};
use crate::world::World;

#[test]
fn a_certificate_that_signed_itself_is_trusted_by_no_store() {
    let world = World::new();
    world.run(["selfsign", "--algorithm", "p256"]).succeeds();
    let target = tls(&world, |_| ());
    let run = world.env("SSL_CERT_FILE", "cert/file.crt").run(["doctor", &target]);
    run.fails_with(1).prints("the stores that browsers and programs look into, on CN=localhost:");
    run.prints("--save server.crt && devcert trust install --cert server.crt");
    let json = world.run(["doctor", &target, "--json"]).json();
    assert_eq!((&json["command"], &json["root_is_own_ca"]), (&"doctor".into(), &false.into()));
    assert_eq!(json["root"]["as_wanted"], false, "{json:#}");
}

#[test]
fn a_ca_of_ones_own_is_known_and_only_the_stores_are_left() {
    let world = World::new();
    world.run(["issue", "localhost", "127.0.0.1", "--algorithm", "p256"]).succeeds();
    let target = tls(&world, |_| ());
    let run = world.run(["doctor", &target]);
    run.fails_with(1).prints("it leads to CN=devcert CA").prints("in order");
    run.prints("fix: devcert trust install");
    assert_eq!(world.run(["doctor", &target, "--json"]).json()["root_is_own_ca"], true);
}

#[test]
fn an_unknown_root_and_another_name_are_told_with_what_to_type() {
    let world = World::new();
    world.run(["issue", "localhost", "--ca", "elsewhere", "--algorithm", "p256"]).succeeds();
    let target = tls(&world, |_| ());
    let run = world.run(["doctor", &target, "--sni", "example.test"]);
    run.fails_with(1).prints("the certificate holds for localhost").prints("fix: devcert csr");
    run.prints("is neither sent nor known here").prints("--ca FILE");
}

#[test]
fn where_no_tls_is_there_is_nothing_to_diagnose() {
    let world = World::new();
    let target = saying(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    world.refuses(["doctor", &target]).says("plain HTTP");
}
