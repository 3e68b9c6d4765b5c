//! Four modular exponentiations in step, with AVX2 and FMA: the same steps as with eight in
//! `kernel_ifma`, on the products of `products_avx2`.
//!
//! What is reduced by is not a number n itself but the multiple N of it that is -1 modulo 2^51, which saves a
//! multiplication and its latency for every limb of a reduction. N is less than 2^51 n, and all bounds hold for N.

use core::arch::x86_64::{
    _mm256_add_epi64, _mm256_and_si256, _mm256_blendv_pd, _mm256_castpd_si256, _mm256_castsi256_pd,
    _mm256_cmpeq_epi64, _mm256_movemask_pd, _mm256_set1_epi64x, _mm256_setzero_si256, _mm256_srlv_epi64,
    _mm256_sub_epi64,
};

use zeroize::Zeroizing;

use super::{
    super::{
        exponent::{Exponent, HEADROOM, UNASKED},
        limbs::{Limbs, bit_length, bits_from, negated_inverse, power_of_two_modulo},
        miller_rabin::{Round, WINDOW},
    },
    lanes::FOUR as LANES,
    products_avx2::{
        LIMB_BITS, LIMB_MASK, Lanes, Number, Operation, Pair, Sums, Wide, bias, carry_on, integer, lanes,
        low_limb, low_product, multiple, multiply, reduce, square, zero,
    },
};

/// A bit for each number: whether 2^(n-1) is 1 modulo n; none when that is not `wanted` any more.
#[target_feature(enable = "avx2,fma")]
pub(super) fn pass_fermat(numbers: &[Limbs; LANES], wanted: impl Fn() -> bool) -> u8 {
    let modulus = Modulus::new(numbers.each_ref());
    let exponents: [Exponent; LANES] =
        std::array::from_fn(|lane| Exponent::new(&numbers[lane], radix_bits(&numbers[0])));
    let mut x = row(modulus.pairs(), |lane, i| {
        let start = exponents[lane].start;
        if start / LIMB_BITS == i { 1 << (start % LIMB_BITS) } else { 0 }
    });
    let tail: Zeroizing<Vec<Sums>> =
        Zeroizing::new((0..numbers[0].len()).map(|i| lanes(|lane| exponents[lane].tail[i])).collect());
    let mut wide = modulus.wide();
    for place in (0..exponents[0].tail_bits).rev() {
        if place % UNASKED == 0 && !wanted() {
            return 0;
        }
        modulus.square(&mut x, bit(&tail, place), &mut wide);
    }
    modulus.stands_for(&x, 1, &mut wide)
}

/// How many pairs of limbs a number in Montgomery form takes.
fn pairs_for(n: &[u64]) -> usize {
    (bit_length(n) + LIMB_BITS + HEADROOM).div_ceil(2 * LIMB_BITS)
}

/// The length of the Montgomery radix for a number.
pub(super) fn radix_bits(n: &[u64]) -> usize {
    2 * LIMB_BITS * pairs_for(n)
}

/// A bit for each round of the Miller-Rabin test: whether its number passes. The numbers have
/// one and the same length.
#[target_feature(enable = "avx2,fma")]
pub(super) fn pass_rounds(rounds: &[&Round; LANES]) -> u8 {
    let numbers = rounds.map(|round| &round.number);
    let modulus = Modulus::new(numbers);
    let mut wide = modulus.wide();

    let ones = numbers.map(|number| power_of_two_modulo(radix_bits(number), number));
    let base = row(modulus.pairs(), |lane, i| limb(&rounds[lane].base, i));
    let mut powers = vec![row(modulus.pairs(), |lane, i| limb(&ones[lane], i))];
    for power in 1..1 << WINDOW {
        let mut next = powers[power - 1].clone();
        modulus.multiply(&mut next, &base, &mut wide);
        powers.push(next);
    }

    let mut x = powers[0].clone();
    let mut power = powers[0].clone();
    for window in (0..rounds[0].windows()).rev() {
        for _ in 0..WINDOW {
            modulus.square(&mut x, _mm256_setzero_si256(), &mut wide);
        }
        select(&powers, lanes(|lane| rounds[lane].digit(window)), &mut power);
        modulus.multiply(&mut x, &power, &mut wide);
    }
    verdict(rounds, &modulus, &mut x, &mut wide)
}

