//! The Fermat test for eight numbers side by side, with the AVX-512 IFMA instructions.
//!
//! This is the one place of the crate that may use `unsafe`, once: to call a function compiled
//! for instructions that not every processor has. The arithmetic itself, in [`kernel`], is safe
//! Rust; it uses no pointer-based instruction.
#![allow(unsafe_code, reason = "calls a function compiled for AVX-512, after asking for it")]

mod kernel;

use super::limbs::Limbs;

/// How many numbers are tested side by side.
pub(super) const LANES: usize = 8;

/// Proof that the processor has the instructions: there is no other way to make one than
/// [`VectorUnit::detect`].
#[derive(Clone, Copy, Debug)]
pub(super) struct VectorUnit(());

impl VectorUnit {
    /// Asks the processor and the operating system, at run time.
    pub(super) fn detect() -> Option<Self> {
        let present = is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512ifma");
        present.then_some(Self(()))
    }

    /// For each number whether 2^(n-1) is 1 modulo n; the same answer as
    /// [`passes_fermat`](super::plain::passes_fermat).
    ///
    /// The numbers must be odd, of one and the same length, and of at least 256 bits.
    #[expect(clippy::unused_self, reason = "its existence is what makes the call sound")]
    pub(super) fn pass_fermat(self, numbers: &[Limbs; LANES]) -> [bool; LANES] {
        // SAFETY: the only requirement of a safe function with target features is that the
        // processor has them; `self` exists only where `detect` found both.
        let passed = unsafe { kernel::pass_fermat(numbers) };
        std::array::from_fn(|lane| passed >> lane & 1 == 1)
    }
}

#[cfg(test)]
mod tests;
