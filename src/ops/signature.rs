//! How something is to be signed.

use super::{Error, Shortcoming};
use devcert::key::{PrivateKey, PublicKey, SignatureChoice, Signer};
use devcert::model::algorithm::{AlgorithmIdentifier, SignatureAlgorithm};
use devcert::pki::{IssueError, Issuer};

/// The signature algorithm that is requested; the key decides what is not.
#[derive(Debug, Clone, Copy, Default)]
pub struct SignatureRequest(pub Option<SignatureChoice>);

impl SignatureRequest {
    fn algorithm(self, key: &PublicKey) -> Result<Option<SignatureAlgorithm>, Error> {
        Ok(self.0.map(|choice| choice.for_key(key)).transpose()?)
    }

    /// The key made ready to sign.
    ///
    /// # Errors
    /// When keys of its kind make no such signatures.
    pub fn signer(self, key: &PrivateKey) -> Result<Signer, Error> {
        let signer = match self.algorithm(key.public())? {
            Some(algorithm) => Signer::new(key, algorithm),
            None => Signer::with_default(key),
        };
        Ok(signer.map_err(IssueError::from)?)
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
        let issuer = algorithm.map(|algorithm| issuer.signing_with(algorithm)).transpose();
        Ok(issuer.map_err(IssueError::from)?)
    }

    /// That `found`, the signature by `key` on what exists, is another than requested.
    ///
    /// # Errors
    /// When keys of its kind make no such signatures.
    pub fn shortcoming(
        self,
        key: &PublicKey,
        found: &AlgorithmIdentifier,
    ) -> Result<Option<Shortcoming>, Error> {
        let other = self.algorithm(key)?.filter(|wanted| Some(*wanted) != found.signature());
        Ok(other.map(|_| Shortcoming::Signature(found.to_string())))
    }
}
