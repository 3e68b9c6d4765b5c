//! Each form, read back by our own reader.

use devcert::encoding::read;
use devcert::encoding::sniff::{ObjectKind, Packing};

use super::{PASSPHRASE, contents, kinds, world_with_chain};
use crate::world::World;

const SECRET: u32 = 0o600;
const PUBLIC: u32 = 0o644;

/// Form, inputs, what is in it when it is read back, and its mode under the usual umask.
const CASES: [(&str, &[&str], &[ObjectKind], u32); 26] = [
    ("pem", &["key.pem", "cert.pem"], &[ObjectKind::Pkcs8, ObjectKind::Certificate], SECRET),
    ("pem", &["cert.pem", "csr.pem"], &[ObjectKind::Certificate, ObjectKind::Request], PUBLIC),
    ("der", &["key.pem"], &[ObjectKind::Pkcs8], SECRET),
    ("der", &["cert.pem"], &[ObjectKind::Certificate], PUBLIC),
    ("pkcs8", &["key.pem"], &[ObjectKind::Pkcs8], SECRET),
    ("pkcs8", &["key.pem", "cert.pem"], &[ObjectKind::Pkcs8], SECRET),
    ("sec1", &["key.pem"], &[ObjectKind::Sec1], SECRET),
    ("spki", &["key.pem"], &[ObjectKind::PublicKey], PUBLIC),
    ("spki", &["cert.pem"], &[ObjectKind::PublicKey], PUBLIC),
    ("jwk", &["key.pem"], &[ObjectKind::Pkcs8], SECRET),
    ("jwk", &["cert.pem"], &[ObjectKind::PublicKey], PUBLIC),
    ("jwks", &["key.pem", "leaf.pem"], &[ObjectKind::PublicKey, ObjectKind::PublicKey], PUBLIC),
    ("openssh", &["key.pem"], &[ObjectKind::Pkcs8], SECRET),
    ("openssh", &["key.pem", "cert.pem"], &[ObjectKind::Pkcs8], SECRET),
    ("openssh-public", &["key.pem"], &[ObjectKind::PublicKey], PUBLIC),
    ("openssh-public", &["csr.pem"], &[ObjectKind::PublicKey], PUBLIC),
    ("pkcs12", &["key.pem", "cert.pem"], &[ObjectKind::Certificate, ObjectKind::Pkcs8], SECRET),
    ("truststore", &["cert.pem"], &[ObjectKind::Certificate], PUBLIC),
    ("truststore", &["leaf.key", "chain.pem"], &[ObjectKind::Certificate], PUBLIC),
    ("pkcs7", &["chain.pem"], &[ObjectKind::Certificate, ObjectKind::Certificate], PUBLIC),
    ("fullchain", &["chain.pem"], &[ObjectKind::Certificate, ObjectKind::Certificate], PUBLIC),
    ("fullchain", &["leaf.key", "chain.pem"], &[ObjectKind::Certificate, ObjectKind::Certificate], PUBLIC),
    (
        "combined",
        &["chain.pem", "leaf.key"],
        &[ObjectKind::Pkcs8, ObjectKind::Certificate, ObjectKind::Certificate],
        SECRET,
    ),
    ("base64", &["key.pem"], &[ObjectKind::Pkcs8], SECRET),
    ("base64", &["cert.pem"], &[ObjectKind::Certificate], PUBLIC),
    ("base64", &["key.pem", "cert.pem"], &[ObjectKind::Pkcs8, ObjectKind::Certificate], SECRET),
];

#[test]
fn every_form_reads_back_and_is_as_closed_as_its_contents_ask() {
    let world = world_with_chain();
    for (index, (form, inputs, expected, mode)) in CASES.into_iter().enumerate() {
        let out = format!("out-{index}");
        let mut args = [&["convert"], inputs, &["--to", form, "--out", &out]].concat();
        if ["pkcs12", "truststore"].contains(&form) {
            args.extend(["--new-passphrase", "env:PASS"]);
        }
        let outcome = world.env("PASS", PASSPHRASE).run_all(&args);
        outcome.succeeds().says(&format!("created {out}: ")).prints_nothing();
        assert_eq!(kinds(&contents(&world, &out)), expected, "{outcome}");
        #[cfg(unix)]
        assert_eq!(world.mode(&out), mode, "{outcome}");
    }
}

#[test]
fn a_key_is_the_same_key_in_every_form() {
    let world = World::with_files();
    let key = world.key("key.pem");
    for form in ["pem", "der", "pkcs8", "sec1", "base64", "jwk", "openssh"] {
        world.run(["convert", "key.pem", "--to", form, "--out", form]).succeeds();
        world.run(["convert", form, "--to", "pkcs8", "--out", "back.pem", "--force"]).succeeds();
        assert_eq!(world.read("back.pem"), world.read("key.pem"), "{form}");
    }
    world.run(["convert", "key.pem", "--to", "spki", "--out", "public.pem"]).succeeds();
    assert_eq!(read::public_key(&world.read("public.pem")).unwrap(), *key.public());
}