/// From `x`, the base to the odd part of n - 1: whether it is 1, or becomes -1 in less than so
/// many squarings as the even part has twos.
#[target_feature(enable = "avx2,fma")]
fn verdict(rounds: &[&Round; LANES], modulus: &Modulus, x: &mut Number, wide: &mut Wide) -> u8 {
    let twos = rounds.map(Round::twos);
    let mut passed = modulus.stands_for(x, 1, wide);
    for squarings in 0..twos.into_iter().max().unwrap_or(0) {
        let may = (0..LANES).fold(0, |mask, lane| mask | u8::from(squarings < twos[lane]) << lane);
        passed |= may & modulus.stands_for(x, -1, wide);
        modulus.square(x, _mm256_setzero_si256(), wide);
    }
    passed
}

/// In each lane that of the `powers` that its index names, reading all of them.
#[target_feature(enable = "avx2")]
fn select(powers: &[Number], index: Sums, to: &mut Number) {
    to.copy_from_slice(&powers[0]);
    for (number, power) in (0_i64..).zip(powers).skip(1) {
        let chosen = _mm256_castsi256_pd(_mm256_cmpeq_epi64(index, _mm256_set1_epi64x(number)));
        for (to, &limb) in to.as_flattened_mut().iter_mut().zip(power.as_flattened()) {
            *to = _mm256_blendv_pd(*to, limb, chosen);
        }
    }
}

/// The numbers n to reduce by.
struct Modulus {
    limbs: Number,
    /// -1/n modulo 2^51
    inverse: Lanes,
    /// N + 1, where N is n times the inverse and so -1 modulo 2^51.
    above: Number,
    square_bias: Vec<Pair<Sums>>,
    product_bias: Vec<Pair<Sums>>,
}

impl Modulus {
    #[target_feature(enable = "avx2,fma")]
    fn new(numbers: [&Limbs; LANES]) -> Self {
        let pairs = pairs_for(numbers[0]);
        let limbs = row(pairs, |lane, i| limb(numbers[lane], i));
        let inverse = low_limb(lanes(|lane| negated_inverse(numbers[lane][0])));
        let mut above = zero(pairs);
        multiple(inverse, &limbs, _mm256_set1_epi64x(1), &mut above);
        Self {
            limbs,
            inverse,
            above,
            square_bias: bias(Operation::Square, pairs),
            product_bias: bias(Operation::Product, pairs),
        }
    }

    fn pairs(&self) -> usize {
        self.above.len()
    }

    /// Room for a product.
    #[target_feature(enable = "avx2")]
    fn wide(&self) -> Wide {
        Zeroizing::new(vec![[_mm256_setzero_si256(); 2]; 2 * self.pairs()])
    }

    /// `x = x * x * 2^shift` in Montgomery form.
    #[target_feature(enable = "avx2,fma")]
    fn square(&self, x: &mut Number, shift: Sums, wide: &mut Wide) {
        square(x, &self.square_bias, wide);
        reduce(&self.above, wide);
        carry_on(&wide[self.pairs()..], shift, x);
    }

    /// `x = x * y` in Montgomery form.
    #[target_feature(enable = "avx2,fma")]
    fn multiply(&self, x: &mut Number, y: &Number, wide: &mut Wide) {
        multiply(x, y, &self.product_bias, wide);
        reduce(&self.above, wide);
        carry_on(&wide[self.pairs()..], _mm256_setzero_si256(), x);
    }

