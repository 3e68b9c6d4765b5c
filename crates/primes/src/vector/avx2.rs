//! Four lanes: AVX2 and FMA.

use core::arch::x86_64::{
    __m256d, __m256i, _CMP_LT_OQ, _mm_cvtsi128_si32, _mm_extract_epi32, _mm_set_epi32, _mm256_add_epi64,
    _mm256_add_pd, _mm256_and_si256, _mm256_castpd_si256, _mm256_castsi256_pd, _mm256_cmp_pd,
    _mm256_cmpeq_epi64, _mm256_cvtepi32_pd, _mm256_cvttpd_epi32, _mm256_div_pd, _mm256_extract_epi64,
    _mm256_fmadd_pd, _mm256_fnmadd_pd, _mm256_movemask_pd, _mm256_mul_pd, _mm256_or_si256, _mm256_set_epi64x,
    _mm256_set1_pd, _mm256_sllv_epi64, _mm256_srli_epi64, _mm256_sub_epi64, _mm256_sub_pd,
};

use super::lanes::{Doubles, Sums, operations};

/// How many numbers are tested side by side, and how many doubles the sieve takes.
pub(super) const LANES: usize = 4;

/// Proof that the processor has AVX2 and FMA, made by [`Avx2::detect`] only.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Avx2(());

impl Avx2 {
    /// Asks the processor and the operating system, at run time.
    pub(crate) fn detect() -> Option<Self> {
        let present = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
        present.then_some(Self(()))
    }
}

impl Doubles<LANES> for Avx2 {
    type Doubles = __m256d;

    operations! {
        fn every(value: f64) -> __m256d { _mm256_set1_pd(value) }
        fn widened(integers: [u32; LANES]) -> __m256d {
            {
                let [a, b, c, d] = integers.map(u32::cast_signed);
                _mm256_cvtepi32_pd(_mm_set_epi32(d, c, b, a))
            }
        }
        fn add(a: __m256d, b: __m256d) -> __m256d { _mm256_add_pd(a, b) }
        fn sub(a: __m256d, b: __m256d) -> __m256d { _mm256_sub_pd(a, b) }
        fn mul(a: __m256d, b: __m256d) -> __m256d { _mm256_mul_pd(a, b) }
        fn div(a: __m256d, b: __m256d) -> __m256d { _mm256_div_pd(a, b) }
        fn mul_add(a: __m256d, b: __m256d, c: __m256d) -> __m256d { _mm256_fmadd_pd(a, b, c) }
        fn less_product(a: __m256d, b: __m256d, c: __m256d) -> __m256d { _mm256_fnmadd_pd(a, b, c) }
        fn below(values: __m256d, bound: __m256d) -> u8 {
            _mm256_movemask_pd(_mm256_cmp_pd::<_CMP_LT_OQ>(values, bound)).to_le_bytes()[0]
        }
        fn integers(values: __m256d) -> [u32; LANES] {
            {
                let values = _mm256_cvttpd_epi32(values);
                [
                    _mm_cvtsi128_si32(values),
                    _mm_extract_epi32::<1>(values),
                    _mm_extract_epi32::<2>(values),
                    _mm_extract_epi32::<3>(values),
                ]
                .map(i32::cast_unsigned)
            }
        }
    }
}

impl Sums<LANES> for Avx2 {
    type Sums = __m256i;

    operations! {
        fn sums(lanes: [u64; LANES]) -> __m256i {
            {
                let [a, b, c, d] = lanes.map(u64::cast_signed);
                _mm256_set_epi64x(d, c, b, a)
            }
        }
        fn lanes(sums: __m256i) -> [u64; LANES] {
            [
                _mm256_extract_epi64::<0>(sums),
                _mm256_extract_epi64::<1>(sums),
                _mm256_extract_epi64::<2>(sums),
                _mm256_extract_epi64::<3>(sums),
            ]
            .map(i64::cast_unsigned)
        }
        fn plus(a: __m256i, b: __m256i) -> __m256i { _mm256_add_epi64(a, b) }
        fn minus(a: __m256i, b: __m256i) -> __m256i { _mm256_sub_epi64(a, b) }
        fn and(a: __m256i, b: __m256i) -> __m256i { _mm256_and_si256(a, b) }
        fn or(a: __m256i, b: __m256i) -> __m256i { _mm256_or_si256(a, b) }
        fn shifted_left(sums: __m256i, bits: __m256i) -> __m256i { _mm256_sllv_epi64(sums, bits) }
        fn above_limb(sums: __m256i) -> __m256i { _mm256_srli_epi64::<51>(sums) }
        fn equal(a: __m256i, b: __m256i) -> __m256i { _mm256_cmpeq_epi64(a, b) }
        fn doubles(bits: __m256i) -> __m256d { _mm256_castsi256_pd(bits) }
        fn bits(doubles: __m256d) -> __m256i { _mm256_castpd_si256(doubles) }
    }
}
