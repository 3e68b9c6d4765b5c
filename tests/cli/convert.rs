//! `devcert convert`: what is written reads back, and is closed to others where it has to be.

mod forms;
mod passphrases;
mod policy;
mod presets;

use devcert::encoding::limits::Limits;
use devcert::encoding::private_key::{KeyForm, to_der};
use devcert::encoding::sniff::{Contents, ObjectKind};
use devcert::encoding::{pem, read};
use devcert::model::algorithm::KeyManagement;
use devcert::model::extension::{Extension, ExtensionValue};
use devcert::model::name::Name;
use devcert::model::profile::Profile;
use devcert::model::san::San;
use devcert::model::secret::Secret;
use devcert::model::serial::Serial;
use devcert::model::span::Span;
use devcert::model::validity::Validity;
use devcert::pki::{CertificateSpec, Issuer};
use devcert::{key, pki};
use time::macros::datetime;

use crate::world::World;

/// The passphrase that the tests give.
const PASSPHRASE: &str = "correct horse";

/// What is in a file, opened with the passphrase of the tests.
fn contents(world: &World, name: &str) -> Contents {
    let passphrase = Secret::from(PASSPHRASE.as_bytes());
    read::contents(&world.read(name), Some(&passphrase), &Limits::default()).unwrap()
}

fn kinds(contents: &Contents) -> Vec<ObjectKind> {
    contents.objects.iter().map(|object| object.kind.clone()).collect()
}

/// Two certificates in `chain.pem`, the issuer first, and the key of the second in `leaf.key`.
fn world_with_chain() -> World {
    let world = World::with_files();
    let chain = Chain::new();
    world.write("leaf.key", &chain.key);
    world.write("chain.pem", [chain.ca.as_slice(), &chain.leaf].concat());
    world.write("ca.pem", &chain.ca);
    world.write("leaf.pem", &chain.leaf);
    world
}

/// A CA, a certificate from it, and that one's key, as PEM.
struct Chain {
    ca: Vec<u8>,
    leaf: Vec<u8>,
    key: Vec<u8>,
}

impl Chain {
    fn new() -> Self {
        let mut rng = rand::rng();
        let [ca_key, leaf_key] = [(); 2].map(|()| key::generate("p256".parse().unwrap(), &mut rng).unwrap());
        let extensions = Profile::Server.extensions(KeyManagement::Nothing, San::defaults().to_vec());
        let leaf = specification("leaf", extensions);
        let ca = vec![ExtensionValue::BasicConstraints { ca: true, path_len: None }.critical()];
        let ca = specification("Test CA", ca);
        let issuer = Issuer::new(ca.subject.clone(), &ca_key).unwrap();
        let pem = |label, der: &[u8]| pem::encode(label, der).expose().to_vec();
        Self {
            ca: pem("CERTIFICATE", pki::self_signed(&ca, &ca_key).unwrap().der()),
            leaf: pem("CERTIFICATE", pki::issue(&leaf, leaf_key.public(), &issuer).unwrap().der()),
            key: pem("PRIVATE KEY", to_der(&leaf_key, KeyForm::Pkcs8).unwrap().expose()),
        }
    }
}

fn specification(name: &str, extensions: Vec<Extension>) -> CertificateSpec {
    let start = datetime!(2026-01-01 00:00 UTC);
    CertificateSpec {
        subject: Name::from_common_name(name).unwrap(),
        extensions,
        validity: Validity::for_duration(start, Span::days(365)).unwrap(),
        serial: Serial::random(&mut rand::rng()),
    }
}
