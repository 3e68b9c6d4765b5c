//! Four lanes in two registers: NEON, with the fused multiplications and additions of doubles that every aarch64 has.
//!
//! Two registers of two doubles take the place of one of four. There are 32 of them, so a pair of rows has the same
//! room as with AVX2, and constants take half of it.

#![expect(clippy::inline_always, reason = "the instructions belong to the caller")]

use core::arch::aarch64::{
    float64x2_t, uint64x2_t, vaddq_f64, vaddq_u64, vandq_u64, vceqq_u64, vcltq_f64, vcombine_u64,
    vcreate_u64, vcvtq_f64_u64, vcvtq_u64_f64, vdivq_f64, vdupq_n_f64, vfmaq_f64, vfmsq_f64, vgetq_lane_u64,
    vmulq_f64, vorrq_u64, vreinterpretq_f64_u64, vreinterpretq_s64_u64, vreinterpretq_u64_f64, vshlq_u64,
    vshrq_n_u64, vsubq_f64, vsubq_u64,
};
use std::arch::is_aarch64_feature_detected;

use super::lanes::{Doubles, Sums, operations};

/// How many numbers are tested side by side, and how many doubles the sieve takes.
pub(super) const LANES: usize = 4;

/// Proof that the processor has NEON, made by [`Neon::detect`] only.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Neon(());

impl Neon {
    /// Asks the operating system, at run time. Every processor of the architecture has it.
    pub(crate) fn detect() -> Option<Self> {
        is_aarch64_feature_detected!("neon").then_some(Self(()))
    }
}

/// Four doubles or integers, two in a register. Doubles are kept as their bits.
type Lanes = [uint64x2_t; 2];

/// The same with each of two registers.
macro_rules! both {
    (|$($register:ident),*| $value:expr) => {
        [
            { let both!(@first $($register),*) = both!(@at 0 $($register),*); $value },
            { let both!(@first $($register),*) = both!(@at 1 $($register),*); $value },
        ]
    };
    (@first $($register:ident),*) => { ($($register,)*) };
    (@at $half:literal $($register:ident),*) => { ($($register[$half],)*) };
}

#[target_feature(enable = "neon")]
#[inline]
fn floats(bits: uint64x2_t) -> float64x2_t {
    vreinterpretq_f64_u64(bits)
}

#[target_feature(enable = "neon")]
#[inline]
fn bits_of(floats: float64x2_t) -> uint64x2_t {
    vreinterpretq_u64_f64(floats)
}

/// Two registers from four integers.
#[target_feature(enable = "neon")]
#[inline]
fn packed([a, b, c, d]: [u64; LANES]) -> Lanes {
    [vcombine_u64(vcreate_u64(a), vcreate_u64(b)), vcombine_u64(vcreate_u64(c), vcreate_u64(d))]
}

/// The other way round.
#[target_feature(enable = "neon")]
#[inline]
fn unpacked([low, high]: Lanes) -> [u64; LANES] {
    [vgetq_lane_u64::<0>(low), vgetq_lane_u64::<1>(low), vgetq_lane_u64::<0>(high), vgetq_lane_u64::<1>(high)]
}

impl Doubles<LANES> for Neon {
    type Doubles = Lanes;

    operations! {
        fn every(value: f64) -> Lanes { [bits_of(vdupq_n_f64(value)); 2] }
        fn widened(integers: [u32; LANES]) -> Lanes {
            {
                let integers = packed(integers.map(u64::from));
                both!(|integers| bits_of(vcvtq_f64_u64(integers)))
            }
        }
        fn add(a: Lanes, b: Lanes) -> Lanes { both!(|a, b| bits_of(vaddq_f64(floats(a), floats(b)))) }
        fn sub(a: Lanes, b: Lanes) -> Lanes { both!(|a, b| bits_of(vsubq_f64(floats(a), floats(b)))) }
        fn mul(a: Lanes, b: Lanes) -> Lanes { both!(|a, b| bits_of(vmulq_f64(floats(a), floats(b)))) }
        fn div(a: Lanes, b: Lanes) -> Lanes { both!(|a, b| bits_of(vdivq_f64(floats(a), floats(b)))) }
        fn mul_add(a: Lanes, b: Lanes, c: Lanes) -> Lanes {
            both!(|a, b, c| bits_of(vfmaq_f64(floats(c), floats(a), floats(b))))
        }
        fn less_product(a: Lanes, b: Lanes, c: Lanes) -> Lanes {
            both!(|a, b, c| bits_of(vfmsq_f64(floats(c), floats(a), floats(b))))
        }
        fn below(values: Lanes, bound: Lanes) -> u8 {
            unpacked(both!(|values, bound| vcltq_f64(floats(values), floats(bound))))
                .iter()
                .rev()
                .fold(0, |bits, &lane| bits << 1 | u8::from(lane != 0))
        }
        fn integers(values: Lanes) -> [u32; LANES] {
            unpacked(both!(|values| vcvtq_u64_f64(floats(values)))).map(|value| {
                u32::try_from(value).unwrap_or(u32::MAX)
            })
        }
    }
}

impl Sums<LANES> for Neon {
    type Sums = Lanes;

    operations! {
        fn sums(lanes: [u64; LANES]) -> Lanes { packed(lanes) }
        fn lanes(sums: Lanes) -> [u64; LANES] { unpacked(sums) }
        fn plus(a: Lanes, b: Lanes) -> Lanes { both!(|a, b| vaddq_u64(a, b)) }
        fn minus(a: Lanes, b: Lanes) -> Lanes { both!(|a, b| vsubq_u64(a, b)) }
        fn and(a: Lanes, b: Lanes) -> Lanes { both!(|a, b| vandq_u64(a, b)) }
        fn or(a: Lanes, b: Lanes) -> Lanes { both!(|a, b| vorrq_u64(a, b)) }
        fn shifted_left(sums: Lanes, bits: Lanes) -> Lanes {
            both!(|sums, bits| vshlq_u64(sums, vreinterpretq_s64_u64(bits)))
        }
        fn above_limb(sums: Lanes) -> Lanes { both!(|sums| vshrq_n_u64::<51>(sums)) }
        fn equal(a: Lanes, b: Lanes) -> Lanes { both!(|a, b| vceqq_u64(a, b)) }
    }

    #[inline(always)]
    fn doubles(self, bits: Lanes) -> Lanes {
        bits
    }

    #[inline(always)]
    fn bits(self, doubles: Lanes) -> Lanes {
        doubles
    }
}
