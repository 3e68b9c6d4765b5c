//! The notes' server starts from what devcert wrote, and clients accept it by every name.

use crate::server::{Client, DEFAULT_NAMES, ForeverServer, NotesServer, s_client};
use crate::world::World;

/// Every client by every name: with the certificate as its only trust, and with another one.
fn is_accepted_and_only_with_trust(world: &World, server: &NotesServer) {
    world.devcert("selfsign --dir other").succeeds();
    for client in Client::ALL {
        for name in DEFAULT_NAMES {
            client.connect(world, name, server.https, "cert/file.crt").succeeds();
            let (status, reason) = client.refusal();
            client.connect(world, name, server.https, "other/file.crt").ends_with(status).says(reason);
        }
    }
}

#[test]
fn the_server_starts_from_selfsign_alone_and_every_client_accepts_it_by_every_name() {
    let world = World::new();
    world.devcert("selfsign --days 365").succeeds();
    let server = NotesServer::start(&world);
    is_accepted_and_only_with_trust(&world, &server);
}

#[test]
fn the_server_starts_from_the_four_commands_and_every_client_accepts_it_by_every_name() {
    let world = World::new();
    for command in ["genkey", "pubkey", "csr", "selfsign --days 365"] {
        world.devcert(command).succeeds();
    }
    let server = NotesServer::start(&world);
    is_accepted_and_only_with_trust(&world, &server);
}

#[test]
fn the_server_serves_its_page_over_http_and_https_alike() {
    let world = World::new();
    world.devcert("selfsign").succeeds();
    let server = NotesServer::start(&world);
    let curl = "-q --silent --show-error --fail --noproxy * --cacert cert/file.crt";
    for address in [
        format!("http://localhost:{}/", server.http),
        format!("https://localhost:{}/", server.https),
        format!("https://localhost:{}/views/index.html", server.https),
    ] {
        world.program("curl", &format!("{curl} {address}")).run().succeeds().says("RTCPeerConnection");
    }
}

#[test]
fn a_name_that_the_certificate_lacks_is_refused() {
    let world = World::new();
    world.devcert("selfsign --no-default-names --san dev.test").succeeds();
    let server = NotesServer::start(&world);
    for client in Client::ALL {
        client.connect(&world, "localhost", server.https, "cert/file.crt").ends_with(client.refusal().0);
    }
    let by_its_name = s_client("dev.test", server.https, "cert/file.crt");
    let by_its_name = by_its_name.replace("-connect dev.test", "-connect localhost");
    world.openssl(&by_its_name).succeeds().says("Verification: OK");
}

#[test]
fn the_server_starts_from_every_kind_of_key_that_browsers_and_node_take() {
    for algorithm in ["rsa:2048", "rsa:3072", "p256", "p384", "p521", "ed25519"] {
        let world = World::new();
        world.devcert(&format!("selfsign --algorithm {algorithm}")).succeeds();
        let server = NotesServer::start(&world);
        Client::Node.connect(&world, "localhost", server.https, "cert/file.crt").succeeds();
        Client::Openssl.connect(&world, "::1", server.https, "cert/file.crt").succeeds();
    }
}

#[test]
fn a_client_whose_clock_is_nearly_an_hour_behind_accepts_the_certificate() {
    let world = World::new();
    world.devcert("selfsign").succeeds();
    let server = NotesServer::start(&world);
    let s_client = s_client("localhost", server.https, "cert/file.crt");
    let behind =
        |minutes: u32| world.program("faketime", &format!("-f -{minutes}m openssl {s_client}")).run();
    behind(58).succeeds().says("Verification: OK");
    behind(62).ends_with(1).says("certificate is not yet valid");
    let curl =
        format!("-q -sS --fail --noproxy * --cacert cert/file.crt https://localhost:{}/", server.https);
    world.program("faketime", &format!("-f -58m curl {curl}")).run().succeeds();
    world.program("faketime", &format!("-f -62m curl {curl}")).run().ends_with(60);
}

#[test]
fn a_client_accepts_the_certificate_until_its_last_day_and_no_longer() {
    let world = World::new();
    world.devcert("selfsign --days 365").succeeds();
    let verify = "openssl verify -CAfile cert/file.crt cert/file.crt";
    let ahead = |days: u32| world.program("faketime", &format!("-f +{days}d {verify}")).run();
    ahead(364).succeeds();
    ahead(366).ends_with(2).says("certificate has expired");
}

#[test]
fn forever_starts_the_server_and_restarts_it_with_a_new_certificate() {
    let world = World::new();
    world.devcert("selfsign").succeeds();
    world.write("old.crt", world.read("cert/file.crt"));
    let mut server = ForeverServer::start(&world);
    Client::Curl.connect(&world, "localhost", server.https, "cert/file.crt").succeeds();
    world.devcert("selfsign --force --new-key").succeeds();
    server.restart();
    Client::Curl.connect(&world, "localhost", server.https, "cert/file.crt").succeeds();
    Client::Curl.connect(&world, "localhost", server.https, "old.crt").ends_with(60);
}

#[test]
fn server_logs_to_a_file_in_the_layout_of_the_notes() {
    let world = World::new();
    world.devcert("selfsign").succeeds();
    let server = NotesServer::start(&world);
    let log = || String::from_utf8(world.read("app.log")).unwrap();
    // The logger writes a moment after the addresses are printed.
    let listening = format!(" DEBUG - listening on port {}", server.https);
    let begin = std::time::Instant::now();
    while !log().contains(&listening) {
        assert!(begin.elapsed().as_secs() < 30, "{}", log());
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    for line in log().lines() {
        // %r %p - %m: the time of day, the level, the message.
        let (time, _) = line.split_once(" DEBUG - ").unwrap();
        assert_eq!(time.split(':').map(str::len).collect::<Vec<_>>(), [2, 2, 2], "{line}");
    }
}
