//! The parameters of Diffie-Hellman: standard groups, and safe primes of other sizes.

use crypto_bigint::BoxedUint;
use der::asn1::UintRef;
use der::{Decode, Encode, Reader, Sequence, SliceReader};
use devcert_primes::is_prime;
use rand::CryptoRng;

use super::weierstrass::{bit_length, significant};
use crate::model::der_error::{DerError, Opaque as _};
use crate::model::hex;

/// Bits and prime of the groups of RFC 7919, whose generator is 2.
const GROUPS: &str = include_str!("ffdhe.tsv");

/// The fewest bits of a prime that [`DhParameters::generate`] accepts, as OpenSSL does.
pub const DH_BITS_MIN: u32 = 512;
/// The most.
pub const DH_BITS_MAX: u32 = 10_000;

/// How parameters are encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DhForm {
    /// The prime and the generator (PKCS#3, 9).
    Pkcs3,
    /// The prime, the generator and the order of its group (RFC 3279, 2.3.3).
    X942,
}

/// A prime, a generator, and the order of its group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DhParameters {
    prime: Vec<u8>,
    generator: Vec<u8>,
    order: Option<Vec<u8>>,
}

#[derive(Sequence)]
struct Pkcs3<'a> {
    prime: UintRef<'a>,
    generator: UintRef<'a>,
}

#[derive(Sequence)]
struct X942<'a> {
    prime: UintRef<'a>,
    generator: UintRef<'a>,
    order: UintRef<'a>,
}

impl DhParameters {
    /// The group of RFC 7919 with a prime of so many bits: 2048, 3072, 4096, 6144 or 8192.
    #[must_use]
    pub fn standard(bits: u32) -> Option<Self> {
        let (_, digits) = groups().find(|(size, _)| *size == bits)?;
        Some(Self { prime: hex::decode(digits.chars())?, generator: vec![2], order: None })
    }

    /// A new safe prime of so many bits, from [`DH_BITS_MIN`] to [`DH_BITS_MAX`], for which 2, 3 or 5 as `generator` has
    /// a group of half the prime's order; `None` for other numbers. More than 2048 bits take minutes.
    #[must_use]
    pub fn generate(bits: u32, generator: u8, random: &mut impl CryptoRng) -> Option<Self> {
        // The remainders that OpenSSL requires, for which the generator is a square.
        let (step, remainder) = match generator {
            2 => (24, 23),
            3 => (12, 11),
            5 => (60, 59),
            _ => return None,
        };
        if !(DH_BITS_MIN..=DH_BITS_MAX).contains(&bits) {
            return None;
        }
        loop {
            let start = start(bits, step, remainder, random);
            if let Some(prime) = search(&start, step) {
                return Some(Self { prime, generator: vec![generator], order: None });
            }
        }
    }

    /// Reads parameters in DER; what follows their numbers is not kept.
    ///
    /// # Errors
    /// When the DER is not that of parameters.
    pub fn from_der(der: &[u8], form: DhForm) -> Result<Self, DerError> {
        let mut reader = SliceReader::new(der).opaque()?;
        let numbers = reader.sequence(|inner| {
            let mut numbers = Vec::new();
            let wanted = if form == DhForm::X942 { 3 } else { 2 };
            for _ in 0..wanted {
                numbers.push(UintRef::decode(inner)?.as_bytes().to_vec());
            }
            let rest = inner.remaining_len();
            inner.read_slice(rest)?;
            Ok::<_, der::Error>(numbers)
        });
        let mut numbers = numbers.opaque()?.into_iter();
        reader.finish().opaque()?;
        let mut next = || numbers.next().unwrap_or_default();
        let (prime, generator) = (next(), next());
        Ok(Self { prime, generator, order: (form == DhForm::X942).then(next) })
    }

