//! The certificate that stores are to trust.

use thiserror::Error;

use devcert::encoding::certificate::Certificate;
use devcert::encoding::read::{self, ReadError};
use devcert::model::fingerprint::Hex;

/// A certificate to be trusted, and what it is called wherever a store wants a name for it.
#[derive(Debug, Clone)]
pub struct Anchor {
    /// The certificate.
    pub certificate: Certificate,
    /// `devcert-` and the first half of its fingerprint's first half: no two certificates share it,
    /// whatever their subjects are, and it needs quoting nowhere.
    pub name: String,
}

/// Why a file has no certificate to be trusted.
#[derive(Debug, Error)]
pub enum AnchorError {
    /// Nothing of the kind is in it.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// It has more than one, and they are no chain.
    #[error("contains {0} certificates that do not form a chain up to a root")]
    NoChain(usize),
}

impl Anchor {
    /// The certificate in `bytes`; of a chain, the root that it ends in.
    ///
    /// # Errors
    ///
    /// [`AnchorError`]
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, AnchorError> {
        let mut chain = read::certificates(bytes)?;
        let count = chain.len();
        let linked = chain.windows(2).all(|pair| pair[0].issuer() == pair[1].subject());
        match chain.pop() {
            Some(last) if count == 1 || (linked && last.is_self_issued()) => Ok(Self::new(last)),
            _ => Err(AnchorError::NoChain(count)),
        }
    }

    /// The anchor that this certificate is.
    #[must_use]
    pub fn new(certificate: Certificate) -> Self {
        let name = format!("devcert-{}", Hex(&certificate.fingerprint().as_bytes()[..8]));
        Self { certificate, name }
    }

    /// Its DER.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        self.certificate.der()
    }

    /// Its PEM, as every store reads it.
    #[must_use]
    pub fn pem(&self) -> Vec<u8> {
        self.certificate.to_pem().into_bytes()
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::trust::testing::{ca, issued_by, leaf};

    #[test]
    fn of_a_chain_the_root_is_trusted_and_of_one_certificate_that_one() {
        let root = ca("root");
        let below = issued_by(&root, "below");
        let chain = [Anchor::new(below.certificate.clone()).pem(), root.anchor().pem()].concat();
        assert_eq!(Anchor::from_bytes(&chain).unwrap().der(), root.anchor().der());
        let alone = Anchor::new(below.certificate);
        assert_eq!(Anchor::from_bytes(&alone.pem()).unwrap().der(), alone.der());
    }

    #[test]
    fn certificates_that_are_no_chain_are_refused() {
        let both = [ca("one").anchor().pem(), leaf("two").anchor().pem()].concat();
        let error = Anchor::from_bytes(&both).unwrap_err();
        assert_eq!(error.to_string(), "contains 2 certificates that do not form a chain up to a root");
    }

    #[test]
    fn two_certificates_of_one_subject_have_two_names() {
        let (one, other) = (ca("same").anchor(), ca("same").anchor());
        assert_ne!(one.name, other.name);
        assert_eq!(one.name.len(), "devcert-".len() + 16);
    }
}
