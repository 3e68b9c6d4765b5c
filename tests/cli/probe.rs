//! `devcert probe`: servers that show something, and all that do not.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use devcert::pki::load::{self, Provider, ServerFiles};
use rustls::server::WebPkiClientVerifier;
use rustls::time_provider::DefaultTimeProvider;
use rustls::{RootCertStore, ServerConfig, ServerConnection, StreamOwned};

use crate::world::World;

/// A server on a free port of 127.0.0.1 that treats each connection so; it ends with the test.
fn server(treat: impl Fn(TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let target = listener.local_addr().unwrap().to_string();
    thread::spawn(move || listener.incoming().map_while(Result::ok).for_each(treat));
    target
}

/// A server that says this and waits for the client to go.
pub(crate) fn saying(words: &'static [u8]) -> String {
    server(move |mut stream| {
        let _ = stream.write_all(words);
        let _ = stream.read_to_end(&mut Vec::new());
    })
}

/// A TLS server from the files in a world's `cert/`; `before` is what goes before TLS.
pub(crate) fn tls(world: &World, before: fn(&mut TcpStream)) -> String {
    let files = ServerFiles::read(&world.read("cert/private.pem"), &world.read("cert/file.crt")).unwrap();
    let mut config = files.server_config(Provider::Ring, Arc::new(DefaultTimeProvider)).unwrap();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    serving(config, before)
}

fn serving(config: ServerConfig, before: fn(&mut TcpStream)) -> String {
    let config = Arc::new(config);
    server(move |mut stream| {
        before(&mut stream);
        let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
        let _ = StreamOwned::new(connection, stream).read(&mut [0]);
    })
}

/// A TLS server that requests certificates of the CA in the world's file, and requires one or not.
fn mutual_tls(world: &World, ca: &str, is_required: bool) -> String {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(load::chain(&world.read(ca)).unwrap());
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Provider::Ring.crypto());
    let verifier = if is_required { verifier } else { verifier.allow_unauthenticated() };
    let config = ServerConfig::builder_with_provider(Provider::Ring.crypto())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_client_cert_verifier(verifier.build().unwrap())
        .with_single_cert(
            load::chain(&world.read("cert/file.crt")).unwrap(),
            load::private_key(&world.read("cert/private.pem")).unwrap(),
        );
    serving(config.unwrap(), |_| ())
}

fn with_certificate(options: &[&str]) -> World {
    let world = World::new();
    world.run_all(&[&["selfsign", "--algorithm", "p256"], options].concat()).succeeds();
    world
}

#[test]
fn a_server_is_shown_and_judged() {
    let world = with_certificate(&[]);
    let target = tls(&world, |_| ());
    let good = world.run(["probe", &target, "--ca", "cert/file.crt", "--alpn", "h2"]);
    good.succeeds().prints("TLS 1.3").prints("ALPN        h2").prints("passed");
    good.prints("#1: certificate").prints("localhost, 127.0.0.1, ::1").prints("EC P-256");
    let json = world.run(["probe", &target, "--ca", "cert/file.crt", "--json"]).json();
    assert_eq!((&json["command"], &json["tls_version"]), (&"probe".into(), &"1.3".into()));
    assert_eq!(json["verdict"], "pass", "{json:#}");
    assert_eq!(json["chain"][0]["names"][0], "DNS:localhost");
    assert_eq!((&json["name"], &json["address"]), (&"IP:127.0.0.1".into(), &target.into()));
}

#[test]
fn whatever_is_wrong_with_a_certificate_it_is_shown() {
    let old = ["--not-before", "2019-01-01", "--not-after", "2020-01-01"];
    let world = with_certificate(&old);
    let target = tls(&world, |_| ());
    world.run(["selfsign", "--dir", "other"]).succeeds();
    let run = world.run(["probe", &target, "--sni", "example.test", "--ca", "other/file.crt"]);
    run.fails_with(1).prints("expired on 2020-01-01").prints("the certificate is valid for localhost");
    run.prints(
        "CN=localhost is self-signed and not in the CA file, which has another certificate of that name",
    );
    run.prints("failed: 3 problems");
    run.prints("2019-01-01 00:00:00 UTC until 2020-01-01");
}

