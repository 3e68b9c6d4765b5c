//! An option does what it says, or the command says why not.

use devcert::encoding::read;

use crate::world::World;

/// A world with a CA, a pair from it, a request and a chain.
fn world() -> World {
    let world = World::with_ca();
    world.run(["issue", "--ca", "ca", "-a", "p256", "a.test"]).succeeds();
    world.run(["csr"]).succeeds();
    world.run(["csr", "--new-key", "--key", "rsa.pem", "--out", "rsa.csr"]).succeeds();
    world
}

#[test]
fn options_that_cannot_be_honored_are_errors() {
    let world = world();
    for (line, reason) in [
        ("genkey --count 3 --out x", "--out"),
        ("genkey --count 3 --out-dir keys --dir x", "--dir does not apply to --count"),
        ("genkey --count 3 --out-dir keys --if-needed", "--if-needed"),
        ("genkey --bits 2048 --algorithm p256", "--algorithm"),
        ("genkey --algorithm p256 --key-format pkcs1 --out x", "PKCS#1"),
        ("genkey --key-format sec1 --out x", "SEC1"),
        ("genkey --if-needed --within 9d", "--within"),
        ("genkey --if-needed --key-format sec1", "not in SEC1 PEM as requested"),
        (
            "genkey --if-needed --algorithm p256 --outform der --out cert/private.pem",
            "not in PKCS#8 DER as requested",
        ),
        ("csr --if-needed --within 9d", "--within"),
        ("csr --new-key --if-needed", "--new-key"),
        ("selfsign --within 9d --out x", "--if-needed"),
        ("selfsign --days 9 --valid-for 9d --out x", "--valid-for"),
        ("selfsign --valid-for 9d --not-after 2099-01-01 --out x", "--not-after"),
        ("selfsign --new-key --csr cert/csr.pem --out x", "--new-key"),
        ("issue --ca ca b.test --with-root --outform der", "--with-root"),
        ("issue --ca ca b.test --profile webtransport -a rsa:2048", "requires EC P-256, found RSA 2048"),
        ("issue --ca ca b.test --profile webtransport --bits 3072", "requires EC P-256, found RSA 3072"),
        ("issue --ca ca b.test --profile webtransport --days 15", "valid for at most 14d"),
        ("issue --ca ca b.test --profile webtransport --valid-for 3w", "valid for at most 14d"),
        ("issue --ca ca b.test --profile webtransport --not-after 2099-01-01", "valid for at most 14d"),
        ("sign --ca ca --with-root --outform der --out x", "--with-root"),
        ("sign rsa.csr --ca ca --profile webtransport --out x", "requires EC P-256, found RSA 2048"),
        ("sign --ca ca --profile webtransport --days 15 --out x", "valid for at most 14d"),
        ("verify --no-key --key cert/private.pem", "--no-key"),
        ("convert --to pkcs8 --legacy", "--legacy is for PKCS#12"),
        ("convert --to fullchain --outform der", "--outform der: this format is text"),
        ("convert --to pkcs12 --outform pem", "--outform pem: this format is binary"),
        ("convert --preset nginx --outform der", "--outform der: this format is text"),
        ("convert --out x.der --outform pem", "--outform pem: this format is binary"),
        ("convert --to fullchain --name x", "this format has no field for --name"),
        ("convert --to pkcs8 --ca ca", "--ca is for CA certificates and trust stores"),
        ("convert --to fullchain --new-passphrase new:x", "no private key"),
        ("trust status --cert cert/file.crt --ca ca", "--ca"),
        ("trust status --ca ca --store nss --java-password stdin", "--java-password"),
        ("lint --select san-missing --ignore san-missing", "--ignore"),
        ("inspect --text --field san", "--field"),
    ] {
        let words: Vec<_> = line.split(' ').collect();
        world.refuses_all(&words).says(reason);
    }
}

