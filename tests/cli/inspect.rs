//! `devcert inspect` says what files are.

use crate::world::World;

#[test]
fn the_folder_is_inspected_when_nothing_is_named() {
    let world = World::new();
    world.run(["selfsign", "--algorithm", "p256"]).succeeds();
    world
        .run(["inspect"])
        .succeeds()
        .prints("cert/file.crt: certificate")
        .prints("SANs        localhost, 127.0.0.1, ::1")
        .prints("key         EC P-256, the same as in cert/private.pem")
        .prints("365 days left");
}

#[test]
fn one_of_anything_is_in_the_singular() {
    let world = World::new();
    world.run(["selfsign", "-a", "p256", "--days", "1", "--san", "email:me@dev.test"]).succeeds();
    world.run(["inspect", "cert/file.crt"]).succeeds().prints(" UTC, 1 day left\n");
    let lint = world.run(["lint", "cert/file.crt", "--select", "san-not-for-servers"]);
    lint.prints("1 of the SANs is neither a host name nor an IP address");
    let keys = world.run(["genkey", "-a", "p256", "--count", "1", "--out-dir", "keys"]);
    keys.succeeds().says("created 1 EC P-256 private key in keys\n");
}

#[test]
fn a_field_stands_alone_for_scripts() {
    let world = World::new();
    world
        .run(["selfsign", "--algorithm", "p256", "--not-before", "2020-01-01", "--not-after", "2030-12-31"])
        .succeeds();
    let field = |name| world.run(["inspect", "cert/file.crt", "--field", name]);
    field("not-after").succeeds().prints("2030-12-31T00:00:00Z\n");
    field("san").succeeds().prints("DNS:localhost,IP:127.0.0.1,IP:::1\n");
    field("subject").succeeds().prints("CN=localhost\n");
    world
        .run(["inspect", "cert/private.pem", "--field", "not-after"])
        .fails_with(2)
        .says("has the field not-after");
    assert_eq!(field("sha256").stdout_text(), field("fingerprint").stdout_text());
    field("color").fails_with(2).says("unknown field \"color\" (one of subject");
}

#[test]
fn the_text_is_laid_out_as_openssl_does() {
    let world = World::new();
    world.run(["selfsign", "--algorithm", "p256"]).succeeds();
    world
        .run(["inspect", "cert/file.crt", "--text"])
        .succeeds()
        .prints("Certificate:\n    Data:\n        Version: 3 (0x2)\n")
        .prints("            X509v3 Subject Alternative Name: \n                DNS:localhost, IP Address:127.0.0.1");
}

#[test]
fn what_cannot_be_understood_is_a_clean_no() {
    let world = World::new();
    world.write("noise", [0xc3, 0x28, 0xff, 0x00]);
    world.run(["inspect", "noise"]).fails_with(1).prints("noise: neither PEM nor DER");
    world.write("empty", b"");
    world.run(["inspect", "empty"]).fails_with(1).prints("empty: empty");
    world.run(["inspect", "missing"]).fails_with(2).says("missing does not exist");
    world.run(["inspect", "--dir", "."]).fails_with(2).says("no key, certificate or bundle found in .");
}

#[test]
fn an_encrypted_key_is_named_and_opens_with_its_passphrase() {
    let world = World::new();
    world.write("key.pem", include_bytes!("../../crates/devcert/tests/fixtures/verify/encrypted.key"));
    world.run(["inspect", "key.pem"]).succeeds().prints("encrypted private key").prints("  encrypted  ");
    world.write("wrong", b"not it\n");
    world
        .run(["inspect", "key.pem", "--passphrase", "file:wrong"])
        .fails_with(1)
        .prints("the passphrase is wrong");
    world
        .run(["inspect", "key.pem", "--passphrase", "prompt"])
        .fails_with(2)
        .says("no terminal is available");
    world
        .run(["inspect", "key.pem", "--passphrase", "hunter2"])
        .fails_with(2)
        .says("never on the command line");
}