#[test]
fn without_a_ca_the_machine_says_who_is_trusted() {
    let world = with_certificate(&[]);
    let target = tls(&world, |_| ());
    let asked = |file| world.env("SSL_CERT_FILE", file).run(["probe", &target]);
    asked("cert/file.crt").succeeds();
    world.run(["selfsign", "--dir", "third", "--subject", "/CN=third"]).succeeds();
    asked("third/file.crt").fails_with(1).prints("is self-signed and not among this machine's CAs");
    world.run(["selfsign", "--dir", "other"]).succeeds();
    asked("other/file.crt")
        .fails_with(1)
        .prints("is self-signed and not among this machine's CAs")
        .prints("fix: devcert trust install --cert cert/file.crt");
}

#[test]
fn what_was_shown_is_saved_and_nothing_replaced_unasked() {
    let world = with_certificate(&[]);
    let target = tls(&world, |_| ());
    let save = |options: &[&str]| {
        let args = ["probe", &target, "--ca", "cert/file.crt", "--save", "saved.crt"];
        world.run_all(&[&args, options].concat())
    };
    save(&[]).succeeds().says("saved saved.crt");
    assert_eq!(world.read("saved.crt"), world.read("cert/file.crt"));
    save(&[]).fails_with(2).says("saved.crt already exists").says("--save").says_one_clear_line();
    save(&["--force"]).succeeds();
}

#[test]
fn tls_is_asked_for_in_another_protocol() {
    let world = with_certificate(&[]);
    let target = tls(&world, |stream| {
        stream.write_all(b"220 mail\r\n").unwrap();
        stream.read_exact(&mut [0; 22]).unwrap();
        stream.write_all(b"250-mail\r\n250 STARTTLS\r\n").unwrap();
        stream.read_exact(&mut [0; 10]).unwrap();
        stream.write_all(b"220 go\r\n").unwrap();
    });
    let run = world.run(["probe", &target, "--starttls", "smtp", "--ca", "cert/file.crt"]);
    run.succeeds().prints("STARTTLS in smtp");
    let silent = tls(&world, |_| ());
    let run = world.run(["probe", &silent, "--starttls", "imap", "--ca", "cert/file.crt", "--timeout", "1s"]);
    run.fails_with(2).says("the server sent nothing; it may expect TLS from the start").says_one_clear_line();
}

#[test]
fn a_server_of_another_starttls_protocol_comes_with_the_right_one() {
    let world = with_certificate(&[]);
    for (greeting, asked, found, meant) in [
        (&b"+OK Dovecot ready.\r\n"[..], "imap", "a POP3 server", "pop3"),
        (b"+OK Dovecot ready.\r\n", "smtp", "a POP3 server", "pop3"),
        (b"* OK [CAPABILITY IMAP4rev1] ready.\r\n", "pop3", "an IMAP server", "imap"),
        (b"220 mail.example.test ESMTP\r\n", "imap", "a mail server", "smtp"),
    ] {
        let target = saying(greeting);
        for command in ["probe", "doctor"] {
            let run = world.refuses([command, &target, "--starttls", asked, "--timeout", "2s"]);
            run.says(&format!("{target}: does not speak {asked}, but begins with the greeting of {found}"));
            run.says(&format!("hint: devcert {command} {target} --timeout 2s --starttls {meant}\n"));
        }
    }
}

