//! How something is to be signed.

use super::{Error, Mismatch};
use devcert::key::{PrivateKey, PublicKey, SignatureChoice, Signer};
use devcert::model::algorithm::{AlgorithmIdentifier, SignatureAlgorithm};
use devcert::pki::{IssueError, Issuer};

/// The signature that is requested; the key decides what is not.
#[derive(Debug, Clone, Copy, Default)]
pub struct SignatureRequest {
    /// The algorithm.
    pub choice: Option<SignatureChoice>,
    /// Whether the key and the content determine the signature.
    pub reproducible: bool,
}

impl SignatureRequest {
    /// A request for this algorithm, if there is one.
    #[must_use]
    pub const fn of(choice: Option<SignatureChoice>) -> Self {
        Self { choice, reproducible: false }
    }

    fn algorithm(self, key: &PublicKey) -> Result<Option<SignatureAlgorithm>, Error> {
        Ok(self.choice.map(|choice| choice.for_key(key)).transpose()?)
    }

    /// The key made ready to sign.
    ///
    /// # Errors
    /// When keys of its kind make no such signatures.
    pub fn signer(self, key: &PrivateKey) -> Result<Signer, Error> {
        let requested = self.algorithm(key.public())?;
        let signer = match requested {
            Some(algorithm) => Signer::new(key, algorithm),
            None => Signer::with_default(key),
        };
        let again = |signer: Signer| match self.reproducible {
            true => Signer::reproducible(key, signer.algorithm()),
            false => Ok(signer),
        };
        Ok(signer.and_then(again).map_err(IssueError::from)?)
    }

    /// The issuer, made ready to sign.
    ///
    /// # Errors
    /// When keys of its kind make no such signatures.
    pub fn issuer(self, issuer: Issuer) -> Result<Issuer, Error> {
        Ok(self.of_issuer(&issuer)?.unwrap_or(issuer))
    }

    /// The issuer that signs instead of this one; `None` where nothing is requested.
    ///
    /// # Errors
    /// When keys of its kind make no such signatures.
    pub fn of_issuer(self, issuer: &Issuer) -> Result<Option<Issuer>, Error> {
        let algorithm = self.algorithm(issuer.public_key())?;
        let other = algorithm.map(|algorithm| issuer.signing_with(algorithm)).transpose();
        let other = other.map_err(IssueError::from)?;
        if !self.reproducible {
            return Ok(other);
        }
        Ok(Some(other.as_ref().unwrap_or(issuer).reproducible().map_err(IssueError::from)?))
    }

    /// The CA that signs instead of this one, for another's key; `None` where nothing is requested.
    ///
    /// # Errors
    /// [`Error::CaSignature`] when keys of its kind make no such signatures.
    pub fn of_ca(self, issuer: &Issuer) -> Result<Option<Issuer>, Error> {
        self.of_issuer(issuer).map_err(|error| match error {
            Error::Signature(error) => Error::CaSignature(error),
            error => error,
        })
    }

    /// That `found`, the signature by `key` on what exists, is another than requested.
    ///
    /// # Errors
    /// When keys of its kind make no such signatures.
    pub fn mismatch(self, key: &PublicKey, found: &AlgorithmIdentifier) -> Result<Option<Mismatch>, Error> {
        let other = self.algorithm(key)?.filter(|wanted| Some(*wanted) != found.signature());
        Ok(other.map(|_| Mismatch::Signature(found.to_string())))
    }
}
