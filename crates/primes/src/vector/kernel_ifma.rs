//! Eight modular exponentiations in step, on 52-bit limbs.
//!
//! A number is a row of vectors, vector i with limb i of all eight numbers. The instructions
//! multiply two 52-bit limbs and add the low or the high half of the product to a 64-bit sum, so
//! sums need not be carried on until they have taken 2^12 products. A sum here takes at most four
//! for each limb of the number and is doubled once at the end: right up to 26,000 bits.
//!
//! The rows are taken [`ROWS`] at a time: each sum is loaded and stored once for that many rows,
//! which leaves the multiplier as what limits the speed. Montgomery multiplication in this shape:
//! S. Gueron and V. Krasnov, "Software implementation of modular exponentiation, using advanced
//! vector instructions architectures", WAIFI 2012; and N. Drucker and S. Gueron, "Fast modular
//! squaring with AVX512IFMA", ITNG 2019.

use core::arch::x86_64::{
    __m512i, _mm512_add_epi64, _mm512_and_si512, _mm512_cmpeq_epi64_mask, _mm512_madd52hi_epu64,
    _mm512_madd52lo_epu64, _mm512_mask_mov_epi64, _mm512_set_epi64, _mm512_set1_epi64, _mm512_setzero_si512,
    _mm512_sllv_epi64, _mm512_srli_epi64, _mm512_srlv_epi64, _mm512_sub_epi64,
};

use zeroize::Zeroizing;

use super::{
    super::{
        exponent::{Exponent, HEADROOM, UNASKED},
        limbs::{Limbs, bit_length, bits_from, negated_inverse, power_of_two_modulo},
        miller_rabin::{Round, WINDOW},
    },
    avx512::{Avx512, LANES},
};

const LIMB_BITS: usize = 52;
const LIMB_MASK: u64 = (1 << LIMB_BITS) - 1;

/// Rows of a multiplication that are done in one pass over the sums.
const ROWS: usize = 4;

/// One limb of each of the eight numbers.
type Lanes = __m512i;
type Number = Zeroizing<Vec<Lanes>>;

/// For each number whether 2^(n-1) is 1 modulo n; no for all when that is not `wanted` any more.
///
/// The numbers are odd, of one and the same length, and of at least 256 bits.
#[target_feature(enable = "avx512f,avx512ifma")]
pub(super) fn pass_fermat(_: Avx512, numbers: [&Limbs; LANES], wanted: impl Fn() -> bool) -> [bool; LANES] {
    let size = size_of(numbers[0]);
    let exponents = numbers.map(|number| Exponent::new(number, LIMB_BITS * size));
    let modulus = Modulus::new(numbers, size);

    let mut x = row(size, |lane, i| {
        let start = exponents[lane].start;
        if start / LIMB_BITS == i { 1 << (start % LIMB_BITS) } else { 0 }
    });
    let tail = row(numbers[0].len(), |lane, i| exponents[lane].tail[i]);
    let mut wide = Zeroizing::new(vec![_mm512_setzero_si512(); 2 * size]);
    for place in (0..exponents[0].tail_bits).rev() {
        if place % UNASKED == 0 && !wanted() {
            return [false; LANES];
        }
        square(&x, &mut wide);
        modulus.reduce(&mut wide);
        carry_on(&wide[size..], bit(&tail, place), &mut x);
    }

    passed(modulus.equals(&x, &one(size), &mut wide))
}

/// Lane by lane from a bit for each.
fn passed(bits: u8) -> [bool; LANES] {
    std::array::from_fn(|lane| bits >> lane & 1 == 1)
}

/// How many limbs a number in Montgomery form takes, even.
fn size_of(n: &[u64]) -> usize {
    (bit_length(n) + HEADROOM).div_ceil(LIMB_BITS).next_multiple_of(2)
}

/// The length of the Montgomery radix for a number.
#[cfg(test)]
pub(super) fn radix_bits(n: &[u64]) -> usize {
    LIMB_BITS * size_of(n)
}

