//! The verdict of `crypto-primes` on what the screening found.

use crypto_primes::{
    Flavor,
    fips::{self, FipsOptions},
};
use rand::{SeedableRng, rngs::ChaCha20Rng};

use super::limbs::to_boxed;

/// How many rounds of the Miller-Rabin test with random bases a prime has passed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rounds {
    /// By the arithmetic of the screening: as many as FIPS 186-5 asks for.
    pub screening: usize,
    /// By `crypto-primes`, on top: as many as are needed if nothing else has looked at the
    /// candidate.
    pub confirming: usize,
}

impl Rounds {
    /// For a prime of `bits` bits, at least 256.
    pub(super) fn of(bits: u32) -> Self {
        let row = STANDARD.partition_point(|&(from, _)| from <= bits) - 1;
        let screening = STANDARD[row].1;
        Self { screening, confirming: if bits < FEW_FROM { screening } else { FEW } }
    }

    /// Rounds of both kinds.
    pub(super) const fn all(self) -> usize {
        self.screening + self.confirming
    }
}

/// From which size of a prime, in bits, how many rounds.
///
/// FIPS 186-5, appendix C.1 and the first column of its table B.1: so many that a composite gets
/// through with a chance below 2^-100, and never fewer than 4, which is the second column from
/// RSA 3072 on (2^-128 there, 2^-144 for RSA 4096). That every candidate has passed a base-2
/// Fermat test before comes on top and is not counted.
///
/// A table, since [`minimum_mr_iterations`](crypto_primes::hazmat::minimum_mr_iterations), from
/// which it is, takes longer than a round.
const STANDARD: [(u32, usize); 6] = [(0, 16), (368, 10), (508, 7), (587, 6), (699, 5), (869, 4)];

/// Rounds of `crypto-primes` for primes of [`FEW_FROM`] bits or more.
///
/// S. H. Kim and C. Pomerance, "The probability that a random probable prime is composite", Math.
/// Comp. 53 (1989), table 1: a random odd number of 300 digits that passes one Fermat test with a
/// random base, and so the more one that passes a round, is composite with a chance of 2^-93 at
/// most; of 400 digits, 2^-136, and of 500, 2^-181. The general formula of FIPS 186-5 says less for
/// few rounds: 2^-40 for one.
const FEW: usize = 1;
/// More than 300 digits.
const FEW_FROM: u32 = 1024;

/// One round of the Miller-Rabin test on `candidate`, a number of `bits` bits, with a random base
/// made from `seed`.
pub(super) fn passes_round(candidate: &[u64], bits: u32, seed: [u8; 32]) -> bool {
    to_boxed(candidate, bits).is_some_and(|candidate| {
        let mut rng = ChaCha20Rng::from_seed(seed);
        fips::is_prime(&mut rng, Flavor::Any, &candidate, FipsOptions::with_mr_iterations(1))
    })
}

#[cfg(test)]
mod tests {
    use crypto_primes::hazmat::minimum_mr_iterations;

    use super::*;
    use crate::{
        limbs::bit_length,
        testing::{primes, pseudoprimes},
    };

    #[test]
    fn every_size_has_the_rounds_of_the_standard() {
        assert_eq!([1024, 1536, 2048].map(|bits| Rounds::of(bits).screening), [4, 4, 4]);
        // With the size fewer rounds are needed, so what suffices for the first of a row does
        // for all.
        for (from, rounds) in STANDARD {
            let needed = minimum_mr_iterations(from.max(256), 100).unwrap();
            assert!(rounds >= needed, "{from} bits: {rounds} rounds, {needed} needed");
        }
    }

    #[test]
    fn four_rounds_are_the_strength_of_rsa_3072_and_4096() {
        assert!(minimum_mr_iterations(1536, 128).unwrap() <= Rounds::of(1536).screening);
        assert!(minimum_mr_iterations(2048, 144).unwrap() <= Rounds::of(2048).screening);
    }

    #[test]
    fn small_primes_are_confirmed_with_all_the_rounds_of_the_standard() {
        for bits in [256, 512, 768, 1023] {
            assert_eq!(Rounds::of(bits).confirming, Rounds::of(bits).screening);
        }
        assert_eq!(Rounds::of(1024).all(), 4 + FEW);
    }

    #[test]
    fn primes_pass_and_pseudoprimes_do_not() {
        for prime in primes() {
            let bits = u32::try_from(bit_length(&prime)).unwrap();
            assert!(passes_round(&prime, bits, [1; 32]), "{prime:x?}");
        }
        for number in pseudoprimes() {
            let bits = u32::try_from(bit_length(&number)).unwrap();
            assert!(!passes_round(&number, bits, [1; 32]), "{number:x?}");
        }
    }
}