#[test]
fn what_asks_for_too_much_is_read_when_it_is_told_so() {
    let world = World::new();
    world.write("pass", b"secret\n");
    world.write("key.pem", include_bytes!("../../crates/devcert/tests/fixtures/forms/pbes2-aes-256-cbc.pem"));
    let inspect =
        |limit: &str| world.run(["inspect", "key.pem", "--passphrase", "file:pass", "--limit", limit]);
    inspect("rounds=10").fails_with(1).prints("hint        add --limit rounds=2048 if you trust the file");
    inspect("rounds=2048").succeeds().prints("private key (PKCS#8), in an encrypted private key");
    inspect("speed=1")
        .fails_with(2)
        .says("unknown limit \"speed\" (expected bytes, objects, rounds, scrypt, bcrypt, rsa");
    world.run(["inspect", "key.pem", "--limit", "bytes=9"]).fails_with(2).says("add --limit bytes=64M");
    world.write("many.pem", "-----BEGIN X-----\nAA==\n-----END X-----\n".repeat(3));
    world
        .run(["inspect", "many.pem", "--limit", "objects=2"])
        .fails_with(1)
        .prints("(limit 2); add --limit objects=3 if you trust the file");
}

#[test]
fn a_java_key_store_comes_with_the_command_that_converts_it() {
    let world = World::new();
    world.write("my store.jks", include_bytes!("../../crates/devcert/tests/fixtures/forms/store.jks"));
    world
        .run(["inspect", "my store.jks"])
        .fails_with(1)
        .prints("my store.jks: Java key store (JKS)\n")
        .prints("a Java key store (JKS), which only Java reads")
        .prints("hint        keytool -importkeystore -srckeystore 'my store.jks' -srcstoretype JKS");
}

#[test]
fn what_has_no_text_of_its_own_is_said_in_its_place() {
    let world = World::new();
    world.write("dh.pem", include_bytes!("../../crates/devcert/tests/fixtures/forms/dh-parameters.pem"));
    world
        .run(["inspect", "dh.pem", "--text"])
        .succeeds()
        .prints("dh.pem: set of Diffie-Hellman parameters: ");
    world.write("key.pem", include_bytes!("../../crates/devcert/tests/fixtures/verify/encrypted.key"));
    world.run(["inspect", "key.pem", "--text"]).succeeds().prints("a passphrase is needed");
    world.write("noise", [0xc3, 0x28, 0xff, 0x00]);
    world.run(["inspect", "noise", "--text"]).fails_with(1).prints("noise: neither PEM nor DER");
}

#[test]
fn one_key_in_many_files_is_said_in_a_few_words() {
    let world = World::new();
    world.run(["genkey", "--algorithm", "p256", "--out", "0.pem"]).succeeds();
    for copy in 1..=9 {
        std::fs::copy(world.path("0.pem"), world.path(&format!("{copy}.pem"))).unwrap();
    }
    world
        .run(["inspect", "--dir", "."])
        .succeeds()
        .prints("the same as in ./1.pem and ./2.pem and ./3.pem and ./4.pem and ./5.pem and others\n");
}

#[test]
fn a_ca_is_shown_with_the_names_that_it_may_issue_for() {
    let world = World::new();
    world.run(["ca", "init", "--ca", "root", "--permit", "example.com"]).succeeds();
    world
        .run(["inspect", "root/ca.crt"])
        .succeeds()
        .prints("  CA          yes, permitted names: localhost, test, internal, local, lan, home.arpa, 127.0.0.0/8, ")
        .prints(", fe80::/10, example.com\n");
    world.run(["ca", "init", "--ca", "any", "--unconstrained"]).succeeds();
    world.run(["inspect", "any/ca.crt"]).succeeds().prints("  CA          yes\n");

    let permits: Vec<String> = (0..40).map(|host| format!("--permit=h{host}.example.com")).collect();
    let mut arguments = vec!["ca", "init", "--ca", "many"];
    arguments.extend(permits.iter().map(String::as_str));
    world.run_all(&arguments).succeeds();
    world.run(["inspect", "many/ca.crt"]).succeeds().prints("yes, with 146 name constraints\n");
}

