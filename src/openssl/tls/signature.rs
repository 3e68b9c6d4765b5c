//! Signature schemes in openssl's words.

use std::sync::Arc;

use rustls::pki_types::SubjectPublicKeyInfoDer;
use rustls::sign::{Signer, SigningKey};
use rustls::{SignatureAlgorithm, SignatureScheme};

/// A scheme, the digest that openssl names for it, its kind and its name in lists.
const SCHEMES: [(SignatureScheme, Option<&str>, &str, &str); 12] = [
    (SignatureScheme::ECDSA_NISTP256_SHA256, Some("SHA256"), "ECDSA", "ECDSA+SHA256"),
    (SignatureScheme::ECDSA_NISTP384_SHA384, Some("SHA384"), "ECDSA", "ECDSA+SHA384"),
    (SignatureScheme::ECDSA_NISTP521_SHA512, Some("SHA512"), "ECDSA", "ECDSA+SHA512"),
    (SignatureScheme::ED25519, None, "ed25519", "ed25519"),
    (SignatureScheme::ED448, None, "ed448", "ed448"),
    (SignatureScheme::RSA_PSS_SHA256, Some("SHA256"), "RSA-PSS", "RSA-PSS+SHA256"),
    (SignatureScheme::RSA_PSS_SHA384, Some("SHA384"), "RSA-PSS", "RSA-PSS+SHA384"),
    (SignatureScheme::RSA_PSS_SHA512, Some("SHA512"), "RSA-PSS", "RSA-PSS+SHA512"),
    (SignatureScheme::RSA_PKCS1_SHA256, Some("SHA256"), "RSA", "RSA+SHA256"),
    (SignatureScheme::RSA_PKCS1_SHA384, Some("SHA384"), "RSA", "RSA+SHA384"),
    (SignatureScheme::RSA_PKCS1_SHA512, Some("SHA512"), "RSA", "RSA+SHA512"),
    (SignatureScheme::RSA_PKCS1_SHA1, Some("SHA1"), "RSA", "RSA+SHA1"),
];

/// The digest of a scheme, where it has one of its own, and its kind.
pub(super) fn parts(scheme: SignatureScheme) -> (Option<&'static str>, &'static str) {
    let row = SCHEMES.iter().find(|(known, ..)| *known == scheme);
    row.map_or((None, "unknown"), |(_, digest, kind, _)| (*digest, kind))
}

/// The schemes in the order of openssl's preference, which decides what a peer chooses.
pub(super) fn in_order(mut schemes: Vec<SignatureScheme>) -> Vec<SignatureScheme> {
    let place = |scheme: &SignatureScheme| SCHEMES.iter().position(|(known, ..)| known == scheme);
    schemes.sort_by_key(|scheme| place(scheme).unwrap_or(SCHEMES.len()));
    schemes
}

/// A scheme as openssl lists it.
pub(super) fn name(scheme: SignatureScheme) -> String {
    let row = SCHEMES.iter().find(|(known, ..)| *known == scheme);
    row.map_or_else(|| format!("0x{:04X}", u16::from(scheme)), |(.., name)| (*name).to_owned())
}

/// A key that chooses among the schemes of a peer by openssl's preference.
#[derive(Debug)]
pub(super) struct InOrder(pub Arc<dyn SigningKey>);

impl SigningKey for InOrder {
    fn choose_scheme(&self, offered: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        let mut offered = in_order(offered.to_vec()).into_iter();
        offered.find_map(|scheme| self.0.choose_scheme(&[scheme]))
    }

    fn public_key(&self) -> Option<SubjectPublicKeyInfoDer<'_>> {
        self.0.public_key()
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        self.0.algorithm()
    }
}
