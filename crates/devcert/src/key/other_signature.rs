//! Signatures of the keys that no TLS program uses: DSA, Ed448, and ECDSA on other curves.

use der::asn1::{AnyRef, OctetStringRef, UintRef};
use der::{Decode as _, SliceReader};
use ed448_goldilocks::SigningKey;

use super::dsa::DsaGroup;
use super::group_signature::{self, Points};
use super::other::OtherKey;
use super::public::PublicKey;
use crate::model::algorithm::{DigestAlgorithm, SignatureAlgorithm};
use crate::model::oid::known;
use crate::model::secret::Secret;

/// A private key made ready to sign.
pub(super) enum OtherSigner {
    /// ECDSA with a private number on a curve.
    Curve(Points, Secret, DigestAlgorithm),
    /// DSA with a private number in a group.
    Dsa(DsaGroup, Secret, DigestAlgorithm),
    /// Ed448 (RFC 8032, 5.2).
    Ed448(Box<SigningKey>),
}

impl OtherSigner {
    /// The key made ready. `None` if it is of a kind that does not sign with the algorithm, or its numbers cannot be read.
    pub(super) fn new(key: &OtherKey, public: &PublicKey, algorithm: SignatureAlgorithm) -> Option<Self> {
        let identifier = key.algorithm().ok()?;
        let value = key.value().expose();
        match (identifier.oid, algorithm) {
            (known::ID_EC_PUBLIC_KEY, SignatureAlgorithm::Ecdsa(digest)) => {
                let points = Points::of(&public.curve()?.0.domain())?;
                Some(Self::Curve(points, private_number(value)?, digest))
            }
            (known::ID_DSA, SignatureAlgorithm::Dsa(digest)) => {
                let number = Secret::from(UintRef::from_der(value).ok()?.as_bytes());
                Some(Self::Dsa(DsaGroup::of(identifier.parameters?)?, number, digest))
            }
            (known::ID_ED_448, SignatureAlgorithm::Ed448) => {
                let seed = <&OctetStringRef>::from_der(value).ok()?;
                Some(Self::Ed448(Box::new(SigningKey::try_from(seed.as_bytes()).ok()?)))
            }
            _ => None,
        }
    }

    /// The signature of `message`, which the key and the message determine.
    pub(super) fn sign(&self, message: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::Curve(points, number, digest) => {
                group_signature::sign(points, number.expose(), *digest, message)
            }
            Self::Dsa(group, number, digest) => {
                group_signature::sign(group, number.expose(), *digest, message)
            }
            Self::Ed448(key) => Some(key.sign_raw(message).to_bytes().to_vec()),
        }
    }
}

/// The private number in an `ECPrivateKey` (RFC 5915, 3).
fn private_number(der: &[u8]) -> Option<Secret> {
    let mut reader = SliceReader::new(AnyRef::from_der(der).ok()?.value()).ok()?;
    u8::decode(&mut reader).ok()?;
    let number = <&OctetStringRef>::decode(&mut reader).ok()?;
    Some(Secret::from(number.as_bytes()))
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;
    use rand::rngs::StdRng;

    use crate::key::{NamedCurve, Signer, generate_edwards, generate_on};
    use crate::model::algorithm::KeyType;
    use crate::model::hex;

    #[test]
    fn keys_sign_with_the_algorithm_of_their_kind() {
        let mut rng = StdRng::seed_from_u64(8);
        let group = super::DsaGroup::generate(512, 160, &mut rng).unwrap();
        // brainpoolP256t1
        let oid = [0x06, 0x09, 0x2b, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x08];
        let (curve, _) = NamedCurve::of_parameters(&oid).unwrap();
        let keys = [
            (group.generate_key(&mut rng).unwrap(), "dsa_with_SHA256"),
            (generate_edwards(KeyType::Ed448, &mut rng).unwrap(), "ED448"),
            (generate_on(curve, &mut rng).unwrap(), "ecdsa-with-SHA256"),
        ];
        for (key, algorithm) in keys {
            let signer = Signer::with_default(&key).unwrap();
            assert_eq!(signer.algorithm().to_string(), algorithm);
            let signature = signer.sign(b"message").unwrap();
            key.public().verify(signer.algorithm(), b"message", &signature).unwrap();
            assert!(key.public().verify(signer.algorithm(), b"massage", &signature).is_err());
            let again = Signer::reproducible(&key, signer.algorithm()).unwrap();
            assert_eq!(again.sign(b"message").unwrap(), signature);
        }
        assert!(Signer::with_default(&generate_edwards(KeyType::X448, &mut rng).unwrap()).is_err());
    }

    #[test]
    fn ed448_signatures_are_those_of_the_standard() {
        // RFC 8032, 7.4, of one byte.
        let hex = |text: &str| hex::decode(text.chars()).unwrap();
        let seed = hex(
            "c4eab05d357007c632f3dbb48489924d552b08fe0c353a0d4a1f00acda2c463afbea67c5e8d2877c5e3bc397a659949ef8021e954e0a12274e",
        );
        let signature = hex(
            "26b8f91727bd62897af15e41eb43c377efb9c610d48f2335cb0bd0087810f4352541b143c4b981b7e18f62de8ccdf633fc1bf037ab7cd7\
             79805e0dbcc0aae1cbcee1afb2e027df36bc04dcecbf154336c19f0af7e0a6472905e799f1953d2a0ff3348ab21aa4adafd1d234441cf8\
             07c03a00",
        );
        let signer = super::SigningKey::try_from(seed.as_slice()).unwrap();
        assert_eq!(super::OtherSigner::Ed448(Box::new(signer)).sign(&[3]), Some(signature));
    }
}