#[test]
fn rsa_has_pkcs1_and_nothing_else_has() {
    let world = World::with_files();
    world.run(["genkey", "--out", "rsa.pem"]).succeeds();
    world.run(["convert", "rsa.pem", "--to", "pkcs1", "--out", "rsa1.pem"]).succeeds();
    assert!(world.text("rsa1.pem").starts_with("-----BEGIN RSA PRIVATE KEY-----\n"));
    world
        .refuses(["convert", "key.pem", "--to", "pkcs1", "--out", "x"])
        .says("PKCS#1 supports only RSA keys, but this is EC P-256")
        .says("hint: --to pkcs8 supports every type of key");
    world.refuses(["convert", "rsa.pem", "--to", "sec1", "--out", "x"]).says("SEC1 supports only EC keys");
}

#[test]
fn the_form_is_found_out_from_the_extension() {
    let world = World::with_files();
    for (name, kind) in [
        ("a.pem", ObjectKind::Pkcs8),
        ("a.der", ObjectKind::Pkcs8),
        ("a.b64", ObjectKind::Pkcs8),
        ("a", ObjectKind::Pkcs8),
    ] {
        world.run(["convert", "key.pem", "--out", name]).succeeds();
        assert_eq!(kinds(&contents(&world, name)), [kind], "{name}");
    }
    assert!(matches!(contents(&world, "a.der").objects[0].packing, Packing::Der));
    world.run(["convert", "key.pem", "--to", "sec1", "--out", "b.der"]).succeeds();
    assert!(matches!(contents(&world, "b.der").objects[0].packing, Packing::Der));
    world
        .env("PASS", PASSPHRASE)
        .run(["convert", "key.pem", "cert.pem", "--out", "a.p12", "--new-passphrase", "env:PASS"])
        .succeeds();
    assert_eq!(kinds(&contents(&world, "a.p12")), [ObjectKind::Certificate, ObjectKind::Pkcs8]);
}

#[test]
fn without_inputs_the_folder_s_pair_is_taken() {
    let world = World::new();
    world.run(["selfsign", "--algorithm", "p256"]).succeeds();
    world
        .run(["convert", "--to", "combined"])
        .succeeds()
        .says("created cert/combined.pem: EC P-256 private key and certificate");
    world.run(["convert", "--to", "combined", "--out", "here.pem"]).succeeds();
    assert_eq!(world.read("cert/combined.pem"), world.read("here.pem"));
}

#[test]
fn a_chain_is_put_in_the_order_in_which_a_server_sends_it() {
    let world = world_with_chain();
    let order = |name| world.certificate(name).subject().to_string();
    assert_eq!(order("chain.pem"), "CN=Test CA");
    for form in ["fullchain", "combined"] {
        world.run(["convert", "leaf.key", "chain.pem", "--to", form, "--out", form]).succeeds();
        assert_eq!(order(form), "CN=leaf", "{form}");
    }
    let passphrase = world.env("PASS", PASSPHRASE);
    passphrase
        .run(["convert", "leaf.key", "chain.pem", "--out", "a.p12", "--new-passphrase", "env:PASS"])
        .succeeds();
    world
        .env("PASS", PASSPHRASE)
        .run(["convert", "a.p12", "--out", "a.pem", "--passphrase", "env:PASS"])
        .succeeds();
    assert_eq!(order("a.pem"), "CN=leaf");
    assert_eq!(
        kinds(&contents(&world, "a.pem")),
        [ObjectKind::Pkcs8, ObjectKind::Certificate, ObjectKind::Certificate]
    );
}

#[test]
fn what_the_chain_does_not_need_is_left_out_and_named() {
    let world = world_with_chain();
    world
        .run(["convert", "leaf.pem", "ca.pem", "cert.pem", "--to", "fullchain", "--out", "chain"])
        .succeeds()
        .says("warning: skipped the certificate of CN=localhost: is not in the chain");
    assert_eq!(kinds(&contents(&world, "chain")).len(), 2);
}

#[test]
fn a_bundle_is_split_into_named_files() {
    let world = world_with_chain();
    world
        .run([
            "convert",
            "leaf.key",
            "chain.pem",
            "csr.pem",
            "cert.pem",
            "--to",
            "split",
            "--out-dir",
            "parts",
        ])
        .succeeds();
    assert_eq!(
        world.files(),
        "ca.pem cert.pem chain.pem csr.pem key.pem leaf.key leaf.pem parts parts/certificate-1.pem \
         parts/certificate-2.pem parts/csr.pem parts/issuer.pem parts/private.pem"
    );
    assert_eq!(world.read("parts/private.pem"), world.read("leaf.key"));
    assert_eq!(world.read("parts/certificate-1.pem"), world.read("leaf.pem"));
    assert_eq!(world.read("parts/issuer.pem"), world.read("ca.pem"));
    #[cfg(unix)]
    assert_eq!((world.mode("parts/private.pem"), world.mode("parts/issuer.pem")), (SECRET, PUBLIC));
}

