//! Rounds of the Miller-Rabin test by the arithmetic of the screening.
//!
//! FIPS 186-5, B.3.1: with n - 1 = 2^a m and m odd, a number passes a round with the base b if b^m
//! is 1 modulo n, or becomes -1 in less than a squarings.

use rand::{Rng, SeedableRng, rngs::ChaCha20Rng};
use zeroize::Zeroizing;

use super::limbs::{Limbs, bit_length, bits_from, is_less};

/// Bits of the exponent that are done with one multiplication.
pub(super) const WINDOW: usize = 4;

/// One round: an odd number of at least 256 bits, and a random base.
pub(super) struct Round {
    pub number: Limbs,
    /// The base in Montgomery form, below the number. It is uniform, so it does not matter for
    /// which radix: the number that it stands for is uniform for each.
    pub base: Limbs,
}

impl Round {
    /// A round with a base made from `seed`.
    ///
    /// The standard excludes the bases 0, 1 and -1, which pass or fail for nothing. Each comes up
    /// with a chance of one in the number, below 2^-255, and is not looked for.
    pub(super) fn new(number: Limbs, seed: [u8; 32]) -> Self {
        let mut rng = ChaCha20Rng::from_seed(seed);
        let spare = 64 * number.len() - bit_length(&number);
        let mut base = Zeroizing::new(vec![0; number.len()]);
        loop {
            base.fill_with(|| rng.next_u64());
            if let [.., last] = base.as_mut_slice() {
                *last >>= spare;
            }
            if is_less(&base, &number) {
                return Self { number, base };
            }
        }
    }

    /// How often two divides n - 1.
    pub(super) fn twos(&self) -> usize {
        // The lowest bit of n above its first.
        (1..64 * self.number.len()).find(|&place| bits_from(&self.number, place) & 1 == 1).unwrap_or(0)
    }

    /// How many digits of [`WINDOW`] bits the exponent has, leading zeros included.
    pub(super) fn windows(&self) -> usize {
        bit_length(&self.number).div_ceil(WINDOW)
    }

    /// Digit `window` of the odd part of n - 1, from the low end.
    pub(super) fn digit(&self, window: usize) -> u64 {
        bits_from(&self.number, self.twos() + WINDOW * window) & ((1 << WINDOW) - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::primes;

    #[test]
    fn twos_and_digits_make_up_the_number_less_one() {
        for prime in primes() {
            let round = Round::new(prime, [2; 32]);
            assert!(is_less(&round.base, &round.number));
            for place in 0..bit_length(&round.number) {
                let digit = place.checked_sub(round.twos()).map(|place| {
                    assert!(place / WINDOW < round.windows());
                    round.digit(place / WINDOW) >> (place % WINDOW) & 1
                });
                let expected = if place == 0 { 0 } else { bits_from(&round.number, place) & 1 };
                assert_eq!(digit.unwrap_or(0), expected, "bit {place} of {:x?}", round.number);
            }
            assert_eq!(round.digit(0) & 1, 1);
        }
    }

    #[test]
    fn bases_differ_from_seed_to_seed_and_fill_the_whole_length() {
        let number = Zeroizing::new(vec![u64::MAX; 5]);
        let bases: Vec<Limbs> = (0..64).map(|seed| Round::new(number.clone(), [seed; 32]).base).collect();
        let union = bases
            .iter()
            .fold(vec![0; 5], |union, base| union.iter().zip(base.iter()).map(|(a, b)| a | b).collect());
        assert_eq!(union, *number);
        assert!((1..64).all(|index| bases[index] != bases[0]));
    }
}