/// For each round of the Miller-Rabin test whether its number passes. The numbers have one and the same length.
#[target_feature(enable = "avx512f,avx512ifma")]
pub(super) fn pass_rounds(_: Avx512, rounds: [&Round; LANES]) -> [bool; LANES] {
    let numbers = rounds.map(|round| &round.number);
    let size = size_of(numbers[0]);
    let modulus = Modulus::new(numbers, size);
    let mut wide = Zeroizing::new(vec![_mm512_setzero_si512(); 2 * size]);

    let ones = numbers.map(|number| power_of_two_modulo(LIMB_BITS * size, number));
    let base = row(size, |lane, i| bits_from(&rounds[lane].base, LIMB_BITS * i) & LIMB_MASK);
    let mut powers = vec![row(size, |lane, i| bits_from(&ones[lane], LIMB_BITS * i) & LIMB_MASK)];
    for power in 1..1 << WINDOW {
        powers.push(Zeroizing::new(vec![_mm512_setzero_si512(); size]));
        let (below, this) = powers.split_at_mut(power);
        modulus.multiply(&below[power - 1], &base, &mut wide, &mut this[0]);
    }

    let mut x = powers[0].clone();
    let mut power = powers[0].clone();
    for window in (0..rounds[0].windows()).rev() {
        for _ in 0..WINDOW {
            square(&x, &mut wide);
            modulus.reduce(&mut wide);
            carry_on(&wide[size..], _mm512_setzero_si512(), &mut x);
        }
        select(&powers, lanes(|lane| rounds[lane].digit(window)), &mut power);
        modulus.multiply(&x.clone(), &power, &mut wide, &mut x);
    }
    passed(verdict(&rounds, &modulus, &mut x, &mut wide))
}

/// From `x`, the base to the odd part of n - 1: whether it is 1, or becomes -1 in less than so
/// many squarings as the even part has twos.
#[target_feature(enable = "avx512f,avx512ifma")]
fn verdict(rounds: &[&Round; LANES], modulus: &Modulus, x: &mut Number, wide: &mut [Lanes]) -> u8 {
    let size = x.len();
    let mut minus_one = modulus.limbs.clone();
    minus_one[0] = _mm512_sub_epi64(minus_one[0], _mm512_set1_epi64(1));
    let twos = rounds.map(Round::twos);
    let mut passed = modulus.equals(x, &one(size), wide);
    for squarings in 0..twos.into_iter().max().unwrap_or(0) {
        let may = (0..LANES).fold(0, |mask, lane| mask | u8::from(squarings < twos[lane]) << lane);
        passed |= may & modulus.equals(x, &minus_one, wide);
        square(x, wide);
        modulus.reduce(wide);
        carry_on(&wide[size..], _mm512_setzero_si512(), x);
    }
    passed
}

/// The power at the index of each lane. Reads all `powers`, so that memory accesses do not depend on the index.
#[target_feature(enable = "avx512f")]
fn select(powers: &[Number], index: Lanes, to: &mut [Lanes]) {
    to.copy_from_slice(&powers[0]);
    for (number, power) in (0_i64..).zip(powers).skip(1) {
        let chosen = _mm512_cmpeq_epi64_mask(index, _mm512_set1_epi64(number));
        for (to, &limb) in to.iter_mut().zip(power.iter()) {
            *to = _mm512_mask_mov_epi64(*to, chosen, limb);
        }
    }
}

/// The number 1 in all lanes.
#[target_feature(enable = "avx512f")]
fn one(size: usize) -> Number {
    row(size, |_, i| u64::from(i == 0))
}

/// The numbers to reduce by.
struct Modulus {
    limbs: Number,
    /// -1/n modulo 2^52
    inverse: Lanes,
}

impl Modulus {
    #[target_feature(enable = "avx512f")]
    fn new(numbers: [&Limbs; LANES], size: usize) -> Self {
        Self {
            limbs: row(size, |lane, i| bits_from(numbers[lane], LIMB_BITS * i) & LIMB_MASK),
            inverse: lanes(|lane| negated_inverse(numbers[lane][0]) & LIMB_MASK),
        }
    }

    /// A bit for each lane: whether `x`, in Montgomery form, stands for the number `plain`, which
    /// is neither 0 nor n.
    #[target_feature(enable = "avx512f,avx512ifma")]
    fn equals(&self, x: &[Lanes], scalar: &[Lanes], wide: &mut [Lanes]) -> u8 {
        let size = self.limbs.len();
        // Out of Montgomery form what is left is at most n, so only a number itself stands for it.
        wide.fill(_mm512_setzero_si512());
        wide[..size].copy_from_slice(x);
        self.reduce(wide);
        let mut number = Zeroizing::new(vec![_mm512_setzero_si512(); size]);
        carry_on(&wide[size..], _mm512_setzero_si512(), &mut number);
        number
            .iter()
            .zip(scalar)
            .fold(u8::MAX, |equal, (&limb, &expected)| equal & _mm512_cmpeq_epi64_mask(limb, expected))
    }

    /// `to = a * b` in Montgomery form.
    #[target_feature(enable = "avx512f,avx512ifma")]
    fn multiply(&self, a: &[Lanes], b: &[Lanes], wide: &mut [Lanes], to: &mut [Lanes]) {
        multiply(a, b, wide);
        self.reduce(wide);
        carry_on(&wide[a.len()..], _mm512_setzero_si512(), to);
    }