#[test]
fn who_shows_nothing_is_told_by_what_it_does() {
    let world = with_certificate(&[]);
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let full = server(std::mem::forget);
    for (target, part, hint) in [
        (
            saying(b"HTTP/1.1 400 Bad Request\r\n\r\n"),
            "does not answer with TLS, but with plain HTTP",
            "check the port",
        ),
        (saying(b"220 mail.example.test ESMTP\r\n"), "the greeting of a mail server", "--starttls smtp"),
        (saying(b"SSH-2.0-OpenSSH\x1b[2J\r\n"), "the greeting of an SSH server", "check the port"),
        (saying(b"\x15\x03\x03\x00\x02\x02\x46"), "supports neither TLS 1.3 nor 1.2", ""),
        (server(drop), "closed the connection", ""),
        (free, "refused the connection: no server listens on this port", "check that the server is running"),
        (full, "sent nothing before the timeout", "--starttls"),
        ("no-such-host.invalid:443".to_owned(), "cannot resolve host no-such-host.invalid", "/etc/hosts"),
    ] {
        let start = Instant::now();
        let run = world.refuses(["probe", &target, "--ca", "cert/file.crt", "--timeout", "2s"]);
        run.says(part).says(hint);
        assert!(start.elapsed() < Duration::from_secs(30), "{target} took {:?}", start.elapsed());
    }
}

#[test]
fn a_bad_target_is_told() {
    let world = World::new();
    for (arguments, part) in [
        (["probe", "localhost:http"].as_slice(), "\"http\" is not a port"),
        (&["probe", "*.example.test"], "is a wildcard"),
        (&["probe", "localhost:1", "--starttls", "telnet"], "(expected smtp"),
        (&["probe", "localhost:1", "--timeout", "soon"], "soon"),
        (&["probe", "localhost:1", "--alpn", ""], "1 to 255 bytes"),
        (&["probe", "localhost:1", "--ca", "none.crt"], "none.crt"),
        (&["probe"], "HOST:PORT"),
    ] {
        world.refuses_all(arguments).says(part);
    }
}

/// A world with a server's certificate and a client's, in `alice/`, of the CA in `ca/`.
fn with_client() -> World {
    let world = World::with_ca();
    world.run(["issue", "localhost", "127.0.0.1", "--ca", "ca", "--algorithm", "p256"]).succeeds();
    let alice = ["issue", "alice", "--profile", "client", "--ca", "ca", "--algorithm", "p256"];
    world.run_all(&[&alice[..], &["--dir", "alice"]].concat()).succeeds();
    world
}

#[test]
fn required_client_certificate_is_reported_with_the_command_that_helps() {
    let world = with_client();
    let target = mutual_tls(&world, "ca/ca.crt", true);
    for tls in ["1.2", "1.3"] {
        let probe = world.run(["probe", &target, "--ca", "ca", "--tls", tls]);
        probe
            .succeeds()
            .prints("warn  client-certificate")
            .prints("requires a client certificate issued by CN=devcert CA");
        let json = world.run(["probe", &target, "--ca", "ca", "--tls", tls, "--json"]).json();
        let client = &json["client_certificate"];
        assert_eq!((&client["requested"], &client["sent"]), (&true.into(), &false.into()), "{client}");
        assert!(client["authorities"][0].as_str().unwrap().starts_with("CN=devcert CA"), "{client}");
        assert!(client["rejected"].as_str().unwrap().starts_with("the alert "), "{client}");
        assert_eq!((&json["tls_version"], &json["tls_versions_offered"][0]), (&tls.into(), &tls.into()));
        let check = json["checks"].as_array().unwrap().last().unwrap();
        assert_eq!(
            (&check["id"], &check["fix"]["kind"]),
            (&"client-certificate".into(), &"client-certificate".into())
        );
        let fix = check["fix"]["command"].as_str().unwrap();
        assert!(fix.starts_with("devcert issue client --profile client --ca ca --dir client"), "{fix}");
    }
    let json = world.run(["probe", &target, "--ca", "ca", "--json"]).json();
    let fix =
        json["checks"].as_array().unwrap().last().unwrap()["fix"]["command"].as_str().unwrap().to_owned();
    world.paste(&fix).succeeds().prints("accepts this one in the handshake");
    let again = world.run(["doctor", &target, "--json"]).json();
    let fix =
        again["checks"].as_array().unwrap().last().unwrap()["fix"]["command"].as_str().unwrap().to_owned();
    assert!(fix.contains("--dir client-2 "), "{fix}");
}