#[test]
fn if_needed_recreates_what_lacks_a_requested_usage_or_extension() {
    let world = World::with_ca();
    let issue = ["issue", "--ca", "ca", "-a", "p256", "a.test", "--if-needed"];
    for more in [
        &[][..],
        &["--key-usage", "keyAgreement", "--key-usage", "digitalSignature"],
        &["--extended-key-usage", "serverAuth", "--extended-key-usage", "clientAuth"],
        &["--extension", "must-staple"],
        &["--outform", "der", "--out", "cert/file.crt", "--key", "cert/private.pem"],
    ] {
        let line = [&issue, more].concat();
        world.run_all(&line).succeeds().says("created cert/file.crt");
        world.run_all(&line).succeeds().says("unchanged ");
    }
    let selfsign = ["selfsign", "--if-needed", "--dir", "own", "--extended-key-usage", "clientAuth"];
    world.run(["selfsign", "--dir", "own"]).succeeds();
    world.run(selfsign).succeeds().says("has different key usages; recreating it");
    world.run(selfsign).succeeds().says("unchanged ");
}

#[test]
fn a_certificate_file_never_holds_a_key_and_a_key_file_no_certificate() {
    let world = world();
    for (line, file) in [
        ("convert --out site.crt", "site.crt"),
        ("convert --out site.CER", "site.CER"),
        ("convert --out site.cert", "site.cert"),
        ("convert --to crt --out named.txt", "named.txt"),
        ("convert --to cer", "cert/certificates.pem"),
        ("convert --to certificates --out-dir out", "out/certificates.pem"),
        ("convert cert/private.pem cert/file.crt --out der.crt --outform der", "der.crt"),
    ] {
        world.run_all(&line.split(' ').collect::<Vec<_>>()).succeeds();
        assert!(read::private_key(&world.read(file)).is_err(), "{line}");
        assert_eq!(world.certificate(file).der(), world.certificate("cert/file.crt").der(), "{line}");
        assert_eq!(world.mode(file), 0o644, "{line}");
    }
    for line in ["convert --out site.key", "convert --to key --out other.key"] {
        world.run_all(&line.split(' ').collect::<Vec<_>>()).succeeds();
    }
    for file in ["site.key", "other.key"] {
        assert!(!world.text(file).contains("CERTIFICATE"), "{file}");
        assert_eq!(world.key(file).public(), world.key("cert/private.pem").public());
    }
    for line in [
        "convert --to pem --out new.crt",
        "convert --to combined --out new.cer",
        "convert --to base64 --out new.crt",
        "convert --to pkcs8 --out new.crt",
        "convert --to pkcs12 --new-passphrase new:pass --out new.cert",
        "convert --to combined --out new.key",
        "convert --to fullchain --out new.key",
        "convert --out new.csr",
        "convert --out new.crl",
    ] {
        world.refuses_all(&line.split(' ').collect::<Vec<_>>()).says("file holds").says("hint: ");
    }
}

#[test]
fn a_key_in_an_input_is_not_lost_when_that_is_replaced() {
    let world = world();
    world.run(["convert", "--to", "combined", "--out", "both.pem"]).succeeds();
    std::fs::copy(world.path("both.pem"), world.path("both.crt")).unwrap();
    world
        .refuses(["convert", "both.crt", "--out", "both.crt", "--force"])
        .says("both.crt: the private key in it would be lost");
    world
        .refuses(["convert", "--to", "certificates", "--out", "cert/private.pem", "--force"])
        .says("cert/private.pem: the private key in it would be lost");
}