#[test]
fn a_serial_number_is_shown_as_openssl_and_the_ledger_show_it() {
    let world = World::new();
    for (serial, digits) in [("80", "80"), ("-80", "-80"), ("00", "00"), ("9CFF01", "9C:FF:01")] {
        let serial = format!("--unsafe-serial={serial}");
        world.run(["selfsign", "-a", "p256", "--new-key", "--force", &serial]).succeeds();
        let without_colons = format!("{}\n", digits.replace(':', ""));
        world.run(["inspect", "cert/file.crt", "--field", "serial"]).succeeds().prints(&without_colons);
        let line = format!("  serial      {digits}\n");
        assert!(world.run(["inspect", "cert/file.crt"]).succeeds().stdout_text().contains(&line), "{line}");
        for command in ["inspect", "expires"] {
            let member = format!("\"serial\": \"{digits}\"");
            assert!(
                world.run([command, "cert/file.crt", "--json"]).stdout_text().contains(&member),
                "{member}"
            );
        }
    }
}

#[test]
fn a_field_of_several_files_comes_with_their_names() {
    let world = World::with_files();
    let one = world.run(["inspect", "cert.pem", "--field", "subject"]);
    assert_eq!(one.succeeds().stdout_text(), "CN=localhost\n");
    let several = world.run(["inspect", "key.pem", "cert.pem", "csr.pem", "--field", "subject"]);
    assert_eq!(several.succeeds().stdout_text(), "cert.pem: CN=localhost\ncsr.pem: CN=localhost\n");
}

#[test]
fn what_is_damaged_in_a_file_is_shown_beside_what_is_whole() {
    let world = World::with_files();
    let (key, cert) = (world.text("key.pem"), world.text("cert.pem"));
    world.write("bundle.pem", format!("{cert}{}\n{key}", &cert[..100]));
    let outcome = world.run(["inspect", "bundle.pem"]);
    outcome.fails_with(1).prints("bundle.pem, line 1: certificate\n").prints("has no END line");
    outcome.prints("private key (PKCS#8)\n");
    let objects = &world.run(["inspect", "bundle.pem", "--json"]).json()["files"][0]["objects"];
    assert_eq!(objects.as_array().unwrap().len(), 3);
}

#[test]
fn how_a_file_is_written_is_noted_where_other_programs_stumble_on_it() {
    let world = World::with_files();
    let cert = world.text("cert.pem");
    for (text, note) in [
        (cert.replace('\n', "\\n"), "the line breaks are written as \\n"),
        (cert.replace('\n', "\r"), "the lines end in CR without LF"),
        (format!("{}{cert}", cert.trim_end()), "a newline is missing between an END line and the BEGIN line"),
        (format!("cert = `{cert}`"), "the BEGIN line is inside other text"),
    ] {
        world.write("odd.txt", text);
        world.run(["inspect", "odd.txt"]).succeeds().prints(note);
        let notes = &world.run(["inspect", "odd.txt", "--json"]).json()["files"][0]["notes"];
        assert!(notes[0].as_str().unwrap().contains(note), "{notes}");
    }
}

#[test]
fn every_object_of_a_der_file_is_shown_with_its_place() {
    let world = World::with_files();
    let der = |name: &str| devcert::encoding::sniff::sniff(&world.read(name)).unwrap().objects.remove(0).der;
    let (cert, key) = (der("cert.pem"), der("key.pem"));
    world.write("both.der", [cert.expose(), key.expose()].concat());
    let second = format!("both.der, byte {}: private key (PKCS#8), DER", cert.expose().len());
    world
        .run(["inspect", "both.der"])
        .succeeds()
        .prints("both.der, byte 0: certificate, DER")
        .prints(&second);
    world.run(["convert", "both.der", "--out", "both.pem"]).succeeds();
    assert_eq!(world.text("both.pem").matches("-----BEGIN ").count(), 2);
}

