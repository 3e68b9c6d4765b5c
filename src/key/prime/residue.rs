//! A long number's remainders by all small primes.
//!
//! The primes are multiplied up into groups of 64 bits; the long number is divided once by each
//! group and the short remainder by the group's primes. The long division multiplies by a
//! reciprocal: N. Möller and T. Granlund, "Improved division by invariant integers", IEEE
//! Transactions on Computers 60 (2011), algorithm 4.

use std::ops::Range;

/// Something to divide by: a number of which the top bit is set, and its reciprocal.
#[derive(Clone, Copy)]
struct Divisor {
    value: u64,
    /// floor((2^128 - 1) / value) - 2^64
    reciprocal: u64,
}

impl Divisor {
    /// A multiple of `number`, which must not be zero: the remainder by the multiple has the same
    /// remainder by `number`.
    fn multiple_of(number: u64) -> Self {
        let value = number << number.leading_zeros();
        let dividend = u128::from(!value) << 64 | u128::from(u64::MAX);
        let reciprocal = low(dividend / u128::from(value));
        Self { value, reciprocal }
    }

    /// What each of some divisors leaves of `number`. Taken together they are several times as
    /// fast as one by one, as the steps of each have to wait for one another.
    fn remainders<const N: usize>(divisors: &[Self; N], number: &[u64]) -> [u64; N] {
        let mut rests = [0; N];
        for &limb in number.iter().rev() {
            for (rest, divisor) in rests.iter_mut().zip(divisors) {
                *rest = divisor.step(*rest, limb);
            }
        }
        rests
    }

    /// `high * 2^64 + limb` modulo the divisor, for `high` below it.
    fn step(self, high: u64, limb: u64) -> u64 {
        let quotient = (u128::from(self.reciprocal) * u128::from(high))
            .wrapping_add(u128::from(high) << 64 | u128::from(limb));
        let guess = low(quotient >> 64).wrapping_add(1);
        let mut rest = limb.wrapping_sub(guess.wrapping_mul(self.value));
        if rest > low(quotient) {
            rest = rest.wrapping_add(self.value);
        }
        if rest >= self.value {
            rest -= self.value;
        }
        rest
    }
}

/// Groups of primes that are divided by together.
const TOGETHER: usize = 4;

/// The odd primes up to a limit, ready to divide by.
pub(super) struct SmallPrimes {
    /// Each divisor with the primes that it is a multiple of, and some divisors at a time.
    groups: Vec<[(Divisor, Range<usize>); TOGETHER]>,
    primes: Vec<u32>,
}

impl SmallPrimes {
    /// The odd primes up to and including `limit`, by the sieve of Eratosthenes.
    pub(super) fn up_to(limit: u32) -> Self {
        let mut composite = vec![false; limit as usize / 2 + 1];
        let mut primes = Vec::new();
        for number in (3..=limit).step_by(2) {
            let index = number as usize / 2;
            if composite[index] {
                continue;
            }
            primes.push(number);
            // Entry i stands for 2i + 1: a step of one prime in entries is two in numbers.
            let first = 2 * index * (index + 1);
            for entry in composite.iter_mut().skip(first).step_by(number as usize) {
                *entry = true;
            }
        }
        let groups = grouped(&primes);
        Self { groups, primes }
    }

    /// Calls `each` with every prime and the remainder that it leaves of `number`.
    pub(super) fn remainders(&self, number: &[u64], mut each: impl FnMut(u32, u32)) {
        for groups in &self.groups {
            let divisors = groups.each_ref().map(|(divisor, _)| *divisor);
            let rests = Divisor::remainders(&divisors, number);
            for ((_, primes), rest) in groups.iter().zip(rests) {
                for &prime in &self.primes[primes.clone()] {
                    each(prime, short_remainder(rest, prime));
                }
            }
        }
    }
}

/// What `divisor` leaves of `number`.
pub(super) fn remainder(number: &[u64], divisor: u32) -> u32 {
    let [rest] = Divisor::remainders(&[Divisor::multiple_of(u64::from(divisor))], number);
    short_remainder(rest, divisor)
}

#[expect(clippy::cast_possible_truncation, reason = "a remainder is below its 32-bit divisor")]
fn short_remainder(number: u64, divisor: u32) -> u32 {
    (number % u64::from(divisor)) as u32
}

/// Multiplies neighbouring primes as long as the product fits into 64 bits.
fn grouped(primes: &[u32]) -> Vec<[(Divisor, Range<usize>); TOGETHER]> {
    let mut rest = 0..primes.len();
    let mut group = || {
        let mut product = 1_u64;
        let first = rest.start;
        while let Some(larger) =
            primes[rest.clone()].first().and_then(|&prime| product.checked_mul(u64::from(prime)))
        {
            product = larger;
            rest.start += 1;
        }
        (Divisor::multiple_of(product), first..rest.start)
    };
    let mut groups = Vec::new();
    loop {
        // The groups after the last prime are empty, products of nothing.
        let together: [_; TOGETHER] = std::array::from_fn(|_| group());
        let [(_, first), ..] = &together;
        if first.is_empty() {
            return groups;
        }
        groups.push(together);
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the low half is what is wanted")]
const fn low(wide: u128) -> u64 {
    wide as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Digit by digit, with the division of the language.
    fn remainder_by_hand(number: &[u64], prime: u32) -> u32 {
        let rest = number
            .iter()
            .rev()
            .fold(0_u128, |rest, &limb| (rest << 64 | u128::from(limb)) % u128::from(prime));
        u32::try_from(rest).unwrap()
    }

    #[test]
    fn remainders_agree_with_long_division() {
        let small = SmallPrimes::up_to(70_000);
        let numbers = [
            vec![u64::MAX; 5],
            vec![0, 0, 1 << 63],
            vec![0],
            vec![0x0123_4567_89ab_cdef, 0xfedc_ba98_7654_3210, 3],
        ];
        for number in &numbers {
            small.remainders(number, |prime, rest| {
                assert_eq!(rest, remainder_by_hand(number, prime), "{number:x?} by {prime}");
            });
            assert_eq!(remainder(number, 65_537), remainder_by_hand(number, 65_537));
        }
    }

    #[test]
    fn the_small_primes_are_all_there() {
        let small = SmallPrimes::up_to(65_537);
        let mut seen = Vec::new();
        small.remainders(&[1], |prime, rest| {
            assert_eq!(rest, 1);
            seen.push(prime);
        });
        // There are 6542 primes below 2^16; without 2, and with 65537, that is 6542 again.
        assert_eq!(seen.len(), 6542);
        assert!(seen.is_sorted());
        assert_eq!((seen.first(), seen.last()), (Some(&3), Some(&65_537)));
    }
}
