//! Whether a number that somebody else has found is prime.

use crypto_primes::Flavor;
use rand::{
    Rng, SeedableRng, TryRng,
    rngs::{ChaCha20Rng, SysRng},
};
use rsa::BoxedUint;
use zeroize::Zeroizing;

use super::{
    confirm::Rounds,
    instructions::Instructions,
    limbs::{Limbs, bit_length, from_boxed},
    miller_rabin::Round,
    screen::Screen,
};

/// The fewest rounds. The number of FIPS 186-5 is for random numbers; of a composite made to get through,
/// a quarter of all bases are liars at most, so that eight let it through once in 65,000 times.
const ROUNDS: usize = 8;

/// The shortest number, in bits, that the screening's arithmetic takes.
const SHORTEST: usize = 256;

/// Whether `number` is prime: Miller-Rabin rounds with bases that nobody can foresee, by the arithmetic of
/// the screening, which is several times as fast as the tests of `crypto-primes`.
///
/// This is for keys that are read, where a composite is a mistake in the key. Nothing is refused on the word
/// of this arithmetic alone: then, and on primes that are made, `crypto-primes` has the last word.
#[must_use]
pub fn is_prime(number: &BoxedUint) -> bool {
    let limbs = from_boxed(number);
    let mut seed = Zeroizing::new([0; 32]);
    let is_suited = bit_length(&limbs) >= SHORTEST && !limbs[0].is_multiple_of(2);
    let is_seeded = SysRng.try_fill_bytes(seed.as_mut_slice()).is_ok();
    (is_suited && is_seeded && passes_rounds(&limbs, &seed)) || crypto_primes::is_prime(Flavor::Any, number)
}

/// Whether an odd number of [`SHORTEST`] bits or more passes its rounds, with bases made from `seed`.
fn passes_rounds(number: &Limbs, seed: &[u8; 32]) -> bool {
    let mut rng = ChaCha20Rng::from_seed(*seed);
    let count = u32::try_from(bit_length(number)).map_or(0, |bits| Rounds::of(bits).screening).max(ROUNDS);
    let rounds: Vec<Round> = (0..count)
        .map(|_| {
            let mut seed = [0; 32];
            rng.fill_bytes(&mut seed);
            Round::new(number.clone(), seed)
        })
        .collect();
    let screen = Screen::choose(Instructions::default());
    rounds.chunks(screen.batch()).all(|rounds| screen.pass_rounds(rounds).into_iter().all(|passed| passed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        limbs::to_boxed,
        testing::{fixed_rng, half_liars, primes, pseudoprimes, random_odd},
    };

    fn boxed(number: &[u64]) -> BoxedUint {
        to_boxed(number, u32::try_from(bit_length(number)).unwrap()).unwrap()
    }

    #[test]
    fn primes_are_prime_and_what_looks_like_them_is_not() {
        assert!(primes().iter().all(|number| is_prime(&boxed(number))));
        for number in pseudoprimes() {
            assert!(!is_prime(&boxed(&number)), "{number:x?}");
        }
    }

    #[test]
    fn a_composite_with_a_quarter_of_liars_hardly_ever_gets_through() {
        for number in half_liars() {
            let passed = (0..20).filter(|_| is_prime(&boxed(&number))).count();
            assert!(passed < 2, "{passed} of 20 times: {number:x?}");
        }
    }

    #[test]
    fn numbers_of_every_length_are_judged_as_by_a_library() {
        let mut rng = fixed_rng(40);
        for bits in (2..300).chain([512, 1000, 1024, 1100]) {
            let number = boxed(&random_odd(bits, &mut rng));
            assert_eq!(is_prime(&number), crypto_primes::is_prime(Flavor::Any, &number), "{number:x}");
            let even = number.wrapping_add(BoxedUint::one());
            assert_eq!(is_prime(&even), even == BoxedUint::from(2_u64), "{even:x}");
        }
        assert!(is_prime(&BoxedUint::from(2_u64)) && is_prime(&BoxedUint::from(3_u64)));
        assert!(!is_prime(&BoxedUint::zero()) && !is_prime(&BoxedUint::one()));
    }
}
