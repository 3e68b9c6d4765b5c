//! The Fermat test in scalar instructions, for every processor, and the twin that the vector code is
//! tested against: the same steps on 64-bit limbs.
//!
//! What is inlined always is compiled anew where it is called, with the instructions that the caller
//! may use.
#![expect(clippy::inline_always, reason = "the instructions belong to the caller")]

use zeroize::Zeroizing;

use super::{
    exponent::{Exponent, HEADROOM, UNASKED},
    limbs::{Limbs, bit_length, negated_inverse, power_of_two_modulo},
    miller_rabin::{Round, WINDOW},
    products::Products,
};

/// Whether 2^(n-1) is 1 modulo `n`, an odd number of at least 256 bits.
///
/// True for every prime, and for so few composites that none is expected to be met. False also
/// when the answer is not `wanted` any more, which is asked from time to time.
#[inline(always)]
pub(super) fn passes_fermat(products: impl Products, n: &[u64], wanted: impl Fn() -> bool) -> bool {
    let modulus = Modulus::new(products, n);
    let exponent = Exponent::new(n, 64 * modulus.size());
    let mut x = Zeroizing::new(vec![0; modulus.size()]);
    x[exponent.start / 64] = 1 << (exponent.start % 64);
    let mut wide = Zeroizing::new(vec![0; 2 * modulus.size()]);
    for (place, bit) in exponent.bits().enumerate() {
        if place % UNASKED == 0 && !wanted() {
            return false;
        }
        products.square(&x, &mut wide);
        modulus.reduce(&mut wide, &mut x);
        modulus.double_if(bit, &mut x);
    }
    modulus.equals(&x, &[1], &mut wide)
}

/// Whether the number of `round` passes this round of the Miller-Rabin test.
#[inline(always)]
pub(super) fn passes_round(products: impl Products, round: &Round) -> bool {
    let modulus = Modulus::new(products, &round.number);
    let mut wide = Zeroizing::new(vec![0; 2 * modulus.size()]);
    let one = power_of_two_modulo(64 * modulus.size(), &round.number);
    let base = padded(&round.base, modulus.size());
    let mut powers = vec![padded(&one, modulus.size())];
    for power in 1..1 << WINDOW {
        let mut next = Zeroizing::new(vec![0; modulus.size()]);
        products.multiply(&powers[power - 1], &base, &mut wide);
        modulus.reduce(&mut wide, &mut next);
        powers.push(next);
    }

    let mut x = powers[0].clone();
    let mut power = powers[0].clone();
    for window in (0..round.windows()).rev() {
        for _ in 0..WINDOW {
            products.square(&x, &mut wide);
            modulus.reduce(&mut wide, &mut x);
        }
        select(&powers, round.digit(window), &mut power);
        products.multiply(&x, &power, &mut wide);
        modulus.reduce(&mut wide, &mut x);
    }

    // 1, or -1 in less than so many squarings as the even part of n - 1 has twos.
    let mut minus_one = round.number.clone();
    minus_one[0] -= 1;
    modulus.equals(&x, &[1], &mut wide)
        || (0..round.twos()).any(|_| {
            let is_minus_one = modulus.equals(&x, &minus_one, &mut wide);
            products.square(&x, &mut wide);
            modulus.reduce(&mut wide, &mut x);
            is_minus_one
        })
}

/// That one of the `powers` that `index` names, reading all of them.
#[inline]
fn select(powers: &[Limbs], index: u64, to: &mut [u64]) {
    to.fill(0);
    for (number, power) in (0..).zip(powers) {
        let mask = u64::from(number == index).wrapping_neg();
        for (to, &limb) in to.iter_mut().zip(power.iter()) {
            *to |= limb & mask;
        }
    }
}

/// A number with zeros up to `size` limbs.
fn padded(number: &[u64], size: usize) -> Limbs {
    let mut padded = Zeroizing::new(vec![0; size]);
    for (to, &from) in padded.iter_mut().zip(number) {
        *to = from;
    }
    padded
}

/// The number to reduce by.
struct Modulus<P> {
    products: P,
    limbs: Limbs,
    /// -1/n modulo 2^64
    inverse: u64,
}

impl<P: Products> Modulus<P> {
    /// Where n takes whole limbs, the radix is the next power of two after it, and what exceeds
    /// the radix is taken back to below it (S. Gueron, "Efficient software implementations of
    /// modular exponentiation", Journal of Cryptographic Engineering 2, 2012). Elsewhere the radix
    /// has the headroom with which nothing ever does.
    fn new(products: P, n: &[u64]) -> Self {
        let bits = bit_length(n);
        let headroom = if bits.is_multiple_of(64) { 0 } else { HEADROOM };
        let limbs = padded(n, (bits + headroom).div_ceil(64));
        Self { products, limbs, inverse: negated_inverse(n[0]) }
    }

