use devcert::encoding::encrypted_key;
use devcert::encoding::limits::Limits;
use devcert::encoding::open::OpenError;
use devcert::encoding::private_key::{self, KeyForm};
use devcert::encoding::read::{self, ReadError};
use devcert::encoding::sniff::ObjectKind;
use devcert::model::secret::Secret;

use crate::{assert_same_key, fixture, key, opened, secret};

const PKCS8: [&str; 18] = [
    "pbes2-aes-128-cbc.pem",
    "pbes2-aes-192-cbc.pem",
    "pbes2-aes-256-cbc.pem",
    "pbes2-des-ede3-cbc.pem",
    "pbes2-hmacWithSHA1.pem",
    "pbes2-hmacWithSHA512.pem",
    "pbes2.der",
    "scrypt.pem",
    "certtool-pbes2.pem",
    "pbes1-PBE-SHA1-3DES.pem",
    "pbes1-PBE-SHA1-2DES.pem",
    "pbes1-PBE-SHA1-RC2-128.pem",
    "pbes1-PBE-SHA1-RC2-40.pem",
    "pbes1-PBE-MD5-DES.pem",
    "pbes1-PBE-SHA1-DES.pem",
    "pbes1-PBE-MD5-RC2-64.pem",
    "pbes1-PBE-SHA1-RC2-64.pem",
    "traditional-ec.pem",
];

const TRADITIONAL_RSA: [&str; 5] = [
    "traditional-aes128.pem",
    "traditional-aes192.pem",
    "traditional-aes256.pem",
    "traditional-des3.pem",
    "traditional-des.pem",
];

fn open_error(name: &str, passphrase: Option<&[u8]>) -> OpenError {
    let passphrase = passphrase.map(Secret::from);
    match read::contents(&fixture(name), passphrase.as_ref(), &Limits::default()) {
        Err(ReadError::Open(error)) => error,
        other => panic!("{name}: {other:?}"),
    }
}

#[test]
fn every_encryption_that_openssl_writes_is_undone() {
    for name in PKCS8 {
        assert_same_key(name, "ec.pem");
    }
    for name in TRADITIONAL_RSA {
        assert_same_key(name, "rsa.pem");
    }
    assert_eq!(opened("traditional-dsa.pem").unwrap().objects[0].kind, ObjectKind::DsaPrivateKey);
}

#[test]
fn a_wrong_passphrase_and_a_missing_one_are_told_apart() {
    for name in PKCS8.into_iter().chain(TRADITIONAL_RSA) {
        assert_eq!(open_error(name, Some(b"Secret")), OpenError::WrongPassphrase, "{name}");
        assert_eq!(open_error(name, Some(b"")), OpenError::WrongPassphrase, "{name}");
        assert!(matches!(open_error(name, None), OpenError::PassphraseNeeded(_)), "{name}");
    }
}

#[test]
fn encryptions_that_are_not_read_are_named() {
    let rc4 = open_error("pbes1-PBE-SHA1-RC4-128.pem", Some(b"secret"));
    assert_eq!(rc4.to_string(), "encrypted with PKCS#12 PBE and RC4-128, which devcert does not support");
    let camellia = open_error("traditional-camellia.pem", Some(b"secret"));
    assert_eq!(camellia, OpenError::Encryption("CAMELLIA-256-CBC".to_owned()));
}

#[test]
fn an_encrypted_key_reads_back_and_its_passphrase_can_be_changed() {
    let plain = private_key::to_der(&key("ec.pem").unwrap(), KeyForm::Pkcs8).unwrap();
    let other = Secret::from("Passwort ✓".as_bytes());
    let mut rng = rand::rng();
    let sealed = encrypted_key::encrypt(&plain, &secret(), 1000, &mut rng).unwrap();
    let opened = encrypted_key::decrypt(&sealed, &secret(), &Limits::default()).unwrap();
    assert_eq!(opened, plain);
    let changed = encrypted_key::encrypt(&opened, &other, 1000, &mut rng).unwrap();
    assert_eq!(encrypted_key::decrypt(&changed, &other, &Limits::default()).unwrap(), plain);
    let wrong = encrypted_key::decrypt(&changed, &secret(), &Limits::default());
    assert_eq!(wrong.unwrap_err(), OpenError::WrongPassphrase);
}

#[test]
fn work_over_the_limit_is_refused_before_it_is_done() {
    let few = Limits { rounds: 2047, scrypt: (16 << 20) - 1, ..Limits::default() };
    for name in ["pbes2-aes-256-cbc.pem", "scrypt.pem", "pbes1-PBE-SHA1-3DES.pem"] {
        let error = read::contents(&fixture(name), Some(&secret()), &few).unwrap_err();
        assert!(matches!(error, ReadError::Open(OpenError::Limit(_))), "{name}: {error}");
    }
    let error = read::contents(&fixture("pbes2-aes-256-cbc.pem"), Some(&secret()), &few).unwrap_err();
    assert_eq!(error.to_string(), "needs 2048 rounds of key derivation (limit 2047)");
}