#[test]
fn usages_and_ca_flag_are_in_the_normal_view() {
    let world = World::with_ca();
    world.run(["issue", "localhost", "--ca", "ca", "--dir", "server"]).succeeds();
    let server = world.run(["inspect", "server/file.crt"]);
    server.succeeds().prints(
        "  key usage   digitalSignature, keyEncipherment\n  EKU         serverAuth\n  CA          no\n",
    );
    world.run(["issue", "alice", "--profile", "client", "--ca", "ca", "--dir", "alice"]).succeeds();
    let client = world.run(["inspect", "alice/file.crt"]);
    client.succeeds().prints("  SANs        none\n").prints("  EKU         clientAuth\n");
    let ca = world.run(["inspect", "ca/ca.crt"]);
    ca.succeeds()
        .prints("  key usage   keyCertSign, cRLSign\n")
        .prints("  CA          yes, permitted names: ");
    world.run(["csr", "--key", "server/private.pem", "--out", "a.csr"]).succeeds();
    world.run(["inspect", "a.csr"]).succeeds().prints("  EKU         serverAuth\n");
    let field =
        |name| world.run(["inspect", "server/file.crt", "--field", name]).succeeds().stdout_text().to_owned();
    assert_eq!(field("key-usage"), "digitalSignature,keyEncipherment\n");
    assert_eq!(field("extended-key-usage"), "serverAuth\n");
}

#[test]
fn pins_are_the_digests_in_base64() {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    let world = World::with_files();
    let bytes = |hex: &serde_json::Value| {
        let pairs = hex.as_str().unwrap().split(':').map(|pair| u8::from_str_radix(pair, 16).unwrap());
        STANDARD.encode(pairs.collect::<Vec<_>>())
    };
    let object = world.run(["inspect", "cert.pem", "--json"]).json()["files"][0]["objects"][0].clone();
    let (key, certificate) = (&object["key"], &object["certificate"]);
    assert_eq!(key["spki_sha256_base64"], bytes(&key["spki_sha256"]));
    assert_eq!(certificate["sha256_base64"], bytes(&certificate["sha256"]));
    for file in ["cert.pem", "key.pem", "csr.pem"] {
        let pin = world.run(["inspect", file, "--field", "spki-pin"]).succeeds().stdout_text().to_owned();
        assert_eq!(pin.trim(), key["spki_sha256_base64"], "{file}");
    }
    let hash = world.run(["inspect", "cert.pem", "--field", "fingerprint-base64"]);
    assert_eq!(hash.stdout_text().trim(), certificate["sha256_base64"]);
}

#[test]
fn several_values_in_one_file_come_with_their_lines() {
    let world = World::with_files();
    world
        .run([
            "selfsign",
            "--dir",
            "other",
            "--san",
            "other.test",
            "--no-default-names",
            "--subject",
            "/CN=other",
        ])
        .succeeds();
    world.write("chain.pem", format!("{}{}", world.text("cert.pem"), world.text("other/file.crt")));
    let line = 1 + world.text("cert.pem").lines().count();
    let run = world.run(["inspect", "chain.pem", "--field", "subject"]);
    assert_eq!(
        run.succeeds().stdout_text(),
        format!("chain.pem, line 1: CN=localhost\nchain.pem, line {line}: CN=other\n")
    );
    world.write("both.pem", format!("{}{}", world.text("key.pem"), world.text("cert.pem")));
    let one = world.run(["inspect", "both.pem", "--field", "subject"]);
    assert_eq!(one.succeeds().stdout_text(), "CN=localhost\n");
}

#[test]
fn webtransport_hash_is_printed_as_javascript() {
    let world = World::with_ca();
    let issued = world.run(["issue", "--ca", "ca", "--profile", "webtransport"]);
    let hash = world.run(["inspect", "cert/file.crt", "--field", "fingerprint-base64"]);
    // The chain has the CA's certificate too.
    let hash = hash.succeeds().stdout_text().lines().next().unwrap().rsplit(' ').next().unwrap().to_owned();
    let line = format!(
        "serverCertificateHashes: [{{ algorithm: \"sha-256\", value: Uint8Array.from(atob(\"{hash}\"), c => c.charCodeAt(0)) }}]"
    );
    issued.succeeds().says(&line);
    world.run(["inspect", "cert/file.crt"]).succeeds().prints(&format!("  JavaScript  {line}\n"));
    world
        .run(["issue", "--ca", "ca", "--dir", "other", "--days", "15"])
        .succeeds()
        .does_not_say("serverCertificateHashes");
    world.run(["inspect", "other/file.crt"]).succeeds().does_not_print("serverCertificateHashes");
}
