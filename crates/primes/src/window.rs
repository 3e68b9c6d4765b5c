//! Where a prime is looked for: a random start, and the numbers after it in random order.

use std::sync::OnceLock;

use rand::{CryptoRng, Rng, SeedableRng, rngs::ChaCha20Rng, seq::SliceRandom};
use zeroize::Zeroizing;

use super::{
    limbs::{Limbs, bits_from, plus},
    public::PUBLIC_EXPONENT,
    residue::{Divisors, first_multiple, primes_up_to, remainder},
    screen::Screen,
};

/// The first 64 bits of the square root of two, rounded up.
///
/// FIPS 186-5, A.1.3: both primes are at least sqrt(2) * 2^(nlen/2 - 1), which makes every
/// product of two of them exactly nlen bits long.
const SQRT_2: u64 = 0xb504_f333_f9de_6485;

/// How many odd numbers a window holds for each bit of the prime.
///
/// One odd number in k ln(2) / 2 is prime near 2^k, so a window holds 23 primes on average and
/// none in one of ten thousand million.
const NUMBERS_PER_BIT: u32 = 8;

/// The small primes that windows for primes of one length are sieved with.
pub(super) struct Sieve {
    pub screen: Screen,
    primes: &'static [u32],
    /// Those that are divided by one after the other; made ready by the thread that needs them first.
    divisors: OnceLock<Divisors>,
}

impl Sieve {
    /// For primes of `bits` bits.
    ///
    /// The best limit is where one more small prime costs as much as the Fermat tests that it
    /// saves. Below 2^18 for primes of 1024 bits, and growing with the cube, as a Fermat test does,
    /// is what was measured; a factor of two either way makes a difference of some hundredths. It is the
    /// same for every `screen`, and so is the key.
    pub(super) fn new(bits: u32, screen: Screen) -> Self {
        let limit = u64::from(bits).pow(3) >> 12;
        let primes = primes_up_to(u32::try_from(limit).unwrap_or(u32::MAX));
        Self { screen, primes, divisors: OnceLock::new() }
    }

    /// Calls `each` with every small prime that divides `start + 2i` for an `i` below `size`, `start`
    /// odd, and with the first such `i`. Others of the primes may come as well, with an `i` beyond.
    fn first_multiples(&self, start: &[u64], size: u32, mut each: impl FnMut(u32, u32)) {
        let left = self.screen.first_multiples(start, size, self.primes, &mut each);
        self.divisors.get_or_init(|| Divisors::of(left)).first_multiples(start, each);
    }
}

/// The randomness that one window takes from the caller.
pub(super) struct Start {
    /// An odd number, uniform among those of its length that FIPS 186-5 admits.
    number: Limbs,
    /// Decides the order of the candidates and the bases that confirm the one found.
    seed: Zeroizing<[u8; 32]>,
    bits: u32,
}

impl Start {
    /// Draws a start for a prime of `bits` bits, at least 64.
    pub(super) fn draw(bits: u32, rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        let mut seed = Zeroizing::new([0; 32]);
        rng.fill_bytes(seed.as_mut_slice());
        let number = loop {
            let number = odd_number(bits, rng);
            if bits_from(&number, bits as usize - 64) >= SQRT_2 && has_room(&number, bits) {
                break number;
            }
        };
        Self { number, seed, bits }
    }

    #[cfg(test)]
    pub(super) fn number(&self) -> &[u64] {
        &self.number
    }

    /// Sieves the numbers that follow the start and shuffles what is left of them.
    ///
    /// Draws the seeds for `rounds` rounds of confirmation.
    pub(super) fn sieve(&self, sieve: &Sieve, rounds: usize) -> Window {
        let mut offsets = sieved(&self.number, window_size(self.bits), sieve);
        let mut rng = ChaCha20Rng::from_seed(*self.seed);
        offsets.shuffle(&mut rng);
        let mut round_seeds = Zeroizing::new(vec![[0; 32]; rounds]);
        for seed in round_seeds.iter_mut() {
            rng.fill_bytes(seed);
        }
        Window { start: self.number.clone(), bits: self.bits, offsets, round_seeds }
    }
}

/// The candidates of one start, in the order in which they are tried.
pub(super) struct Window {
    start: Limbs,
    pub bits: u32,
    /// Candidate i is `start + 2 * offsets[i]`.
    offsets: Zeroizing<Vec<u32>>,
    /// One for each round that confirms a candidate.
    pub round_seeds: Zeroizing<Vec<[u8; 32]>>,
}

impl Window {
    pub(super) fn len(&self) -> usize {
        self.offsets.len()
    }

    /// The candidate at `index`; `None` past the end of the window.
    pub(super) fn candidate(&self, index: usize) -> Option<Limbs> {
        let offset = *self.offsets.get(index)?;
        // Always fits: `Start::draw` leaves room for the whole window.
        plus(&self.start, 2 * u64::from(offset))
    }
}

