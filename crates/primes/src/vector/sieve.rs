//! Where small primes first divide, a vector of products of primes at a time, in double precision.
//!
//! The long number is taken from its high end, [`LIMB_BITS`] bits at a time, modulo the product of
//! two or three primes, d, which is below 2^50. All numbers are integers of less than 2^53, or such a
//! one times a power of two, so that a double holds them exactly, and so does the fused multiplication
//! and addition that takes away a multiple of d. Only the quotients are rounded. They are below
//! 2^42 + 2^85 / d, and wrong by 1/2 and 2^-51 of that at most, so that less than 5/8 d + 2^34 is left:
//! below 2^50 with the next limb.
//!
//! What a prime p leaves of the last of these is exact, between minus and plus half of p: the quotient is
//! wrong by 3 * 2^-53 of itself, which is less than 1 / 2p, and no fraction of p is nearer to a half.

#![expect(clippy::inline_always, reason = "the instructions belong to the caller")]

use zeroize::Zeroizing;

use super::{
    super::limbs::{bit_length, bits_from},
    lanes::Doubles,
};

/// Bits of the number that are taken at a time.
const LIMB_BITS: usize = 42;
/// 2^42.
const LIMB: f64 = 4_398_046_511_104.0;

/// Added and taken away again it rounds numbers to integers, those of 2^51 and more to even coarser
/// steps: 1.5 * 2^52, and from 2^52 to 2^53 the doubles are the integers.
const ROUNDER: f64 = 6_755_399_441_055_744.0;

/// Products of three neighbouring primes up to here are below 2^50, and of the next 127, which may be left
/// over by the products of two.
const TWO_FROM: u32 = 100_000;

/// Vectors of products that are worked on together, as many as there are registers for: the steps of
/// one have to wait for one another.
const TOGETHER: usize = 8;

/// Takes the larger ones of the `primes`, which are sorted, and leaves it to the caller to do the
/// others, which are returned. Calls `each` with every prime that divides `start + 2i` for an `i` below
/// `size`, and with the first such `i`.
///
/// `start` is odd, `size` below 2^31, and the primes are a stretch of all primes below 2^25.
#[inline(always)]
pub(super) fn first_multiples<'p, D: Doubles<N>, const N: usize>(
    unit: D,
    start: &[u64],
    size: u32,
    primes: &'p [u32],
    mut each: impl FnMut(u32, u32),
) -> &'p [u32] {
    let half = Half { unit, limbs: limbs_of_half(start) };
    let two_from = primes.partition_point(|&prime| prime < TWO_FROM);
    let left = half.first_by_products::<2, N>(primes, two_from, size, &mut each);
    half.first_by_products::<3, N>(left, 0, size, &mut each)
}

/// Half of an odd number, rounded down: its limbs from the high end, each times [`LIMB`].
struct Half<D> {
    unit: D,
    limbs: Zeroizing<Vec<f64>>,
}

fn limbs_of_half(number: &[u64]) -> Zeroizing<Vec<f64>> {
    let limb = |i| double(bits_from(number, 1 + LIMB_BITS * i) & ((1 << LIMB_BITS) - 1));
    let size = bit_length(number).div_ceil(LIMB_BITS);
    Zeroizing::new((0..size).rev().map(|i| limb(i) * LIMB).collect())
}

