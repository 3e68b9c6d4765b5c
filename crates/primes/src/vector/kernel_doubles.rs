//! Modular exponentiations in step, as many as a vector has lanes: the same steps as in `kernel_ifma`, on the products
//! of `products`.
//!
//! What is reduced by is not a number n itself but the multiple M of it that is -1 modulo 2^51, which saves a
//! multiplication and its latency for every limb of a reduction. M is less than 2^51 n, and all bounds hold for M.
#![expect(clippy::inline_always, reason = "the instructions belong to the caller")]

use zeroize::Zeroizing;

use super::{
    super::{
        exponent::{Exponent, HEADROOM, UNASKED},
        limbs::{Limbs, bit_length, bits_from, negated_inverse, power_of_two_modulo},
        miller_rabin::{Round, WINDOW},
    },
    lanes::Sums,
    products::{
        LIMB_BITS, LIMB_MASK, Number, Operation, Pair, Wide, bias, carry_on, integer, low_limb, low_product,
        multiple, multiply, reduce, square,
    },
};

/// For each number whether 2^(n-1) is 1 modulo n; no for all when that is not `wanted` any more.
///
/// The numbers are odd, of one and the same length, and of at least 256 bits.
#[inline(always)]
pub(super) fn pass_fermat<U: Sums<N>, const N: usize>(
    unit: U,
    numbers: [&Limbs; N],
    wanted: impl Fn() -> bool,
) -> [bool; N] {
    let modulus = Modulus::new(unit, numbers);
    let exponents = numbers.map(|number| Exponent::new(number, radix_bits(number)));
    let mut x = modulus.row(|lane, i| {
        let start = exponents[lane].start;
        if start / LIMB_BITS == i { 1 << (start % LIMB_BITS) } else { 0 }
    });
    let mut wide = modulus.wide();
    for place in (0..exponents[0].tail_bits).rev() {
        if place % UNASKED == 0 && !wanted() {
            return [false; N];
        }
        let mut bits = [0; N];
        for (bit, exponent) in bits.iter_mut().zip(&exponents) {
            *bit = exponent.tail[place / 64] >> (place % 64) & 1;
        }
        modulus.square(&mut x, unit.sums(bits), &mut wide);
    }
    modulus.stands_for(&x, 1, &mut wide)
}

/// How many pairs of limbs a number in Montgomery form takes.
fn pairs_for(n: &[u64]) -> usize {
    pairs_for_bits(bit_length(n))
}

const fn pairs_for_bits(bits: usize) -> usize {
    (bits + LIMB_BITS + HEADROOM).div_ceil(2 * LIMB_BITS)
}

/// Those of primes for RSA 2048.
const PAIRS_1024: usize = pairs_for_bits(1024);

/// The length of the Montgomery radix for a number.
pub(super) fn radix_bits(n: &[u64]) -> usize {
    2 * LIMB_BITS * pairs_for(n)
}

/// For each round of the Miller-Rabin test whether its number passes. The numbers have one and the same length.
#[inline(always)]
pub(super) fn pass_rounds<U: Sums<N>, const N: usize>(unit: U, rounds: [&Round; N]) -> [bool; N] {
    let numbers = rounds.map(|round| &round.number);
    let modulus = Modulus::new(unit, numbers);
    let mut wide = modulus.wide();

    let ones = numbers.map(|number| power_of_two_modulo(radix_bits(number), number));
    let base = modulus.row(|lane, i| limb(&rounds[lane].base, i));
    let mut powers = vec![modulus.row(|lane, i| limb(&ones[lane], i))];
    for power in 1..1 << WINDOW {
        let mut next = powers[power - 1].clone();
        modulus.multiply(&mut next, &base, &mut wide);
        powers.push(next);
    }

    let zero = unit.every_sum(0);
    let mut x = powers[0].clone();
    let mut power = powers[0].clone();
    for window in (0..rounds[0].windows()).rev() {
        for _ in 0..WINDOW {
            modulus.square_of_length(modulus.pairs(), &mut x, zero, &mut wide);
        }
        select(unit, &powers, unit.sums(rounds.map(|round| round.digit(window))), &mut power);
        modulus.multiply(&mut x, &power, &mut wide);
    }
    verdict(&rounds, &modulus, &mut x, &mut wide)
}