/// How many odd numbers a window for primes of `bits` bits spans.
pub(super) const fn window_size(bits: u32) -> u32 {
    NUMBERS_PER_BIT * bits
}

/// A uniform odd number of exactly `bits` bits.
fn odd_number(bits: u32, rng: &mut (impl CryptoRng + ?Sized)) -> Limbs {
    let mut bytes = Zeroizing::new(vec![0_u8; 8 * (bits as usize).div_ceil(64)]);
    rng.fill_bytes(&mut bytes);
    let mut number: Limbs =
        Zeroizing::new(bytes.as_chunks::<8>().0.iter().map(|chunk| u64::from_le_bytes(*chunk)).collect());
    let top = 1 << ((bits - 1) % 64);
    if let [first, ..] = number.as_mut_slice() {
        *first |= 1;
    }
    if let [.., last] = number.as_mut_slice() {
        *last = *last & (top - 1) | top;
    }
    number
}

/// Whether the whole window after `number` stays below 2^`bits`.
fn has_room(number: &[u64], bits: u32) -> bool {
    plus(number, 2 * u64::from(window_size(bits)))
        .is_some_and(|end| super::limbs::bit_length(&end) == bits as usize)
}

/// The offsets i below `size` for which `start + 2i` has no small factor and is not one more than
/// a multiple of the public exponent (FIPS 186-5, A.1.3: gcd(p - 1, e) = 1; e is prime).
fn sieved(start: &[u64], size: u32, sieve: &Sieve) -> Zeroizing<Vec<u32>> {
    let mut struck = Zeroizing::new(vec![false; size as usize]);
    let mut strike = |prime: u32, first: u32| {
        for entry in struck.iter_mut().skip(first as usize).step_by(prime as usize) {
            *entry = true;
        }
    };
    sieve.first_multiples(start, size, &mut strike);
    // One less than a multiple of e leaves what a multiple leaves, less one.
    let rest = remainder(start, PUBLIC_EXPONENT);
    strike(
        PUBLIC_EXPONENT,
        first_multiple(PUBLIC_EXPONENT, rest.checked_sub(1).unwrap_or(PUBLIC_EXPONENT - 1)),
    );
    Zeroizing::new(
        (0..).zip(struck.iter()).filter_map(|(offset, &struck)| (!struck).then_some(offset)).collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{instructions::Instructions, limbs::bit_length, products::Plain, testing::fixed_rng};

    #[test]
    fn starts_are_odd_full_length_and_from_the_square_root_of_two_on() {
        let mut rng = fixed_rng(20);
        for bits in (256..400).chain(1000..1030) {
            let start = Start::draw(bits, &mut rng);
            assert_eq!(start.number[0] % 2, 1);
            assert_eq!(bit_length(&start.number), bits as usize);
            assert!(bits_from(&start.number, bits as usize - 64) >= SQRT_2);
            assert!(has_room(&start.number, bits));
        }
    }

    #[test]
    fn the_sieve_leaves_exactly_what_has_no_small_factor_and_suits_the_exponent() {
        let sieve = Sieve::new(256, Screen::Scalar(Plain));
        let small = Divisors::of(sieve.primes);
        let mut rng = fixed_rng(21);
        for _ in 0..5 {
            // A start that has a number one more than a multiple of the exponent in its window.
            let drawn = Start::draw(256, &mut rng).number;
            let step = 2 * PUBLIC_EXPONENT - 97 - remainder(&drawn, PUBLIC_EXPONENT);
            let even = if step.is_multiple_of(2) { step } else { step + PUBLIC_EXPONENT };
            let start = plus(&drawn, u64::from(even)).unwrap();
            assert_eq!(remainder(&plus(&start, 98).unwrap(), PUBLIC_EXPONENT), 1);
            let left = sieved(&start, 300, &sieve);
            for offset in 0..300 {
                let number = plus(&start, 2 * u64::from(offset)).unwrap();
                let mut has_factor = false;
                small.remainders(&number, |_, rest| has_factor |= rest == 0);
                let unsuited = remainder(&number, PUBLIC_EXPONENT) == 1;
                assert_eq!(left.contains(&offset), !has_factor && !unsuited, "{offset}");
            }
        }
    }

    #[test]
    fn a_window_has_every_candidate_once_in_an_order_of_its_own() {
        let sieve = Sieve::new(256, Screen::choose(Instructions::default()));
        let start = Start::draw(256, &mut fixed_rng(22));
        let window = start.sieve(&sieve, 3);
        let mut offsets = window.offsets.to_vec();
        assert!(!offsets.is_sorted());
        offsets.sort_unstable();
        assert_eq!(offsets, *sieved(&start.number, window_size(256), &sieve));
        assert_eq!(window.round_seeds.len(), 3);
        assert!(window.candidate(window.len()).is_none());
    }
}
