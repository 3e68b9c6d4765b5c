//! `devcert probe` and running servers: OpenSSL, Node, PostgreSQL, and those in `probe/`.

mod starttls;

use crate::server::NotesServer;
use crate::servers::postgres::{give_away, program};
use crate::servers::{Running, free_port};
use crate::world::{Run, World};
use devcert::encoding::ocsp::Response;

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
        world.devcert(&probe).succeeds().says(version).says("ALPN        http/1.1").says("passed");
    }
}

#[test]
fn a_server_of_old_versions_is_told_as_such() {
    let world = world();
    let server = s_server(&world, "-tls1_1 -cipher DEFAULT:@SECLEVEL=0");
    let run = world.devcert(&format!("probe localhost:{} --ca cert/file.crt", server.port)).ends_with(2);
    run.says("neither TLS 1.3 nor 1.2");
}

#[test]
fn a_server_that_asks_for_a_clients_certificate_is_shown_all_the_same() {
    let world = world();
    let server = s_server(&world, "-Verify 1 -verify_return_error");
    world.devcert(&format!("probe localhost:{} --ca cert/file.crt", server.port)).succeeds().says("passed");
}

/// A world with a server's certificate in `cert/` and a client's in `alice/`, of the CA in `ca/`, and a
/// client's of another CA in `mallory/`.
fn with_clients() -> World {
    let world = World::new();
    world.devcert("ca init --ca ca").succeeds();
    world.devcert("ca init --ca other --subject /CN=other").succeeds();
    world.devcert("issue localhost --ca ca").succeeds();
    world.devcert("issue alice --profile client --ca ca --dir alice").succeeds();
    world.devcert("issue mallory --profile client --ca other --dir mallory").succeeds();
    world
}

#[test]
fn openssls_request_for_a_client_certificate_is_reported() {
    let world = with_clients();
    for version in ["1_3", "1_2"] {
        let required =
            s_server(&world, &format!("-tls{version} -Verify 1 -verify_return_error -CAfile ca/ca.crt"));
        let probe =
            |options: &str| world.devcert(&format!("probe localhost:{} --ca ca {options}", required.port));
        let run = probe("").succeeds().says("warn  client-certificate");
        let run = run.says("requires a client certificate issued by CN=devcert CA");
        run.says("fix: devcert issue client --profile client");
        let run = probe("--cert alice/file.crt").succeeds().says("ok    client-certificate");
        run.says("accepts this one in the handshake");
        let run = probe("--cert mallory/file.crt").ends_with(1).says("FAIL  client-certificate");
        run.says("rejects the client certificate with the alert ");
        let optional = s_server(&world, &format!("-tls{version} -verify 1 -CAfile ca/ca.crt"));
        let run = world.devcert(&format!("probe localhost:{} --ca ca", optional.port)).succeeds();
        run.says("ok    client-certificate").says("does not require it for the handshake");
        let plain = s_server(&world, &format!("-tls{version}"));
        let run = world.devcert(&format!("probe localhost:{} --ca ca", plain.port)).succeeds();
        run.says_not("client-certificate");
    }
}

/// nginx finishes the handshake and rejects the client in HTTP.
#[test]
fn nginxs_request_for_a_client_certificate_is_reported() {
    let world = with_clients();
    let verify = "ssl_client_certificate ca/ca.crt; ssl_verify_client on;";
    let server = nginx(&world, &[("localhost", "cert/file.crt", "cert/private.pem", verify)]);
    let probe = |options: &str| world.devcert(&format!("probe localhost:{} --ca ca {options}", server.port));
    let run = probe("").succeeds().says("requests a client certificate issued by CN=devcert CA");
    run.says("does not require it for the handshake");
    probe("--cert alice/file.crt").succeeds().says("accepts this one in the handshake");
}

#[test]
fn server_of_one_tls_version_is_reported() {
    let world = world();
    for (option, spoken, other) in [("-tls1_2", "1.2", "1.3"), ("-tls1_3", "1.3", "1.2")] {
        let server = s_server(&world, option);
        let probe = |tls: &str| {
            world.devcert(&format!("probe localhost:{} --ca cert/file.crt --tls {tls}", server.port))
        };
        probe(spoken).succeeds().says(&format!("protocol    TLS {spoken}, "));
        let run = probe(other).ends_with(2);
        run.says(&format!("does not support TLS {other}, the only version that was offered"));
    }
    let server = s_server(&world, "-tls1_2");
    let run = world.devcert(&format!("probe localhost:{} --ca cert/file.crt", server.port)).succeeds();
    run.says("TLS 1.2 (the server does not support TLS 1.3)");
}

