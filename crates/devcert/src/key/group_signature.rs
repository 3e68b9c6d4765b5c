//! ECDSA and DSA with the numbers of the group as data (FIPS 186-5, 6; FIPS 186-4, 4): for the keys that no TLS
//! program uses.

use aws_lc_rs::hmac;
use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{BoxedUint, NonZero, Odd};
use der::asn1::UintRef;
use der::{Decode as _, Encode as _, Sequence};

use super::digest::digest;
use super::weierstrass::{Domain, Group, bit_length, significant};
use crate::model::algorithm::DigestAlgorithm;
use crate::model::secret::Secret;

/// `Ecdsa-Sig-Value` and `Dss-Sig-Value` (RFC 3279, 2.2.2 and 2.2.3).
#[derive(Sequence)]
struct Signature<'a> {
    r: UintRef<'a>,
    s: UintRef<'a>,
}

/// What a signature is computed in: the powers of a number, or the multiples of a point.
pub(super) trait Powers {
    /// The order, big-endian.
    fn order(&self) -> &[u8];
    /// The generator times `scalar`, which is below the order, as a number.
    fn of_generator(&self, scalar: &[u8]) -> Option<Vec<u8>>;
    /// The sum of the generator times the first scalar and of the public key times the second, as a number.
    fn sum(&self, public: &[u8], scalars: [&[u8]; 2]) -> Option<Vec<u8>>;
}

/// The points of a curve.
pub(super) struct Points {
    group: Group,
    order: Vec<u8>,
}

impl Points {
    /// The points of the curve with these numbers.
    pub(super) fn of(domain: &Domain) -> Option<Self> {
        Some(Self { group: Group::new(domain)?, order: significant(&domain.order).to_vec() })
    }
}

impl Powers for Points {
    fn order(&self) -> &[u8] {
        &self.order
    }

    fn of_generator(&self, scalar: &[u8]) -> Option<Vec<u8>> {
        self.group.first_coordinate(&self.group.times_generator(scalar)?)
    }

    fn sum(&self, public: &[u8], [own, other]: [&[u8]; 2]) -> Option<Vec<u8>> {
        let public = self.group.point(public)?;
        let (one, other) = (self.group.times_generator(own)?, self.group.times(&public, other)?);
        self.group.first_coordinate(&self.group.add(&one, &other))
    }
}

/// The signature of `message` as DER, with the nonce of RFC 6979, which the key and the message determine. `None` for a
/// private number out of range, and with MD5, which goes with no such signature.
pub(super) fn sign(
    powers: &impl Powers,
    private: &[u8],
    algorithm: DigestAlgorithm,
    message: &[u8],
) -> Option<Vec<u8>> {
    let scalars = Scalars::of(powers.order())?;
    let hash = digest(algorithm, &[message]);
    let private_number = scalars.below_order(private)?;
    let nonces = Nonces::new(&scalars, &private_number, algorithm, &hash)?;
    let nonce = nonces.first(&scalars)?;
    let r = scalars.reduced(&powers.of_generator(nonce.expose())?);
    let k = scalars.below_order(nonce.expose())?;
    let s = k.invert().into_option()?.mul(&scalars.of_digest(&hash).add(&r.mul(&private_number)));
    if bool::from(r.is_zero()) || bool::from(s.is_zero()) {
        return None;
    }
    let (r, s) = (scalars.bytes(&r), scalars.bytes(&s));
    Signature { r: UintRef::new(significant(&r)).ok()?, s: UintRef::new(significant(&s)).ok()? }.to_der().ok()
}

/// Whether the key with this public half made the signature of `message`.
pub(super) fn verifies(
    powers: &impl Powers,
    public: &[u8],
    algorithm: DigestAlgorithm,
    (message, signature): (&[u8], &[u8]),
) -> bool {
    let verified = || {
        let signature = Signature::from_der(signature).ok()?;
        let scalars = Scalars::of(powers.order())?;
        let r = scalars.below_order(signature.r.as_bytes())?;
        let inverse = scalars.below_order(signature.s.as_bytes())?.invert().into_option()?;
        let own = scalars.of_digest(&digest(algorithm, &[message])).mul(&inverse);
        let scalars_of_sum = [scalars.bytes(&own), scalars.bytes(&r.mul(&inverse))];
        let sum = powers.sum(public, [&scalars_of_sum[0], &scalars_of_sum[1]])?;
        Some(scalars.reduced(&sum) == r)
    };
    verified().unwrap_or_default()
}

/// The numbers below the order of a group.
struct Scalars {
    field: BoxedMontyParams,
    order: NonZero<BoxedUint>,
    precision: u32,
    /// The length of the order in bits.
    bits: u32,
}

