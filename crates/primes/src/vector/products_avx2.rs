//! Products of four long numbers side by side, for processors with AVX2 and FMA but without integer
//! multiplications of this width.
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

use core::arch::x86_64::{
    __m256d, __m256i, _mm256_add_epi64, _mm256_add_pd, _mm256_and_si256, _mm256_castpd_si256,
    _mm256_castsi256_pd, _mm256_fmadd_pd, _mm256_or_si256, _mm256_set_epi64x, _mm256_set1_epi64x,
    _mm256_set1_pd, _mm256_setzero_pd, _mm256_setzero_si256, _mm256_sllv_epi64, _mm256_srli_epi64,
    _mm256_sub_epi64, _mm256_sub_pd,
};

use zeroize::Zeroizing;

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

/// A limb of each of the four numbers.
pub(super) type Lanes = __m256d;
/// A sum of each of the four.
pub(super) type Sums = __m256i;
/// Two neighbouring limbs or sums. Rows are taken two at a time: each sum is loaded and stored once for both.
pub(super) type Pair<T> = [T; 2];
pub(super) type Number = Zeroizing<Vec<Pair<Lanes>>>;
pub(super) type Wide = Zeroizing<Vec<Pair<Sums>>>;

/// The sum of a column, and what goes into the next one.
#[derive(Clone, Copy)]
struct Column {
    sum: Sums,
    next: Sums,
}

impl Column {
    #[target_feature(enable = "avx2")]
    #[inline]
    fn new(sum: Sums) -> Self {
        Self { sum, next: _mm256_setzero_si256() }
    }

    /// Adds the product of two limbs.
    #[target_feature(enable = "avx2,fma")]
    #[inline]
    fn add(&mut self, a: Lanes, b: Lanes) {
        let high = _mm256_fmadd_pd(a, b, _mm256_set1_pd(HIGH));
        let low = _mm256_fmadd_pd(a, b, _mm256_sub_pd(_mm256_set1_pd(HIGH + LOW), high));
        self.sum = _mm256_add_epi64(self.sum, _mm256_castpd_si256(low));
        self.next = _mm256_add_epi64(self.next, _mm256_castpd_si256(high));
    }

    /// Adds two products, with the constants of one.
    ///
    /// The second high half is added to the first, which leaves less than 2^103 + 2 * 2^102 and a multiple of
    /// 2^51. The difference of the two is exact, and so is the second low half, without a constant. The sum
    /// of the low halves is from 3 * 2^51 - 2^51 to 3 * 2^51 + 2^51.
    #[target_feature(enable = "avx2,fma")]
    #[inline]
    fn add_two(&mut self, a: Pair<Lanes>, b: Pair<Lanes>) {
        let first = _mm256_fmadd_pd(a[0], b[0], _mm256_set1_pd(HIGH));
        let high = _mm256_fmadd_pd(a[1], b[1], first);
        let low = _mm256_fmadd_pd(a[0], b[0], _mm256_sub_pd(_mm256_set1_pd(HIGH + LOW), first));
        let second = _mm256_fmadd_pd(a[1], b[1], _mm256_sub_pd(first, high));
        self.sum = _mm256_add_epi64(self.sum, _mm256_castpd_si256(_mm256_add_pd(low, second)));
        self.next = _mm256_add_epi64(self.next, _mm256_castpd_si256(high));
    }