    /// Montgomery reduction: adds multiples of n until the low half of `wide` is zero, and
    /// carries what is left there on into the high half, which is the result.
    #[target_feature(enable = "avx512f,avx512ifma")]
    fn reduce(&self, wide: &mut [Lanes]) {
        let size = self.limbs.len();
        let mut done = 0;
        while done + ROWS <= size {
            self.reduce_rows::<ROWS>(&mut wide[done..done + size + ROWS]);
            done += ROWS;
        }
        if done < size {
            self.reduce_rows::<2>(&mut wide[done..done + size + 2]);
        }
    }

    /// Adds the multiple of n that makes the first `N` sums of `wide` zero modulo 2^(52 N); what
    /// they hold beyond that goes into the sum after them.
    #[target_feature(enable = "avx512f,avx512ifma")]
    #[inline]
    fn reduce_rows<const N: usize>(&self, wide: &mut [Lanes]) {
        let n = self.limbs.as_slice();
        let mut factor = [_mm512_setzero_si512(); N];
        let mut carry = _mm512_setzero_si512();
        for r in 0..N {
            let mut low = wide[r];
            let mut high = _mm512_setzero_si512();
            for s in 0..r {
                low = _mm512_madd52lo_epu64(low, factor[s], n[r - s]);
                high = _mm512_madd52hi_epu64(high, factor[s], n[r - s - 1]);
            }
            let sum = _mm512_add_epi64(_mm512_add_epi64(low, high), carry);
            factor[r] = _mm512_madd52lo_epu64(_mm512_setzero_si512(), sum, self.inverse);
            carry = _mm512_srli_epi64::<52>(_mm512_madd52lo_epu64(sum, factor[r], n[0]));
        }
        wide[N] = _mm512_add_epi64(wide[N], carry);
        add_products::<N, false, false>(&mut wide[N..], factor, n);
    }
}

/// `wide = x * x`, as sums not carried on.
#[target_feature(enable = "avx512f,avx512ifma")]
fn square(x: &[Lanes], wide: &mut [Lanes]) {
    let first = if x.len().is_multiple_of(ROWS) { ROWS } else { 2 };
    if first == ROWS {
        square_rows::<ROWS, true>(x, wide);
    } else {
        square_rows::<2, true>(x, wide);
    }
    for done in (first..x.len()).step_by(ROWS) {
        square_rows::<ROWS, false>(&x[done..], &mut wide[2 * done..]);
    }
}

/// Adds to `wide` the square of the first `N` limbs of `x`, and twice their product with the
/// other limbs.
///
/// Every product of two different limbs is added once. The first 2N sums get no more of them, so
/// they are doubled here, and the squares added. Where `FIRST`, `wide` is overwritten.
#[target_feature(enable = "avx512f,avx512ifma")]
#[inline]
fn square_rows<const N: usize, const FIRST: bool>(x: &[Lanes], wide: &mut [Lanes]) {
    let (own, rest) = x.split_at(N);
    let mut factor = [_mm512_setzero_si512(); N];
    factor.copy_from_slice(own);
    for column in 0..2 * N {
        // No earlier rows reach the last sums of all, which are those beyond the last row.
        let untouched = FIRST || (rest.is_empty() && column >= N);
        let mut sum = if untouched { _mm512_setzero_si512() } else { wide[column] };
        for r in 0..N {
            for s in r + 1..N {
                if r + s == column {
                    sum = _mm512_madd52lo_epu64(sum, factor[r], factor[s]);
                } else if r + s + 1 == column {
                    sum = _mm512_madd52hi_epu64(sum, factor[r], factor[s]);
                }
            }
        }
        if column >= N && !rest.is_empty() {
            let place = column - N;
            for r in 0..place {
                sum = _mm512_madd52lo_epu64(sum, factor[r], rest[place - r]);
                sum = _mm512_madd52hi_epu64(sum, factor[r], rest[place - r - 1]);
            }
            sum = _mm512_madd52lo_epu64(sum, factor[place], rest[0]);
        }
        sum = _mm512_add_epi64(sum, sum);
        let limb = factor[column / 2];
        wide[column] = if column % 2 == 0 {
            _mm512_madd52lo_epu64(sum, limb, limb)
        } else {
            _mm512_madd52hi_epu64(sum, limb, limb)
        };
    }
    if !rest.is_empty() {
        add_products::<N, FIRST, true>(&mut wide[2 * N..], factor, rest);
    }
}

/// `wide = a * b`, as sums not carried on.
#[target_feature(enable = "avx512f,avx512ifma")]
fn multiply(a: &[Lanes], b: &[Lanes], wide: &mut [Lanes]) {
    let first = if a.len().is_multiple_of(ROWS) { ROWS } else { 2 };
    if first == ROWS {
        multiply_rows::<ROWS, true>(a, b, wide);
    } else {
        multiply_rows::<2, true>(a, b, wide);
    }
    for done in (first..a.len()).step_by(ROWS) {
        multiply_rows::<ROWS, false>(&a[done..], b, &mut wide[done..]);
    }
}

