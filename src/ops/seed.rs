//! Keys and serial numbers that a text determines, for tests that compare files byte by byte.

use rand::SeedableRng as _;
use rand::rngs::ChaCha20Rng;
use sha2::{Digest as _, Sha256};

use devcert::encoding::certificate::Certificate;
use devcert::model::algorithm::KeyAlgorithm;
use devcert::model::serial::Serial;

/// What a text determines. Each use has a generator of its own, so that no two keys are the same by accident.
#[derive(Debug, Clone)]
pub struct Seed {
    secret: [u8; 32],
    /// What tells one certificate of a command from another, such as its names.
    about: Vec<String>,
}

/// What a private key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyUse {
    /// A server, a client or anything else at the end of a chain.
    Leaf,
    /// This one of several keys.
    Numbered(usize),
    /// A root CA.
    Root,
    /// An intermediate CA.
    Intermediate,
    /// A CA whose key is discarded.
    OneTimeCa,
}

impl Seed {
    /// The seed of a text; certificates that are `about` something else have other keys.
    #[must_use]
    pub fn new(text: &str, about: Vec<String>) -> Self {
        Self { secret: digest(&[b"devcert seed", text.as_bytes()]), about }
    }

    /// The generator of the key for this use.
    #[must_use]
    pub fn key_rng(&self, key_use: KeyUse, algorithm: KeyAlgorithm) -> ChaCha20Rng {
        let label = format!("{key_use:?}");
        let name = algorithm.name();
        let mut parts = vec![label.as_bytes(), name.as_bytes()];
        // A CA is the same for all certificates.
        if !matches!(key_use, KeyUse::Root | KeyUse::Intermediate) {
            parts.extend(self.about.iter().map(String::as_bytes));
        }
        self.rng(&parts)
    }

    /// The generator of everything else.
    #[must_use]
    pub fn other_rng(&self) -> ChaCha20Rng {
        self.rng(&[b"other"])
    }

    /// The serial number of a certificate with the content of this one: another content has another number.
    #[must_use]
    pub fn serial(&self, content: &Certificate) -> Serial {
        Serial::random(&mut self.rng(&[b"serial number", content.der()]))
    }

    fn rng(&self, parts: &[&[u8]]) -> ChaCha20Rng {
        ChaCha20Rng::from_seed(digest(&[&[self.secret.as_slice()], parts].concat()))
    }
}

/// SHA-256 of the parts, each with its length before it.
fn digest(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}