    /// Goes on to the next column, of which `sum` is known so far; returns the sum of this one.
    #[target_feature(enable = "avx2")]
    #[inline]
    fn proceed(&mut self, sum: Sums) -> Sums {
        let done = self.sum;
        *self = Self::new(_mm256_add_epi64(self.next, sum));
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
#[target_feature(enable = "avx2")]
pub(super) fn bias(operation: Operation, pairs: usize) -> Vec<Pair<Sums>> {
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
    (0..2 * pairs).map(|pair| [2 * pair, 2 * pair + 1].map(|column| every(bias(column)))).collect()
}

/// `wide = x * x`, as sums not carried on, from the bias.
#[target_feature(enable = "avx2,fma")]
pub(super) fn square(x: &[Pair<Lanes>], bias: &[Pair<Sums>], wide: &mut [Pair<Sums>]) {
    square_rows::<true>(x, bias, wide);
    for row in 1..x.len() {
        square_rows::<false>(&x[row..], &bias[2 * row..], &mut wide[2 * row..]);
    }
}

/// Adds to `wide` the square of the first two limbs of `x`, and their product with the other limbs.
///
/// Every product of two different limbs is added once. The first four sums get no more of them, so they are
/// doubled here, and the squares and the bias added. Where `FIRST`, `wide` is overwritten.
#[target_feature(enable = "avx2,fma")]
#[inline]
fn square_rows<const FIRST: bool>(x: &[Pair<Lanes>], bias: &[Pair<Sums>], wide: &mut [Pair<Sums>]) {
    let ([[a, b], rest @ ..], [bias, high_bias, ..], [low, high, wide @ ..]) = (x, bias, wide) else {
        return;
    };
    let zero = _mm256_setzero_si256();
    let known = |sum: Sums| if FIRST { zero } else { sum };
    let double = |sum: Sums| _mm256_add_epi64(sum, sum);
    let mut squares = Column::new(_mm256_add_epi64(bias[0], double(known(low[0]))));
    squares.add(*a, *a);
    low[0] = squares.proceed(bias[1]);
    let mut column = Column::new(known(low[1]));
    column.add(*a, *b);
    let [first, ..] = rest else {
        // No earlier rows reach the last two sums.
        low[1] = _mm256_add_epi64(squares.proceed(high_bias[0]), double(column.proceed(zero)));
        squares.add(*b, *b);
        high[0] = _mm256_add_epi64(squares.proceed(high_bias[1]), double(column.sum));
        high[1] = squares.sum;
        return;
    };
    low[1] = _mm256_add_epi64(squares.proceed(high_bias[0]), double(column.proceed(known(high[0]))));
    squares.add(*b, *b);
    column.add(*a, first[0]);
    high[0] = _mm256_add_epi64(squares.proceed(high_bias[1]), double(column.proceed(known(high[1]))));
    column.add_two([*a, *b], [first[1], first[0]]);
    high[1] = _mm256_add_epi64(squares.sum, double(column.sum));
    add_products::<FIRST, true>(wide, column.next, [*a, *b], rest);
}

/// `wide = x * y`, as sums not carried on, from the bias.
#[target_feature(enable = "avx2,fma")]
pub(super) fn multiply(x: &[Pair<Lanes>], y: &[Pair<Lanes>], bias: &[Pair<Sums>], wide: &mut [Pair<Sums>]) {
    wide.copy_from_slice(bias);
    for (row, &factor) in x.iter().enumerate() {
        multiply_rows(factor, y, &mut wide[row..]);
    }
}

/// Adds to `wide` the product of two limbs and `y`.
#[target_feature(enable = "avx2,fma")]
#[inline]
fn multiply_rows(factor: Pair<Lanes>, y: &[Pair<Lanes>], wide: &mut [Pair<Sums>]) {
    let ([first, ..], [sums, wide @ ..]) = (y, wide) else { return };
    let mut column = Column::new(sums[0]);
    column.add(factor[0], first[0]);
    sums[0] = column.proceed(sums[1]);
    column.add_two(factor, [first[1], first[0]]);
    sums[1] = column.sum;
    add_products::<false, false>(wide, column.next, factor, y);
}

/// Adds the product of `factor` and `limbs`, without its first two sums, to `sums`, and `next` to the first.
///
/// Where `NEW`, what the sums hold is overwritten; where `NEW_END`, that of the last two.
#[target_feature(enable = "avx2,fma")]
#[inline]
fn add_products<const NEW: bool, const NEW_END: bool>(
    sums: &mut [Pair<Sums>],
    next: Sums,
    factor: Pair<Lanes>,
    limbs: &[Pair<Lanes>],
) {
    let Some((&[_, mut before], limbs)) = limbs.split_first() else { return };
    let Some((middle, [end, ..])) = sums.split_at_mut_checked(limbs.len()) else { return };
    let zero = _mm256_setzero_si256();
    let mut column = Column { sum: zero, next };
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

/// The Montgomery reduction by a number N that is -1 modulo 2^51: adds N times the lowest limb of `wide`, which
/// becomes zero, and so on until the low half is zero and the high half the result. `above` is N + 1.
///
/// N times a limb q is q (N + 1) - q: so q is the lowest limb itself, and taking it away leaves the rest of that sum,
/// which is carried on.
#[target_feature(enable = "avx2,fma")]
pub(super) fn reduce(above: &[Pair<Lanes>], wide: &mut [Pair<Sums>]) {
    let ([[_, low], rest @ ..], Some((&mut sums, mut wide))) = (above, wide.split_first_mut()) else {
        return;
    };
    let Some(second) = rest.first() else { return };
    let mut factor = Factor::new(sums, *low);
    for left in (0..above.len()).rev() {
        let Some((sums, following)) = wide.split_first_mut() else { return };
        let Factor { limbs, next } = factor;
        let mut column = Column::new(_mm256_add_epi64(sums[0], next));
        column.add_two(limbs, [second[0], *low]);
        let first = column.proceed(sums[1]);
        column.add_two(limbs, [second[1], second[0]]);
        // The next factor takes the longest, so it is begun before the bulk of the work.
        if left == 0 {
            *sums = [first, column.sum];
        } else {
            factor = Factor::new([first, column.sum], *low);
        }
        add_products::<false, false>(following, column.next, limbs, rest);
        wide = following;
    }
}

/// The two limbs that a reduction multiplies by, and what it carries into the sum after them.
struct Factor {
    limbs: Pair<Lanes>,
    next: Sums,
}

impl Factor {
    /// From the lowest two sums; `low` is limb 1 of N + 1, of which limb 0 is zero.
    #[target_feature(enable = "avx2,fma")]
    #[inline]
    fn new(sums: Pair<Sums>, low: Lanes) -> Self {
        let first = low_limb(sums[0]);
        let mut column = Column::new(_mm256_add_epi64(sums[1], _mm256_srli_epi64::<51>(sums[0])));
        column.add(first, low);
        let second = low_limb(column.sum);
        let next = _mm256_add_epi64(column.next, _mm256_srli_epi64::<51>(column.sum));
        Self { limbs: [first, second], next }
    }
}

/// `to = factor * limbs + plus`, for a product with no more limbs than `limbs`.
#[target_feature(enable = "avx2,fma")]
pub(super) fn multiple(factor: Lanes, limbs: &[Pair<Lanes>], plus: Sums, to: &mut [Pair<Lanes>]) {
    let mut column = Column::new(plus);
    let mut sums = Zeroizing::new(vec![[_mm256_setzero_si256(); 2]; limbs.len()]);
    for (sum, &limb) in sums.as_flattened_mut().iter_mut().zip(limbs.as_flattened()) {
        column.add(factor, limb);
        let low = _mm256_sub_epi64(column.sum, every(LOW.to_bits()));
        column.next = _mm256_sub_epi64(column.next, every(HIGH.to_bits()));
        column.proceed(_mm256_setzero_si256());
        *sum = low;
    }
    carry_on(&sums, _mm256_setzero_si256(), to);
}

/// Carries the sums `from`, shifted left by `shift`, on into limbs.
#[target_feature(enable = "avx2")]
pub(super) fn carry_on(from: &[Pair<Sums>], shift: Sums, to: &mut [Pair<Lanes>]) {
    let mut carry = every(SIGN_CARRIED);
    for (to, &sum) in to.as_flattened_mut().iter_mut().zip(from.as_flattened()) {
        let shifted = _mm256_add_epi64(_mm256_sllv_epi64(sum, shift), every(SIGN - SIGN_CARRIED));
        let sum = _mm256_add_epi64(shifted, carry);
        *to = low_limb(sum);
        carry = _mm256_srli_epi64::<51>(sum);
    }
}

/// The low 51 bits.
#[target_feature(enable = "avx2")]
#[inline]
pub(super) fn low_limb(sum: Sums) -> Lanes {
    let exponent = _mm256_set1_pd(INTEGERS);
    let bits = _mm256_and_si256(sum, every(LIMB_MASK));
    _mm256_sub_pd(_mm256_castsi256_pd(_mm256_or_si256(bits, _mm256_castpd_si256(exponent))), exponent)
}

/// The low 51 bits of the product of two limbs.
#[target_feature(enable = "avx2,fma")]
pub(super) fn low_product(a: Lanes, b: Lanes) -> Lanes {
    let mut column = Column::new(_mm256_setzero_si256());
    column.add(a, b);
    // The constant is a multiple of 2^51.
    low_limb(column.sum)
}

/// A limb as an integer.
#[target_feature(enable = "avx2")]
#[inline]
pub(super) fn integer(limb: Lanes) -> Sums {
    let exponent = _mm256_set1_pd(INTEGERS);
    _mm256_sub_epi64(_mm256_castpd_si256(_mm256_add_pd(limb, exponent)), _mm256_castpd_si256(exponent))
}

/// The number 0 with so many pairs of limbs.
#[target_feature(enable = "avx2")]
pub(super) fn zero(pairs: usize) -> Number {
    Zeroizing::new(vec![[_mm256_setzero_pd(); 2]; pairs])
}

/// One vector, lane by lane.
#[target_feature(enable = "avx2")]
#[inline]
pub(super) fn lanes(value: impl Fn(usize) -> u64) -> Sums {
    let lane = |index| value(index).cast_signed();
    _mm256_set_epi64x(lane(3), lane(2), lane(1), lane(0))
}

/// The same in every lane.
#[target_feature(enable = "avx2")]
#[inline]
fn every(value: u64) -> Sums {
    _mm256_set1_epi64x(value.cast_signed())
}
