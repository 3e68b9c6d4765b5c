//! Signatures with every algorithm, as OpenSSL and Python's cryptography verify them, and theirs as devcert
//! does.

use std::path::Path;

use crate::world::World;

/// Kinds of keys, each with a signature algorithm, and what openssl calls it.
const SIGNED: [(&str, &str, &str); 12] = [
    ("rsa", "sha384", "sha384WithRSAEncryption"),
    ("rsa", "sha512", "sha512WithRSAEncryption"),
    ("rsa", "rsa-pss-sha256", "rsassaPss"),
    ("rsa", "rsa-pss-sha384", "rsassaPss"),
    ("rsa", "rsa-pss-sha512", "rsassaPss"),
    ("rsa:2056", "rsa-pss-sha256", "rsassaPss"),
    ("rsa:1032", "rsa-pss-sha256", "rsassaPss"),
    ("p256", "sha512", "ecdsa-with-SHA512"),
    ("p384", "sha256", "ecdsa-with-SHA256"),
    ("p521", "sha256", "ecdsa-with-SHA256"),
    ("secp256k1", "sha256", "ecdsa-with-SHA256"),
    ("secp256k1", "sha384", "ecdsa-with-SHA384"),
];

#[test]
fn openssl_verifies_requests_certificates_and_revocation_lists_with_every_algorithm() {
    for (key, signature, name) in SIGNED {
        let world = World::new();
        let case = format!("--signature {signature}");
        world.devcert(&format!("csr -a {key} {case}")).succeeds();
        world.openssl("req -in cert/csr.pem -noout -verify").succeeds().says("verify OK");
        world.openssl("req -in cert/csr.pem -noout -text").succeeds().says(name);
        world.devcert(&format!("selfsign {case}")).succeeds();
        let verify = "verify -x509_strict -check_ss_sig -auth_level 0 -CAfile";
        world.openssl(&format!("{verify} cert/file.crt cert/file.crt")).succeeds().says("OK");
        world.devcert(&format!("ca init --ca ca -a {key} {case}")).succeeds();
        world.devcert(&format!("issue a.test -a p256 --ca ca {case} --dir a")).succeeds();
        world.openssl(&format!("{verify} ca/ca.crt a/file.crt")).succeeds().says("OK");
        world.openssl("x509 -in a/file.crt -noout -text").succeeds().says(name);
        world.devcert("crl --ca ca --out ca.crl").succeeds();
        world.openssl("crl -in ca.crl -CAfile ca/ca.crt -noout").succeeds().says("verify OK");
    }
}

/// What openssl makes with these options, which devcert's own command line has no words for.
const THEIRS: [(&str, &str); 13] = [
    ("-newkey rsa:2048", "-md5"),
    ("-newkey rsa:2048", "-sha1"),
    ("-newkey rsa:2048", "-sha224"),
    ("-newkey rsa:2047", "-sha256 -sigopt rsa_padding_mode:pss"),
    ("-newkey rsa:2048", "-sha256 -sigopt rsa_padding_mode:pss"),
    ("-newkey rsa:2049", "-sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:0"),
    ("-newkey rsa:2048", "-sha384 -sigopt rsa_padding_mode:pss -sigopt rsa_mgf1_md:sha1"),
    ("-newkey rsa:2048", "-sha1 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:20"),
    ("-newkey rsa-pss -pkeyopt rsa_keygen_bits:2048", "-sha512"),
    ("-newkey ec -pkeyopt ec_paramgen_curve:prime256v1", "-sha1"),
    ("-newkey ec -pkeyopt ec_paramgen_curve:secp384r1", "-sha224"),
    ("-newkey ec -pkeyopt ec_paramgen_curve:secp256k1", "-sha512"),
    ("-newkey ed448", ""),
];

#[test]
fn devcert_verifies_requests_and_certificates_with_every_algorithm_of_openssl() {
    for (key, options) in THEIRS {
        let world = World::new();
        world
            .openssl(&format!("req -new {key} {options} -nodes -keyout key -subj /CN=a.test -out csr"))
            .succeeds();
        world.openssl(&format!("req -x509 -key key {options} -subj /CN=a.test -out crt")).succeeds();
        let inspected = world.devcert("inspect csr").succeeds();
        inspected.says("(self-signature valid)").says_not("INVALID");
        let verified = world.devcert("verify --no-key --cert crt");
        assert!(!verified.text().contains("the signature does not match"), "{options}: {verified}");
        let read = devcert::encoding::read::certificates(&world.read("crt")).unwrap().remove(0);
        devcert::pki::signature::check_issued(&read, read.public_key())
            .unwrap_or_else(|error| panic!("{key} {options}: {error}"));
    }
}

#[test]
fn verify_names_the_parameter_of_a_pss_signature_that_rustls_rejects() {
    let pss = "-sha256 -sigopt rsa_padding_mode:pss -sigopt";
    for (option, text) in [
        (
            "rsa_pss_saltlen:222",
            "rsassaPss with SHA-256 and a salt of 222 bytes, but TLS and rustls require 32",
        ),
        ("rsa_mgf1_md:sha1 -sigopt rsa_pss_saltlen:32", "a mask generation function with SHA-1, but TLS and"),
    ] {
        let world = World::new();
        let (ca, leaf) = ("-subj /CN=ca -keyout ca.key -out ca", "-subj /CN=a.test -keyout key -out csr");
        world.openssl(&format!("req -x509 -newkey rsa:2048 -nodes {ca}")).succeeds();
        world.openssl(&format!("req -newkey rsa:2048 -nodes {leaf}")).succeeds();
        world.write("names", "subjectAltName=DNS:a.test\n");
        let issue = format!("x509 -req -in csr -CA ca -CAkey ca.key {pss} {option} -extfile names -out crt");
        world.openssl(&issue).succeeds();
        world.devcert("verify --key key --cert crt --ca ca").ends_with(1).says(text);
    }
}

#[test]
fn a_key_of_openssl_that_is_bound_to_pss_signs_what_openssl_verifies() {
    for restriction in ["", "-pkeyopt rsa_pss_keygen_md:sha512 -pkeyopt rsa_pss_keygen_mgf1_md:sha512"] {
        let world = World::new();
        let genpkey = "genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048";
        world.openssl(&format!("{genpkey} {restriction} -out key")).succeeds();
        world.devcert("csr --key key").succeeds();
        world.openssl("req -in cert/csr.pem -noout -verify").succeeds().says("verify OK");
        world.devcert("selfsign --key key").succeeds().says("which rustls does not support");
        world.openssl("verify -check_ss_sig -CAfile cert/file.crt cert/file.crt").succeeds().says("OK");
        world
            .devcert("csr --key key --signature rsa-sha256 --force")
            .ends_with(2)
            .says("do not make rsa-sha256");
    }
}

/// Loads a certificate and verifies that it is signed with the key in it.
const PYTHON: &str = "
import sys
from cryptography import x509
certificate = x509.load_pem_x509_certificate(open(sys.argv[1], 'rb').read())
certificate.verify_directly_issued_by(certificate)
print(certificate.signature_algorithm_oid._name, 'verified')
";

#[test]
fn pythons_cryptography_verifies_certificates_with_every_algorithm() {
    for (key, signature, _) in SIGNED {
        let world = World::new();
        world.devcert(&format!("selfsign -a {key} --signature {signature}")).succeeds();
        world.write("verify.py", PYTHON);
        let python =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop/clients/python-venv/bin/python");
        world.program_with(python, ["verify.py", "cert/file.crt"]).run().succeeds().says("verified");
    }
}
