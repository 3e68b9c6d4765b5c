//! DSA keys and their groups (FIPS 186-4, 4 and A).

use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{BoxedUint, NonZero, Odd, Resize as _};
use der::asn1::{AnyRef, UintRef};
use der::{Decode, Encode, Sequence};
use rand::CryptoRng;
use spki::AlgorithmIdentifierRef;

use super::fault::KeyFault;
use super::generate::GenerateError;
use super::group_signature::Powers;
use super::other::{self, OtherKey};
use super::private::PrivateKey;
use super::public::PublicKey;
use super::weierstrass::{bit_length, significant};
use crate::model::algorithm::RSA_BITS_MAX;
use crate::model::der_error::{DerError, Opaque as _};
use crate::model::oid::known;
use crate::model::secret::Secret;

/// The longest prime p of a key that signs and verifies, in bits: that of OpenSSL.
const BITS_MAX: u32 = 10000;

/// The lengths of the prime q of such a key (FIPS 186-4, 4.2).
const ORDER_BITS: [u32; 3] = [160, 224, 256];

/// The primes below this number sort out most candidates.
const SMALL_PRIMES_END: u64 = 2000;

/// The numbers that DSA keys share: p, q and g.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DsaGroup {
    prime: Vec<u8>,
    order: Vec<u8>,
    generator: Vec<u8>,
}

/// `Dss-Parms` (RFC 3279, 2.3.2).
#[derive(Sequence)]
struct Parameters<'a> {
    prime: UintRef<'a>,
    order: UintRef<'a>,
    generator: UintRef<'a>,
}

impl DsaGroup {
    /// Reads the DER of `Dss-Parms` (RFC 3279, 2.3.2). The numbers are not checked.
    ///
    /// # Errors
    /// When it is not that structure.
    pub fn from_der(der: &[u8]) -> Result<Self, DerError> {
        let Parameters { prime, order, generator } = Parameters::from_der(der).opaque()?;
        let [prime, order, generator] = [prime, order, generator].map(|number| number.as_bytes().to_vec());
        Ok(Self { prime, order, generator })
    }

    /// The group in the parameters of a key. `None` unless it has the sizes that OpenSSL signs and verifies with, so
    /// that no key takes long.
    pub(super) fn of(parameters: AnyRef<'_>) -> Option<Self> {
        let group = Self::from_der(&parameters.to_der().ok()?).ok()?;
        let is_usual = group.bits() <= BITS_MAX && ORDER_BITS.contains(&group.order_bits());
        is_usual.then_some(group)
    }

    /// The DER of `Dss-Parms`.
    ///
    /// # Errors
    /// When DER cannot hold it, which does not happen.
    pub fn to_der(&self) -> Result<Vec<u8>, DerError> {
        Parameters {
            prime: UintRef::new(&self.prime).opaque()?,
            order: UintRef::new(&self.order).opaque()?,
            generator: UintRef::new(&self.generator).opaque()?,
        }
        .to_der()
        .opaque()
    }

    /// The length of the prime p in bits.
    #[must_use]
    pub fn bits(&self) -> u32 {
        bit_length(&self.prime)
    }

    /// The length of the prime q in bits.
    #[must_use]
    pub fn order_bits(&self) -> u32 {
        bit_length(&self.order)
    }

    /// Generates a group with a prime p of so many bits, and a prime q of `order_bits` (FIPS 186-4, A.1.1.2 and
    /// A.2.1, with random numbers in place of those from a seed).
    ///
    /// # Errors
    /// [`GenerateError::Group`] for sizes that DSA does not have.
    pub fn generate<R: CryptoRng>(bits: u32, order_bits: u32, rng: &mut R) -> Result<Self, GenerateError> {
        if bits < 2 * order_bits || bits > RSA_BITS_MAX || !(64..=512).contains(&order_bits) {
            return Err(GenerateError::Group { bits, order_bits });
        }
        let small = small_primes();
        let order = loop {
            let candidate = with_ends(&random(order_bits, rng), order_bits);
            if is_prime(&candidate, &small) {
                break candidate;
            }
        };
        let double = NonZero::new(order.clone().resize(bits + 64).shl(1)).into_option();
        let double = double.ok_or(GenerateError::Randomness)?;
        let one = BoxedUint::one_with_precision(bits + 64);
        let prime = loop {
            let start = with_ends(&random(bits, rng), bits).resize(bits + 64);
            let candidate = start.wrapping_sub(start.rem(&double)).wrapping_add(&one);
            let candidate_bytes = candidate.to_be_bytes();
            if bit_length(&candidate_bytes) == bits {
                let candidate = BoxedUint::from_be_slice_vartime(significant(&candidate_bytes));
                if is_prime(&candidate, &small) {
                    break candidate;
                }
            }
        };
        Self::of_primes(&prime, &order)
    }

