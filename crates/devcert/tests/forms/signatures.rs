//! Signatures with every algorithm that a kind of key has.

use devcert::encoding::read;
use devcert::encoding::sniff::ObjectKind;
use devcert::key::{PrivateKey, SignError, Signer, VerifyError, generate};
use devcert::model::algorithm::{DigestAlgorithm, Pss, SignatureAlgorithm};
use devcert::model::serial::Serial;
use devcert::model::validity::Validity;
use devcert::pki::{self, CertificateSpec, CrlSpec, Issuer, RequestSpec, signature};
use time::macros::datetime;

use crate::opened;

fn key(name: &str) -> PrivateKey {
    generate(name.parse().unwrap(), &mut rand::rng()).unwrap()
}

/// Every signature algorithm of RSA keys, those included that no TLS client accepts.
fn of_rsa() -> Vec<SignatureAlgorithm> {
    let digests = DigestAlgorithm::ALL;
    let pss = |digest| {
        let mask_digest = DigestAlgorithm::Sha1;
        [
            Pss::with(digest),
            Pss { digest, mask_digest, salt_bytes: 0 },
            Pss { salt_bytes: 100, ..Pss::with(digest) },
        ]
    };
    let pss = digests.into_iter().flat_map(pss).map(SignatureAlgorithm::RsaPss);
    digests.into_iter().map(SignatureAlgorithm::RsaPkcs1).chain(pss).collect()
}

fn of_ec() -> Vec<SignatureAlgorithm> {
    let has_ecdsa = |digest: &DigestAlgorithm| *digest != DigestAlgorithm::Md5;
    DigestAlgorithm::ALL.into_iter().filter(has_ecdsa).map(SignatureAlgorithm::Ecdsa).collect()
}

fn cases() -> Vec<(PrivateKey, Vec<SignatureAlgorithm>)> {
    let ec = ["p256", "p384", "p521", "secp256k1"].map(|name| (key(name), of_ec()));
    let rsa = ["rsa:2048", "rsa:1032", "rsa:2056"].map(|name| (key(name), of_rsa()));
    let fixed = ["ed25519", "ml-dsa-44"].map(|name| {
        let key = key(name);
        let own = key.public().default_signature().unwrap();
        (key, vec![own])
    });
    ec.into_iter().chain(rsa).chain(fixed).collect()
}

/// A digest and a salt that the modulus has no room for.
fn is_too_long(key: &PrivateKey, algorithm: SignatureAlgorithm) -> bool {
    match (key.algorithm().rsa_bits(), algorithm) {
        (Some(bits), SignatureAlgorithm::RsaPss(pss)) => {
            (bits - 1).div_ceil(8) < pss.digest.bytes() + pss.salt_bytes + 2
        }
        _ => false,
    }
}

#[test]
fn a_key_signs_with_every_algorithm_of_its_kind_and_no_other_message_matches() {
    for (key, algorithms) in cases() {
        for algorithm in algorithms {
            let signed = Signer::new(&key, algorithm).unwrap().sign(b"message");
            if is_too_long(&key, algorithm) {
                assert!(
                    matches!(signed, Err(SignError::TooSmall { .. })),
                    "{} {algorithm:?}",
                    key.algorithm()
                );
                continue;
            }
            let mut signature = signed.unwrap();
            let verify =
                |message: &[u8], signature: &[u8]| key.public().verify(algorithm, message, signature);
            assert_eq!(verify(b"message", &signature), Ok(()), "{} {algorithm:?}", key.algorithm());
            assert_eq!(verify(b"massage", &signature), Err(VerifyError::Mismatch));
            let last = signature.len() - 1;
            signature[last] ^= 1;
            assert_eq!(verify(b"message", &signature), Err(VerifyError::Mismatch));
            assert_eq!(verify(b"message", &signature[1..]), Err(VerifyError::Mismatch));
        }
    }
}

