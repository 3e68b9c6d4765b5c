//! Eight lanes: AVX-512. Products are those of IFMA, in `kernel_ifma`.

use core::arch::x86_64::{
    __m512d, _CMP_LT_OQ, _mm256_extract_epi32, _mm256_set_epi32, _mm512_add_pd, _mm512_cmp_pd_mask,
    _mm512_cvtepi32_pd, _mm512_cvttpd_epi32, _mm512_div_pd, _mm512_fmadd_pd, _mm512_fnmadd_pd, _mm512_mul_pd,
    _mm512_set1_pd, _mm512_sub_pd,
};

use super::lanes::{Doubles, operations};

/// How many numbers are tested side by side, and how many doubles the sieve takes.
pub(super) const LANES: usize = 8;

/// Proof that the processor has AVX-512 IFMA, made by [`Avx512::detect`] only.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Avx512(());

impl Avx512 {
    /// Asks the processor and the operating system, at run time.
    pub(crate) fn detect() -> Option<Self> {
        let present = is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512ifma");
        present.then_some(Self(()))
    }
}

impl Doubles<LANES> for Avx512 {
    type Doubles = __m512d;

    operations! {
        fn every(value: f64) -> __m512d { _mm512_set1_pd(value) }
        fn widened(integers: [u32; LANES]) -> __m512d {
            {
                let p = integers.map(u32::cast_signed);
                _mm512_cvtepi32_pd(_mm256_set_epi32(p[7], p[6], p[5], p[4], p[3], p[2], p[1], p[0]))
            }
        }
        fn add(a: __m512d, b: __m512d) -> __m512d { _mm512_add_pd(a, b) }
        fn sub(a: __m512d, b: __m512d) -> __m512d { _mm512_sub_pd(a, b) }
        fn mul(a: __m512d, b: __m512d) -> __m512d { _mm512_mul_pd(a, b) }
        fn div(a: __m512d, b: __m512d) -> __m512d { _mm512_div_pd(a, b) }
        fn mul_add(a: __m512d, b: __m512d, c: __m512d) -> __m512d { _mm512_fmadd_pd(a, b, c) }
        fn less_product(a: __m512d, b: __m512d, c: __m512d) -> __m512d { _mm512_fnmadd_pd(a, b, c) }
        fn below(values: __m512d, bound: __m512d) -> u8 { _mm512_cmp_pd_mask::<_CMP_LT_OQ>(values, bound) }
        fn integers(values: __m512d) -> [u32; LANES] {
            {
                let values = _mm512_cvttpd_epi32(values);
                [
                    _mm256_extract_epi32::<0>(values),
                    _mm256_extract_epi32::<1>(values),
                    _mm256_extract_epi32::<2>(values),
                    _mm256_extract_epi32::<3>(values),
                    _mm256_extract_epi32::<4>(values),
                    _mm256_extract_epi32::<5>(values),
                    _mm256_extract_epi32::<6>(values),
                    _mm256_extract_epi32::<7>(values),
                ]
                .map(i32::cast_unsigned)
            }
        }
    }
}
