//! ML-DSA keys (FIPS 204, RFC 9881).

use aws_lc_rs::encoding::AsRawBytes as _;
use aws_lc_rs::signature::{
    self, KeyPair as _, PqdsaKeyPair, PqdsaSigningAlgorithm, PqdsaVerificationAlgorithm,
};

use super::fault::KeyFault;
use crate::model::algorithm::MlDsa;
use crate::model::secret::Secret;

/// The private half of an ML-DSA key.
#[derive(Clone)]
pub struct MlDsaMaterial {
    /// Which of the three.
    pub parameters: MlDsa,
    /// The 32 bytes that all of it is made from, unless the file that it came from had lost them.
    pub seed: Option<Secret>,
    /// What is made from the seed, and what signing works with.
    pub expanded: Secret,
}

/// The length of every seed.
const SEED_BYTES: usize = 32;

impl MlDsaMaterial {
    /// The key that a seed makes, and its public half.
    pub(super) fn from_seed(parameters: MlDsa, seed: &[u8]) -> Result<(Self, Vec<u8>), KeyFault> {
        let length = KeyFault::Length { expected: SEED_BYTES, found: seed.len() };
        let pair = PqdsaKeyPair::from_seed(signing(parameters), seed).map_err(|_| length)?;
        let raw = pair.private_key().as_raw_bytes().map_err(|_| KeyFault::Expanded)?;
        let expanded = Secret::from(raw.as_ref());
        let public = pair.public_key().as_ref().to_vec();
        Ok((Self { parameters, seed: Some(Secret::from(seed)), expanded }, public))
    }

    /// The key of an expanded private key, and its public half.
    pub(super) fn from_expanded(parameters: MlDsa, expanded: &[u8]) -> Result<(Self, Vec<u8>), KeyFault> {
        let expected = expanded_bytes(parameters);
        if expanded.len() != expected {
            return Err(KeyFault::Length { expected, found: expanded.len() });
        }
        let pair = PqdsaKeyPair::from_raw_private_key(signing(parameters), expanded)
            .map_err(|_| KeyFault::Expanded)?;
        let public = pair.public_key().as_ref().to_vec();
        Ok((Self { parameters, seed: None, expanded: Secret::from(expanded) }, public))
    }

    /// The key made ready to sign.
    pub(super) fn pair(&self) -> Option<PqdsaKeyPair> {
        PqdsaKeyPair::from_raw_private_key(signing(self.parameters), self.expanded.expose()).ok()
    }
}

const fn signing(parameters: MlDsa) -> &'static PqdsaSigningAlgorithm {
    match parameters {
        MlDsa::Set44 => &signature::ML_DSA_44_SIGNING,
        MlDsa::Set65 => &signature::ML_DSA_65_SIGNING,
        MlDsa::Set87 => &signature::ML_DSA_87_SIGNING,
    }
}

/// What verifies its signatures.
pub(super) const fn verification(parameters: MlDsa) -> &'static PqdsaVerificationAlgorithm {
    match parameters {
        MlDsa::Set44 => &signature::ML_DSA_44,
        MlDsa::Set65 => &signature::ML_DSA_65,
        MlDsa::Set87 => &signature::ML_DSA_87,
    }
}

/// FIPS 204, table 2.
const fn expanded_bytes(parameters: MlDsa) -> usize {
    match parameters {
        MlDsa::Set44 => 2560,
        MlDsa::Set65 => 4032,
        MlDsa::Set87 => 4896,
    }
}
