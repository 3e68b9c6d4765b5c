//! Where small primes first divide, four products of primes at a time, with AVX2 and FMA: the same steps in the same
//! precision as eight at a time in `sieve`, where they are explained.

use core::arch::x86_64::{
    __m256d, _CMP_LT_OQ, _mm_cvtsi128_si32, _mm_extract_epi32, _mm_set_epi32, _mm256_cmp_pd,
    _mm256_cvtepi32_pd, _mm256_cvttpd_epi32, _mm256_div_pd, _mm256_fmadd_pd, _mm256_fmsub_pd,
    _mm256_fnmadd_pd, _mm256_movemask_pd, _mm256_mul_pd, _mm256_set1_pd, _mm256_setzero_pd, _mm256_sub_pd,
};

use zeroize::Zeroizing;

use super::{
    super::limbs::{bit_length, bits_from},
    lanes::FOUR as LANES,
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

/// Four doubles.
type Lanes = __m256d;

/// Takes the larger ones of the `primes`, which are sorted, and leaves it to the caller to do the
/// others, which are returned. Calls `each` with every prime that divides `start + 2i` for an `i` below
/// `size`, and with the first such `i`.
///
/// `start` is odd, `size` below 2^31, and the primes are a stretch of all primes below 2^25.
#[target_feature(enable = "avx2,fma")]
pub(super) fn first_multiples<'p>(
    start: &[u64],
    size: u32,
    primes: &'p [u32],
    mut each: impl FnMut(u32, u32),
) -> &'p [u32] {
    let half = Half::of(start);
    let two_from = primes.partition_point(|&prime| prime < TWO_FROM);
    let left = half.first_by_products::<2>(primes, two_from, size, &mut each);
    half.first_by_products::<3>(left, 0, size, &mut each)
}

/// Half of an odd number, rounded down: its limbs from the high end, each times [`LIMB`].
struct Half(Zeroizing<Vec<f64>>);

impl Half {
    fn of(number: &[u64]) -> Self {
        let limb = |i| double(bits_from(number, 1 + LIMB_BITS * i) & ((1 << LIMB_BITS) - 1));
        let size = bit_length(number).div_ceil(LIMB_BITS);
        Self(Zeroizing::new((0..size).rev().map(|i| limb(i) * LIMB).collect()))
    }

    /// [`first_multiples`] of the primes from index `from` on, `N` of them in a product.
    #[target_feature(enable = "avx2,fma")]
    fn first_by_products<'p, const N: usize>(
        &self,
        primes: &'p [u32],
        from: usize,
        size: u32,
        each: &mut impl FnMut(u32, u32),
    ) -> &'p [u32] {
        let (_, vectors) = primes[from..].as_rchunks::<LANES>();
        let (_, products) = vectors.as_rchunks::<N>();
        let (_, steps) = products.as_rchunks::<TOGETHER>();
        for products in steps {
            let divisors = products.map(|primes| Divisor::new(primes.map(|primes| widened(primes))));
            let rests = self.remainders(&divisors);
            for ((primes, divisor), rest) in products.iter().zip(&divisors).zip(rests) {
                for (index, primes) in primes.iter().enumerate() {
                    let first = divisor.first_multiple(index, rest);
                    let within = _mm256_cmp_pd::<_CMP_LT_OQ>(first, _mm256_set1_pd(f64::from(size)));
                    let within = _mm256_movemask_pd(within);
                    if within != 0 {
                        for (lane, (&prime, first)) in primes.iter().zip(integers(first)).enumerate() {
                            if within >> lane & 1 == 1 {
                                each(prime, first);
                            }
                        }
                    }
                }
            }
        }
        &primes[..primes.len() - steps.as_flattened().as_flattened().as_flattened().len()]
    }

    /// What each of the divisors leaves, or a little more or less: see the module.
    #[target_feature(enable = "avx2,fma")]
    fn remainders<const N: usize>(&self, divisors: &[Divisor<N>; TOGETHER]) -> [Lanes; TOGETHER] {
        // Times `LIMB` all along, which saves a multiplication a limb.
        let mut rests = [_mm256_setzero_pd(); TOGETHER];
        for &limb in self.0.iter() {
            for (rest, divisor) in rests.iter_mut().zip(divisors) {
                let left = less_multiple(*rest, divisor.product, divisor.reciprocal);
                *rest = _mm256_fmadd_pd(left, _mm256_set1_pd(LIMB), _mm256_set1_pd(limb));
            }
        }
        rests.map(|rest| _mm256_mul_pd(rest, _mm256_set1_pd(1.0 / LIMB)))
    }
}

/// In each lane `N` primes to divide by as one.
struct Divisor<const N: usize> {
    primes: [Lanes; N],
    product: Lanes,
    /// 1 / product
    reciprocal: Lanes,
}

impl<const N: usize> Divisor<N> {
    #[target_feature(enable = "avx2,fma")]
    fn new(primes: [Lanes; N]) -> Self {
        let one = _mm256_set1_pd(1.0);
        let product = primes.iter().fold(one, |product, &prime| _mm256_mul_pd(product, prime));
        Self { primes, product, reciprocal: _mm256_div_pd(one, product) }
    }

    /// The first `i` for which the prime with this index divides `2 (half + i) + 1`: where `half + i` is
    /// (p - 1) / 2 modulo p. `rest` is what the product leaves of `half`.
    #[target_feature(enable = "avx2,fma")]
    fn first_multiple(&self, index: usize, rest: Lanes) -> Lanes {
        let prime = self.primes[index];
        let others = self.primes.iter().enumerate().filter(|&(other, _)| other != index);
        let reciprocal = others.fold(self.reciprocal, |product, (_, &other)| _mm256_mul_pd(product, other));
        let half = _mm256_set1_pd(0.5);
        let middle = _mm256_fmsub_pd(prime, half, half);
        _mm256_sub_pd(middle, less_multiple(rest, prime, reciprocal))
    }
}

/// `number` less the nearest multiple of `divisor`, as far as the quotient is right.
#[target_feature(enable = "avx2,fma")]
#[inline]
fn less_multiple(number: Lanes, divisor: Lanes, reciprocal: Lanes) -> Lanes {
    let rounder = _mm256_set1_pd(ROUNDER);
    let quotient = _mm256_sub_pd(_mm256_fmadd_pd(number, reciprocal, rounder), rounder);
    _mm256_fnmadd_pd(quotient, divisor, number)
}

/// Four primes, as doubles.
#[target_feature(enable = "avx2,fma")]
#[inline]
fn widened(primes: [u32; LANES]) -> Lanes {
    let p = primes.map(u32::cast_signed);
    _mm256_cvtepi32_pd(_mm_set_epi32(p[3], p[2], p[1], p[0]))
}

/// The four numbers, where they are integers from 0 to below 2^31.
#[target_feature(enable = "avx2,fma")]
#[inline]
fn integers(values: Lanes) -> [u32; LANES] {
    let values = _mm256_cvttpd_epi32(values);
    [
        _mm_cvtsi128_si32(values),
        _mm_extract_epi32::<1>(values),
        _mm_extract_epi32::<2>(values),
        _mm_extract_epi32::<3>(values),
    ]
    .map(i32::cast_unsigned)
}

#[expect(clippy::cast_precision_loss, reason = "a limb has 42 bits")]
const fn double(limb: u64) -> f64 {
    limb as f64
}