/// From `x`, the base to the odd part of n - 1: whether it is 1, or becomes -1 in less than so
/// many squarings as the even part has twos.
#[inline(always)]
fn verdict<U: Sums<N>, const N: usize>(
    rounds: &[&Round; N],
    modulus: &Modulus<U, N>,
    x: &mut Number<U, N>,
    wide: &mut Wide<U, N>,
) -> [bool; N] {
    let twos = rounds.map(Round::twos);
    let mut passed = modulus.stands_for(x, 1, wide);
    for squarings in 0..twos.into_iter().max().unwrap_or(0) {
        let minus_one = modulus.stands_for(x, -1, wide);
        for lane in 0..N {
            passed[lane] |= minus_one[lane] && squarings < twos[lane];
        }
        modulus.square_of_length(modulus.pairs(), x, modulus.unit.every_sum(0), wide);
    }
    passed
}

/// The power at the index of each lane. Reads all `powers`, so that memory accesses do not depend on the index.
#[inline(always)]
fn select<U: Sums<N>, const N: usize>(
    unit: U,
    powers: &[Number<U, N>],
    index: U::Sums,
    to: &mut Number<U, N>,
) {
    to.fill([unit.every(0.0); 2]);
    for (number, power) in (0..).zip(powers) {
        let chosen = unit.equal(index, unit.every_sum(number));
        for (to, &limb) in to.as_flattened_mut().iter_mut().zip(power.as_flattened()) {
            *to = unit.doubles(unit.or(unit.bits(*to), unit.and(unit.bits(limb), chosen)));
        }
    }
}

/// The numbers n to reduce by.
struct Modulus<U: Sums<N>, const N: usize> {
    unit: U,
    limbs: Number<U, N>,
    /// -1/n modulo 2^51
    inverse: U::Doubles,
    /// M + 1, where M is n times the inverse and so -1 modulo 2^51.
    above: Number<U, N>,
    square_bias: Vec<Pair<U::Sums>>,
    product_bias: Vec<Pair<U::Sums>>,
}

impl<U: Sums<N>, const N: usize> Modulus<U, N> {
    #[inline(always)]
    fn new(unit: U, numbers: [&Limbs; N]) -> Self {
        let pairs = pairs_for(numbers[0]);
        let limbs = row(unit, pairs, |lane, i| limb(numbers[lane], i));
        let inverse = low_limb(unit, unit.sums(numbers.map(|number| negated_inverse(number[0]))));
        let mut above = zero(unit, pairs);
        multiple(unit, inverse, &limbs, unit.every_sum(1), &mut above);
        let [square_bias, product_bias] =
            [Operation::Square, Operation::Product].map(|operation| every(unit, &bias(operation, pairs)));
        Self { unit, limbs, inverse, above, square_bias, product_bias }
    }

    fn pairs(&self) -> usize {
        self.above.len()
    }

    /// Room for a product.
    #[inline(always)]
    fn wide(&self) -> Wide<U, N> {
        Zeroizing::new(vec![[self.unit.every_sum(0); 2]; 2 * self.pairs()])
    }

    /// A number: lane by lane and limb by limb what `limb` says.
    #[inline(always)]
    fn row(&self, limb: impl Fn(usize, usize) -> u64) -> Number<U, N> {
        row(self.unit, self.pairs(), limb)
    }

    /// `x = x * x * 2^shift` in Montgomery form.
    ///
    /// For RSA 2048 with a length that the compiler knows, which makes it 4 % faster; longer keys gain nothing by that.
    #[inline(always)]
    fn square(&self, x: &mut Number<U, N>, shift: U::Sums, wide: &mut Wide<U, N>) {
        match self.pairs() {
            PAIRS_1024 => self.square_of_length(PAIRS_1024, x, shift, wide),
            pairs => self.square_of_length(pairs, x, shift, wide),
        }
    }

    /// [`Modulus::square`] for numbers with so many pairs.
    #[inline(always)]
    fn square_of_length(&self, pairs: usize, x: &mut Number<U, N>, shift: U::Sums, wide: &mut Wide<U, N>) {
        let (x, wide) = (&mut x[..pairs], &mut wide[..2 * pairs]);
        square(self.unit, x, &self.square_bias[..2 * pairs], wide);
        reduce(self.unit, &self.above[..pairs], wide);
        carry_on(self.unit, &wide[pairs..], shift, x);
    }

    /// `x = x * y` in Montgomery form.
    #[inline(always)]
    fn multiply(&self, x: &mut Number<U, N>, y: &Number<U, N>, wide: &mut Wide<U, N>) {
        multiply(self.unit, x, y, &self.product_bias, wide);
        reduce(self.unit, &self.above, wide);
        carry_on(self.unit, &wide[self.pairs()..], self.unit.every_sum(0), x);
    }

