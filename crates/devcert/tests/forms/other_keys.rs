//! Keys of the kinds that devcert does not create: read, written in other containers, and refused where
//! one has to sign.

use devcert::encoding::private_key::{self, KeyForm};
use devcert::encoding::read;
use devcert::encoding::sniff::{self, ObjectKind};
use devcert::key::{PrivateKey, Remark, Signer};
use devcert::model::algorithm::{DigestAlgorithm, SignatureAlgorithm};

use crate::{fixture, key, opened};

/// The keys of `others.pem`: what they are called, their sizes, and the form that they have beside PKCS#8.
const OTHERS: [(&str, u32, Option<KeyForm>); 16] = [
    ("EC secp256k1", 256, Some(KeyForm::Sec1)),
    ("EC P-224", 224, Some(KeyForm::Sec1)),
    ("EC P-192", 192, Some(KeyForm::Sec1)),
    ("EC brainpoolP256r1", 256, Some(KeyForm::Sec1)),
    ("EC brainpoolP384t1", 384, Some(KeyForm::Sec1)),
    ("EC brainpoolP512r1", 512, Some(KeyForm::Sec1)),
    ("EC sect233k1", 233, Some(KeyForm::Sec1)),
    ("X25519", 253, None),
    ("X448", 448, None),
    ("Ed448", 456, None),
    ("RSA-PSS 1024", 1024, None),
    ("RSA-PSS 1024", 1024, None),
    ("RSA 1024", 1024, Some(KeyForm::Pkcs1)),
    ("DSA 1024", 1024, Some(KeyForm::Dsa)),
    ("Diffie-Hellman 512", 512, None),
    ("Diffie-Hellman 1024", 1024, None),
];

fn any_key(name: &str) -> PrivateKey {
    read::any_private_key_in(&opened(name).unwrap()).unwrap()
}

fn reread(der: &[u8]) -> PrivateKey {
    read::any_private_key_in(&sniff::sniff(der).unwrap()).unwrap()
}

#[test]
fn every_other_key_has_the_public_key_that_openssl_computes() {
    let contents = opened("others.pem").unwrap();
    assert_eq!(contents.objects.len(), 2 * OTHERS.len());
    for (pair, (name, bits, form)) in contents.objects.chunks(2).zip(OTHERS) {
        let (private, public) = (reread(pair[0].der.expose()), pair[1].der.expose());
        assert_eq!(private.public().spki(), public, "{name}");
        assert_eq!(
            (private.algorithm().to_string().as_str(), private.algorithm().bits()),
            (name, Some(bits))
        );
        assert_eq!(&read::public_key(public).unwrap(), private.public());
        let pkcs8 = private_key::to_der(&private, KeyForm::Pkcs8).unwrap();
        assert_eq!(pkcs8, pair[0].der, "{name} is written as openssl wrote it");
        for own in [KeyForm::Pkcs1, KeyForm::Sec1, KeyForm::Dsa] {
            match private_key::to_der(&private, own) {
                Ok(der) if form == Some(own) => assert_eq!(reread(der.expose()).public(), private.public()),
                Err(_) if form != Some(own) => {}
                other => panic!("{name}: {other:?}"),
            }
        }
    }
}

#[test]
fn a_key_that_devcert_does_not_sign_with_is_refused_by_its_type() {
    for (file, name) in [
        ("x25519.pem", "X25519"),
        ("ed448.pem", "Ed448"),
        ("dsa.pem", "DSA 1024"),
        ("dsa-traditional.pem", "DSA 1024"),
        ("traditional-dsa.pem", "DSA 1024"),
        ("ssh-dsa", "DSA 1024"),
        ("dh.pem", "Diffie-Hellman 512"),
        ("ed448.jwk", "Ed448"),
        ("x25519.jwk", "X25519"),
    ] {
        let error = key(file).unwrap_err().to_string();
        let expected = format!("private key of type {name}, which devcert does not sign or serve with");
        assert_eq!(error, expected, "{file}");
        assert_eq!(any_key(file).algorithm().to_string(), name);
    }
}

#[test]
fn a_secp256k1_key_of_other_programs_signs() {
    for file in ["secp256k1.pem", "secp256k1.jwk"] {
        let key = key(file).unwrap();
        let signature = Signer::with_default(&key).unwrap().sign(b"message").unwrap();
        let algorithm = SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256);
        assert_eq!(key.public().verify(algorithm, b"message", &signature), Ok(()), "{file}");
    }
}

#[test]
fn an_openssh_public_key_of_dsa_belongs_to_its_private_one() {
    let public = opened("ssh-dsa.pub").unwrap().objects.remove(0);
    assert_eq!(public.kind, ObjectKind::PublicKey);
    assert_eq!(public.der.expose(), any_key("ssh-dsa").public().spki());
}

#[test]
fn a_public_part_that_belongs_to_another_key_is_refused() {
    for name in ["secp256k1.pem", "dsa-traditional.pem"] {
        let der = sniff::sniff(&fixture(name)).unwrap().objects.remove(0).der;
        let mut forged = der.expose().to_vec();
        let public = any_key(name).public().bits().to_vec();
        let tail = &public[public.len() - 16..];
        let at = forged.windows(16).position(|window| window == tail).unwrap();
        forged[at + 8] ^= 1;
        let error = read::any_private_key_in(&sniff::sniff(&forged).unwrap()).unwrap_err();
        assert_eq!(error.to_string(), "the public key in the file belongs to another private key", "{name}");
    }
}

#[test]
fn a_curve_that_is_spelled_out_is_read_as_the_named_one_that_it_is() {
    let key = key("explicit-p256.pem").unwrap();
    assert_eq!(key.algorithm().to_string(), "EC P-256");
    assert_eq!(key.remarks(), [Remark::ExplicitCurve]);
    let written = private_key::to_der(&key, KeyForm::Pkcs8).unwrap();
    assert_eq!(read::private_key(written.expose()).unwrap().remarks(), []);
}

/// PKCS#8 version 2 with the public key in `[1] EXPLICIT`: ring#1464.
#[test]
fn an_ed25519_key_of_old_ring_is_read_and_repaired() {
    let plain = key("ed25519.pem").unwrap();
    let der = sniff::sniff(&fixture("ed25519.pem")).unwrap().objects.remove(0).der;
    let mut old = [der.expose(), &[0xa1, 35, 3, 33, 0], plain.public().bits()].concat();
    (old[1], old[4]) = (old[1] + 37, 1);
    let found = read::private_key(&old).unwrap();
    assert_eq!(found.public(), plain.public());
    assert_eq!(found.remarks(), [Remark::ExplicitTag]);
    let written = private_key::to_der(&found, KeyForm::Pkcs8).unwrap();
    assert_eq!(written, der);
    let last = old.len() - 1;
    old[last] ^= 1;
    let error = read::private_key(&old).unwrap_err().to_string();
    assert_eq!(error, "the public key in the file belongs to another private key");
}