    /// Limbs of a number in Montgomery form.
    fn size(&self) -> usize {
        self.limbs.len()
    }

    /// Brings a product of two numbers in Montgomery form into it.
    #[inline(always)]
    fn reduce(&self, wide: &mut [u64], to: &mut [u64]) {
        let overflow = self.products.reduce(wide, &self.limbs, self.inverse);
        to.copy_from_slice(&wide[self.size()..]);
        // Below R + n, so below R less one n.
        self.subtract_if(overflow, to);
    }

    /// Doubles a number in Montgomery form.
    #[inline]
    fn double_if(&self, yes: bool, x: &mut [u64]) {
        let yes = u32::from(yes);
        let mut below = 0;
        for limb in x.iter_mut() {
            let above = *limb >> 63;
            *limb = *limb << yes | below & u64::from(yes);
            below = above;
        }
        // Below 2 R, so below R less two n: an n that lets anything overflow is at least R / 2.
        let once = yes & u32::from(below == 1) == 1;
        let was_less = self.subtract_if(once, x);
        self.subtract_if(once && !was_less, x);
    }

    /// Takes n from `x`, or not; whether `x` was below what was taken.
    #[inline]
    fn subtract_if(&self, yes: bool, x: &mut [u64]) -> bool {
        let mask = u64::from(yes).wrapping_neg();
        let mut borrow = false;
        for (limb, &n) in x.iter_mut().zip(self.limbs.iter()) {
            (*limb, borrow) = limb.borrowing_sub(n & mask, borrow);
        }
        borrow
    }

    /// Whether `x`, in Montgomery form, stands for the number `plain`, which is neither 0 nor n.
    #[inline(always)]
    fn equals(&self, x: &[u64], scalar: &[u64], wide: &mut [u64]) -> bool {
        // Out of Montgomery form what is left is at most n, so only a number itself stands for it.
        wide.fill(0);
        wide[..self.size()].copy_from_slice(x);
        self.products.reduce(wide, &self.limbs, self.inverse);
        let (number, rest) = wide[self.size()..].split_at(scalar.len());
        number == scalar && rest.iter().all(|&limb| limb == 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::products::Plain;
    use crate::testing::{
        fixed_rng, half_liars, judged_rounds, primes, pseudoprimes, random_odd, reference_fermat,
    };

    #[test]
    fn primes_pass() {
        for prime in primes() {
            assert!(passes_fermat(Plain, &prime, || true), "{prime:x?}");
        }
    }

    #[test]
    fn a_test_that_nobody_wants_ends_with_no() {
        for prime in primes() {
            assert!(!passes_fermat(Plain, &prime, || false));
        }
    }

    #[test]
    fn pseudoprimes_pass_too() {
        for number in pseudoprimes() {
            assert!(passes_fermat(Plain, &number, || true), "{number:x?}");
        }
    }

    #[test]
    fn primes_pass_rounds_and_pseudoprimes_do_not() {
        for prime in primes() {
            assert!(passes_round(Plain, &Round::new(prime.clone(), [1; 32])), "{prime:x?}");
        }
        for number in pseudoprimes() {
            let passes = |seed| passes_round(Plain, &Round::new(number.clone(), [seed; 32]));
            assert!(!(0..16).all(passes), "{number:x?}");
        }
    }

    #[test]
    fn round_results_match_reference_library() {
        let mut rng = fixed_rng(6);
        let mut seen = [0, 0];
        for number in half_liars() {
            let radix = 64 * Modulus::new(Plain, &number).size();
            for (round, expected) in judged_rounds(&number, radix, &mut rng) {
                assert_eq!(passes_round(Plain, &round), expected, "{:x?} for {number:x?}", round.base);
                seen[usize::from(expected)] += 1;
            }
        }
        assert!(seen.iter().all(|&count| count > 5), "{seen:?}");
    }

    #[test]
    fn the_verdict_is_that_of_a_library() {
        let mut rng = fixed_rng(1);
        for bits in (256..600).step_by(7) {
            let number = random_odd(bits, &mut rng);
            assert_eq!(passes_fermat(Plain, &number, || true), reference_fermat(&number), "{number:x?}");
        }
        for number in primes().iter().chain(&pseudoprimes()) {
            assert!(reference_fermat(number), "{number:x?}");
        }
    }
}
