//! `--signature`: the algorithm with which certificates and requests are signed.

use devcert::model::algorithm::{DigestAlgorithm, Pss, SignatureAlgorithm};

use crate::world::World;

const PSS_SHA256: SignatureAlgorithm = SignatureAlgorithm::RsaPss(Pss::SHA_256);

fn algorithm(world: &World, certificate: &str) -> SignatureAlgorithm {
    world.certificate(certificate).signed().algorithm.signature().unwrap()
}

#[test]
fn a_certificate_signed_with_rsa_pss_is_accepted_by_rustls() {
    let world = World::new();
    world.run(["selfsign", "--signature", "rsa-pss"]).succeeds().says("a client accepts it for");
    assert_eq!(algorithm(&world, "cert/file.crt"), PSS_SHA256);
    world.run(["verify"]).succeeds();
    world.run(["lint", "cert/file.crt"]).succeeds();
    world.run(["inspect", "cert/file.crt"]).succeeds().prints("rsassaPss");
    world
        .run(["inspect", "--text", "cert/file.crt"])
        .succeeds()
        .prints("mgf1 with sha256")
        .prints("Salt Length: 0x20");
}

#[test]
fn the_key_decides_what_is_not_requested() {
    let digest = |digest| SignatureAlgorithm::Ecdsa(digest);
    for (key, requested, expected) in [
        ("rsa", "sha384", SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha384)),
        ("rsa", "rsa-pss-sha512", SignatureAlgorithm::RsaPss(Pss::with(DigestAlgorithm::Sha512))),
        ("rsa", "SHA512withRSA", SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha512)),
        ("p256", "sha384", digest(DigestAlgorithm::Sha384)),
        ("p384", "ecdsa-sha256", digest(DigestAlgorithm::Sha256)),
        ("secp256k1", "ecdsa-sha512", digest(DigestAlgorithm::Sha512)),
    ] {
        let world = World::new();
        world.run(["csr", "-a", key, "--digest", requested]).succeeds();
        let request = world.request("cert/csr.pem");
        assert_eq!(request.signed().algorithm.signature(), Some(expected), "{key} {requested}");
        devcert::pki::signature::check(request.public_key(), request.signed()).unwrap();
    }
}

#[test]
fn an_algorithm_that_the_key_does_not_have_is_refused_and_nothing_is_written() {
    let world = World::new();
    for (key, requested, reason) in [
        ("p256", "rsa-pss", "EC P-256 keys do not make rsa-pss signatures"),
        ("ed25519", "sha256", "Ed25519 keys do not make sha256 signatures"),
        ("rsa", "ecdsa-sha384", "RSA 2048 keys do not make ecdsa-sha384 signatures"),
        ("rsa", "sha1", "\"sha1\" is a signature algorithm that rustls rejects"),
        ("rsa", "rot13", "\"rot13\" is not a signature algorithm"),
    ] {
        world.refuses(["selfsign", "-a", key, "--signature", requested]).says(reason);
        world.refuses(["csr", "-a", key, "--signature", requested]).says(reason);
    }
    assert!(world.tree().is_empty(), "{:?}", world.files());
}

#[test]
fn a_ca_signs_certificates_and_its_own_as_requested_and_renews_them_alike() {
    let world = World::new();
    world.run(["ca", "init", "--ca", "ca", "-a", "rsa", "--signature", "rsa-pss"]).succeeds();
    assert_eq!(algorithm(&world, "ca/ca.crt"), PSS_SHA256);
    let issue =
        ["issue", "a.test", "--ca", "ca", "-a", "p256", "--signature", "rsa-pss-sha384", "--days", "20"];
    world.run(issue).succeeds().says("a client accepts it for");
    let sha384 = SignatureAlgorithm::RsaPss(Pss::with(DigestAlgorithm::Sha384));
    assert_eq!(algorithm(&world, "cert/file.crt"), sha384);
    world.run(["verify", "--ca", "ca"]).succeeds();
    world.run(["renew", "cert", "--ca", "ca"]).succeeds();
    assert_eq!(algorithm(&world, "cert/file.crt"), sha384);
    world.run(["csr", "--san", "b.test", "--dir", "b"]).succeeds();
    world.run(["sign", "b/csr.pem", "--ca", "ca", "--signature", "pss", "--out", "b.crt"]).succeeds();
    assert_eq!(algorithm(&world, "b.crt"), PSS_SHA256);
}

#[test]
fn if_needed_replaces_a_certificate_with_another_signature_only_when_one_is_requested() {
    let world = World::new();
    world.run(["selfsign", "--signature", "rsa-pss"]).succeeds();
    world.run(["selfsign", "--if-needed"]).succeeds().says("unchanged");
    world.run(["selfsign", "--if-needed", "--signature", "rsa-pss"]).succeeds().says("unchanged");
    world
        .run(["selfsign", "--if-needed", "--signature", "sha384"])
        .succeeds()
        .says(": signed with rsassaPss");
    let expected = SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha384);
    assert_eq!(algorithm(&world, "cert/file.crt"), expected);
}