    /// For each lane whether `x`, in Montgomery form, stands for `plain`, which is 1 or -1, modulo n.
    ///
    /// Out of Montgomery form it is y, at most M. Where y = plain + k n, the lowest limb tells k, which is
    /// at most 2^51.
    #[inline(always)]
    fn stands_for(&self, x: &Number<U, N>, plain: i64, wide: &mut Wide<U, N>) -> [bool; N] {
        let unit = self.unit;
        wide.copy_from_slice(&every(unit, &bias(Operation::None, self.pairs())));
        for (sum, &limb) in wide.as_flattened_mut().iter_mut().zip(x.as_flattened()) {
            *sum = unit.plus(*sum, integer(unit, limb));
        }
        reduce(unit, &self.above, wide);
        let mut number = zero(unit, self.pairs());
        carry_on(unit, &wide[self.pairs()..], unit.every_sum(0), &mut number);
        let plain = unit.every_sum(plain.cast_unsigned());
        let negated = low_limb(unit, unit.minus(plain, integer(unit, number[0][0])));
        let mut expected = zero(unit, self.pairs());
        multiple(unit, low_product(unit, negated, self.inverse), &self.limbs, plain, &mut expected);
        let mut equal = unit.every_sum(u64::MAX);
        for (&limb, &expected) in number.as_flattened().iter().zip(expected.as_flattened()) {
            equal = unit.and(equal, unit.equal(unit.bits(limb), unit.bits(expected)));
        }
        unit.lanes(equal).map(|lane| lane != 0)
    }
}

/// Products as the tests use them, in limbs of 51 bits.
#[cfg(test)]
#[inline(always)]
pub(super) fn products<U: Sums<N>, const N: usize>(
    unit: U,
    numbers: [&Limbs; N],
    [x, y]: [&[Limbs; N]; 2],
) -> [Vec<u64>; N] {
    let modulus = Modulus::new(unit, numbers);
    let [mut x, y] = [x, y].map(|limbs| modulus.row(|lane, i| limbs[lane].get(i).copied().unwrap_or(0)));
    modulus.multiply(&mut x, &y, &mut modulus.wide());
    lane_limbs(unit, &x)
}

/// As [`products`], of numbers with themselves, times 2^`shift`.
#[cfg(test)]
#[inline(always)]
pub(super) fn squares<U: Sums<N>, const N: usize>(
    unit: U,
    numbers: [&Limbs; N],
    x: &[Limbs; N],
    shift: u64,
) -> [Vec<u64>; N] {
    let modulus = Modulus::new(unit, numbers);
    let mut x = modulus.row(|lane, i| x[lane].get(i).copied().unwrap_or(0));
    modulus.square(&mut x, unit.every_sum(shift), &mut modulus.wide());
    lane_limbs(unit, &x)
}

#[cfg(test)]
#[inline(always)]
fn lane_limbs<U: Sums<N>, const N: usize>(unit: U, x: &Number<U, N>) -> [Vec<u64>; N] {
    let limbs: Vec<[u64; N]> = x.as_flattened().iter().map(|&limb| unit.lanes(integer(unit, limb))).collect();
    std::array::from_fn(|lane| limbs.iter().map(|limb| limb[lane]).collect())
}

/// Limb `i` of a number.
fn limb(number: &[u64], i: usize) -> u64 {
    bits_from(number, LIMB_BITS * i) & LIMB_MASK
}

/// The number 0 with so many pairs of limbs.
#[inline(always)]
fn zero<U: Sums<N>, const N: usize>(unit: U, pairs: usize) -> Number<U, N> {
    Zeroizing::new(vec![[unit.every(0.0); 2]; pairs])
}

/// A number with so many pairs of limbs: lane by lane and limb by limb what `limb` says.
#[inline(always)]
fn row<U: Sums<N>, const N: usize>(
    unit: U,
    pairs: usize,
    limb: impl Fn(usize, usize) -> u64,
) -> Number<U, N> {
    let mut row = zero(unit, pairs);
    for (i, vector) in row.as_flattened_mut().iter_mut().enumerate() {
        *vector = low_limb(unit, unit.sums(std::array::from_fn(|lane| limb(lane, i))));
    }
    row
}

/// The same sums in every lane.
#[inline(always)]
fn every<U: Sums<N>, const N: usize>(unit: U, sums: &[Pair<u64>]) -> Vec<Pair<U::Sums>> {
    let mut vectors = vec![[unit.every_sum(0); 2]; sums.len()];
    for (vector, &sum) in vectors.as_flattened_mut().iter_mut().zip(sums.as_flattened()) {
        *vector = unit.every_sum(sum);
    }
    vectors
}