impl Scalars {
    /// The numbers below an order, which is a prime.
    fn of(order: &[u8]) -> Option<Self> {
        let number = BoxedUint::from_be_slice_vartime(significant(order));
        let odd = Odd::new(number.clone()).into_option()?;
        Some(Self {
            precision: number.bits_precision(),
            field: BoxedMontyParams::new(odd),
            order: NonZero::new(number).into_option()?,
            bits: bit_length(order),
        })
    }

    /// The number; `None` unless it is above zero and below the order.
    fn below_order(&self, number: &[u8]) -> Option<BoxedMontyForm> {
        let number = BoxedUint::from_be_slice(significant(number), self.precision).ok()?;
        let is_inside = !bool::from(number.is_zero()) && number < *self.order;
        is_inside.then(|| BoxedMontyForm::new(number, &self.field))
    }

    /// A number of any size modulo the order.
    fn reduced(&self, number: &[u8]) -> BoxedMontyForm {
        let number = BoxedUint::from_be_slice_vartime(number);
        self.rest(&number)
    }

    fn rest(&self, number: &BoxedUint) -> BoxedMontyForm {
        BoxedMontyForm::new(number.rem(&self.order), &self.field)
    }

    /// As many leading bits of a digest as the order has (FIPS 186-5, 6.4.1).
    fn of_digest(&self, digest: &[u8]) -> BoxedMontyForm {
        self.rest(&self.leading_bits(digest))
    }

    fn leading_bits(&self, bytes: &[u8]) -> BoxedUint {
        let number = BoxedUint::from_be_slice_vartime(bytes);
        let found = u32::try_from(bytes.len() * 8).unwrap_or(u32::MAX);
        number.shr(found.saturating_sub(self.bits))
    }

    /// The number in as many bytes as the order has.
    fn bytes(&self, number: &BoxedMontyForm) -> Vec<u8> {
        self.octets(&number.retrieve())
    }

    fn octets(&self, number: &BoxedUint) -> Vec<u8> {
        let bytes = number.to_be_bytes();
        let length = self.bits.div_ceil(8) as usize;
        let (zeros, used) = (length.saturating_sub(bytes.len()), bytes.len().saturating_sub(length));
        [&vec![0; zeros], &bytes[used..]].concat()
    }
}

/// The nonces of a key and a message (RFC 6979, 3.2).
struct Nonces {
    algorithm: hmac::Algorithm,
    key: Secret,
    value: Secret,
}

impl Nonces {
    fn new(
        scalars: &Scalars,
        private: &BoxedMontyForm,
        algorithm: DigestAlgorithm,
        hash: &[u8],
    ) -> Option<Self> {
        let algorithm = match algorithm {
            DigestAlgorithm::Md5 => return None,
            DigestAlgorithm::Sha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            DigestAlgorithm::Sha224 => hmac::HMAC_SHA224,
            DigestAlgorithm::Sha256 => hmac::HMAC_SHA256,
            DigestAlgorithm::Sha384 => hmac::HMAC_SHA384,
            DigestAlgorithm::Sha512 => hmac::HMAC_SHA512,
        };
        let private = Secret::new(scalars.bytes(private));
        let hash_number = scalars.bytes(&scalars.of_digest(hash));
        let bytes = hash.len();
        let mut nonces =
            Self { algorithm, key: Secret::new(vec![0; bytes]), value: Secret::new(vec![1; bytes]) };
        for separator in [0, 1] {
            nonces.absorb(&[&[separator], private.expose(), &hash_number]);
        }
        Some(nonces)
    }

    /// The HMAC of the value V and of `more` (RFC 6979, 3.2).
    fn code(&self, more: &[&[u8]]) -> Secret {
        let key = hmac::Key::new(self.algorithm, self.key.expose());
        let mut context = hmac::Context::with_key(&key);
        context.update(self.value.expose());
        for part in more {
            context.update(part);
        }
        Secret::from(context.sign().as_ref())
    }

    fn absorb(&mut self, more: &[&[u8]]) {
        self.key = self.code(more);
        self.value = self.code(&[]);
    }

    /// The first nonce that is above zero and below the order.
    fn first(mut self, scalars: &Scalars) -> Option<Secret> {
        /// Each is in the range with a chance of at least one half.
        const TRIES: usize = 256;
        (0..TRIES).find_map(|_| {
            let mut bits = Secret::default();
            while bits.expose().len() * 8 < scalars.bits as usize {
                self.value = self.code(&[]);
                bits = Secret::new([bits.expose(), self.value.expose()].concat());
            }
            let bytes = Secret::from(&bits.expose()[..scalars.bits.div_ceil(8) as usize]);
            let nonce = Secret::new(scalars.octets(&scalars.leading_bits(bytes.expose())));
            let is_inside = scalars.below_order(nonce.expose()).is_some();
            self.absorb(&[&[0]]);
            is_inside.then_some(nonce)
        })
    }
}

