//! ECDSA signatures that the key and the message determine (RFC 6979): ring and aws-lc draw a random number for
//! each signature.

use der::asn1::UintRef;
use der::{Encode as _, Sequence};
use ecdsa::EcdsaCurve;
use ecdsa::elliptic_curve::{CurveArithmetic, NonZeroScalar};
use ecdsa::hazmat::sign_prehashed_rfc6979;
use sha1::Sha1;
use sha2::digest::Digest;
use sha2::digest::block_api::BlockSizeUser;
use sha2::{Sha224, Sha256, Sha384, Sha512};

use super::digest::digest;
use crate::model::algorithm::{Curve, DigestAlgorithm};

/// `Ecdsa-Sig-Value` (RFC 3279, 2.2.3).
#[derive(Sequence)]
struct Signature<'a> {
    r: UintRef<'a>,
    s: UintRef<'a>,
}

/// The signature of `message` as DER; `None` for a scalar outside of the curve's range, and with MD5.
pub(super) fn sign(
    curve: Curve,
    scalar: &[u8],
    algorithm: DigestAlgorithm,
    message: &[u8],
) -> Option<Vec<u8>> {
    let hash = digest(algorithm, &[message]);
    match curve {
        Curve::P256 => on_curve::<p256::NistP256>(scalar, algorithm, &hash),
        Curve::P384 => on_curve::<p384::NistP384>(scalar, algorithm, &hash),
        Curve::P521 => on_curve::<p521::NistP521>(scalar, algorithm, &hash),
        Curve::Secp256k1 => on_curve::<k256::Secp256k1>(scalar, algorithm, &hash),
    }
}

/// The nonce comes from the digest that the message has too (RFC 6979, 3.2).
fn on_curve<C: EcdsaCurve + CurveArithmetic>(
    scalar: &[u8],
    algorithm: DigestAlgorithm,
    hash: &[u8],
) -> Option<Vec<u8>> {
    match algorithm {
        DigestAlgorithm::Md5 => None,
        DigestAlgorithm::Sha1 => with_digest::<C, Sha1>(scalar, hash),
        DigestAlgorithm::Sha224 => with_digest::<C, Sha224>(scalar, hash),
        DigestAlgorithm::Sha256 => with_digest::<C, Sha256>(scalar, hash),
        DigestAlgorithm::Sha384 => with_digest::<C, Sha384>(scalar, hash),
        DigestAlgorithm::Sha512 => with_digest::<C, Sha512>(scalar, hash),
    }
}

fn with_digest<C: EcdsaCurve + CurveArithmetic, D: Digest + BlockSizeUser>(
    scalar: &[u8],
    hash: &[u8],
) -> Option<Vec<u8>> {
    let scalar = NonZeroScalar::<C>::try_from(scalar).ok()?;
    let (signature, _) = sign_prehashed_rfc6979::<C, D>(&scalar, hash, &[]);
    let (r, s) = signature.split_bytes();
    Signature { r: UintRef::new(&r).ok()?, s: UintRef::new(&s).ok()? }.to_der().ok()
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;
    use rand::rngs::StdRng;

    use super::*;
    use crate::key::private::Material;
    use crate::key::{Signer, generate};
    use crate::model::algorithm::{KeyAlgorithm, SignatureAlgorithm};
    use crate::model::hex;

    #[test]
    fn signatures_are_those_of_the_standard() {
        // RFC 6979, A.2.5
        let octets = |text: &str| hex::decode(text.chars()).unwrap();
        let scalar = octets("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721");
        for (algorithm, r, s) in [
            (
                DigestAlgorithm::Sha1,
                "61340C88C3AAEBEB4F6D667F672CA9759A6CCAA9FA8811313039EE4A35471D32",
                "6D7F147DAC089441BB2E2FE8F7A3FA264B9C475098FDCF6E00D7C996E1B8B7EB",
            ),
            (
                DigestAlgorithm::Sha256,
                "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716",
                "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8",
            ),
        ] {
            let expected =
                Signature { r: UintRef::new(&octets(r)).unwrap(), s: UintRef::new(&octets(s)).unwrap() }
                    .to_der()
                    .unwrap();
            assert_eq!(sign(Curve::P256, &scalar, algorithm, b"sample"), Some(expected));
        }
    }

    #[test]
    fn signatures_verify_on_every_curve_with_every_digest() {
        for curve in Curve::ALL {
            let key = generate(KeyAlgorithm::Ec(curve), &mut StdRng::seed_from_u64(3)).unwrap();
            let Material::Ec(_, scalar) = key.material() else { panic!("not an EC key") };
            for digest in DigestAlgorithm::ALL.into_iter().filter(|digest| *digest != DigestAlgorithm::Md5) {
                let algorithm = SignatureAlgorithm::Ecdsa(digest);
                let signature = sign(curve, scalar.expose(), digest, b"message").unwrap();
                key.public().verify(algorithm, b"message", &signature).unwrap();
                let signer = Signer::reproducible(&key, algorithm).unwrap();
                assert_eq!(signer.sign(b"message").unwrap(), signature);
                assert_ne!(Signer::new(&key, algorithm).unwrap().sign(b"message").unwrap(), signature);
            }
        }
    }
}
