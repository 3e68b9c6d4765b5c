//! The verdict of `crypto-primes` on what the screening found.

use crypto_primes::{
    Flavor,
    fips::{self, FipsOptions},
};
use rand::{SeedableRng, rngs::ChaCha20Rng};

use super::limbs::to_boxed;

/// From which size of a prime, in bits, how many rounds of the Miller-Rabin test with random bases.
///
/// FIPS 186-5, appendix C.1 and the first column of its table B.1: so many that a composite gets
/// through with a chance below 2^-100, and never fewer than 4, which is the second column from
/// RSA 3072 on (2^-128 there, 2^-144 for RSA 4096). That every candidate has passed a base-2
/// Fermat test before comes on top and is not counted.
///
/// A table, since [`minimum_mr_iterations`](crypto_primes::hazmat::minimum_mr_iterations), from
/// which it is, takes longer than a round.
const ROUNDS: [(u32, usize); 6] = [(0, 16), (368, 10), (508, 7), (587, 6), (699, 5), (869, 4)];

/// How many rounds confirm a prime of `bits` bits, at least 256.
pub(super) fn rounds(bits: u32) -> usize {
    let row = ROUNDS.partition_point(|&(from, _)| from <= bits) - 1;
    ROUNDS[row].1
}

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
    use crate::key::prime::{
        limbs::bit_length,
        testing::{primes, pseudoprimes},
    };

    #[test]
    fn every_size_has_the_rounds_of_the_standard() {
        assert_eq!([1024, 1536, 2048].map(rounds), [4, 4, 4]);
        // With the size fewer rounds are needed, so what suffices for the first of a row does
        // for all.
        for (from, rounds) in ROUNDS {
            let needed = minimum_mr_iterations(from.max(256), 100).unwrap();
            assert!(rounds >= needed, "{from} bits: {rounds} rounds, {needed} needed");
        }
    }

    #[test]
    fn four_rounds_are_the_strength_of_rsa_3072_and_4096() {
        assert!(minimum_mr_iterations(1536, 128).unwrap() <= rounds(1536));
        assert!(minimum_mr_iterations(2048, 144).unwrap() <= rounds(2048));
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