#[cfg(test)]
mod tests {
    use spki::ObjectIdentifier;

    use super::*;
    use crate::key::named_curve::named;
    use crate::model::hex;

    fn octets(text: &str) -> Vec<u8> {
        hex::decode(text.chars()).unwrap()
    }

    fn signature(r: &str, s: &str) -> Vec<u8> {
        Signature { r: UintRef::new(&octets(r)).unwrap(), s: UintRef::new(&octets(s)).unwrap() }
            .to_der()
            .unwrap()
    }

    #[test]
    fn ecdsa_signatures_are_those_of_the_standard() {
        // RFC 6979, A.2.3, A.2.4 and A.2.7, with the message "sample".
        for (curve, private, algorithm, r, s) in [
            (
                "1.2.840.10045.3.1.1",
                "6FAB034934E4C0FC9AE67F5B5659A9D7D1FEFD187EE09FD4",
                DigestAlgorithm::Sha256,
                "4B0B8CE98A92866A2820E20AA6B75B56382E0F9BFD5ECB55",
                "CCDB006926EA9565CBADC840829D8C384E06DE1F1E381B85",
            ),
            (
                "1.3.132.0.33",
                "F220266E1105BFE3083E03EC7A3A654651F45E37167E88600BF257C1",
                DigestAlgorithm::Sha256,
                "61AA3DA010E8E8406C656BC477A7A7189895E7E840CDFE8FF42307BA",
                "BC814050DAB5D23770879494F9E0A680DC1AF7161991BDE692B10101",
            ),
            (
                "1.3.132.0.35",
                "00FAD06DAA62BA3B25D2FB40133DA757205DE67F5BB0018FEE8C86E1B68C7E75CAA896EB32F1F47C70855836A6D16FCC1466F6D8FBEC67DB89EC0C08B0E996B83538",
                DigestAlgorithm::Sha1,
                "00343B6EC45728975EA5CBA6659BBB6062A5FF89EEA58BE3C80B619F322C87910FE092F7D45BB0F8EEE01ED3F20BABEC079D202AE677B243AB40B5431D497C55D75D",
                "00E7B0E675A9B24413D448B8CC119D2BF7B2D2DF032741C096634D6D65D0DBE3D5694625FB9E8104D3B842C1B0E2D0B98BEA19341E8676AEF66AE4EBA3D5475D5D16",
            ),
        ] {
            let curve = named(ObjectIdentifier::new_unwrap(curve)).unwrap();
            let points = Points::of(&curve.domain()).unwrap();
            let private = octets(private);
            let made = sign(&points, &private, algorithm, b"sample").unwrap();
            assert_eq!(made, signature(r, s), "{curve:?}");
            let public = curve.public_point(&private).unwrap();
            assert!(verifies(&points, &public, algorithm, (b"sample", &made)));
            assert!(!verifies(&points, &public, algorithm, (b"simple", &made)));
        }
    }

    #[test]
    fn every_curve_verifies_what_it_signs() {
        for curve in crate::key::named_curve::all() {
            let points = Points::of(&curve.domain()).unwrap();
            let private = vec![7; curve.scalar_bytes() - 2];
            let public = curve.public_point(&private).unwrap();
            let made = sign(&points, &private, DigestAlgorithm::Sha512, b"message").unwrap();
            assert!(verifies(&points, &public, DigestAlgorithm::Sha512, (b"message", &made)), "{curve:?}");
            assert!(!verifies(&points, &public, DigestAlgorithm::Sha256, (b"message", &made)), "{curve:?}");
            let other = curve.public_point(&[5]).unwrap();
            assert!(!verifies(&points, &other, DigestAlgorithm::Sha512, (b"message", &made)), "{curve:?}");
        }
    }

    #[test]
    fn a_signature_of_numbers_out_of_range_is_wrong() {
        let curve = named(ObjectIdentifier::new_unwrap("1.3.36.3.3.2.8.1.1.7")).unwrap();
        let domain = curve.domain();
        let points = Points::of(&domain).unwrap();
        let public = curve.public_point(&[5]).unwrap();
        let order = domain.order.as_slice();
        for (r, s) in [(&[0][..], &[1][..]), (&[1], &[0]), (order, &[1]), (&[1], order)] {
            let made = Signature { r: UintRef::new(r).unwrap(), s: UintRef::new(s).unwrap() };
            let made = made.to_der().unwrap();
            assert!(!verifies(&points, &public, DigestAlgorithm::Sha256, (b"message", &made)));
        }
    }
}
