//! Products of long numbers side by side in doubles, for processors whose vectors have fused multiplications and
//! additions but no integer multiplications of this width.
//!
//! A limb has 51 bits and is a double. Two fused multiplications and additions give both halves of the
//! product of two limbs a and b, below 2^51 each, with the usual rounding to nearest:
//!
//! ```text
//! high = a b + 2^103                    rounded
//! low  = a b + (2^103 + 3 * 2^51 - high)
//! ```
//!
//! `high` is between 2^103 and 2^104, where the doubles are the multiples of 2^51: it is 2^103 + 2^51 h for
//! an integer h below 2^52. The difference in brackets is 3 * 2^51 - 2^51 h, of less than 53 bits in units of
//! 2^51, and so is 2^103 + 3 * 2^51: both are exact. a b - 2^51 h is between minus and plus 2^50, so `low` is
//! between 2^52 and 2^53, where the doubles are the integers: exact as well. In both intervals the bits of a
//! double, read as an integer, are a constant plus what is wanted: h, and a b - 2^51 h, which has a sign.
//! So sums of 64-bit integers take the bits as they are, and begin with minus the constants that they are going to
//! take, modulo 2^64 ([`Bias`]).
//!
//! Two products that go into one column share an addition of either kind ([`Column::add_two`]).
//!
//! The technique, with rounding toward zero and 52 bits: N. Emmart, F. Zheng and C. Weems, "Faster modular
//! exponentiation using double precision floating point arithmetic on the GPU", ARITH 2018. With rounding to nearest,
//! which Rust takes for granted, the low half has a sign, and a limb one bit less.
//!
//! # No sum overflows
//!
//! Without its constants, a call of [`Column::add`] or [`Column::add_two`] adds to a sum less than 2^51 of either sign and
//! to the next one less than 2^52 + 1. A column of a product of numbers with p pairs of limbs takes at most 2p calls (those
//! of a square count twice, but are half as many), and p of the reduction: less than 3p (2^51 + 2^52 + 1) with what
//! the column before hands over. That is below 2^62 for p up to 200, which is 20,000 bits, and leaves room for
//! the doubling of a sum.
//!
//! # Limbs
//!
//! Numbers are at least zero, and so are their limbs. Sums have a sign: 2^63 is added before a shift to the right,
//! which makes them positive, and 2^63 / 2^51 taken away from the column that the carry goes to.

#![expect(clippy::inline_always, reason = "the instructions belong to the caller")]

use zeroize::Zeroizing;

use super::lanes::{Doubles, Sums};

pub(super) const LIMB_BITS: usize = 51;
pub(super) const LIMB_MASK: u64 = (1 << LIMB_BITS) - 1;

/// 2^52: the doubles from here to 2^53 are the integers.
const INTEGERS: f64 = 4_503_599_627_370_496.0;
/// 2^103: the doubles from here to 2^104 are the multiples of 2^51.
const HIGH: f64 = INTEGERS * INTEGERS / 2.0;
/// 3 * 2^51: from half a limb less to half a limb more, the doubles are the integers.
const LOW: f64 = 1.5 * INTEGERS;

/// What makes a sum positive, and what is left of it a limb further.
const SIGN: u64 = 1 << 63;
const SIGN_CARRIED: u64 = SIGN >> LIMB_BITS;

/// Two neighbouring limbs or sums. Rows are taken two at a time: each sum is loaded and stored once for both.
pub(super) type Pair<T> = [T; 2];
/// Limbs of each of the numbers, as doubles.
pub(super) type Number<U, const N: usize> = Zeroizing<Vec<Pair<<U as Doubles<N>>::Doubles>>>;
/// Sums of each of them.
pub(super) type Wide<U, const N: usize> = Zeroizing<Vec<Pair<<U as Sums<N>>::Sums>>>;

/// The sum of a column, and what goes into the next one.
#[derive(Clone, Copy)]
struct Column<U: Sums<N>, const N: usize> {
    unit: U,
    sum: U::Sums,
    next: U::Sums,
}

impl<U: Sums<N>, const N: usize> Column<U, N> {
    #[inline(always)]
    fn new(unit: U, sum: U::Sums) -> Self {
        Self { unit, sum, next: unit.every_sum(0) }
    }

    /// Adds the product of two limbs.
    #[inline(always)]
    fn add(&mut self, a: U::Doubles, b: U::Doubles) {
        let unit = self.unit;
        let high = unit.mul_add(a, b, unit.every(HIGH));
        let low = unit.mul_add(a, b, unit.sub(unit.every(HIGH + LOW), high));
        self.sum = unit.plus(self.sum, unit.bits(low));
        self.next = unit.plus(self.next, unit.bits(high));
    }

