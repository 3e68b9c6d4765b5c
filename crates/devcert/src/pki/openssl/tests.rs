//! The whole verification of small chains. More of them, against OpenSSL itself, are in the interop suite.

use std::sync::Arc;

use rand::SeedableRng as _;
use rand::rngs::StdRng;
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use super::*;
use crate::key::{PrivateKey, generate};
use crate::model::algorithm::{Curve, KeyAlgorithm};
use crate::model::oid::{Oid, known};
use crate::x509::{
    AlgorithmIdentifier, Element, Extension, Integer, Name, NameAttribute, ObjectId, PublicKeyInfo, Set,
    TbsCertificate, Time, TrustSettings, Validity,
};

const NOW: OffsetDateTime = datetime!(2026-06-01 00:00 UTC);

fn key(seed: u64) -> PrivateKey {
    generate(KeyAlgorithm::Ec(Curve::P256), &mut StdRng::seed_from_u64(seed)).unwrap()
}

fn name(text: &str) -> Name<'static> {
    let value = Element::text(crate::model::name::StringKind::Utf8, text).unwrap();
    Name(vec![Set(vec![NameAttribute { id: ObjectId::from(known::COMMON_NAME), value }])])
}

/// basicConstraints of a CA.
fn ca() -> Extension<'static> {
    Extension::new(Oid::of(known::ID_CE_BASIC_CONSTRAINTS), vec![0x30, 3, 1, 1, 0xff]).critical()
}

fn server_auth() -> Extension<'static> {
    let uses = [&[0x30, 10, 6, 8][..], known::ID_KP_SERVER_AUTH.as_bytes()].concat();
    Extension::new(Oid::of(known::ID_CE_EXT_KEY_USAGE), uses)
}

/// A certificate for `subject` whose key is `own`, issued by `issuer` with `signer`.
fn certificate(
    (subject, own): (&str, &PrivateKey),
    (issuer, signer): (&str, &PrivateKey),
    days: i64,
    extensions: Vec<Extension<'static>>,
) -> Vec<u8> {
    use ::der::Decode as _;
    let algorithm = signer.public().default_signature().unwrap().identifier().unwrap();
    let date = |days| Time::new(NOW + Duration::days(days)).unwrap();
    let body = TbsCertificate {
        version: Some(Integer::from(2)),
        serial: Integer::from(7),
        signature: AlgorithmIdentifier::from_model(&algorithm).unwrap(),
        issuer: name(issuer),
        validity: Validity { not_before: date(-30), not_after: date(days) },
        subject: name(subject),
        public_key: PublicKeyInfo::from_der(own.public().spki()).unwrap(),
        issuer_id: None,
        subject_id: None,
        extensions: Some(extensions),
    };
    let signer = crate::key::Signer::with_default(signer).unwrap();
    crate::pki::sign_certificate(&body, &signer).unwrap()
}

fn read(der: &[u8]) -> Arc<StoreCertificate> {
    Arc::new(StoreCertificate::from_der(der).unwrap())
}

/// Certificates in memory.
struct Memory(Vec<Arc<StoreCertificate>>);

impl Store for Memory {
    fn certificates(&mut self, subject: &[u8], _: bool) -> Vec<Arc<StoreCertificate>> {
        self.0.iter().filter(|one| one.subject() == subject).map(Arc::clone).collect()
    }

    fn lists(&mut self, _: &[u8]) -> Vec<Arc<RevocationList>> {
        Vec::new()
    }
}

/// Collects the numbers and depths of errors, and stops at none.
#[derive(Default)]
struct Log(Vec<(u8, usize)>);

impl Observer for Log {
    fn problem(&mut self, problem: &Problem<'_>) -> bool {
        self.0.push((problem.code.number(), problem.depth));
        true
    }