    /// The DER of the parameters, with the order of the group if they have it.
    ///
    /// # Errors
    /// When a number is too large.
    pub fn to_der(&self) -> Result<Vec<u8>, DerError> {
        let number = |bytes| UintRef::new(bytes).opaque();
        let (prime, generator) = (number(&self.prime)?, number(&self.generator)?);
        match &self.order {
            None => Pkcs3 { prime, generator }.to_der().opaque(),
            Some(order) => X942 { prime, generator, order: number(order)? }.to_der().opaque(),
        }
    }

    /// The same with the order of the group, which is half of a safe prime.
    #[must_use]
    pub fn with_order(self) -> Self {
        Self { order: Some(halved(&self.prime)), ..self }
    }

    /// How they are encoded.
    #[must_use]
    pub const fn form(&self) -> DhForm {
        if self.order.is_some() { DhForm::X942 } else { DhForm::Pkcs3 }
    }

    /// The prime, big-endian.
    #[must_use]
    pub fn prime(&self) -> &[u8] {
        significant(&self.prime)
    }

    /// The generator, big-endian.
    #[must_use]
    pub fn generator(&self) -> &[u8] {
        significant(&self.generator)
    }

    /// The order of the group, big-endian, if they have it.
    #[must_use]
    pub fn order(&self) -> Option<&[u8]> {
        self.order.as_deref().map(significant)
    }

    /// The bits of the prime.
    #[must_use]
    pub fn bits(&self) -> u32 {
        bit_length(self.prime())
    }

    /// The bits of the group of RFC 7919 that they are, if they are one.
    #[must_use]
    pub fn standard_bits(&self) -> Option<u32> {
        let bits = self.bits();
        let standard = Self::standard(bits)?;
        (standard.prime() == self.prime() && standard.generator() == self.generator()).then_some(bits)
    }

    /// Whether the prime is a safe prime, or has a prime order in it, and the generator is in range: not 0, 1 or the
    /// prime less one.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        if self.standard_bits().is_some() {
            return true;
        }
        let prime = number(self.prime());
        let generator = number(self.generator());
        let (one, two) = (BoxedUint::from(1_u64), BoxedUint::from(2_u64));
        let is_in_range = generator > one && generator < prime.wrapping_sub(&one) && prime > two;
        let order = self.order().map_or_else(|| halved(self.prime()), <[u8]>::to_vec);
        is_in_range && self.bits() <= DH_BITS_MAX && is_prime(&prime) && is_prime(&number(&order))
    }
}

fn groups() -> impl Iterator<Item = (u32, &'static str)> {
    GROUPS
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .filter_map(|(bits, prime)| Some((bits.parse().ok()?, prime)))
}

fn number(bytes: &[u8]) -> BoxedUint {
    BoxedUint::from_be_slice_vartime(bytes)
}

/// Half of an odd number, rounded down.
fn halved(number: &[u8]) -> Vec<u8> {
    let before = std::iter::once(&0).chain(number);
    before.zip(number).map(|(before, byte)| before << 7 | byte >> 1).collect()
}

/// The sum of a big-endian number and a small one, which fits.
fn plus(number: &[u8], mut addend: u64) -> Vec<u8> {
    let mut sum = number.to_vec();
    for byte in sum.iter_mut().rev() {
        let total = u64::from(*byte) + (addend & 0xff);
        [.., *byte] = total.to_be_bytes();
        addend = (addend >> 8) + (total >> 8);
    }
    sum
}

fn remainder_of(number: &[u8], divisor: u64) -> u64 {
    number.iter().fold(0, |remainder, byte| (remainder << 8 | u64::from(*byte)) % divisor)
}

/// A random number with its first two bits set and this remainder, at which a search starts.
fn start(bits: u32, step: u64, remainder: u64, random: &mut impl CryptoRng) -> Vec<u8> {
    let mut bytes = vec![0; bits.div_ceil(8) as usize];
    random.fill_bytes(&mut bytes);
    let unused = bytes.len() * 8 - bits as usize;
    bytes[0] &= 0xff >> unused;
    for bit in [unused, unused + 1] {
        bytes[bit / 8] |= 0x80 >> (bit % 8);
    }
    // The last bits are free for the sums.
    let last = bytes.len() - 4;
    bytes[last] &= 0x7f;
    let missing = (step + remainder - remainder_of(&bytes, step)) % step;
    plus(&bytes, missing)
}