/// A world with a server's certificate in `cert/`, another one in `other/`, and a responder's in
/// `ocsp/`, all of the CA in `ca/`.
fn with_responder() -> World {
    let world = World::new();
    world.devcert("ca init --ca ca").succeeds();
    world.devcert("issue localhost --ca ca").succeeds();
    world.devcert("issue localhost --ca ca --dir other").succeeds();
    world.devcert("genkey --algorithm p256 --dir ocsp").succeeds();
    world.write("ocsp.cnf", "basicConstraints = critical,CA:FALSE\nextendedKeyUsage = OCSPSigning\n");
    world.openssl("req -new -key ocsp/private.pem -subj /CN=responder -out ocsp/csr.pem").succeeds();
    world
        .openssl(
            "x509 -req -in ocsp/csr.pem -CA ca/ca.crt -CAkey ca/ca.key -days 9 -extfile ocsp.cnf -out ocsp/file.crt",
        )
        .succeeds();
    world
}

/// OpenSSL's response about the certificate of `about`, signed by `signer`, from an index with these
/// columns before the serial number.
fn respond(world: &World, about: &str, signer: [&str; 2], index: Option<&str>, when: &str) {
    let serial = world.openssl(&format!("x509 -in {about}/file.crt -noout -serial")).text();
    let serial = serial.trim().strip_prefix("serial=").unwrap().to_owned();
    let index = index.map_or_else(String::new, |columns| format!("{columns}\t{serial}\tunknown\t/CN=x\n"));
    world.write("index.txt", index);
    let [certificate, key] = signer;
    let line = format!(
        "openssl ocsp -index index.txt -rsigner {certificate} -rkey {key} -CA ca/ca.crt -issuer ca/ca.crt \
         -cert {about}/file.crt -respout response.der -ndays 1 -noverify"
    );
    let line = if when.is_empty() { line } else { format!("faketime {when} {line}") };
    let words: Vec<_> = line.split_whitespace().collect();
    world.program_with(words[0], &words[1..]).run().succeeds();
}

const VALID: &str = "V\t991231235959Z\t";
const REVOKED: &str = "R\t991231235959Z\t260102030405Z,keyCompromise";
const BY_CA: [&str; 2] = ["ca/ca.crt", "ca/ca.key"];
const BY_RESPONDER: [&str; 2] = ["ocsp/file.crt", "ocsp/private.pem"];
const BY_SERVER: [&str; 2] = ["other/file.crt", "other/private.pem"];

/// The next step where a response does not count.
const ANEW: &str = "note: have the server staple a new response";

fn probe_stapled(world: &World) -> (Run, serde_json::Value) {
    let server = s_server(world, "-status_file response.der");
    let probe = format!("probe localhost:{} --ca ca", server.port);
    let json = world.devcert(&format!("{probe} --json")).text();
    (world.devcert(&probe), serde_json::from_str(&json).unwrap())
}

#[test]
fn openssls_stapled_response_is_told_whoever_may_sign_it() {
    let world = with_responder();
    for (signer, name) in [(BY_CA, "CN=devcert CA"), (BY_RESPONDER, "CN=responder")] {
        respond(&world, "cert", signer, Some(VALID), "");
        let (run, json) = probe_stapled(&world);
        let run = run.succeeds().says("the stapled OCSP response reports that it is not revoked, as of ");
        run.says(&format!("OCSP        stapled, good; by {name}")).says(", next update ").says_not("warn");
        assert_eq!((&json["ocsp"]["status"], &json["ocsp"]["signature"]), (&"good".into(), &"good".into()));
    }
    respond(&world, "cert", BY_CA, None, "");
    let (run, json) = probe_stapled(&world);
    run.succeeds().says("OCSP        stapled, unknown").says("warn  ocsp");
    assert_eq!(json["ocsp"]["status"], "unknown");
}

