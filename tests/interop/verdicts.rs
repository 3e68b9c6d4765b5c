//! `devcert verify` foretells what a server and its clients make of the files.

use crate::server::{Client, NotesServer};
use crate::world::World;

/// A world whose `cert/` these lines of openssl arguments have filled.
fn made_by_openssl(recipe: &[&str]) -> World {
    let world = World::new();
    std::fs::create_dir(world.path("cert")).unwrap();
    for line in recipe {
        world.openssl(line).succeeds();
    }
    world
}

/// A world whose `cert/` devcert has filled.
fn made_by_devcert(command: &str) -> World {
    let world = World::new();
    world.devcert(command).succeeds();
    world
}

#[test]
fn what_verify_finds_good_every_client_takes() {
    let san = "-addext subjectAltName=DNS:localhost -addext basicConstraints=critical,CA:FALSE";
    let req = format!(
        "req -x509 -nodes -newkey rsa:2048 -keyout cert/private.pem -out cert/file.crt -subj /CN=x {san}"
    );
    for world in [
        made_by_devcert("selfsign"),
        made_by_devcert("selfsign --algorithm p256 --subject /O=Acme/OU=a/OU=b/CN=x"),
        made_by_openssl(&[&req]),
    ] {
        world.devcert("verify").succeeds();
        let server = NotesServer::start(&world);
        for client in Client::ALL {
            client.connect(&world, "localhost", server.https, "cert/file.crt").succeeds();
        }
    }
}

#[test]
fn what_clients_refuse_verify_finds_faulty() {
    for world in [
        // The notes' recipe: no names.
        made_by_openssl(&[
            "genrsa -out cert/private.pem 2048",
            "req -new -key cert/private.pem -subj /CN=notes -out cert/csr.pem",
            "x509 -req -days 365 -in cert/csr.pem -signkey cert/private.pem -out cert/file.crt",
        ]),
        made_by_devcert("selfsign --not-before 2019-01-01 --not-after 2020-01-01"),
        made_by_devcert("selfsign --not-before 2090-01-01 --not-after 2091-01-01"),
        made_by_devcert("selfsign --extended-key-usage clientAuth"),
    ] {
        world.devcert("verify").ends_with(1);
        let server = NotesServer::start(&world);
        for client in Client::ALL {
            client.connect(&world, "localhost", server.https, "cert/file.crt").ends_with(client.refusal().0);
        }
    }
}

#[test]
fn what_the_server_does_not_start_from_verify_finds_faulty() {
    let mixed = made_by_devcert("selfsign");
    mixed.devcert("genkey --force").succeeds();
    let swapped = made_by_devcert("selfsign");
    let (key, certificate) = (swapped.read("cert/private.pem"), swapped.read("cert/file.crt"));
    swapped.write("cert/private.pem", certificate);
    swapped.write("cert/file.crt", key);
    let cut = made_by_devcert("selfsign");
    let whole = cut.read("cert/file.crt");
    cut.write("cert/file.crt", &whole[..whole.len() / 2]);
    for world in [mixed, swapped, cut] {
        let verdict = world.devcert("verify");
        assert!(matches!(verdict.status(), Some(1 | 2)), "{verdict}");
        assert!(NotesServer::try_start(&world).is_err(), "it starts:\n{verdict}");
    }
}