#[test]
fn client_certificate_is_presented_with_the_key_next_to_it() {
    let world = with_client();
    let target = mutual_tls(&world, "ca/ca.crt", true);
    let probe = |options: &[&str]| world.run_all(&[&["probe", &target, "--ca", "ca"], options].concat());
    let accepted = "ok    client-certificate  the server requests a client certificate, and accepts this one";
    probe(&["--cert", "alice/file.crt"]).succeeds().prints(accepted);
    probe(&["--cert", "alice/file.crt", "--key", "alice/private.pem"]).succeeds().prints(accepted);
    world.write("pass", "secret\n");
    let p12 = ["--to", "pkcs12", "--out", "alice.p12", "--new-passphrase", "file:pass"];
    world.run_all(&[&["convert", "alice/private.pem", "alice/file.crt"][..], &p12].concat()).succeeds();
    probe(&["--cert", "alice.p12", "--passphrase", "file:pass"]).succeeds().prints(accepted);
    let json = probe(&["--cert", "alice/file.crt", "--json"]).json();
    assert_eq!(json["client_certificate"]["sent"], true);
    assert_eq!(json["client_certificate"]["rejected"], serde_json::Value::Null);
}

#[test]
fn rejected_client_certificate_fails() {
    let world = with_client();
    world.run(["ca", "init", "--ca", "other"]).succeeds();
    let target = mutual_tls(&world, "other/ca.crt", true);
    let run = world.run(["probe", &target, "--ca", "ca", "--cert", "alice/file.crt"]);
    run.fails_with(1)
        .prints("FAIL  client-certificate")
        .prints("rejects the client certificate with the alert ");
    let optional = mutual_tls(&world, "ca/ca.crt", false);
    let run = world.run(["probe", &optional, "--ca", "ca"]);
    run.succeeds().prints("ok    client-certificate").prints("does not require it for the handshake");
    let plain = tls(&world, |_| ());
    let run = world.run(["probe", &plain, "--ca", "ca", "--cert", "alice/file.crt"]);
    run.succeeds().prints("warn  client-certificate").prints("does not request a client certificate");
}

#[test]
fn unusable_client_certificate_is_refused() {
    let world = with_client();
    world.folder("alone");
    world.write("alone/file.crt", world.read("alice/file.crt"));
    for (options, part) in [
        (&["--cert", "none.crt"][..], "none.crt does not exist"),
        (&["--cert", "alone/file.crt"], "no private key found in it or next to it"),
        (&["--cert", "alice/file.crt", "--key", "cert/private.pem"], "does not match the client certificate"),
        (&["--key", "alice/private.pem"], "--cert"),
        (&["--tls", "1.1"], "1.1"),
    ] {
        world.refuses_all(&[&["probe", "localhost:1", "--ca", "ca"], options].concat()).says(part);
    }
}

#[test]
fn tls_version_that_the_server_does_not_support_is_reported() {
    let world = with_certificate(&[]);
    let files = ServerFiles::read(&world.read("cert/private.pem"), &world.read("cert/file.crt")).unwrap();
    let config = ServerConfig::builder_with_provider(Provider::Ring.crypto())
        .with_protocol_versions(&[&rustls::version::TLS12])
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            files.chain().to_vec(),
            load::private_key(&world.read("cert/private.pem")).unwrap(),
        );
    let target = serving(config.unwrap(), |_| ());
    let run = world.run(["probe", &target, "--ca", "cert/file.crt"]);
    run.succeeds().prints("TLS 1.2 (the server does not support TLS 1.3)");
    let limited = world.run(["probe", &target, "--ca", "cert/file.crt", "--tls", "1.2"]);
    limited.succeeds().prints("protocol    TLS 1.2, TLS_ECDHE");
    let refused = world.refuses(["probe", &target, "--ca", "cert/file.crt", "--tls", "1.3"]);
    refused.says("does not support TLS 1.3, the only version that was offered");
    refused.says(&format!("hint: devcert probe {target} --ca cert/file.crt   (offers TLS 1.3 and TLS 1.2)"));
}
