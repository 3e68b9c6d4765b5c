use devcert::encoding::certificate::Certificate;
use devcert::encoding::crl::Crl;
use devcert::encoding::encrypted_key::{KeyCipher, Prf, Scheme};
use devcert::encoding::limits::Limits;
use devcert::encoding::open::OpenError;
use devcert::encoding::pkcs12::{
    self, Bag, CertificateBag, Content, File, Identity, KeyBag, KeyUse, MacSettings, Protection, Settings,
    Store, WriteError,
};
use devcert::encoding::private_key::{self, KeyForm};
use devcert::encoding::read::{self, ReadError};
use devcert::encoding::sniff::{self, Object, ObjectKind, Packing};
use devcert::encoding::{pem, pkcs7};
use devcert::model::algorithm::DigestAlgorithm;
use devcert::model::secret::Secret;

use crate::der::element;
use crate::{assert_same_key, fixture, key, opened, secret};

fn kinds(objects: &[Object]) -> Vec<ObjectKind> {
    objects.iter().map(|object| object.kind.clone()).collect()
}

fn certificate(name: &str) -> Certificate {
    read::certificates(&fixture(name)).unwrap().remove(0)
}

fn open_with(bytes: &[u8], passphrase: Option<&str>) -> Result<Vec<Object>, OpenError> {
    let passphrase = passphrase.map(|text| Secret::from(text.as_bytes()));
    match read::contents(bytes, passphrase.as_ref(), &Limits::default()) {
        Ok(contents) => Ok(contents.objects),
        Err(ReadError::Open(error)) => Err(error),
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn pkcs7_bundles_open_to_their_certificates_and_lists() {
    let both = [ObjectKind::Certificate, ObjectKind::Certificate];
    let with_list = [ObjectKind::Certificate, ObjectKind::Certificate, ObjectKind::Crl];
    assert_eq!(kinds(&opened("bundle.p7b").unwrap().objects), with_list);
    assert_eq!(kinds(&opened("bundle.der.p7b").unwrap().objects), both);
    assert_eq!(kinds(&opened("certtool.p7b").unwrap().objects), [ObjectKind::Certificate]);
    assert_eq!(kinds(&opened("signed.p7m").unwrap().objects), [ObjectKind::Certificate]);
    let first = &opened("bundle.der.p7b").unwrap().objects[0];
    assert_eq!(first.der.expose(), certificate("leaf.crt").der());
    let error = open_with(&fixture("enveloped.p7m"), None).unwrap_err();
    assert_eq!(error, OpenError::ContentType("envelopedData".to_owned()));
}

#[test]
fn a_pkcs7_bundle_is_written_as_openssl_writes_it() {
    let (leaf, root) = (certificate("leaf.crt"), certificate("root.crt"));
    let written = pkcs7::to_der(&[leaf.der(), root.der()], &[]).unwrap();
    assert_eq!(written, fixture("bundle.der.p7b"));
    let crl = sniff::sniff(&fixture("list.crl")).unwrap().objects.remove(0).der;
    let written = pkcs7::to_der(&[leaf.der(), root.der()], &[crl.expose()]).unwrap();
    assert_eq!(pem::encode("PKCS7", &written).expose(), fixture("bundle.p7b"));
}

#[test]
fn trust_settings_behind_a_certificate_are_taken_off() {
    let objects = opened("trusted.crt").unwrap().objects;
    assert_eq!(objects[0].der.expose(), certificate("leaf.crt").der());
}

#[test]
fn a_revocation_list_is_read() {
    for name in ["list.crl", "list.der.crl"] {
        let object = sniff::sniff(&fixture(name)).unwrap().objects.remove(0);
        assert_eq!(object.kind, ObjectKind::Crl);
        let list = Crl::from_der(object.der.expose()).unwrap();
        assert_eq!(list.issuer(), certificate("root.crt").subject());
        assert_eq!(list.number(), Some(&[0x2a][..]));
        assert_eq!(list.revoked()[0].serial, certificate("leaf.crt").serial());
        assert_eq!(list.revoked()[0].reason.unwrap().to_string(), "keyCompromise");
        assert!(list.next_update().unwrap() > list.this_update());
        assert_eq!(list.signed().part()[0], 0x30);
    }
}

#[test]
fn pkcs12_files_of_every_program_open() {
    for (name, passphrase, certificates) in [
        ("modern.p12", "secret", 2),
        ("legacy.p12", "secret", 2),
        ("plain.p12", "", 1),
        ("empty.p12", "", 1),
        ("no-mac.p12", "secret", 1),
        ("unicode.p12", "geheim-✓-🔒", 1),
        ("certtool.p12", "secret", 1),
        ("pbmac1.p12", "secret", 2),
        ("java.p12", "secret1", 2),
        ("nss.p12", "secret", 2),
    ] {
        let objects = open_with(&fixture(name), Some(passphrase)).unwrap_or_else(|e| panic!("{name}: {e}"));
        let count = |kind| objects.iter().filter(|object| object.kind == kind).count();
        assert_eq!((count(ObjectKind::Certificate), count(ObjectKind::Pkcs8)), (certificates, 1), "{name}");
    }
    assert_same_key("legacy.p12", "ec.pem");
    assert_same_key("nss.p12", "ec.pem");
    assert_eq!(kinds(&opened("certificates-only.p12").unwrap().objects), [ObjectKind::Certificate]);
}

#[test]
fn names_and_marks_of_pkcs12_are_kept() {
    let objects = opened("modern.p12").unwrap().objects;
    let Packing::Inside { container, name, key_id, trusted } = &objects[0].packing else { panic!() };
    assert_eq!((container, name.as_deref(), *trusted), (&ObjectKind::Pkcs12, Some("my näme"), false));
    assert_eq!(key_id.as_ref().unwrap().len(), 20);
    let objects = open_with(&fixture("java-trust.p12"), Some("secret1")).unwrap();
    let expected = Packing::Inside {
        container: ObjectKind::Pkcs12,
        name: Some("root".into()),
        key_id: None,
        trusted: true,
    };
    assert_eq!(objects[0].packing, expected);
}

#[test]
fn pkcs12_tells_a_wrong_passphrase_from_a_missing_one() {
    for name in ["modern.p12", "legacy.p12", "no-mac.p12", "pbmac1.p12", "certtool.p12"] {
        assert_eq!(
            open_with(&fixture(name), Some("Secret")).unwrap_err(),
            OpenError::WrongPassphrase,
            "{name}"
        );
        let missing = OpenError::PassphraseNeeded(ObjectKind::Pkcs12);
        assert_eq!(open_with(&fixture(name), None).unwrap_err(), missing, "{name}");
    }
    assert!(open_with(&fixture("plain.p12"), None).is_ok());
    assert!(open_with(&fixture("empty.p12"), None).is_ok());
}

#[test]
fn pkcs12_over_the_limits_is_refused() {
    let few = Limits { rounds: 4000, ..Limits::default() };
    let error = read::contents(&fixture("modern.p12"), Some(&secret()), &few).unwrap_err();
    assert_eq!(error.to_string(), "needs 4096 rounds of key derivation (limit 4000)");
    let few = Limits { objects: 1, ..Limits::default() };
    assert!(read::contents(&fixture("modern.p12"), Some(&secret()), &few).is_err());
}

#[test]
fn what_pkcs12_is_written_reads_back_in_both_ways() {
    let chain = [certificate("root.crt"), certificate("leaf.crt")];
    let own = key("ec.pem").unwrap();
    let store = Store {
        identity: Some(Identity { key: &own, certificates: &chain, name: Some("näme 🔒") }),
        trusted: &[],
    };
    let mut rng = rand::rng();
    for (protection, rounds) in [(Protection::Modern, 2000), (Protection::Legacy, 1)] {
        let file = pkcs12::to_der(&store, &secret(), protection, rounds, &mut rng).unwrap();
        let objects = open_with(file.expose(), Some("secret")).unwrap();
        assert_eq!(kinds(&objects), [ObjectKind::Certificate, ObjectKind::Certificate, ObjectKind::Pkcs8]);
        assert_eq!(objects[0].der.expose(), chain[1].der());
        let Packing::Inside { name, .. } = &objects[2].packing else { panic!() };
        assert_eq!(name.as_deref(), Some("näme 🔒"));
    }
}

/// The key and certificate of the fixtures, written with these algorithms.
fn written(scheme: Option<Scheme>, digest: DigestAlgorithm) -> File {
    let (own, leaf, passphrase) = (key("ec.pem").unwrap(), certificate("leaf.crt"), secret());
    let mac = Some(MacSettings { digest, rounds: 3, salt_bytes: 8, passphrase: &passphrase });
    let settings = Settings { certificates: scheme, key: scheme, rounds: 2, passphrase: &passphrase, mac };
    let (certificates, bag) = ([CertificateBag::new(leaf.der())], KeyBag::new(&own));
    let written = pkcs12::to_der_with(&certificates, Some(&bag), &settings, &mut rand::rng()).unwrap();
    File::from_der(written.expose()).unwrap()
}

#[test]
fn pkcs12_is_written_with_every_encryption() {
    let plain = private_key::to_der(&key("ec.pem").unwrap(), KeyForm::Pkcs8).unwrap();
    let ciphers = [KeyCipher::Aes128, KeyCipher::Aes192, KeyCipher::Aes256, KeyCipher::TripleDes];
    let schemes = ciphers
        .map(|cipher| Some(Scheme::Pbes2(cipher, Prf::Sha256)))
        .into_iter()
        .chain([Scheme::TripleDes, Scheme::TwoKeyTripleDes, Scheme::Rc2, Scheme::ShortRc2].map(Some))
        .chain([None]);
    for scheme in schemes {
        let file = written(scheme, DigestAlgorithm::Sha256);
        let safes = file.safes(&secret(), &Limits::default()).unwrap();
        assert_eq!(safes[0].encryption.is_some(), scheme.is_some(), "{scheme:?}");
        assert!(safes[1].encryption.is_none());
        let Content::Certificate(der) = &safes[0].bags[0].content else { panic!("{scheme:?}") };
        assert_eq!(der, certificate("leaf.crt").der());
        match &safes[1].bags[0].content {
            Content::EncryptedKey { key, .. } if scheme.is_some() => assert_eq!(*key, plain),
            Content::Key(key) if scheme.is_none() => assert_eq!(*key, plain),
            other => panic!("{scheme:?}: {other:?}"),
        }
    }
}

#[test]
fn pkcs12_is_written_with_a_check_value_of_every_digest() {
    for digest in [
        DigestAlgorithm::Sha1,
        DigestAlgorithm::Sha224,
        DigestAlgorithm::Sha256,
        DigestAlgorithm::Sha384,
        DigestAlgorithm::Sha512,
    ] {
        let file = written(None, digest);
        let mac = file.mac().unwrap();
        assert_eq!((mac.rounds, mac.salt_bytes), (3, 8), "{digest:?}");
        file.verify(&secret(), &Limits::default()).unwrap();
        let wrong = file.verify(&Secret::from(&b"wrong"[..]), &Limits::default());
        assert_eq!(wrong.unwrap_err(), OpenError::WrongPassphrase);
    }
}

#[test]
fn attributes_of_pkcs12_are_in_the_order_of_der() {
    let (own, leaf, passphrase) = (key("ec.pem").unwrap(), certificate("leaf.crt"), secret());
    let settings = Settings { certificates: None, key: None, rounds: 1, passphrase: &passphrase, mac: None };
    let (name, key_id) = (Some("a name that is longer than the identifier"), Some(&[7; 20][..]));
    let certificates = [CertificateBag { name, key_id, ..CertificateBag::new(leaf.der()) }];
    let bag = KeyBag {
        name: Some("x"),
        key_id,
        usage: Some(KeyUse::Exchange),
        provider: Some("csp"),
        is_for_machine: true,
        ..KeyBag::new(&own)
    };
    let written = pkcs12::to_der_with(&certificates, Some(&bag), &settings, &mut rand::rng()).unwrap();
    let file = File::from_der(written.expose()).unwrap();
    assert_eq!(file.mac(), None);
    let safes = file.safes(&passphrase, &Limits::default()).unwrap();
    let ids = |bag: &Bag| {
        let attributes = bag.attributes.as_deref().unwrap();
        attributes.iter().map(|attribute| attribute.id.to_string()).collect::<Vec<_>>()
    };
    let (friendly_name, local_key_id) = ("1.2.840.113549.1.9.20", "1.2.840.113549.1.9.21");
    assert_eq!(ids(&safes[0].bags[0]), [local_key_id, friendly_name]);
    assert_eq!(
        ids(&safes[1].bags[0]),
        ["1.3.6.1.4.1.311.17.2", friendly_name, "1.3.6.1.4.1.311.17.1", local_key_id]
    );
    let Content::Key(pkcs8) = &safes[1].bags[0].content else { panic!() };
    let usage = pkcs12::key_attributes(pkcs8).unwrap().unwrap();
    assert_eq!(usage[0].values[0].der(), [3, 2, 4, 0x10]);
    assert_eq!(
        pkcs12::key_attributes(&private_key::to_der(&own, KeyForm::Pkcs8).unwrap()).unwrap().map(|_| ()),
        None
    );
}

#[test]
fn pkcs12_has_no_check_value_of_md5() {
    let (passphrase, leaf) = (secret(), certificate("leaf.crt"));
    let mac = MacSettings { digest: DigestAlgorithm::Md5, rounds: 1, salt_bytes: 8, passphrase: &passphrase };
    let settings =
        Settings { certificates: None, key: None, rounds: 1, passphrase: &passphrase, mac: Some(mac) };
    let certificates = [CertificateBag::new(leaf.der())];
    let error = pkcs12::to_der_with(&certificates, None, &settings, &mut rand::rng()).unwrap_err();
    assert_eq!(error, WriteError::MacDigest(DigestAlgorithm::Md5));
}

#[test]
fn a_key_is_not_packed_with_a_foreign_certificate() {
    let own = key("ed25519.pem").unwrap();
    let chain = [certificate("leaf.crt")];
    let store =
        Store { identity: Some(Identity { key: &own, certificates: &chain, name: None }), trusted: &[] };
    let error = pkcs12::to_der(&store, &secret(), Protection::Modern, 1, &mut rand::rng()).unwrap_err();
    assert_eq!(error, WriteError::KeyMismatch);
}

#[test]
fn javas_own_stores_are_named() {
    for (name, form) in [("store.jks", "JKS"), ("store.jceks", "JCEKS")] {
        let error = open_with(&fixture(name), None).unwrap_err();
        assert_eq!(error.to_string(), format!("a Java key store ({form}), which only Java reads"));
        assert!(matches!(error, OpenError::Foreign { .. }));
    }
}

#[test]
fn a_pair_of_cross_certificates_is_named_and_both_come_out() {
    let [first, second] = ["leaf.crt", "root.crt"].map(|name| certificate(name).der().to_vec());
    let pair = element(0x30, &[&element(0xa0, &[&first]), &element(0xa1, &[&second])]);
    assert_eq!(sniff::classify(&pair), Some(ObjectKind::CertificatePair));
    let found = open_with(&pair, None).unwrap();
    assert_eq!(kinds(&found), [ObjectKind::Certificate, ObjectKind::Certificate]);
    assert_eq!([found[0].der.expose(), found[1].der.expose()], [first.as_slice(), &second]);
    let one = element(0x30, &[&element(0xa1, &[&second])]);
    assert_eq!(open_with(&one, None).unwrap()[0].der.expose(), second);
    // Only certificates are in one.
    assert_eq!(sniff::classify(&element(0x30, &[&element(0xa0, &[&[0x30, 0]])])), None);
}