    /// Adds two products, with the constants of one.
    ///
    /// The second high half is added to the first, which leaves less than 2^103 + 2 * 2^102 and a multiple of
    /// 2^51. The difference of the two is exact, and so is the second low half, without a constant. The sum
    /// of the low halves is from 3 * 2^51 - 2^51 to 3 * 2^51 + 2^51.
    #[inline(always)]
    fn add_two(&mut self, a: Pair<U::Doubles>, b: Pair<U::Doubles>) {
        let unit = self.unit;
        let first = unit.mul_add(a[0], b[0], unit.every(HIGH));
        let high = unit.mul_add(a[1], b[1], first);
        let low = unit.mul_add(a[0], b[0], unit.sub(unit.every(HIGH + LOW), first));
        let second = unit.mul_add(a[1], b[1], unit.sub(first, high));
        self.sum = unit.plus(self.sum, unit.bits(unit.add(low, second)));
        self.next = unit.plus(self.next, unit.bits(high));
    }

    /// Goes on to the next column, of which `sum` is known so far; returns the sum of this one.
    #[inline(always)]
    fn proceed(&mut self, sum: U::Sums) -> U::Sums {
        let done = self.sum;
        *self = Self::new(self.unit, self.unit.plus(self.next, sum));
        done
    }
}

/// What is multiplied before the sums are reduced.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Operation {
    Square,
    Product,
    None,
}

/// What the sums of an operation and the reduction after it begin with, as columns from the low end.
///
/// Minus the constants of all calls of [`Column::add`] and [`Column::add_two`] for a column. The low half of the columns is
/// shifted right when it is reduced, and begins with [`SIGN`].
pub(super) fn bias(operation: Operation, pairs: usize) -> Vec<Pair<u64>> {
    let mut calls = vec![0_u64; 4 * pairs];
    let mut count = |columns: std::ops::RangeInclusive<usize>, times| {
        calls[columns].iter_mut().for_each(|calls| *calls += times);
    };
    for row in 0..pairs {
        // As in `Modulus::reduce`, `multiply_rows` and `square_rows`.
        count(2 * row + 1..=2 * row + 2 * pairs, 1);
        match operation {
            Operation::Square => {
                count(4 * row..=4 * row, 1);
                count(4 * row + 2..=4 * row + 2, 1);
                let last = if row + 1 == pairs { 4 * row + 1 } else { 2 * row + 2 * pairs };
                count(4 * row + 1..=last, 2);
            }
            Operation::Product => count(2 * row..=2 * row + 2 * pairs, 1),
            Operation::None => (),
        }
    }
    let bias = |column: usize| {
        let low = calls[column].wrapping_mul(LOW.to_bits());
        let high = column.checked_sub(1).map_or(0, |below| calls[below].wrapping_mul(HIGH.to_bits()));
        let sign = if column < 2 * pairs { SIGN } else { 0 };
        let carried = if (1..=2 * pairs).contains(&column) { SIGN_CARRIED } else { 0 };
        sign.wrapping_sub(carried).wrapping_sub(low).wrapping_sub(high)
    };
    (0..2 * pairs).map(|pair| [bias(2 * pair), bias(2 * pair + 1)]).collect()
}

/// `wide = x * x`, as sums not carried on, from the bias.
#[inline(always)]
pub(super) fn square<U: Sums<N>, const N: usize>(
    unit: U,
    x: &[Pair<U::Doubles>],
    bias: &[Pair<U::Sums>],
    wide: &mut [Pair<U::Sums>],
) {
    square_rows::<true, U, N>(unit, x, bias, wide);
    for row in 1..x.len() {
        square_rows::<false, U, N>(unit, &x[row..], &bias[2 * row..], &mut wide[2 * row..]);
    }
}

