//! Verifying signatures with a public key.

use aws_lc_rs::signature::{self, RsaParameters, UnparsedPublicKey, VerificationAlgorithm};
use der::Decode as _;
use der::asn1::UintRef;
use ed448_goldilocks::{Signature as Ed448Signature, VerifyingKey as Ed448Key};
use pkcs1::RsaPublicKeyRef;
use thiserror::Error;

use super::dsa::DsaGroup;
use super::group_signature::{self, Points};
use super::kind::PublicKeyAlgorithm;
use super::public::PublicKey;
use super::rsa_signature::{self, Padding};
use super::{ecdsa, ml_dsa};
use crate::model::algorithm::{Curve, DigestAlgorithm, Pss, SignatureAlgorithm};

/// Why a signature does not verify.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// Another key made it, or the message was changed.
    #[error("the signature does not match")]
    Mismatch,
    /// The key's own parameters allow other digests or longer salts only (RFC 4055, 1.2).
    #[error("the key does not allow signatures with these RSA-PSS parameters")]
    Restricted,
    /// A kind of key that devcert does not verify with.
    #[error("devcert does not verify with keys of this kind")]
    Unsupported,
}

impl PublicKey {
    /// Checks that this key made the signature of `message` with `algorithm`.
    ///
    /// # Errors
    /// [`VerifyError::Mismatch`] also where keys of this kind make no such signatures.
    pub fn verify(
        &self,
        algorithm: SignatureAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), VerifyError> {
        let is_explicit = matches!(self.algorithm(), PublicKeyAlgorithm::ExplicitCurve { .. });
        if !self.algorithm().is_verified() || (is_explicit && self.curve().is_none()) {
            return Err(VerifyError::Unsupported);
        }
        if !self.algorithm().signs_with(algorithm) {
            return Err(VerifyError::Mismatch);
        }
        if !self.allows(algorithm) {
            return Err(VerifyError::Restricted);
        }
        let signed = (message, signature);
        let is_right = match algorithm {
            SignatureAlgorithm::RsaPkcs1(digest) => self.rsa_verifies(Padding::Pkcs1(digest), signed),
            SignatureAlgorithm::RsaPss(pss) => self.rsa_verifies(Padding::Pss(pss), signed),
            SignatureAlgorithm::Ecdsa(digest) => self.ecdsa_verifies(digest, signed),
            SignatureAlgorithm::Dsa(digest) => self.dsa_verifies(digest, signed),
            SignatureAlgorithm::Ed25519 => self.aws_lc_verifies(&signature::ED25519, signed),
            SignatureAlgorithm::Ed448 => ed448_verifies(self.bits(), signed),
            SignatureAlgorithm::MlDsa(parameters) => {
                self.aws_lc_verifies(ml_dsa::verification(parameters), signed)
            }
        };
        is_right.then_some(()).ok_or(VerifyError::Mismatch)
    }

    fn rsa_verifies(&self, padding: Padding, signed: (&[u8], &[u8])) -> bool {
        let bits = self.algorithm().rsa_bits().unwrap_or_default();
        match common(padding, bits) {
            Some(parameters) => self.aws_lc_verifies(parameters, signed),
            None => RsaPublicKeyRef::from_der(self.bits())
                .is_ok_and(|key| rsa_signature::verifies(&key, padding, signed)),
        }
    }

    fn ecdsa_verifies(&self, digest: DigestAlgorithm, signed: (&[u8], &[u8])) -> bool {
        if let PublicKeyAlgorithm::Ec(curve) = self.algorithm() {
            return ecdsa::verifies(curve, self.bits(), digest, signed);
        }
        let Some((curve, _)) = self.curve() else { return false };
        match Curve::from_oid(curve.oid()) {
            Some(curve) => ecdsa::verifies(curve, self.bits(), digest, signed),
            None => Points::of(&curve.domain())
                .is_some_and(|points| group_signature::verifies(&points, self.bits(), digest, signed)),
        }
    }

    fn dsa_verifies(&self, digest: DigestAlgorithm, signed: (&[u8], &[u8])) -> bool {
        let group = self.identifier().ok().and_then(|kind| DsaGroup::of(kind.parameters?));
        let public = UintRef::from_der(self.bits());
        match (group, public) {
            (Some(group), Ok(public)) => group_signature::verifies(&group, public.as_bytes(), digest, signed),
            _ => false,
        }
    }

    fn aws_lc_verifies(
        &self,
        algorithm: &'static dyn VerificationAlgorithm,
        (message, signature): (&[u8], &[u8]),
    ) -> bool {
        UnparsedPublicKey::new(algorithm, self.bits()).verify(message, signature).is_ok()
    }
}

/// aws-lc verifies signatures of RSA keys from the size that is given here up to this one, in bits.
const AWS_LC_RSA_BITS_MAX: u32 = 8192;

/// What aws-lc has for this padding and size of a key.
fn common(padding: Padding, bits: u32) -> Option<&'static RsaParameters> {
    use DigestAlgorithm::{Sha1, Sha256, Sha384, Sha512};
    let (least, parameters) = match padding {
        Padding::Pkcs1(Sha1) => (1024, &signature::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY),
        Padding::Pkcs1(Sha256) => (1024, &signature::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY),
        Padding::Pkcs1(Sha384) => (2048, &signature::RSA_PKCS1_2048_8192_SHA384),
        Padding::Pkcs1(Sha512) => (1024, &signature::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY),
        Padding::Pss(pss) if pss == Pss::with(Sha256) => (2048, &signature::RSA_PSS_2048_8192_SHA256),
        Padding::Pss(pss) if pss == Pss::with(Sha384) => (2048, &signature::RSA_PSS_2048_8192_SHA384),
        Padding::Pss(pss) if pss == Pss::with(Sha512) => (2048, &signature::RSA_PSS_2048_8192_SHA512),
        _ => return None,
    };
    (least..=AWS_LC_RSA_BITS_MAX).contains(&bits).then_some(parameters)
}

fn ed448_verifies(key: &[u8], (message, signature): (&[u8], &[u8])) -> bool {
    let Ok(key) = <&[u8; 57]>::try_from(key) else { return false };
    match (Ed448Key::from_bytes(key), Ed448Signature::from_slice(signature)) {
        (Ok(key), Ok(signature)) => key.verify_raw(&signature, message).is_ok(),
        _ => false,
    }
}
