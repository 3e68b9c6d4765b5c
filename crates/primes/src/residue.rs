//! A long number's remainders by small primes.
//!
//! The primes are multiplied up into groups of 64 bits; the long number is divided once by each
//! group and the short remainder by the group's primes. The long division multiplies by a
//! reciprocal: N. Möller and T. Granlund, "Improved division by invariant integers", IEEE
//! Transactions on Computers 60 (2011), algorithm 4.

use std::sync::LazyLock;

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

/// Divisors that are divided by together.
const TOGETHER: usize = 4;

/// Neighbouring primes that are divided by as one: their product fits into 64 bits.
struct Group {
    divisor: Divisor,
    primes: &'static [u32],
}

/// Small primes, ready to divide by.
pub(super) struct Divisors(Vec<Group>);

impl Divisors {
    /// To divide by `primes`.
    pub(super) fn of(mut primes: &'static [u32]) -> Self {
        let mut groups = Vec::new();
        // Groups of no primes fill up the last of those that are divided by together.
        while !primes.is_empty() || !groups.len().is_multiple_of(TOGETHER) {
            let mut product = 1_u64;
            let mut end = 0;
            while let Some(&prime) = primes.get(end)
                && let Some(larger) = product.checked_mul(u64::from(prime))
            {
                (product, end) = (larger, end + 1);
            }
            let (own, rest) = primes.split_at(end);
            groups.push(Group { divisor: Divisor::multiple_of(product), primes: own });
            primes = rest;
        }
        Self(groups)
    }

    /// Calls `each` with every prime and the remainder that it leaves of `number`.
    pub(super) fn remainders(&self, number: &[u64], mut each: impl FnMut(u32, u32)) {
        for groups in self.0.as_chunks::<TOGETHER>().0 {
            let rests = Divisor::remainders(&groups.each_ref().map(|group| group.divisor), number);
            for (group, rest) in groups.iter().zip(rests) {
                for &prime in group.primes {
                    each(prime, short_remainder(rest, prime));
                }
            }
        }
    }

    /// Calls `each` with every prime and the first `i` for which it divides `start + 2i`, `start` odd.
    pub(super) fn first_multiples(&self, start: &[u64], mut each: impl FnMut(u32, u32)) {
        self.remainders(start, |prime, rest| each(prime, first_multiple(prime, rest)));
    }
}

/// The first `i` for which `rest + 2i` is a multiple of `prime`, for `rest` below it.
pub(super) fn first_multiple(prime: u32, rest: u32) -> u32 {
    // 2i = missing (mod prime): half of whichever of the two numbers is even.
    let missing = if rest == 0 { 0 } else { prime - rest };
    if missing.is_multiple_of(2) { missing / 2 } else { missing.midpoint(prime) }
}

/// The odd primes up to and including `limit`, as far as 2^19.
pub(super) fn primes_up_to(limit: u32) -> &'static [u32] {
    let primes: &[u32] = if limit <= TABLE_LIMIT { &PRIMES } else { FURTHER_PRIMES.as_slice() };
    &primes[..primes.partition_point(|&prime| prime <= limit)]
}

/// The primes that RSA 2048 needs are the compiler's work: found at run time, they would hold up all
/// threads for as long as a batch of Fermat tests takes.
const TABLE_LIMIT: u32 = 1 << 18;
static COMPOSITE: [bool; entries(TABLE_LIMIT)] = {
    let mut composite = [false; _];
    mark_composites(&mut composite);
    composite
};
static PRIMES: [u32; count(&COMPOSITE)] = {
    let mut primes = [0; _];
    list(&COMPOSITE, &mut primes);
    primes
};
/// Those for longer keys; they begin with the same ones. Up to twice as many, and finding them takes longer
/// than they save.
static FURTHER_PRIMES: LazyLock<Vec<u32>> = LazyLock::new(|| {
    let mut composite = vec![false; entries(1 << 19)];
    mark_composites(&mut composite);
    let mut primes = vec![0; count(&composite)];
    list(&composite, &mut primes);
    primes
});

/// The sieve's size up to `limit`: entry i stands for 2i + 1.
const fn entries(limit: u32) -> usize {
    (limit as usize).div_ceil(2)
}

/// The sieve of Eratosthenes, on the odd numbers.
const fn mark_composites(composite: &mut [bool]) {
    let mut entry = 1;
    while 2 * entry * (entry + 1) < composite.len() {
        if !composite[entry] {
            // From the square on. A step of one prime in entries is two in numbers.
            let mut multiple = 2 * entry * (entry + 1);
            while multiple < composite.len() {
                composite[multiple] = true;
                multiple += 2 * entry + 1;
            }
        }
        entry += 1;
    }
}

/// How many primes are left. The first entry stands for 1, which is none.
const fn count(composite: &[bool]) -> usize {
    let (mut entry, mut primes) = (1, 0);
    while entry < composite.len() {
        primes += !composite[entry] as usize;
        entry += 1;
    }
    primes
}

#[expect(clippy::cast_possible_truncation, reason = "limits have 32 bits")]
const fn list(composite: &[bool], primes: &mut [u32]) {
    let (mut entry, mut found) = (1, 0);
    while entry < composite.len() {
        if !composite[entry] {
            primes[found] = 2 * entry as u32 + 1;
            found += 1;
        }
        entry += 1;
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

#[expect(clippy::cast_possible_truncation, reason = "only the low half is needed")]
fn low(wide: u128) -> u64 {
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
        let divisors = Divisors::of(primes_up_to(70_000));
        let numbers = [
            vec![u64::MAX; 5],
            vec![0, 0, 1 << 63],
            vec![0],
            vec![0x0123_4567_89ab_cdef, 0xfedc_ba98_7654_3210, 3],
        ];
        for number in &numbers {
            let mut seen = Vec::new();
            divisors.remainders(number, |prime, rest| {
                assert_eq!(rest, remainder_by_hand(number, prime), "{number:x?} by {prime}");
                seen.push(prime);
            });
            assert_eq!(seen, primes_up_to(70_000));
            assert_eq!(remainder(number, 65_537), remainder_by_hand(number, 65_537));
        }
    }

    #[test]
    fn the_first_multiple_is_one_and_the_first() {
        for prime in [3, 5, 31, 65_537] {
            for rest in (0..prime).step_by(prime as usize / 30 + 1) {
                let is_multiple = |i: u32| (rest + 2 * i).is_multiple_of(prime);
                let first = first_multiple(prime, rest);
                assert!(is_multiple(first) && !(0..first).any(is_multiple), "{rest} by {prime}: {first}");
            }
        }
    }

    #[test]
    fn the_small_primes_are_all_there() {
        // There are 43390 primes below 2^19 and 6542 below 2^16; 2 is not in the table.
        let primes = primes_up_to(u32::MAX);
        assert_eq!(primes.len(), 43_389);
        assert!(primes.is_sorted());
        assert_eq!((primes.first(), primes.last()), (Some(&3), Some(&524_287)));
        assert!(primes.starts_with(&PRIMES));
        assert_eq!(primes_up_to(65_536).len(), 6541);
        assert_eq!(primes_up_to(65_537).last(), Some(&65_537));
    }
}