/// Adds to `wide` the square of the first two limbs of `x`, and their product with the other limbs.
///
/// Every product of two different limbs is added once. The first four sums get no more of them, so they are
/// doubled here, and the squares and the bias added. Where `FIRST`, `wide` is overwritten.
#[inline(always)]
fn square_rows<const FIRST: bool, U: Sums<N>, const N: usize>(
    unit: U,
    x: &[Pair<U::Doubles>],
    bias: &[Pair<U::Sums>],
    wide: &mut [Pair<U::Sums>],
) {
    let ([[a, b], rest @ ..], [bias, high_bias, ..], [low, high, wide @ ..]) = (x, bias, wide) else {
        return;
    };
    let zero = unit.every_sum(0);
    let known = |sum: U::Sums| if FIRST { zero } else { sum };
    let plus_double = |to: U::Sums, sum: U::Sums| unit.plus(to, unit.plus(sum, sum));
    let mut squares = Column::new(unit, plus_double(bias[0], known(low[0])));
    squares.add(*a, *a);
    low[0] = squares.proceed(bias[1]);
    let mut column = Column::new(unit, known(low[1]));
    column.add(*a, *b);
    let [first, ..] = rest else {
        // No earlier rows reach the last two sums.
        low[1] = plus_double(squares.proceed(high_bias[0]), column.proceed(zero));
        squares.add(*b, *b);
        high[0] = plus_double(squares.proceed(high_bias[1]), column.sum);
        high[1] = squares.sum;
        return;
    };
    low[1] = plus_double(squares.proceed(high_bias[0]), column.proceed(known(high[0])));
    squares.add(*b, *b);
    column.add(*a, first[0]);
    high[0] = plus_double(squares.proceed(high_bias[1]), column.proceed(known(high[1])));
    column.add_two([*a, *b], [first[1], first[0]]);
    high[1] = plus_double(squares.sum, column.sum);
    add_products::<FIRST, true, U, N>(unit, wide, column.next, [*a, *b], rest);
}

/// `wide = x * y`, as sums not carried on, from the bias.
#[inline(always)]
pub(super) fn multiply<U: Sums<N>, const N: usize>(
    unit: U,
    x: &[Pair<U::Doubles>],
    y: &[Pair<U::Doubles>],
    bias: &[Pair<U::Sums>],
    wide: &mut [Pair<U::Sums>],
) {
    wide.copy_from_slice(bias);
    for (row, &factor) in x.iter().enumerate() {
        multiply_rows(unit, factor, y, &mut wide[row..]);
    }
}

/// Adds to `wide` the product of two limbs and `y`.
#[inline(always)]
fn multiply_rows<U: Sums<N>, const N: usize>(
    unit: U,
    factor: Pair<U::Doubles>,
    y: &[Pair<U::Doubles>],
    wide: &mut [Pair<U::Sums>],
) {
    let ([first, ..], [sums, wide @ ..]) = (y, wide) else { return };
    let mut column = Column::new(unit, sums[0]);
    column.add(factor[0], first[0]);
    sums[0] = column.proceed(sums[1]);
    column.add_two(factor, [first[1], first[0]]);
    sums[1] = column.sum;
    add_products::<false, false, U, N>(unit, wide, column.next, factor, y);
}

/// Adds the product of `factor` and `limbs`, without its first two sums, to `sums`, and `next` to the first.
///
/// Where `NEW`, what the sums hold is overwritten; where `NEW_END`, that of the last two.
#[inline(always)]
fn add_products<const NEW: bool, const NEW_END: bool, U: Sums<N>, const N: usize>(
    unit: U,
    sums: &mut [Pair<U::Sums>],
    next: U::Sums,
    factor: Pair<U::Doubles>,
    limbs: &[Pair<U::Doubles>],
) {
    let Some((&[_, mut before], limbs)) = limbs.split_first() else { return };
    let Some((middle, [end, ..])) = sums.split_at_mut_checked(limbs.len()) else { return };
    let zero = unit.every_sum(0);
    let mut column = Column { unit, sum: zero, next };
    for (to, limbs) in middle.iter_mut().zip(limbs) {
        column.proceed(if NEW { zero } else { to[0] });
        column.add_two(factor, [limbs[0], before]);
        to[0] = column.proceed(if NEW { zero } else { to[1] });
        column.add_two(factor, [limbs[1], limbs[0]]);
        to[1] = column.sum;
        before = limbs[1];
    }
    column.proceed(if NEW_END { zero } else { end[0] });
    column.add(factor[1], before);
    end[0] = column.proceed(if NEW_END { zero } else { end[1] });
    end[1] = column.sum;
}