/// Adds to `wide` the product of the first `N` limbs of `a` and all of `b`. Where `FIRST`, `wide`
/// is overwritten.
#[target_feature(enable = "avx512f,avx512ifma")]
#[inline]
fn multiply_rows<const N: usize, const FIRST: bool>(a: &[Lanes], b: &[Lanes], wide: &mut [Lanes]) {
    let mut factor = [_mm512_setzero_si512(); N];
    factor.copy_from_slice(&a[..N]);
    for column in 0..N {
        let mut sum = if FIRST { _mm512_setzero_si512() } else { wide[column] };
        for r in 0..=column {
            sum = _mm512_madd52lo_epu64(sum, factor[r], b[column - r]);
        }
        for r in 0..column {
            sum = _mm512_madd52hi_epu64(sum, factor[r], b[column - r - 1]);
        }
        wide[column] = sum;
    }
    add_products::<N, FIRST, true>(&mut wide[N..], factor, b);
}

/// Adds the product of `factor` and `limbs`, without its first N sums, to `sums`.
///
/// Where `NEW`, what the sums hold is overwritten; where `NEW_END`, that of the last N.
#[target_feature(enable = "avx512f,avx512ifma")]
#[inline]
fn add_products<const N: usize, const NEW: bool, const NEW_END: bool>(
    sums: &mut [Lanes],
    factor: [Lanes; N],
    limbs: &[Lanes],
) {
    // The N limbs before the one in turn, the nearest first.
    let mut before: [Lanes; N] = std::array::from_fn(|r| limbs[N - 1 - r]);
    let (middle, end) = sums[..limbs.len()].split_at_mut(limbs.len() - N);
    for (to, &limb) in middle.iter_mut().zip(&limbs[N..]) {
        let mut low = if NEW { _mm512_setzero_si512() } else { *to };
        let mut high = _mm512_setzero_si512();
        low = _mm512_madd52lo_epu64(low, factor[0], limb);
        for r in 1..N {
            low = _mm512_madd52lo_epu64(low, factor[r], before[r - 1]);
        }
        for r in 0..N {
            high = _mm512_madd52hi_epu64(high, factor[r], before[r]);
        }
        *to = _mm512_add_epi64(low, high);
        // Not `copy_within`: a loop of known length stays in registers.
        for r in (1..N).rev() {
            before[r] = before[r - 1];
        }
        before[0] = limb;
    }
    for (column, to) in end.iter_mut().enumerate() {
        let mut sum = if NEW_END { _mm512_setzero_si512() } else { *to };
        for r in column + 1..N {
            sum = _mm512_madd52lo_epu64(sum, factor[r], before[r - column - 1]);
        }
        for r in column..N {
            sum = _mm512_madd52hi_epu64(sum, factor[r], before[r - column]);
        }
        *to = sum;
    }
}

/// Carries the sums `from`, shifted left by `shift`, on into 52-bit limbs.
#[target_feature(enable = "avx512f")]
fn carry_on(from: &[Lanes], shift: Lanes, to: &mut [Lanes]) {
    let mask = lanes(|_| LIMB_MASK);
    let mut carry = _mm512_setzero_si512();
    for (to, &sum) in to.iter_mut().zip(from) {
        let sum = _mm512_add_epi64(_mm512_sllv_epi64(sum, shift), carry);
        *to = _mm512_and_si512(sum, mask);
        carry = _mm512_srli_epi64::<52>(sum);
    }
}

/// Bit `place` of each of eight numbers given as 64-bit limbs.
#[target_feature(enable = "avx512f")]
fn bit(words: &[Lanes], place: usize) -> Lanes {
    let shift = lanes(|_| place as u64 % 64);
    _mm512_and_si512(_mm512_srlv_epi64(words[place / 64], shift), lanes(|_| 1))
}

/// A row of `size` vectors: lane by lane and limb by limb what `limb` says.
#[target_feature(enable = "avx512f")]
fn row(size: usize, limb: impl Fn(usize, usize) -> u64) -> Number {
    let mut row = Zeroizing::new(vec![_mm512_setzero_si512(); size]);
    for (i, vector) in row.iter_mut().enumerate() {
        *vector = lanes(|lane| limb(lane, i));
    }
    row
}

/// One vector, lane by lane.
#[target_feature(enable = "avx512f")]
#[inline]
fn lanes(value: impl Fn(usize) -> u64) -> Lanes {
    let lane = |index| value(index).cast_signed();
    _mm512_set_epi64(lane(7), lane(6), lane(5), lane(4), lane(3), lane(2), lane(1), lane(0))
}