impl<D> Half<D> {
    /// [`first_multiples`] of the primes from index `from` on, `P` of them in a product.
    #[inline(always)]
    fn first_by_products<'p, const P: usize, const N: usize>(
        &self,
        primes: &'p [u32],
        from: usize,
        size: u32,
        each: &mut impl FnMut(u32, u32),
    ) -> &'p [u32]
    where
        D: Doubles<N>,
    {
        let (_, vectors) = primes[from..].as_rchunks::<N>();
        let (_, products) = vectors.as_rchunks::<P>();
        let (_, steps) = products.as_rchunks::<TOGETHER>();
        let bound = self.unit.every(f64::from(size));
        for products in steps {
            let divisors = products.map(|primes| Divisor::new(self.unit, primes));
            let rests = self.remainders(&divisors);
            for ((primes, divisor), rest) in products.iter().zip(&divisors).zip(rests) {
                for (index, primes) in primes.iter().enumerate() {
                    let first = divisor.first_multiple(self.unit, index, rest);
                    let mut within = self.unit.below(first, bound);
                    if within != 0 {
                        let first = self.unit.integers(first);
                        while within != 0 {
                            let lane = within.trailing_zeros() as usize;
                            each(primes[lane], first[lane]);
                            within &= within - 1;
                        }
                    }
                }
            }
        }
        &primes[..primes.len() - steps.as_flattened().as_flattened().as_flattened().len()]
    }

    /// What each of the divisors leaves, or a little more or less: see the module.
    #[inline(always)]
    fn remainders<const P: usize, const N: usize>(
        &self,
        divisors: &[Divisor<D::Doubles, P>; TOGETHER],
    ) -> [D::Doubles; TOGETHER]
    where
        D: Doubles<N>,
    {
        let unit = self.unit;
        // Times `LIMB` all along, which saves a multiplication a limb.
        let mut rests = [unit.every(0.0); TOGETHER];
        for &limb in self.limbs.iter() {
            for (rest, divisor) in rests.iter_mut().zip(divisors) {
                let left = less_multiple(unit, *rest, divisor.product, divisor.reciprocal);
                *rest = unit.mul_add(left, unit.every(LIMB), unit.every(limb));
            }
        }
        for rest in &mut rests {
            *rest = unit.mul(*rest, unit.every(1.0 / LIMB));
        }
        rests
    }
}

/// In each lane `P` primes to divide by as one.
struct Divisor<T, const P: usize> {
    primes: [T; P],
    product: T,
    /// 1 / product
    reciprocal: T,
}

impl<T, const P: usize> Divisor<T, P> {
    #[inline(always)]
    fn new<D: Doubles<N, Doubles = T>, const N: usize>(unit: D, primes: [[u32; N]; P]) -> Self
    where
        T: Copy,
    {
        let primes = primes.map(|primes| unit.widened(primes));
        let one = unit.every(1.0);
        let mut product = one;
        for &prime in &primes {
            product = unit.mul(product, prime);
        }
        Self { primes, product, reciprocal: unit.div(one, product) }
    }

    /// The first `i` for which the prime with this index divides `2 (half + i) + 1`: where `half + i` is
    /// (p - 1) / 2 modulo p. `rest` is what the product leaves of `half`.
    #[inline(always)]
    fn first_multiple<D: Doubles<N, Doubles = T>, const N: usize>(&self, unit: D, index: usize, rest: T) -> T
    where
        T: Copy,
    {
        let mut reciprocal = self.reciprocal;
        for (other, &prime) in self.primes.iter().enumerate() {
            if other != index {
                reciprocal = unit.mul(reciprocal, prime);
            }
        }
        let prime = self.primes[index];
        let middle = unit.mul_add(prime, unit.every(0.5), unit.every(-0.5));
        unit.sub(middle, less_multiple(unit, rest, prime, reciprocal))
    }
}

/// `number` less the nearest multiple of `divisor`, as far as the quotient is right.
#[inline(always)]
fn less_multiple<D: Doubles<N>, const N: usize>(
    unit: D,
    number: D::Doubles,
    divisor: D::Doubles,
    reciprocal: D::Doubles,
) -> D::Doubles {
    let rounder = unit.every(ROUNDER);
    let quotient = unit.sub(unit.mul_add(number, reciprocal, rounder), rounder);
    unit.less_product(quotient, divisor, number)
}

#[expect(clippy::cast_precision_loss, reason = "a limb has 42 bits")]
const fn double(limb: u64) -> f64 {
    limb as f64
}
