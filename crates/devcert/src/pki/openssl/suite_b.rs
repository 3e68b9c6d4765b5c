//! Suite B (RFC 5759): P-256 with SHA-256 and P-384 with SHA-384 only (`X509_chain_check_suiteb`).

use std::sync::Arc;

use super::certificate::StoreCertificate;
use super::code::VerifyCode;
use super::settings::SuiteB;
use crate::key::{PublicKey, PublicKeyAlgorithm};
use crate::model::algorithm::{AlgorithmIdentifier, Curve, DigestAlgorithm, SignatureAlgorithm};

/// The curves that are allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Allowed {
    p256: bool,
    p384: bool,
}

impl Allowed {
    fn by(suite: SuiteB) -> Self {
        Self { p256: suite != SuiteB::Only192, p384: suite != SuiteB::Only128 }
    }

    /// Checks a key and the signature that it made; P-256 is not allowed after P-384.
    fn check(
        &mut self,
        key: Option<&PublicKey>,
        signature: Option<&AlgorithmIdentifier>,
    ) -> Result<(), VerifyCode> {
        let made_with = |digest| {
            let own = signature.map(AlgorithmIdentifier::signature);
            own.is_none_or(|own| own == Some(SignatureAlgorithm::Ecdsa(digest)))
        };
        let digest_fault = VerifyCode::SuiteBInvalidSignatureAlgorithm;
        match key.map(PublicKey::algorithm) {
            Some(PublicKeyAlgorithm::Ec(Curve::P384)) => {
                made_with(DigestAlgorithm::Sha384).then_some(()).ok_or(digest_fault)?;
                self.p384.then_some(()).ok_or(VerifyCode::SuiteBLosNotAllowed)?;
                self.p256 = false;
                Ok(())
            }
            Some(PublicKeyAlgorithm::Ec(Curve::P256)) => {
                made_with(DigestAlgorithm::Sha256).then_some(()).ok_or(digest_fault)?;
                self.p256.then_some(()).ok_or(VerifyCode::SuiteBLosNotAllowed)
            }
            Some(
                PublicKeyAlgorithm::Ec(_)
                | PublicKeyAlgorithm::OtherCurve(_)
                | PublicKeyAlgorithm::ExplicitCurve { .. },
            ) => Err(VerifyCode::SuiteBInvalidCurve),
            _ => Err(VerifyCode::SuiteBInvalidAlgorithm),
        }
    }
}

/// The encoded version of certificates of version 3.
const VERSION_3: u64 = 2;

/// Checks a chain. The failure has the depth of the certificate that is wrong.
pub(super) fn check(chain: &[Arc<StoreCertificate>], suite: SuiteB) -> Result<(), (VerifyCode, usize)> {
    let before = Allowed::by(suite);
    let mut allowed = before;
    let checked = walk(chain, &mut allowed);
    checked.map_err(|(code, depth)| {
        let is_of_previous =
            matches!(code, VerifyCode::SuiteBInvalidSignatureAlgorithm | VerifyCode::SuiteBLosNotAllowed);
        let depth = if is_of_previous { depth.saturating_sub(1) } else { depth };
        let code = match code {
            VerifyCode::SuiteBLosNotAllowed if before != allowed => VerifyCode::SuiteBCannotSignP384WithP256,
            code => code,
        };
        (code, depth)
    })
}

fn walk(chain: &[Arc<StoreCertificate>], allowed: &mut Allowed) -> Result<(), (VerifyCode, usize)> {
    let mut signature = None;
    for (depth, certificate) in chain.iter().enumerate() {
        if certificate.version != VERSION_3 {
            return Err((VerifyCode::SuiteBInvalidVersion, depth));
        }
        allowed.check(certificate.key.as_ref(), signature).map_err(|code| (code, depth))?;
        signature = certificate.algorithm.as_ref();
    }
    let last = chain.last().and_then(|last| last.key.as_ref());
    allowed.check(last, signature).map_err(|code| (code, chain.len()))
}

/// Checks the key of a list's issuer and the list's signature.
pub(super) fn check_list(
    key: &PublicKey,
    signature: Option<&AlgorithmIdentifier>,
    suite: SuiteB,
) -> Result<(), VerifyCode> {
    Allowed::by(suite).check(Some(key), signature)
}