#[test]
fn a_stapled_response_that_speaks_against_the_certificate_is_a_fault() {
    let world = with_responder();
    respond(&world, "cert", BY_CA, Some(REVOKED), "");
    let (run, json) = probe_stapled(&world);
    let on = "revoked on 2026-01-02 03:04:05 UTC (keyCompromise)";
    run.ends_with(1).says(&format!("OCSP        stapled, {on}")).says(&format!("reports that it was {on}"));
    let ocsp = &json["ocsp"];
    assert_eq!((&ocsp["status"], &ocsp["reason"]), (&"revoked".into(), &"keyCompromise".into()), "{json:#}");
    assert_eq!((&ocsp["revoked_at"], &json["verdict"]), (&"2026-01-02T03:04:05Z".into(), &"fail".into()));
}

#[test]
fn a_stapled_response_that_does_not_count_is_a_fault() {
    let world = with_responder();
    respond(&world, "cert", BY_CA, Some(VALID), "2025-01-02");
    let (run, _) = probe_stapled(&world);
    run.ends_with(1).says("the stapled response has expired: a newer one was due on 2025-01-03").says(ANEW);
    respond(&world, "cert", BY_CA, Some(VALID), "2090-01-02");
    let (run, _) = probe_stapled(&world);
    run.ends_with(1).says("the stapled response is not valid before 2090-01-02").says(ANEW);
    respond(&world, "other", BY_CA, Some(VALID), "");
    let (run, json) = probe_stapled(&world);
    run.ends_with(1).says("the stapled response is about another certificate than the server's").says(ANEW);
    assert!(json["ocsp"]["status"].is_null() && json["ocsp"]["responder"].is_string(), "{json:#}");
    respond(&world, "cert", BY_SERVER, Some(VALID), "");
    let (run, json) = probe_stapled(&world);
    run.ends_with(1).says("which the issuer of the certificate has not authorized").says(ANEW);
    assert_eq!(json["ocsp"]["signature"], "unauthorized");
}

#[test]
fn a_stapled_response_that_was_changed_is_a_fault_and_no_damage_breaks_the_reader() {
    let world = with_responder();
    respond(&world, "cert", BY_CA, Some(VALID), "");
    let mut response = world.read("response.der");
    for length in 0..response.len() {
        assert!(Response::from_der(&response[..length]).is_err());
    }
    for position in 0..response.len() {
        let mut changed = response.clone();
        changed[position] ^= 0x41;
        let _ = Response::from_der(&changed);
    }
    // The moment at which it was made, in which a digit more or less is as good.
    let produced = response.windows(2).position(|bytes| bytes == [0x18, 15]).unwrap() + 16;
    assert_eq!(response[produced], b'Z');
    response[produced - 1] = if response[produced - 1] == b'0' { b'1' } else { b'0' };
    world.write("response.der", response);
    let (run, json) = probe_stapled(&world);
    let run = run.ends_with(1).says("the signature on the stapled response does not match the key of CN=");
    run.says(ANEW);
    assert_eq!(json["ocsp"]["signature"], "wrong");
}

/// GnuTLS is one of those who refuse a server that does not staple what its certificate asks for.
#[test]
fn a_server_that_does_not_staple_what_its_certificate_asks_for_is_warned_of_as_gnutls_refuses_it() {
    let world = with_responder();
    world.devcert("issue localhost --ca ca --extension must-staple --force").succeeds();
    respond(&world, "cert", BY_CA, Some(VALID), "");
    for version in ["-tls1_3", "-tls1_2"] {
        for (staple, is_there) in [("", false), ("-status_file response.der", true)] {
            let server = s_server(&world, &format!("{version} {staple}"));
            let line = format!("--x509cafile ca/ca.crt --port {} localhost", server.port);
            let gnutls = world.program("gnutls-cli", &line).run();
            let line =
                format!("s_client -brief -verify_return_error -CAfile ca/ca.crt localhost:{}", server.port);
            world.program("openssl", &line).run().says("Verification: OK");
            let probe = world.devcert(&format!("probe localhost:{} --ca ca", server.port)).succeeds();
            if is_there {
                gnutls.says("Status: The certificate is trusted");
                probe.says_not("warn").says("passed: ");
            } else {
                gnutls.says("is NOT trusted").says("but the OCSP status is missing");
                let told = probe.says("warn  ocsp").says(
                    "must-staple certificate (RFC 7633), but the server sends no stapled OCSP response",
                );
                // The CA says nowhere that it answers, so that the server cannot get a response.
                told.says("fix: devcert issue localhost --ca ca --force");
            }
        }
    }
}