#[test]
fn a_trust_store_holds_the_ca_and_no_server() {
    let world = world();
    let java = ["convert", "--preset", "java", "--new-passphrase", "file:pass", "--force"];
    world.write("pass", "secret6\n");
    let subjects = |file: &str| {
        let shown = world.run(["inspect", file, "--passphrase", "file:pass", "--field", "subject"]);
        shown.succeeds().stdout_text().to_owned()
    };
    world.refuses_all(&java).says("the input holds no certificate of a CA").says("--ca DIR");
    let said = world.run_all(&[&java[..], &["--ca", "ca"]].concat());
    said.succeeds().says("-Djavax.net.ssl.trustStore=cert/truststore.p12");
    said.says("-Djavax.net.ssl.keyStorePassword=\"$(head -n 1 pass)\"");
    assert!(subjects("cert/truststore.p12").starts_with("CN=devcert CA"));
    assert_eq!(subjects("cert/keystore.p12"), "CN=a.test\n");
    world.env("DEVCERT_CA", "ca").run(java).succeeds();
    assert!(subjects("cert/truststore.p12").starts_with("CN=devcert CA"));
    world.run(["selfsign", "--dir", "own", "-a", "p256"]).succeeds();
    world.run_all(&[&java[..], &["--dir", "own"]].concat()).succeeds();
    assert_eq!(subjects("own/truststore.p12"), "CN=localhost\n");
}

#[test]
fn the_printed_conversion_of_every_client_works_without_a_terminal() {
    let world = World::with_ca();
    for client in ["alice", "bob", "Acme Tools"] {
        let said = world.run(["issue", "--ca", "ca", "-a", "p256", "--profile", "client", client]);
        let command =
            said.succeeds().stderr().lines().find(|line| line.starts_with("devcert convert")).unwrap();
        let (command, _) = command.split_once("   (").unwrap();
        let words: Vec<_> = command.split(' ').skip(1).collect();
        world.run_all(&words).succeeds();
    }
    for (file, pass) in [
        ("cert/alice.p12", "file:cert/alice.p12.pass"),
        ("cert/bob/bob.p12", "file:cert/bob/bob.p12.pass"),
        ("cert/Acme_Tools/Acme_Tools.p12", "file:cert/Acme_Tools/Acme_Tools.p12.pass"),
    ] {
        world.run(["inspect", file, "--passphrase", pass]).succeeds().prints("private key");
        assert_eq!(world.mode(&pass["file:".len()..]), 0o600);
    }
    world
        .refuses([
            "convert",
            "--to",
            "pkcs12",
            "--force",
            "--out",
            "x.p12",
            "--new-passphrase",
            "new:ca/ca.key",
        ])
        .says("belongs to the CA");
}

/// The words that users of other programs type first.
#[test]
fn options_of_other_programs_are_aliases() {
    let world = World::with_ca();
    for line in [
        "selfsign a.test b.test -t p256 --output a.crt --key-file a.key --new-key",
        "issue --ca ca --client alice -t p256 --dir alice",
        "csr a.test --only -d b.test --domain c.test -t p256 --dir csr",
        "selfsign --for 30d -t p256 --only --san a.test --dir old --format der --output old.der",
        "genkey --encoding sec1 -t p256 --output k.pem",
    ] {
        let words: Vec<_> = line.split(' ').collect();
        world.run_all(&words).succeeds();
    }
    let names =
        |path: &str| world.certificate(path).names().iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(names("a.crt"), ["DNS:a.test", "DNS:b.test"]);
    world.run(["verify", "a.crt"]).succeeds().says("using the private key in a.key");
    world.run(["verify", "a.key", "a.crt"]).succeeds();
    world.refuses(["verify", "a.crt", "a.key", "--no-key"]).says("the second FILE is the private key");
    world.run(["expires", "a.crt", "--expires-in", "1d"]).succeeds();
}

#[test]
fn verify_finds_the_key_next_to_the_certificate() {
    for name in ["private.pem", "site.key", "privkey.pem", "site-key.pem", "key.pem", "other.txt"] {
        let world = World::new();
        let key = format!("dir/{name}");
        world
            .run(["selfsign", "-a", "p256", "--new-key", "--key", &key, "--cert", "dir/site.pem"])
            .succeeds();
        world.run(["genkey", "-a", "p256", "--out", "dir/a.key"]).succeeds();
        world.run(["verify", "dir/site.pem"]).succeeds().says(&format!("using the private key in {key}"));
    }
    let world = World::new();
    world.run(["selfsign", "-a", "p256", "--dir", "site"]).succeeds();
    world.run(["verify", "site"]).succeeds();
}
