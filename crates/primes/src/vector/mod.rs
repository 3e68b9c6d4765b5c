//! What needs instructions that not every processor has: the sieve and the tests for eight numbers side
//! by side, with AVX-512, and for four, with AVX2 and FMA, and the tests for one number with two chains of
//! carries (BMI2, ADX).
//!
//! This is the one place of the crate that may use `unsafe`, for two things: to call functions
//! compiled for instructions that not every processor has, and for the assembly in [`carry_chains`], which has the
//! proof that it is sound. The arithmetic in [`kernel_ifma`], [`kernel_avx2`], [`products_avx2`], [`sieve`] and
//! [`sieve_avx2`] is safe Rust; it uses no pointer-based instruction.
#![allow(unsafe_code, reason = "uses instructions after asking for them")]

mod carry_chains;
mod kernel_avx2;
mod kernel_ifma;
mod lanes;
mod products_avx2;
mod sieve;
mod sieve_avx2;

pub(super) use lanes::{EIGHT, FOUR};

use super::{limbs::Limbs, miller_rabin::Round, scalar};

/// Proof that the processor has AVX-512 IFMA: there is no other way to make one than [`Avx512::detect`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Avx512(());

impl Avx512 {
    /// Asks the processor and the operating system, at run time.
    pub(super) fn detect() -> Option<Self> {
        let present = is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512ifma");
        present.then_some(Self(()))
    }

    /// For each number whether 2^(n-1) is 1 modulo n; the same answer as
    /// [`passes_fermat`](super::scalar::passes_fermat), no for all when it is not `wanted`.
    ///
    /// The numbers must be odd, of one and the same length, and of at least 256 bits.
    #[expect(clippy::unused_self, reason = "its existence is what makes the call sound")]
    pub(super) fn pass_fermat(self, numbers: &[Limbs; EIGHT], wanted: impl Fn() -> bool) -> [bool; EIGHT] {
        // SAFETY: the only requirement of a safe function with target features is that the
        // processor has them; `self` exists only where `detect` found both.
        let passed = unsafe { kernel_ifma::pass_fermat(numbers, wanted) };
        std::array::from_fn(|lane| passed >> lane & 1 == 1)
    }

    /// For each round whether its number passes; the same answer as
    /// [`passes_round`](super::scalar::passes_round).
    ///
    /// The numbers must be odd, of one and the same length, and of at least 256 bits.
    #[expect(clippy::unused_self, reason = "its existence is what makes the call sound")]
    pub(super) fn pass_rounds(self, rounds: &[&Round; EIGHT]) -> [bool; EIGHT] {
        // SAFETY: as above.
        let passed = unsafe { kernel_ifma::pass_rounds(rounds) };
        std::array::from_fn(|lane| passed >> lane & 1 == 1)
    }

    /// Takes as many of the `primes` as it can, from the largest down, and returns the others. Calls `each` with those
    /// that divide `start + 2i` for an `i` below `size`, and with the first such `i`: the same as from
    /// [`first_multiples`](super::residue::Divisors::first_multiples).
    ///
    /// `start` is odd, `size` below 2^31; the primes are sorted and below 2^25.
    #[expect(clippy::unused_self, reason = "its existence is what makes the call sound")]
    pub(super) fn first_multiples<'p>(
        self,
        start: &[u64],
        size: u32,
        primes: &'p [u32],
        each: impl FnMut(u32, u32),
    ) -> &'p [u32] {
        // SAFETY: as above.
        unsafe { sieve::first_multiples(start, size, primes, each) }
    }
}

/// Proof that the processor has AVX2 and FMA, made by [`Avx2::detect`] only.
#[derive(Clone, Copy, Debug)]
pub(super) struct Avx2(());

impl Avx2 {
    /// Asks the processor and the operating system, at run time.
    pub(super) fn detect() -> Option<Self> {
        let present = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
        present.then_some(Self(()))
    }

    /// As [`Avx512::pass_fermat`], for four numbers.
    #[expect(clippy::unused_self, reason = "its existence is what makes the call sound")]
    pub(super) fn pass_fermat(self, numbers: &[Limbs; FOUR], wanted: impl Fn() -> bool) -> [bool; FOUR] {
        // SAFETY: as above; `self` exists only where `detect` found both.
        let passed = unsafe { kernel_avx2::pass_fermat(numbers, wanted) };
        std::array::from_fn(|lane| passed >> lane & 1 == 1)
    }

    /// As [`Avx512::pass_rounds`], for four rounds.
    #[expect(clippy::unused_self, reason = "its existence is what makes the call sound")]
    pub(super) fn pass_rounds(self, rounds: &[&Round; FOUR]) -> [bool; FOUR] {
        // SAFETY: as above.
        let passed = unsafe { kernel_avx2::pass_rounds(rounds) };
        std::array::from_fn(|lane| passed >> lane & 1 == 1)
    }

    /// As [`Avx512::first_multiples`].
    #[expect(clippy::unused_self, reason = "its existence is what makes the call sound")]
    pub(super) fn first_multiples<'p>(
        self,
        start: &[u64],
        size: u32,
        primes: &'p [u32],
        each: impl FnMut(u32, u32),
    ) -> &'p [u32] {
        // SAFETY: as above.
        unsafe { sieve_avx2::first_multiples(start, size, primes, each) }
    }
}

/// Proof that the processor has multiplications and additions that leave the other carry alone, made by
/// [`WideMultiplier::detect`] only. Its arithmetic is in [`carry_chains`].
#[derive(Clone, Copy, Debug)]
pub(super) struct WideMultiplier(());

impl WideMultiplier {
    /// Asks the processor, at run time.
    pub(super) fn detect() -> Option<Self> {
        let present = is_x86_feature_detected!("bmi2") && is_x86_feature_detected!("adx");
        present.then_some(Self(()))
    }

    /// [`passes_fermat`](scalar::passes_fermat), compiled for these instructions and with their arithmetic.
    pub(super) fn passes_fermat(self, number: &[u64], wanted: impl Fn() -> bool) -> bool {
        #[target_feature(enable = "bmi2,adx")]
        fn compiled(multiplier: WideMultiplier, number: &[u64], wanted: impl Fn() -> bool) -> bool {
            scalar::passes_fermat(multiplier, number, wanted)
        }
        // SAFETY: as above; `self` exists only where `detect` found both.
        unsafe { compiled(self, number, wanted) }
    }

    /// [`passes_round`](scalar::passes_round), compiled for these instructions and with their arithmetic.
    pub(super) fn passes_round(self, round: &Round) -> bool {
        #[target_feature(enable = "bmi2,adx")]
        fn compiled(multiplier: WideMultiplier, round: &Round) -> bool {
            scalar::passes_round(multiplier, round)
        }
        // SAFETY: as above.
        unsafe { compiled(self, round) }
    }
}

#[cfg(test)]
mod tests;