#[test]
fn a_friendly_name_survives() {
    let world = World::with_files();
    let named = [
        "convert",
        "key.pem",
        "cert.pem",
        "--out",
        "a.p12",
        "--new-passphrase",
        "env:PASS",
        "--name",
        "Größe",
    ];
    world.env("PASS", PASSPHRASE).run(named).succeeds();
    let again =
        ["convert", "a.p12", "--out", "b.p12", "--passphrase", "env:PASS", "--new-passphrase", "env:PASS"];
    world.env("PASS", PASSPHRASE).run(again).succeeds();
    for file in ["a.p12", "b.p12"] {
        for object in contents(&world, file).objects {
            assert!(
                matches!(&object.packing, Packing::Inside { name: Some(name), .. } if name == "Größe"),
                "{file}"
            );
        }
    }
}

#[test]
fn a_trust_store_has_the_cas_and_not_the_server() {
    let world = world_with_chain();
    world.run(["convert", "leaf.pem", "ca.pem", "--to", "truststore", "--out", "trust.p12"]).succeeds();
    let java = devcert::model::secret::Secret::from(&b"changeit"[..]);
    let found =
        read::contents(&world.read("trust.p12"), Some(&java), &devcert::encoding::limits::Limits::default())
            .unwrap();
    assert_eq!(found.objects.len(), 1);
    assert!(matches!(
        &found.objects[0].packing,
        Packing::Inside { name: Some(name), trusted: true, .. } if name == "test ca"
    ));
}

#[test]
fn a_manifest_is_what_kubernetes_takes() {
    let world = world_with_chain();
    world
        .run(["convert", "leaf.key", "chain.pem", "--to", "k8s", "--out", "a.yaml", "--name", "web-tls"])
        .succeeds();
    let text = world.text("a.yaml");
    assert!(text.starts_with("apiVersion: v1\nkind: Secret\nmetadata:\n  name: \"web-tls\"\ntype: kubernetes.io/tls\ndata:\n  ca.crt: "), "{text}");
    let value = |member: &str| text.lines().find_map(|line| line.trim().strip_prefix(member)).unwrap();
    world.write("key.b64", value("tls.key: "));
    world.write("crt.b64", value("tls.crt: "));
    world.run(["convert", "key.b64", "--to", "pkcs8", "--out", "back.key"]).succeeds();
    assert_eq!(world.read("back.key"), world.read("leaf.key"));
    assert_eq!(kinds(&contents(&world, "crt.b64")), [ObjectKind::Certificate, ObjectKind::Certificate]);
    world.write("ca.b64", value("ca.crt: "));
    world.run(["convert", "ca.b64", "--out", "back.pem"]).succeeds();
    assert_eq!(world.read("back.pem"), world.read("ca.pem"));
    world
        .refuses(["convert", "leaf.key", "chain.pem", "--to", "k8s", "--out", "x", "--name", "Web TLS"])
        .says("\"Web TLS\" is not a name that Kubernetes accepts");
}

#[test]
fn of_two_certificates_for_the_key_the_valid_one_is_written() {
    let world = World::new();
    let old = ["--not-before", "2019-01-01", "--not-after", "2020-01-01"];
    world.run(["genkey", "--algorithm", "p256", "--out", "site.key"]).succeeds();
    for (file, dates) in [("old.crt", &old[..]), ("new.crt", &[])] {
        world.run_all(&[&["selfsign", "--key", "site.key", "--cert", file], dates].concat()).succeeds();
    }
    world.write("both.crt", [world.read("old.crt"), world.read("new.crt")].concat());
    for key in [&["site.key"][..], &[]] {
        let args = [&["convert"], key, &["both.crt", "--to", "fullchain", "--out", "chain.pem", "--force"]];
        let run = world.run_all(&args.concat());
        run.succeeds().says("skipped the certificate of CN=localhost: occurs twice: the one that");
        run.says("expired on 2020-01-01 is not used");
        assert_eq!(world.read("chain.pem"), world.read("new.crt"));
    }
    world.run(["convert", "site.key", "both.crt", "--to", "pem", "--out", "all.pem"]).succeeds();
    assert!(world.text("all.pem").starts_with(&world.text("site.key")), "everything is kept");
    world.run(["verify", "--key", "site.key", "--cert", "chain.pem"]).succeeds();
}