    /// A bit for each lane: whether `x`, in Montgomery form, stands for `plain`, which is 1 or -1, modulo n.
    ///
    /// Out of Montgomery form it is y, at most N. Where y = plain + k n, the lowest limb tells k, which is
    /// at most 2^51.
    #[target_feature(enable = "avx2,fma")]
    fn stands_for(&self, x: &Number, plain: i64, wide: &mut Wide) -> u8 {
        wide.copy_from_slice(&bias(Operation::None, self.pairs()));
        for (sum, &limb) in wide.as_flattened_mut().iter_mut().zip(x.as_flattened()) {
            *sum = _mm256_add_epi64(*sum, integer(limb));
        }
        reduce(&self.above, wide);
        let mut number = zero(self.pairs());
        carry_on(&wide[self.pairs()..], _mm256_setzero_si256(), &mut number);
        let plain = _mm256_set1_epi64x(plain);
        let negated = low_limb(_mm256_sub_epi64(plain, integer(number[0][0])));
        let mut expected = zero(self.pairs());
        multiple(low_product(negated, self.inverse), &self.limbs, plain, &mut expected);
        let limbs = number.as_flattened().iter().zip(expected.as_flattened());
        let equal = limbs.fold(_mm256_set1_epi64x(-1), |equal, (&limb, &expected)| {
            let [limb, expected] = [limb, expected].map(|limb| _mm256_castpd_si256(limb));
            _mm256_and_si256(equal, _mm256_cmpeq_epi64(limb, expected))
        });
        (0..LANES).fold(0, |mask, lane| {
            mask | u8::from(_mm256_movemask_pd(_mm256_castsi256_pd(equal)) >> lane & 1 == 1) << lane
        })
    }
}

/// Products as the tests use them, in limbs of 51 bits.
#[cfg(test)]
#[target_feature(enable = "avx2,fma")]
pub(super) fn products(
    numbers: &[Limbs; LANES],
    x: &[Limbs; LANES],
    y: &[Limbs; LANES],
) -> [Vec<u64>; LANES] {
    let modulus = Modulus::new(numbers.each_ref());
    let [mut x, y] =
        [x, y].map(|limbs| row(modulus.pairs(), |lane, i| limbs[lane].get(i).copied().unwrap_or(0)));
    modulus.multiply(&mut x, &y, &mut modulus.wide());
    lane_limbs(&x)
}

/// As [`products`], of numbers with themselves, times 2^`shift`.
#[cfg(test)]
#[target_feature(enable = "avx2,fma")]
pub(super) fn squares(numbers: &[Limbs; LANES], x: &[Limbs; LANES], shift: usize) -> [Vec<u64>; LANES] {
    let modulus = Modulus::new(numbers.each_ref());
    let mut x = row(modulus.pairs(), |lane, i| x[lane].get(i).copied().unwrap_or(0));
    modulus.square(&mut x, lanes(|_| shift as u64), &mut modulus.wide());
    lane_limbs(&x)
}

#[cfg(test)]
#[target_feature(enable = "avx2,fma")]
fn lane_limbs(x: &Number) -> [Vec<u64>; LANES] {
    use core::arch::x86_64::_mm256_extract_epi64;
    let mut lanes: [Vec<u64>; LANES] = std::array::from_fn(|_| Vec::new());
    for &limb in x.as_flattened() {
        let limb = integer(limb);
        let values = [
            _mm256_extract_epi64::<0>(limb),
            _mm256_extract_epi64::<1>(limb),
            _mm256_extract_epi64::<2>(limb),
            _mm256_extract_epi64::<3>(limb),
        ];
        lanes.iter_mut().zip(values).for_each(|(lane, value)| lane.push(value.cast_unsigned()));
    }
    lanes
}

/// Bit `place` of each of four numbers given as 64-bit limbs.
#[target_feature(enable = "avx2")]
fn bit(words: &[Sums], place: usize) -> Sums {
    let shift = lanes(|_| place as u64 % 64);
    _mm256_and_si256(_mm256_srlv_epi64(words[place / 64], shift), _mm256_set1_epi64x(1))
}

/// Limb `i` of a number.
fn limb(number: &[u64], i: usize) -> u64 {
    bits_from(number, LIMB_BITS * i) & LIMB_MASK
}

/// A number with so many pairs of limbs: lane by lane and limb by limb what `limb` says.
#[target_feature(enable = "avx2")]
fn row(pairs: usize, limb: impl Fn(usize, usize) -> u64) -> Number {
    let mut row = zero(pairs);
    for (i, vector) in row.as_flattened_mut().iter_mut().enumerate() {
        *vector = low_limb(lanes(|lane| limb(lane, i)));
    }
    row
}
