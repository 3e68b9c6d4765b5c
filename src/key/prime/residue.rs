//! A long number's remainders by all small primes.
//!
//! The primes are multiplied up into groups of 64 bits; the long number is divided once by each
//! group and the short remainder by the group's primes. The long division multiplies by a
//! reciprocal: N. Möller and T. Granlund, "Improved division by invariant integers", IEEE
//! Transactions on Computers 60 (2011), algorithm 4.

use std::borrow::Cow;

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
    const fn multiple_of(number: u64) -> Self {
        let value = number << number.leading_zeros();
        let dividend = (!value as u128) << 64 | u64::MAX as u128;
        let reciprocal = low(dividend / value as u128);
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
#[derive(Clone, Copy)]
struct Group {
    divisor: Divisor,
    /// Where its primes begin among all, and where they end.
    first: usize,
    end: usize,
}

/// Groups of no primes.
const NONE: [Group; TOGETHER] = [Group { divisor: Divisor::multiple_of(1), first: 0, end: 0 }; TOGETHER];

/// The odd primes up to a limit, ready to divide by.
pub(super) struct SmallPrimes {
    primes: Cow<'static, [u32]>,
    groups: Cow<'static, [[Group; TOGETHER]]>,
}

impl SmallPrimes {
    /// The odd primes up to and including `limit`; there may be a few more.
    pub(super) fn up_to(limit: u32) -> Self {
        if limit <= TABLE_LIMIT {
            let wanted = TABLE.partition_point(|[group, ..]| PRIMES[group.first] <= limit);
            return Self { primes: Cow::Borrowed(&PRIMES), groups: Cow::Borrowed(&TABLE[..wanted]) };
        }
        let mut composite = vec![false; entries(limit)];
        strike_out(&mut composite);
        let mut primes = vec![0; count(&composite)];
        list(&composite, &mut primes);
        let mut groups = vec![NONE; count_groups(&primes)];
        group(&primes, &mut groups);
        Self { primes: Cow::Owned(primes), groups: Cow::Owned(groups) }
    }

    /// Calls `each` with every prime and the remainder that it leaves of `number`.
    pub(super) fn remainders(&self, number: &[u64], mut each: impl FnMut(u32, u32)) {
        for groups in self.groups.iter() {
            let rests = Divisor::remainders(&groups.map(|group| group.divisor), number);
            for (group, rest) in groups.iter().zip(rests) {
                for &prime in &self.primes[group.first..group.end] {
                    each(prime, short_remainder(rest, prime));
                }
            }
        }
    }
}

/// The primes that RSA 2048 needs are the compiler's work: found at run time, they would hold up all
/// threads for half as long as a batch of Fermat tests takes.
const TABLE_LIMIT: u32 = 1 << 16;
static COMPOSITE: [bool; entries(TABLE_LIMIT)] = {
    let mut composite = [false; _];
    strike_out(&mut composite);
    composite
};
static PRIMES: [u32; count(&COMPOSITE)] = {
    let mut primes = [0; _];
    list(&COMPOSITE, &mut primes);
    primes
};
static TABLE: [[Group; TOGETHER]; count_groups(&PRIMES)] = {
    let mut groups = [NONE; _];
    group(&PRIMES, &mut groups);
    groups
};

/// The sieve's size up to `limit`: entry i stands for 2i + 1.
const fn entries(limit: u32) -> usize {
    (limit as usize).div_ceil(2)
}

/// The sieve of Eratosthenes, on the odd numbers.
const fn strike_out(composite: &mut [bool]) {
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

/// The primes from `first` on that make up a group, by their product, and where they end.
const fn product_from(primes: &[u32], first: usize) -> (u64, usize) {
    let (mut product, mut end) = (1_u64, first);
    while end < primes.len()
        && let Some(larger) = product.checked_mul(primes[end] as u64)
    {
        product = larger;
        end += 1;
    }
    (product, end)
}

/// How often [`TOGETHER`] groups there are.
const fn count_groups(primes: &[u32]) -> usize {
    let (mut groups, mut first) = (0_usize, 0);
    while first < primes.len() {
        (_, first) = product_from(primes, first);
        groups += 1;
    }
    groups.div_ceil(TOGETHER)
}

/// Multiplies neighbouring primes as long as the product fits into 64 bits. After the last prime the
/// groups are empty.
const fn group(primes: &[u32], groups: &mut [[Group; TOGETHER]]) {
    let (mut number, mut first) = (0, 0);
    while number < TOGETHER * groups.len() {
        let (product, end) = product_from(primes, first);
        groups[number / TOGETHER][number % TOGETHER] =
            Group { divisor: Divisor::multiple_of(product), first, end };
        first = end;
        number += 1;
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
        let found = seen(&SmallPrimes::up_to(65_537));
        // There are 6542 primes below 2^16; without 2, and with 65537, that is 6542 again.
        assert_eq!(found.len(), 6542);
        assert!(found.is_sorted());
        assert_eq!((found.first(), found.last()), (Some(&3), Some(&65_537)));
        // Those of the table, and a part of it.
        assert_eq!(seen(&SmallPrimes::up_to(65_536)), found[..6541]);
        let part = seen(&SmallPrimes::up_to(1000));
        assert_eq!(part, found[..part.len()]);
        assert!(part.last().is_some_and(|&last| (997..1100).contains(&last)));
    }

    fn seen(small: &SmallPrimes) -> Vec<u32> {
        let mut seen = Vec::new();
        small.remainders(&[1], |prime, rest| {
            assert_eq!(rest, 1);
            seen.push(prime);
        });
        seen
    }
}