/// The Montgomery reduction by a number M that is -1 modulo 2^51: adds M times the lowest limb of `wide`, which
/// becomes zero, and so on until the low half is zero and the high half the result. `above` is M + 1.
///
/// M times a limb q is q (M + 1) - q: so q is the lowest limb itself, and taking it away leaves the rest of that sum,
/// which is carried on.
#[inline(always)]
pub(super) fn reduce<U: Sums<N>, const N: usize>(
    unit: U,
    above: &[Pair<U::Doubles>],
    wide: &mut [Pair<U::Sums>],
) {
    let ([[_, low], rest @ ..], Some((&mut sums, mut wide))) = (above, wide.split_first_mut()) else {
        return;
    };
    let Some(second) = rest.first() else { return };
    let mut factor = Factor::new(unit, sums, *low);
    for left in (0..above.len()).rev() {
        let Some((sums, following)) = wide.split_first_mut() else { return };
        let Factor { limbs, next } = factor;
        let mut column = Column::new(unit, unit.plus(sums[0], next));
        column.add_two(limbs, [second[0], *low]);
        let first = column.proceed(sums[1]);
        column.add_two(limbs, [second[1], second[0]]);
        // The next factor takes the longest, so it is begun before the bulk of the work.
        if left == 0 {
            *sums = [first, column.sum];
        } else {
            factor = Factor::new(unit, [first, column.sum], *low);
        }
        add_products::<false, false, U, N>(unit, following, column.next, limbs, rest);
        wide = following;
    }
}

/// The two limbs that a reduction multiplies by, and what it carries into the sum after them.
struct Factor<U: Sums<N>, const N: usize> {
    limbs: Pair<U::Doubles>,
    next: U::Sums,
}

impl<U: Sums<N>, const N: usize> Factor<U, N> {
    /// From the lowest two sums; `low` is limb 1 of M + 1, of which limb 0 is zero.
    #[inline(always)]
    fn new(unit: U, sums: Pair<U::Sums>, low: U::Doubles) -> Self {
        let first = low_limb(unit, sums[0]);
        let mut column = Column::new(unit, unit.plus(sums[1], unit.above_limb(sums[0])));
        column.add(first, low);
        let second = low_limb(unit, column.sum);
        let next = unit.plus(column.next, unit.above_limb(column.sum));
        Self { limbs: [first, second], next }
    }
}

/// `to = factor * limbs + plus`, for a product with no more limbs than `limbs`.
#[inline(always)]
pub(super) fn multiple<U: Sums<N>, const N: usize>(
    unit: U,
    factor: U::Doubles,
    limbs: &[Pair<U::Doubles>],
    plus: U::Sums,
    to: &mut [Pair<U::Doubles>],
) {
    let zero = unit.every_sum(0);
    let mut column = Column::new(unit, plus);
    let mut sums = Zeroizing::new(vec![[zero; 2]; limbs.len()]);
    for (sum, &limb) in sums.as_flattened_mut().iter_mut().zip(limbs.as_flattened()) {
        column.add(factor, limb);
        let low = unit.minus(column.sum, unit.every_sum(LOW.to_bits()));
        column.next = unit.minus(column.next, unit.every_sum(HIGH.to_bits()));
        column.proceed(zero);
        *sum = low;
    }
    carry_on(unit, &sums, zero, to);
}

/// Carries the sums `from`, shifted left by `shift`, on into limbs.
#[inline(always)]
pub(super) fn carry_on<U: Sums<N>, const N: usize>(
    unit: U,
    from: &[Pair<U::Sums>],
    shift: U::Sums,
    to: &mut [Pair<U::Doubles>],
) {
    let mut carry = unit.every_sum(SIGN_CARRIED);
    for (to, &sum) in to.as_flattened_mut().iter_mut().zip(from.as_flattened()) {
        let shifted = unit.plus(unit.shifted_left(sum, shift), unit.every_sum(SIGN - SIGN_CARRIED));
        let sum = unit.plus(shifted, carry);
        *to = low_limb(unit, sum);
        carry = unit.above_limb(sum);
    }
}

/// The low 51 bits.
#[inline(always)]
pub(super) fn low_limb<U: Sums<N>, const N: usize>(unit: U, sum: U::Sums) -> U::Doubles {
    let exponent = unit.every(INTEGERS);
    let bits = unit.and(sum, unit.every_sum(LIMB_MASK));
    unit.sub(unit.doubles(unit.or(bits, unit.bits(exponent))), exponent)
}

/// The low 51 bits of the product of two limbs.
#[inline(always)]
pub(super) fn low_product<U: Sums<N>, const N: usize>(unit: U, a: U::Doubles, b: U::Doubles) -> U::Doubles {
    let mut column = Column::new(unit, unit.every_sum(0));
    column.add(a, b);
    // The constant is a multiple of 2^51.
    low_limb(unit, column.sum)
}

/// A limb as an integer.
#[inline(always)]
pub(super) fn integer<U: Sums<N>, const N: usize>(unit: U, limb: U::Doubles) -> U::Sums {
    let exponent = unit.every(INTEGERS);
    unit.minus(unit.bits(unit.add(limb, exponent)), unit.bits(exponent))
}