    fn policies(&mut self, _: &Problem<'_>) {}
}

fn check(
    leaf: &[u8],
    untrusted: &[&[u8]],
    trusted: &[&[u8]],
    settings: &Settings,
) -> (Vec<(u8, usize)>, Verified) {
    let mut log = Log::default();
    let untrusted: Vec<_> = untrusted.iter().map(|der| read(der)).collect();
    let mut store = Memory(trusted.iter().map(|der| read(der)).collect());
    let verified = verify(&read(leaf), Some(&untrusted), &[], &mut store, settings, &mut log);
    (log.0, verified)
}

struct Chain {
    root: Vec<u8>,
    middle: Vec<u8>,
    leaf: Vec<u8>,
}

fn chain(days: i64) -> Chain {
    let (root, middle, leaf) = (key(1), key(2), key(3));
    Chain {
        root: certificate(("root", &root), ("root", &root), 300, vec![ca()]),
        middle: certificate(("middle", &middle), ("root", &root), 200, vec![ca()]),
        leaf: certificate(("leaf", &leaf), ("middle", &middle), days, vec![server_auth()]),
    }
}

#[test]
fn a_chain_is_built_to_the_trusted_certificate() {
    let chain = chain(30);
    let (log, verified) = check(&chain.leaf, &[&chain.middle], &[&chain.root], &Settings::new(NOW));
    assert_eq!((log.as_slice(), verified.chain.len(), verified.untrusted), (&[][..], 3, 2));
    assert!(verified.is_ok());
}

#[test]
fn errors_have_the_numbers_and_depths_of_openssl() {
    let chain = chain(-1);
    let settings = Settings::new(NOW);
    let (leaf, middle, root) = (&chain.leaf[..], &chain.middle[..], &chain.root[..]);
    let errors = |leaf, untrusted: &[&[u8]], trusted: &[&[u8]]| check(leaf, untrusted, trusted, &settings).0;
    assert_eq!(errors(leaf, &[middle], &[root]), [(10, 0)]);
    assert_eq!(errors(middle, &[], &[]), [(20, 0), (21, 0)]);
    assert_eq!(errors(root, &[], &[]), [(18, 0)]);
    assert_eq!(errors(middle, &[root], &[]), [(19, 1)]);
    assert_eq!(errors(middle, &[], &[middle]), [(20, 0), (21, 0)]);
}

#[test]
fn a_partial_chain_ends_with_any_trusted_certificate() {
    let chain = chain(30);
    let mut settings = Settings::new(NOW);
    let (log, _) = check(&chain.leaf, &[], &[&chain.middle], &settings);
    assert_eq!(log, [(2, 1)]);
    settings.set(VerifyFlag::PartialChain);
    let (log, verified) = check(&chain.leaf, &[], &[&chain.middle], &settings);
    assert_eq!((log.as_slice(), verified.chain.len()), (&[][..], 2));
}

#[test]
fn the_purpose_and_the_name_are_checked() {
    let chain = chain(30);
    let mut settings = Settings::new(NOW);
    settings.set_purpose(Purpose::SslClient);
    settings.host = Some("LEAF".to_owned());
    let (log, _) = check(&chain.leaf, &[&chain.middle], &[&chain.root], &settings);
    assert_eq!(log, [(26, 0)]);
    settings.set_purpose(Purpose::SslServer);
    settings.host = Some("other".to_owned());
    let (log, _) = check(&chain.leaf, &[&chain.middle], &[&chain.root], &settings);
    assert_eq!(log, [(62, 0)]);
}

#[test]
fn a_wrong_signature_is_found() {
    let mut chain = chain(30);
    let last = chain.leaf.len() - 1;
    chain.leaf[last] ^= 1;
    let (log, _) = check(&chain.leaf, &[&chain.middle], &[&chain.root], &Settings::new(NOW));
    assert_eq!(log, [(7, 0)]);
}

#[test]
fn trust_settings_come_before_the_signature_of_a_root() {
    use ::der::Encode as _;
    let chain = chain(30);
    let mut settings = Settings::new(NOW);
    settings.set_purpose(Purpose::SslServer);
    let trusted = |ids| TrustSettings { trusted: ids, ..TrustSettings::default() };
    let rejected = |ids| TrustSettings { rejected: ids, ..TrustSettings::default() };
    let server = || Some(vec![ObjectId::from(known::ID_KP_SERVER_AUTH)]);
    let client = || Some(vec![ObjectId::from(known::ID_KP_CLIENT_AUTH)]);
    for (own, expected) in [
        (trusted(server()), &[][..]),
        (trusted(client()), &[(28, 2)]),
        (rejected(server()), &[(28, 2)]),
        (rejected(client()), &[]),
    ] {
        let root = [chain.root.clone(), own.to_der().unwrap()].concat();
        let (log, _) = check(&chain.leaf, &[&chain.middle], &[&root], &settings);
        assert_eq!(log.first(), expected.first(), "{own:?}");
    }
}

#[test]
fn the_depth_of_a_chain_is_limited() {
    let chain = chain(30);
    let mut settings = Settings::new(NOW);
    settings.depth = 0;
    let (log, _) = check(&chain.leaf, &[&chain.middle], &[&chain.root], &settings);
    assert_eq!(log.first(), Some(&(22, 1)));
}