/// nginx with a server for each of these: its names, its certificate and key, and more of its settings.
fn nginx(world: &World, servers: &[(&str, &str, &str, &str)]) -> Running {
    let port = free_port();
    let blocks = servers.iter().fold(String::new(), |blocks, (names, certificate, key, more)| {
        blocks
            + &format!(
                "server {{ listen 127.0.0.1:{port} ssl; server_name {names}; ssl_certificate {certificate}; \
                 ssl_certificate_key {key}; {more} location / {{ return 200; }} }}\n"
            )
    });
    let temporary =
        ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(|what| format!("{what}_temp_path {what};"));
    let temporary = temporary.join(" ");
    let configuration = format!(
        "daemon off; master_process off; pid nginx.pid; error_log stderr;\nevents {{}}\n\
         http {{ access_log off; {temporary}\n{blocks}}}\n"
    );
    world.write("nginx.conf", configuration);
    let folder = world.folder();
    let line = ["-p", folder.to_str().unwrap(), "-c", "nginx.conf", "-e", "stderr"];
    // Debian puts servers where PATH does not reach for users.
    Running::start(world.program_with("/usr/sbin/nginx", line), port)
}

#[test]
fn nginx_is_judged_by_what_it_sends_for_each_name() {
    let world = World::new();
    world.devcert("ca init --ca root").succeeds();
    world.devcert("ca init --ca below --intermediate --parent root").succeeds();
    world.devcert("issue one.test --ca below --dir one").succeeds();
    world.devcert("issue two.test --ca below --dir two").succeeds();
    let two = String::from_utf8(world.read("two/file.crt")).unwrap();
    let end = two.find("-----END CERTIFICATE-----").unwrap();
    world.write("alone.crt", format!("{}-----END CERTIFICATE-----\n", &two[..end]));
    let server = nginx(
        &world,
        &[
            ("one.test", "one/file.crt", "one/private.pem", ""),
            ("two.test", "alone.crt", "two/private.pem", ""),
        ],
    );
    let probe = |sni: &str| world.devcert(&format!("probe localhost:{} --ca root --sni {sni}", server.port));
    let whole = probe("one.test").succeeds().says("sent        2 certificates").says("passed");
    whole.says(" in the CA file through CN=");
    let missing = probe("two.test").ends_with(1).says("sent        1 certificate");
    let missing = missing
        .says(", which is not in the CA file")
        .says("alone.crt.orig below/ca.crt --to fullchain --out alone.crt   (");
    missing.says("two.test         the certificate is valid for it");
    // A name that it does not have gets its first certificate.
    probe("three.test").ends_with(1).says("the certificate is valid for one.test");
}

#[test]
fn nginx_staples_what_it_is_given() {
    let world = with_responder();
    respond(&world, "cert", BY_CA, Some(REVOKED), "");
    let staple = "ssl_stapling on; ssl_stapling_file response.der;";
    let server = nginx(&world, &[("localhost", "cert/file.crt", "cert/private.pem", staple)]);
    let run = world.devcert(&format!("probe localhost:{} --ca ca", server.port));
    run.ends_with(1).says("OCSP        stapled, revoked on 2026-01-02 03:04:05 UTC (keyCompromise)");
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
    world.devcert_with(&["convert", "--dir", "cert", "--preset", "postgres", "--out-dir", at]).succeeds();
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
    probe("--starttls postgres").succeeds().says("STARTTLS in postgres").says("passed");
    // It waits for its own protocol, or closes, when TLS comes unasked.
    probe("--timeout 3s").ends_with(2).says("localhost:");
    let (plain, _folder) = postgres(&world, "off");
    let run = world.devcert(&format!("probe localhost:{} --starttls postgres", plain.port));
    run.ends_with(2).says("ssl = off in postgresql.conf");
}