    /// The generator is a power of the smallest number that yields an element of order q (FIPS 186-4, A.2.1).
    fn of_primes(prime: &BoxedUint, order: &BoxedUint) -> Result<Self, GenerateError> {
        let odd = Odd::new(prime.clone()).into_option().ok_or(GenerateError::Randomness)?;
        let field = BoxedMontyParams::new(odd);
        let one = BoxedMontyForm::one(&field);
        let order = order.clone().resize(prime.bits_precision());
        let less = prime.wrapping_sub(BoxedUint::one_with_precision(prime.bits_precision()));
        let exponent =
            less.div_rem(&NonZero::new(order.clone()).into_option().ok_or(GenerateError::Randomness)?).0;
        let mut base = one.clone();
        let generator = loop {
            base = base.add(&one);
            let power = base.pow(&exponent);
            if power != one {
                break power.retrieve();
            }
        };
        let [prime, order, generator] =
            [prime, &order, &generator].map(|number| significant(&number.to_be_bytes()).to_vec());
        Ok(Self { prime, order, generator })
    }

    /// Generates a key in the group (FIPS 186-4, B.1.2).
    ///
    /// # Errors
    /// [`GenerateError::Fault`] if the numbers do not form a group.
    pub fn generate_key<R: CryptoRng>(&self, rng: &mut R) -> Result<PrivateKey, GenerateError> {
        /// Each number is in the range with a chance of at least one half.
        const DRAWS: u32 = 256;
        let bits = bit_length(&self.order);
        if bits == 0 || self.bits() > RSA_BITS_MAX {
            return Err(KeyFault::Group.into());
        }
        for _ in 0..DRAWS {
            let number = Secret::new(random(bits, rng).to_be_bytes().to_vec());
            let private = significant(number.expose());
            if !private.is_empty() && (private.len(), private) < (self.order.len(), self.order.as_slice()) {
                return Ok(self.key(private)?);
            }
        }
        Err(GenerateError::Randomness)
    }

    fn key(&self, private: &[u8]) -> Result<PrivateKey, KeyFault> {
        let group = self.to_der()?;
        let parameters = Some(AnyRef::from_der(&group).opaque()?);
        let algorithm = AlgorithmIdentifierRef { oid: known::ID_DSA, parameters };
        let powers = other::Powers { prime: &self.prime, generator: &self.generator };
        let public = PublicKey::assemble(known::ID_DSA, parameters, &powers.public(private)?)?;
        let value = Secret::new(UintRef::new(private).opaque()?.to_der().opaque()?);
        Ok(PrivateKey::other(OtherKey::new(&algorithm, value)?, public))
    }

    /// The product of powers, each with an exponent below the order, modulo p.
    fn product<const N: usize>(&self, powers: [(&[u8], &[u8]); N]) -> Option<Vec<u8>> {
        let prime = BoxedUint::from_be_slice_vartime(&self.prime);
        let precision = prime.bits_precision();
        let field = BoxedMontyParams::new(Odd::new(prime.clone()).into_option()?);
        let bits = bit_length(&self.order);
        let mut product = BoxedMontyForm::one(&field);
        for (base, exponent) in powers {
            let base = BoxedUint::from_be_slice(significant(base), precision).ok()?;
            let exponent = BoxedUint::from_be_slice(significant(exponent), precision).ok()?;
            if base >= prime {
                return None;
            }
            let power = BoxedMontyForm::new(base, &field).pow_bounded_exp(&exponent, bits);
            product = product.mul(&power);
        }
        Some(product.retrieve().to_be_bytes().to_vec())
    }
}

impl Powers for DsaGroup {
    fn order(&self) -> &[u8] {
        &self.order
    }

    fn of_generator(&self, scalar: &[u8]) -> Option<Vec<u8>> {
        self.product([(&self.generator, scalar)])
    }

    fn sum(&self, public: &[u8], [own, other]: [&[u8]; 2]) -> Option<Vec<u8>> {
        self.product([(&self.generator, own), (public, other)])
    }
}

/// A number of at most so many bits.
fn random<R: CryptoRng>(bits: u32, rng: &mut R) -> BoxedUint {
    let mut bytes = vec![0; bits.div_ceil(8) as usize];
    rng.fill_bytes(&mut bytes);
    let unused = bytes.len() * 8 - bits as usize;
    if let Some(first) = bytes.first_mut() {
        *first &= 0xff >> unused;
    }
    BoxedUint::from_be_slice_vartime(&bytes)
}

/// The number with its first and last bit set.
fn with_ends(number: &BoxedUint, bits: u32) -> BoxedUint {
    let one = BoxedUint::one_with_precision(number.bits_precision());
    number.bitor(&one).bitor(&one.shl(bits - 1))
}

fn is_prime(number: &BoxedUint, small: &[NonZero<crypto_bigint::Limb>]) -> bool {
    let has_factor = small.iter().any(|prime| number.rem_limb(*prime).0 == 0);
    !has_factor && devcert_primes::is_prime(number)
}

