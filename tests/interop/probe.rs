//! `devcert probe` and running servers: OpenSSL, Node, PostgreSQL.

use crate::server::NotesServer;
use crate::servers::postgres::{give_away, program};
use crate::servers::{Running, free_port};
use crate::world::World;

fn s_server(world: &World, options: &str) -> Running {
    let port = free_port();
    let files = "-key cert/private.pem -cert cert/file.crt";
    let line = format!("s_server -accept 127.0.0.1:{port} -www -quiet {files} {options}");
    Running::start(world.program("openssl", &line), port)
}

fn world() -> World {
    let world = World::new();
    world.devcert("selfsign").succeeds();
    world
}

#[test]
fn openssls_server_is_shown_with_what_was_agreed_on() {
    let world = world();
    for (options, version) in [("-tls1_3", "TLS 1.3"), ("-tls1_2", "TLS 1.2")] {
        let server = s_server(&world, &format!("{options} -alpn h2,http/1.1"));
        let probe = format!("probe localhost:{} --ca cert/file.crt --alpn http/1.1", server.port);
        world.devcert(&probe).succeeds().says(version).says("ALPN        http/1.1").says("in order");
    }
}

#[test]
fn a_server_of_old_versions_is_told_as_such() {
    let world = world();
    let server = s_server(&world, "-tls1_1 -cipher DEFAULT:@SECLEVEL=0");
    let run = world.devcert(&format!("probe localhost:{} --ca cert/file.crt", server.port)).ends_with(2);
    run.says("none of TLS 1.3 and 1.2");
}

#[test]
fn a_server_that_asks_for_a_clients_certificate_is_shown_all_the_same() {
    let world = world();
    let server = s_server(&world, "-Verify 1 -verify_return_error");
    world.devcert(&format!("probe localhost:{} --ca cert/file.crt", server.port)).succeeds().says("in order");
}

#[test]
fn openssls_stapled_response_is_told() {
    let world = world();
    world.devcert("ca init --ca ca").succeeds();
    world.devcert("issue localhost --ca ca --force").succeeds();
    world.write("index.txt", "");
    world
        .openssl(
            "ocsp -index index.txt -rsigner ca/ca.crt -rkey ca/ca.key -CA ca/ca.crt -issuer ca/ca.crt \
             -cert cert/file.crt -respout response.der -ndays 1",
        )
        .succeeds();
    let server = s_server(&world, "-status_file response.der");
    let run = world.devcert(&format!("probe localhost:{} --ca ca", server.port));
    run.succeeds().says("OCSP        stapled, ");
}

#[test]
fn the_server_of_the_notes_is_shown_and_its_http_port_told() {
    let world = world();
    let server = NotesServer::start(&world);
    world.devcert(&format!("probe localhost:{} --ca cert/file.crt", server.https)).succeeds();
    world.devcert(&format!("probe localhost:{}", server.https)).ends_with(1).says("among this machine's CAs");
    world.devcert(&format!("probe localhost:{}", server.http)).ends_with(2).says("with plain HTTP");
}

#[test]
fn what_probe_saves_is_what_s_client_shows() {
    let world = World::new();
    world.devcert("ca init --ca ca").succeeds();
    world.devcert("issue localhost --ca ca").succeeds();
    let server = s_server(&world, "-cert_chain ca/ca.crt");
    world.devcert(&format!("probe localhost:{} --ca ca --save saved.crt", server.port)).succeeds();
    let shown = world.openssl(&format!("s_client -connect localhost:{} -showcerts", server.port)).text();
    let saved = String::from_utf8(world.read("saved.crt")).unwrap();
    let blocks = |text: &str| {
        let starts: Vec<_> = text.match_indices("-----BEGIN").map(|(at, _)| at).collect();
        starts.iter().map(|at| text[*at..].split("-----END").next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(blocks(&saved), blocks(&shown));
    assert_eq!(blocks(&saved).len(), 2);
}

/// A database with TLS switched on or off, in a folder of its own.
fn postgres(world: &World, ssl: &str) -> (Running, tempfile::TempDir) {
    let folder = tempfile::Builder::new().prefix("devcert-interop-postgres-").tempdir().unwrap();
    let at = folder.path().to_str().unwrap();
    give_away(folder.path());
    program(world, "initdb", &["-D", at, "-U", "postgres", "-A", "trust", "--no-sync"]).run().succeeds();
    world.devcert_with(&["convert", "--dir", "cert", "--for", "postgres", "--out-dir", at]).succeeds();
    for file in ["server.crt", "server.key"] {
        give_away(&folder.path().join(file));
    }
    let port = free_port();
    let (number, ssl) = (format!("port={port}"), format!("ssl={ssl}"));
    let options = [
        "-D",
        at,
        "-c",
        &number,
        "-c",
        &ssl,
        "-c",
        "listen_addresses=127.0.0.1",
        "-c",
        "unix_socket_directories=",
    ];
    (Running::start(program(world, "postgres", &options), port), folder)
}

#[test]
fn postgresql_is_asked_for_tls_in_its_own_way() {
    let world = world();
    let (server, _folder) = postgres(&world, "on");
    let probe = |options: &str| {
        world.devcert(&format!("probe localhost:{} --ca cert/file.crt {options}", server.port))
    };
    probe("--starttls postgres").succeeds().says("STARTTLS in postgres").says("in order");
    // It waits for its own protocol, or closes, when TLS comes unasked.
    probe("--timeout 3s").ends_with(2).says("localhost:");
    let (plain, _folder) = postgres(&world, "off");
    let run = world.devcert(&format!("probe localhost:{} --starttls postgres", plain.port));
    run.ends_with(2).says("ssl = off in postgresql.conf");
}