/// The numbers that are sieved from a start.
const WINDOW: u32 = 1 << 15;
/// The sieve's primes are below it.
const SIEVE_MAX: u64 = 1 << 13;

/// The first safe prime among the numbers from `start` on, `step` apart.
fn search(start: &[u8], step: u64) -> Option<Vec<u8>> {
    let mut is_composite = vec![false; WINDOW as usize];
    for divisor in (5..SIEVE_MAX).filter(|odd| is_small_prime(*odd) && !step.is_multiple_of(*odd)) {
        let (first, step) = (remainder_of(start, divisor), step % divisor);
        let mut remainder = first;
        for flag in &mut is_composite {
            // A multiple of the divisor, or twice one and 1 more.
            *flag |= remainder <= 1;
            remainder = (remainder + step) % divisor;
        }
    }
    let left = is_composite.iter().zip(0_u64..).filter(|(is_composite, _)| !**is_composite);
    left.map(|(_, index)| plus(start, index * step))
        .find(|prime| is_prime(&number(&halved(prime))) && is_prime(&number(prime)))
}

fn is_small_prime(number: u64) -> bool {
    (2..=number.isqrt()).all(|divisor| !number.is_multiple_of(divisor))
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;
    use rand::rngs::StdRng;

    use super::*;

    #[test]
    fn standard_groups_are_safe_primes() {
        let group = DhParameters::standard(2048).unwrap();
        assert_eq!((group.bits(), group.standard_bits()), (2048, Some(2048)));
        assert!(is_prime(&number(group.prime())) && is_prime(&number(&halved(group.prime()))));
        for bits in [3072, 4096, 6144, 8192] {
            assert_eq!(DhParameters::standard(bits).unwrap().bits(), bits);
        }
        assert_eq!(DhParameters::standard(1024), None);
    }

    #[test]
    fn new_primes_are_safe_and_have_the_remainders_of_openssl() {
        let mut random = StdRng::seed_from_u64(1);
        for (generator, step) in [(2, 24), (3, 12), (5, 60)] {
            let made = DhParameters::generate(512, generator, &mut random).unwrap();
            assert!(made.is_valid());
            assert_eq!((made.bits(), made.generator()), (512, [generator].as_slice()));
            assert_eq!(remainder_of(made.prime(), step), step - 1);
        }
        assert_eq!(DhParameters::generate(512, 4, &mut random), None);
        assert_eq!(DhParameters::generate(511, 2, &mut random), None);
    }

    #[test]
    fn parameters_are_read_as_they_were_written() {
        let group = DhParameters::standard(2048).unwrap();
        let der = group.to_der().unwrap();
        assert_eq!(DhParameters::from_der(&der, DhForm::Pkcs3).unwrap(), group);
        let group = group.with_order();
        let der = group.to_der().unwrap();
        assert_eq!(DhParameters::from_der(&der, DhForm::X942).unwrap(), group);
        assert!(DhParameters::from_der(&der[1..], DhForm::X942).is_err());
    }

    #[test]
    fn a_composite_is_not_valid() {
        let mut group = DhParameters::standard(2048).unwrap();
        group.prime[100] ^= 2;
        assert!(!group.is_valid());
        group = DhParameters::standard(2048).unwrap();
        group.generator = vec![1];
        assert!(!group.is_valid());
    }

    #[test]
    fn sums_and_halves_are_those_of_numbers() {
        assert_eq!(plus(&[1, 0xff, 0xff], 1), [2, 0, 0]);
        assert_eq!(plus(&[0, 0, 0xff], 0x1_0001), [1, 1, 0]);
        assert_eq!(halved(&[1, 1]), [0, 0x80]);
        assert_eq!(remainder_of(&[1, 0, 0], 7), 65536 % 7);
    }
}