/// The odd primes below [`SMALL_PRIMES_END`].
fn small_primes() -> Vec<NonZero<crypto_bigint::Limb>> {
    let is_prime = |number: &u64| {
        (3..)
            .step_by(2)
            .take_while(|factor| factor * factor <= *number)
            .all(|factor| !number.is_multiple_of(factor))
    };
    let odd = (3..SMALL_PRIMES_END).step_by(2);
    odd.filter(is_prime)
        .filter_map(|prime| NonZero::new(crypto_bigint::Limb::from(prime)).into_option())
        .collect()
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;
    use rand::rngs::StdRng;

    use super::*;
    use crate::key::group_signature::{sign, verifies};
    use crate::model::algorithm::DigestAlgorithm;
    use crate::model::hex;

    fn octets(text: &str) -> Vec<u8> {
        hex::decode(text.chars()).unwrap()
    }

    /// The group and the private number of RFC 6979, A.2.1.
    fn of_standard() -> (DsaGroup, Vec<u8>) {
        let prime = octets(
            "86F5CA03DCFEB225063FF830A0C769B9DD9D6153AD91D7CE27F787C43278B447\
             E6533B86B18BED6E8A48B784A14C252C5BE0DBF60B86D6385BD2F12FB763ED88\
             73ABFD3F5BA2E0A8C0A59082EAC056935E529DAF7C610467899C77ADEDFC846C\
             881870B7B19B2B58F9BE0521A17002E3BDD6B86685EE90B3D9A1B02B782B1779",
        );
        let generator = octets(
            "07B0F92546150B62514BB771E2A0C0CE387F03BDA6C56B505209FF25FD3C133D\
             89BBCD97E904E09114D9A7DEFDEADFC9078EA544D2E401AEECC40BB9FBBF78FD\
             87995A10A1C27CB7789B594BA7EFB5C4326A9FE59A070E136DB77175464ADCA4\
             17BE5DCE2F40D10A46A3A3943F26AB7FD9C0398FF8C76EE0A56826A8A88F1DBD",
        );
        let order = octets("996F967F6C8E388D9E28D01E205FBA957A5698B1");
        (DsaGroup { prime, order, generator }, octets("411602CB19A6CCC34494D79D98EF1E7ED5AF25F7"))
    }

    #[test]
    fn signatures_are_those_of_the_standard() {
        let (group, private) = of_standard();
        let public = octets(
            "5DF5E01DED31D0297E274E1691C192FE5868FEF9E19A84776454B100CF16F653\
             92195A38B90523E2542EE61871C0440CB87C322FC4B4D2EC5E1E7EC766E1BE8D\
             4CE935437DC11C3C8FD426338933EBFE739CB3465F4D3668C5E473508253B1E6\
             82F65CBDC4FAE93C2EA212390E54905A86E2223170B44EAA7DA5DD9FFCFB7F3B",
        );
        for (digest, signature) in [
            (
                DigestAlgorithm::Sha1,
                "302c02142e1a0c2562b2912caaf89186fb0f42001585da55021429efb6b0aff2d7a68eb70ca313022253b9a88df5",
            ),
            (
                DigestAlgorithm::Sha256,
                "302d02150081f2f5850be5bc123c43f71a3033e9384611c54502144cdd914b65eb6c66a8aaad27299bee6b035f5e89",
            ),
        ] {
            let made = sign(&group, &private, digest, b"sample").unwrap();
            assert_eq!(made, octets(signature), "{digest}");
            assert!(verifies(&group, &public, digest, (b"sample", &made)));
            assert!(!verifies(&group, &public, digest, (b"simple", &made)));
            assert!(!verifies(&group, &group.generator, digest, (b"sample", &made)));
            assert!(group.key(&private).unwrap().public().bits().ends_with(&public));
        }
    }

    #[test]
    fn a_group_is_generated_and_has_keys() {
        let mut rng = StdRng::seed_from_u64(4);
        let group = DsaGroup::generate(512, 160, &mut rng).unwrap();
        assert_eq!((group.bits(), bit_length(&group.order)), (512, 160));
        assert_eq!(DsaGroup::from_der(&group.to_der().unwrap()), Ok(group.clone()));
        // The generator has the order q, and is not one.
        let [prime, order, generator] = [&group.prime, &group.order, &group.generator]
            .map(|number| BoxedUint::from_be_slice(number, 512).unwrap());
        let field = BoxedMontyParams::new(Odd::new(prime.clone()).unwrap());
        let one = BoxedMontyForm::one(&field);
        let generator = BoxedMontyForm::new(generator, &field);
        assert!(generator != one && generator.pow(&order) == one);
        assert!(devcert_primes::is_prime(&prime) && devcert_primes::is_prime(&order));
        let keys = [group.generate_key(&mut rng).unwrap(), group.generate_key(&mut rng).unwrap()];
        assert_ne!(keys[0].public(), keys[1].public());
        assert_eq!(keys[0].algorithm().to_string(), "DSA 512");
        for (bits, order_bits) in [(200, 160), (512, 32), (20000, 256)] {
            let refused = DsaGroup::generate(bits, order_bits, &mut rng);
            assert_eq!(refused.unwrap_err(), GenerateError::Group { bits, order_bits });
        }
    }
}
