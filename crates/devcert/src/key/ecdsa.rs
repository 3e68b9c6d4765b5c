//! The arithmetic of the curves that devcert generates keys on: public points, and signatures with any digest.

use aws_lc_rs::digest::{self, Digest};
use aws_lc_rs::signature::{
    self, EcdsaKeyPair, EcdsaSigningAlgorithm, EcdsaVerificationAlgorithm, KeyPair as _, ParsedPublicKey,
};
use der::asn1::{ObjectIdentifier, OctetStringRef};
use der::{Encode, Sequence};

use super::digest::digest;
use crate::model::algorithm::{Curve, DigestAlgorithm};
use crate::model::secret::Secret;

/// What aws-lc does on a curve. Each of its algorithms is bound to one digest, here the one that is as long
/// as the curve's order: any other is made as long (see [`fitted`]).
struct Arithmetic {
    signing: &'static EcdsaSigningAlgorithm,
    verification: &'static EcdsaVerificationAlgorithm,
    digest: &'static digest::Algorithm,
}

const fn arithmetic(curve: Curve) -> Arithmetic {
    match curve {
        Curve::P256 => Arithmetic {
            signing: &signature::ECDSA_P256_SHA256_ASN1_SIGNING,
            verification: &signature::ECDSA_P256_SHA256_ASN1,
            digest: &digest::SHA256,
        },
        Curve::P384 => Arithmetic {
            signing: &signature::ECDSA_P384_SHA384_ASN1_SIGNING,
            verification: &signature::ECDSA_P384_SHA384_ASN1,
            digest: &digest::SHA384,
        },
        Curve::P521 => Arithmetic {
            signing: &signature::ECDSA_P521_SHA512_ASN1_SIGNING,
            verification: &signature::ECDSA_P521_SHA512_ASN1,
            digest: &digest::SHA512,
        },
        Curve::Secp256k1 => Arithmetic {
            signing: &signature::ECDSA_P256K1_SHA256_ASN1_SIGNING,
            verification: &signature::ECDSA_P256K1_SHA256_ASN1,
            digest: &digest::SHA256,
        },
    }
}

/// A private key made ready to sign with a digest.
pub(super) struct EcSigner {
    pair: EcdsaKeyPair,
    curve: Curve,
    digest: DigestAlgorithm,
}

impl EcSigner {
    /// The key of this scalar and public point; `None` when they do not belong together.
    pub(super) fn new(curve: Curve, scalar: &[u8], point: &[u8], digest: DigestAlgorithm) -> Option<Self> {
        let signing = arithmetic(curve).signing;
        let pair = EcdsaKeyPair::from_private_key_and_public_key(signing, scalar, point).ok()?;
        Some(Self { pair, curve, digest })
    }

    /// The signature of `message`, as DER.
    pub(super) fn sign(&self, message: &[u8]) -> Option<Vec<u8>> {
        let digest = fitted(self.curve, self.digest, message)?;
        Some(self.pair.sign_digest(&digest).ok()?.as_ref().to_vec())
    }
}

/// The uncompressed public point of a scalar as long as the curve's field; `None` when it is zero or not
/// below the order.
pub(super) fn public_point(curve: Curve, scalar: &[u8]) -> Option<Vec<u8>> {
    /// RFC 5915, 3.
    #[derive(Sequence)]
    struct EcPrivateKey<'a> {
        version: u8,
        scalar: &'a OctetStringRef,
        #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
        curve: ObjectIdentifier,
    }
    let scalar = OctetStringRef::new(scalar).ok()?;
    let key = EcPrivateKey { version: 1, scalar, curve: curve.oid() };
    let key = Secret::new(key.to_der().ok()?);
    let pair = EcdsaKeyPair::from_private_key_der(arithmetic(curve).signing, key.expose()).ok()?;
    Some(pair.public_key().as_ref().to_vec())
}

/// Whether the point, compressed or not, is on the curve.
pub(super) fn is_on_curve(curve: Curve, point: &[u8]) -> bool {
    ParsedPublicKey::new(arithmetic(curve).verification, point).is_ok()
}

/// Whether the key with this point made the signature of `message`.
pub(super) fn verifies(
    curve: Curve,
    point: &[u8],
    algorithm: DigestAlgorithm,
    (message, signature): (&[u8], &[u8]),
) -> bool {
    let Some(digest) = fitted(curve, algorithm, message) else { return false };
    ParsedPublicKey::new(arithmetic(curve).verification, point)
        .is_ok_and(|key| key.verify_digest_sig(&digest, signature).is_ok())
}

/// The digest of `message` at the length of the curve's own digest. ECDSA takes a digest as a big-endian
/// number and cuts off the bits that exceed the order (FIPS 186-5, 6.4.1): bytes cut off behind it or
/// zeros put before it change nothing.
fn fitted(curve: Curve, algorithm: DigestAlgorithm, message: &[u8]) -> Option<Digest> {
    let target = arithmetic(curve).digest;
    let digest = digest(algorithm, &[message]);
    let used = &digest[..digest.len().min(target.output_len())];
    let padded = [&vec![0; target.output_len() - used.len()], used].concat();
    Digest::import_less_safe(&padded, target).ok()
}