#[test]
fn a_signature_matches_only_with_the_parameters_that_it_was_made_with() {
    let key = key("rsa:2048");
    for made in of_rsa() {
        let signature = Signer::new(&key, made).unwrap().sign(b"message").unwrap();
        for stated in of_rsa().into_iter().filter(|stated| *stated != made) {
            let verified = key.public().verify(stated, b"message", &signature);
            assert_eq!(verified, Err(VerifyError::Mismatch), "{made:?} as {stated:?}");
        }
    }
}

#[test]
fn requests_certificates_and_revocation_lists_have_the_algorithm_that_signed_them() {
    let (from, until) = (datetime!(2030-01-01 00:00 UTC), datetime!(2031-01-01 00:00 UTC));
    for (key, algorithms) in cases() {
        for algorithm in algorithms.into_iter().filter(|one| !is_too_long(&key, *one)) {
            let issuer = Issuer::new("CN=ca".parse().unwrap(), &key).unwrap();
            let issuer = issuer.signing_with(algorithm).unwrap();
            let spec = CertificateSpec {
                subject: "CN=a.test".parse().unwrap(),
                extensions: Vec::new(),
                validity: Validity::between(from, until).unwrap(),
                serial: Serial::random(&mut rand::rng()),
            };
            let certificate = pki::issue(&spec, key.public(), &issuer).unwrap();
            let spec = RequestSpec { subject: spec.subject, extensions: Vec::new() };
            let signer = Signer::new(&key, algorithm).unwrap();
            let request = pki::create_request_with(&spec, &key, &signer).unwrap();
            let spec = CrlSpec { number: 1, this_update: from, next_update: until, revoked: Vec::new() };
            let list = pki::create_crl(&spec, &issuer).unwrap();
            for signed in [certificate.signed(), request.signed(), list.signed()] {
                assert_eq!(signed.algorithm.signature(), Some(algorithm));
                assert_eq!(signed.algorithm, algorithm.identifier().unwrap());
                signature::check(key.public(), signed).unwrap();
            }
        }
    }
}

#[test]
fn a_key_bound_to_pss_signs_with_what_its_parameters_allow() {
    let contents = opened("others.pem").unwrap();
    let keys = contents.objects.iter().filter(|object| object.kind == ObjectKind::Pkcs8);
    let keys = keys.filter_map(|object| read::private_key(object.der.expose()).ok());
    let keys: Vec<_> = keys.filter(|key| key.algorithm().to_string() == "RSA-PSS 1024").collect();
    let restrictions: Vec<_> = keys.iter().map(|key| key.public().pss_restriction().unwrap()).collect();
    assert!(matches!(restrictions.as_slice(), [None, Some(_)]), "{restrictions:?}");
    for key in keys {
        for algorithm in of_rsa() {
            let signer = Signer::new(&key, algorithm);
            match (algorithm, key.public().allows(algorithm)) {
                (SignatureAlgorithm::RsaPss(_), true) => {
                    let Ok(signature) = signer.unwrap().sign(b"message") else { continue };
                    assert_eq!(key.public().verify(algorithm, b"message", &signature), Ok(()));
                }
                (SignatureAlgorithm::RsaPss(_), false) => {
                    assert!(matches!(signer.err(), Some(SignError::Restricted { .. })));
                }
                _ => assert!(matches!(signer.err(), Some(SignError::Algorithm { .. }))),
            }
        }
        let signer = Signer::with_default(&key).unwrap();
        let spec = RequestSpec { subject: "CN=a.test".parse().unwrap(), extensions: Vec::new() };
        let request = pki::create_request(&spec, &key).unwrap();
        assert_eq!(request.signed().algorithm.signature(), Some(signer.algorithm()));
        signature::check(key.public(), request.signed()).unwrap();
    }
}

#[test]
fn a_key_does_not_sign_with_the_algorithms_of_other_kinds() {
    let ec = key("p256");
    for algorithm in of_rsa().into_iter().chain([SignatureAlgorithm::Ed25519]) {
        let error = Signer::new(&ec, algorithm).err().unwrap();
        assert!(matches!(error, SignError::Algorithm { .. }), "{error}");
    }
    let md5 = SignatureAlgorithm::Ecdsa(DigestAlgorithm::Md5);
    assert!(matches!(Signer::new(&ec, md5).err(), Some(SignError::Algorithm { .. })));
}
