//! `devcert doctor`: what is wrong with a server, and what to type next.

use std::io::{Read as _, Write as _};

use crate::probe::{saying, tls};
use crate::world::World;

#[test]
fn a_certificate_that_signed_itself_is_trusted_by_no_store() {
    let world = World::new();
    world.run(["selfsign", "--algorithm", "p256"]).succeeds();
    let target = tls(&world, |_| ());
    let run = world.env("SSL_CERT_FILE", "cert/file.crt").run(["doctor", &target]);
    run.fails_with(1).prints("trust stores for CN=localhost:");
    run.prints("fix: devcert trust install --cert cert/file.crt");
    let json = world.run(["doctor", &target, "--json"]).json();
    assert_eq!((&json["command"], &json["root_is_own_ca"]), (&"doctor".into(), &false.into()));
    assert_eq!(json["root"]["ok"], false, "{json:#}");
}

#[test]
fn a_ca_of_ones_own_is_known_and_only_the_stores_are_left() {
    let world = World::new();
    world.run(["issue", "localhost", "127.0.0.1", "--algorithm", "p256"]).succeeds();
    let target = tls(&world, |_| ());
    let run = world.run(["doctor", &target]);
    run.fails_with(1).prints("chains to CN=devcert CA").prints("passed");
    run.prints("fix: devcert trust install");
    assert_eq!(world.run(["doctor", &target, "--json"]).json()["root_is_own_ca"], true);
}

/// The usual fault after a renewal.
#[test]
fn a_server_that_has_not_read_the_renewed_certificate_is_to_be_restarted() {
    let world = World::new();
    let validity = ["--not-before", "2020-01-01", "--not-after", "2020-02-01"];
    world.run_all(&[&["selfsign", "-a", "p256"], &validity[..]].concat()).succeeds();
    let target = tls(&world, |_| ());
    world.run(["doctor", &target]).fails_with(1).prints("fix: devcert renew cert/file.crt");
    world.run(["renew"]).succeeds();
    for command in ["doctor", "probe"] {
        let run = world.run([command, &target]);
        run.fails_with(1).does_not_print("devcert selfsign").does_not_print("devcert renew");
        run.prints("note: restart or reload the server: cert/file.crt has a certificate that expires later");
    }
}

#[test]
fn the_certificate_beside_the_key_is_taken_for_the_servers_file_and_no_copy_is() {
    let world = World::new();
    world.run(["selfsign", "-a", "p256", "--san", "localhost"]).succeeds();
    let target = tls(&world, |_| ());
    world.run(["probe", &target, "--save", "a-copy.pem"]);
    assert_eq!(world.read("a-copy.pem"), world.read("cert/file.crt"));
    let run = world.run(["doctor", &target, "--sni", "dev.test"]);
    run.fails_with(1).prints("trust install --cert cert/file.crt").does_not_print("a-copy.pem");
}

#[test]
fn an_unknown_root_and_another_name_are_told_with_what_to_type() {
    let world = World::new();
    world.run(["ca", "init", "--ca", "../elsewhere"]).succeeds();
    world.run(["issue", "localhost", "--ca", "../elsewhere", "--algorithm", "p256"]).succeeds();
    let target = tls(&world, |_| ());
    let run = world.run(["doctor", &target, "--sni", "example.test"]);
    run.fails_with(1)
        .prints("the certificate is valid for localhost")
        .prints("fix: devcert csr --no-default-names --san localhost");
    run.prints("the server does not send the root certificate");
    run.prints("note: specify the certificate of CN=devcert CA");
}

/// A world with a CA, an intermediate below it, and a server that sends its own certificate alone.
fn without_intermediate() -> World {
    let world = World::new();
    world.run(["ca", "init"]).succeeds();
    world.run(["ca", "init", "--intermediate", "--ca", "team-ca"]).succeeds();
    world.run(["issue", "localhost", "127.0.0.1", "--ca", "team-ca", "--algorithm", "p256"]).succeeds();
    world.run(["convert", "cert/file.crt", "--to", "split", "--out-dir", "alone"]).succeeds();
    world.write("full.crt", world.read("cert/file.crt"));
    world.write("cert/file.crt", world.read("alone/certificate.pem"));
    world
}

