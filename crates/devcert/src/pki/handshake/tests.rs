//! How often a server signs.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rustls::sign::{CertifiedKey, Signer, SigningKey, SingleCertAndKey};
use rustls::{SignatureAlgorithm, SignatureScheme};

use super::*;
use crate::model::algorithm::{KeyAlgorithm, RsaBits};
use crate::pki::load::ServerFiles;
use crate::pki::testing::{Leaf, NOW, P256, certificate_pem, key, key_pem};

const RSA: KeyAlgorithm = KeyAlgorithm::Rsa(RsaBits::DEFAULT);

/// A key that counts its signatures, and that signs in TLS 1.2 with this algorithm, if there is one.
#[derive(Debug)]
struct Counted {
    key: Arc<dyn SigningKey>,
    in_tls12: Option<SignatureScheme>,
    signatures: Arc<AtomicUsize>,
}

#[derive(Debug)]
struct CountedSigner(Box<dyn Signer>, Arc<AtomicUsize>);

impl SigningKey for Counted {
    fn choose_scheme(&self, offered: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        let own = self.in_tls12.filter(|scheme| offered.contains(scheme));
        let signer = self.key.choose_scheme(own.as_ref().map_or(offered, std::slice::from_ref))?;
        Some(Box::new(CountedSigner(signer, Arc::clone(&self.signatures))))
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        self.key.algorithm()
    }
}

impl Signer for CountedSigner {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.sign(message)
    }

    fn scheme(&self) -> SignatureScheme {
        self.0.scheme()
    }
}

/// Connects for two names in both versions, all of which succeeds; gives the number of signatures.
fn signatures(algorithm: KeyAlgorithm, in_tls12: Option<SignatureScheme>) -> usize {
    let names = ["localhost", "127.0.0.1"];
    let key = key(1, algorithm);
    let certificate = certificate_pem(&Leaf::named(&names).self_signed(&key));
    let files = ServerFiles::read(&key_pem(&key), &certificate).unwrap();
    let clock = FixedClock::at(NOW);
    let Server { mut config, key } = files.server(Provider::Ring, Arc::new(clock)).unwrap();
    let signatures = Arc::new(AtomicUsize::new(0));
    let counted = Arc::new(Counted { key, in_tls12, signatures: Arc::clone(&signatures) });
    let certified = CertifiedKey::new(files.chain().to_vec(), Arc::clone(&counted) as _);
    config.cert_resolver = Arc::new(SingleCertAndKey::from(certified));
    let server = Server { config, key: counted };
    let test = HandshakeTest::of(server, Provider::Ring, files.chain().to_vec(), clock).unwrap();
    for name in names {
        let host = ServerName::try_from(name).unwrap();
        let outcomes: Vec<_> = test.connect(&host).map(|(_, outcome)| outcome).collect();
        assert_eq!(outcomes, [Ok(()), Ok(())]);
    }
    signatures.load(Ordering::Relaxed)
}

#[test]
fn one_signature_proves_the_key_for_all_names_and_both_versions() {
    assert_eq!(signatures(P256, None), 1);
    assert_eq!(signatures(RSA, None), 1);
}

#[test]
fn a_version_with_another_signature_algorithm_has_a_handshake_of_its_own() {
    assert_eq!(signatures(RSA, Some(SignatureScheme::RSA_PKCS1_SHA256)), 2);
}