#[test]
fn a_server_that_omits_its_intermediate_is_told_so_by_every_command() {
    let world = without_intermediate();
    let text = "the server does not send its intermediate, CN=devcert intermediate CA";
    let target = tls(&world, |_| ());
    let by_folder = || world.env("DEVCERT_CA", "team-ca");
    let doctor = by_folder().run(["doctor", &target]);
    doctor
        .fails_with(1)
        .prints(text)
        .prints("; serve the full chain")
        .prints("trust stores for CN=devcert CA");
    for ca in ["team-ca", "team-ca/ca.crt"] {
        world.run(["probe", &target, "--ca", ca]).fails_with(1).prints(text);
        world.run(["verify", "--ca", ca]).fails_with(1).prints(text);
        world.run(["verify", "--ca", ca, "--no-key"]).fails_with(1).prints(text);
    }
    // Following the advice to name the intermediate does not hide it either.
    world.run(["convert", "full.crt", "--to", "split", "--out-dir", "parts"]).succeeds();
    world.run(["probe", &target, "--ca", "parts/issuer.pem"]).fails_with(1).prints(text);
    let verify = by_folder().run(["verify"]);
    verify
        .fails_with(1)
        .prints(text)
        .prints("devcert convert cert/file.crt.orig team-ca/ca.crt --to fullchain --out cert/file.crt");
    let typed = ["convert", "cert/file.crt", "team-ca/ca.crt", "--to", "fullchain", "--out", "cert/file.crt"];
    world.run_all(&[&typed[..], &["--force"]].concat()).succeeds();
    by_folder().run(["verify"]).succeeds();
    by_folder().run(["probe", &tls(&world, |_| ()), "--ca", "team-ca"]).succeeds();
}

#[test]
fn a_namesake_among_the_machines_roots_does_not_change_the_diagnosis() {
    let world = World::new();
    world.run(["selfsign", "--algorithm", "p256"]).succeeds();
    world.run(["selfsign", "--algorithm", "p256", "--dir", "namesake"]).succeeds();
    let target = tls(&world, |_| ());
    let text = "CN=localhost is self-signed and not among this machine's CAs";
    for command in ["doctor", "probe"] {
        world.env("SSL_CERT_FILE", "namesake/file.crt").run([command, &target]).fails_with(1).prints(text);
    }
    let verify = world.env("SSL_CERT_FILE", "namesake/file.crt").run(["verify", "--system-roots"]);
    verify.fails_with(1).prints(text);
}

#[test]
fn where_no_tls_is_there_is_nothing_to_diagnose() {
    let world = World::new();
    let target = saying(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    world.refuses(["doctor", &target]).says("plain HTTP");
}

/// What is to be typed next, as people read it, and as JSON has it.
fn fixes(world: &World, args: &[&str]) -> [Vec<String>; 2] {
    let said = world.run_all(args);
    let said = said
        .stdout_text()
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("fix: "))
        .map(str::to_owned);
    let json = world.run_all(&[args, &["--json"]].concat()).json();
    let checks = json["checks"].as_array().unwrap().iter().map(|check| &check["fix"]);
    let fixes = checks.chain([&json["fix"]]).filter(|fix| !fix.is_null()).map(|fix| {
        let note = fix["note"].as_str().map_or_else(String::new, |note| format!("   ({note})"));
        format!("{}{note}", fix["command"].as_str().unwrap())
    });
    // People read each one once.
    let [mut said, mut json] = [said.collect::<Vec<_>>(), fixes.collect()];
    for list in [&mut said, &mut json] {
        list.sort();
        list.dedup();
    }
    [said, json]
}

#[test]
fn machines_are_told_the_same_next_steps_as_people() {
    let world = World::new();
    let old = ["--not-before", "2019-01-01", "--not-after", "2020-01-01"];
    world.run_all(&[&["selfsign", "--algorithm", "p256"][..], &old].concat()).succeeds();
    world.run(["ca", "init", "--ca", "elsewhere"]).succeeds();
    world.run(["issue", "localhost", "--ca", "elsewhere", "--algorithm", "p256", "--dir", "two"]).succeeds();
    let expired = tls(&world, |_| ());
    let compare = |target: &str| {
        for command in ["probe", "doctor"] {
            let [said, json] = fixes(&world, &[command, target, "--sni", "example.test"]);
            assert!(!said.is_empty());
            assert_eq!(said, json, "{command} {target}");
        }
    };
    compare(&expired);
    for name in ["private.pem", "file.crt"] {
        world.write(&format!("cert/{name}"), world.read(&format!("two/{name}")));
    }
    let unknown = tls(&world, |_| ());
    compare(&unknown);
}

/// No browser connects to a mail server, and no mail server reads a browser's store.
#[test]
fn the_stores_of_browsers_are_not_looked_into_for_a_server_of_another_protocol() {
    let world = World::new();
    world.run(["selfsign", "-a", "p256"]).succeeds();
    std::fs::create_dir_all(world.path("../home/.pki/nssdb")).unwrap();
    world.write("../home/.pki/nssdb/cert9.db", "");
    let mail = tls(&world, |stream| {
        let _ = stream.write_all(b"220 mail ESMTP\r\n");
        let _ = stream.read_exact(&mut [0; 22]);
        let _ = stream.write_all(b"250-mail\r\n250 STARTTLS\r\n");
        let _ = stream.read_exact(&mut [0; 10]);
        let _ = stream.write_all(b"220 go\r\n");
    });
    let web = tls(&world, |_| ());
    world.run(["doctor", &web]).fails_with(1).prints("/.pki/nssdb");
    world.run(["doctor", &mail, "--starttls", "smtp"]).fails_with(1).does_not_print("nss");
}
