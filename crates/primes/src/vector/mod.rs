//! What needs instructions that not every processor has: the sieve and the tests for eight numbers side
//! by side, with AVX-512, and for four, with AVX2 and FMA or with NEON, and the tests for one number with two chains
//! of carries (BMI2, ADX).
//!
//! This is the one place of the crate that may use `unsafe`, for three things: to call functions compiled for
//! instructions that not every processor has, here and in `carry_chains`; to call the intrinsic functions for them, in
//! the macro [`lanes::operations`] alone; and for the assembly in `carry_chains`, which has the proof that it is
//! sound. The arithmetic in [`sieve`], [`products`], [`kernel_doubles`] and `kernel_ifma` is safe Rust; it uses no
//! pointer-based instruction.
//!
//! | file | what |
//! |---|---|
//! | `lanes` | the operations that a set of vector instructions implements |
//! | `avx2`, `avx512`, `neon` | one file for each set |
//! | `sieve` | where small primes first divide, on these operations |
//! | `products`, `kernel_doubles` | the tests, on these operations |
//! | `kernel_ifma` | the tests, for AVX-512 IFMA |
//! | `carry_chains` | the arithmetic of `scalar` in assembly, for BMI2 and ADX |
#![allow(unsafe_code, reason = "uses instructions after asking for them")]

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(target_arch = "x86_64")]
mod carry_chains;
mod kernel_doubles;
#[cfg(target_arch = "x86_64")]
mod kernel_ifma;
mod lanes;
#[cfg(target_arch = "aarch64")]
mod neon;
mod products;
mod sieve;

#[cfg(target_arch = "aarch64")]
pub(super) use self::neon::Neon;
#[cfg(target_arch = "x86_64")]
pub(super) use self::{avx2::Avx2, avx512::Avx512, carry_chains::WideMultiplier};

use super::{instructions::Instructions, limbs::Limbs, miller_rabin::Round, path::Path};

/// Some numbers side by side: what a [`Path`] with vectors is made of.
trait Vectors<const N: usize>: Path {
    /// For each number whether 2^(n-1) is 1 modulo n; the same answer as
    /// [`passes_fermat`](super::scalar::passes_fermat), no for all when it is not `wanted`.
    fn pass_fermat(self, numbers: [&Limbs; N], wanted: impl Fn() -> bool) -> [bool; N];

    /// For each round whether its number passes; the same answer as
    /// [`passes_round`](super::scalar::passes_round).
    fn pass_rounds_side_by_side(self, rounds: [&Round; N]) -> [bool; N];
}

/// Makes a path of a set of instructions: its functions, compiled for them.
macro_rules! vectors {
    ($unit:ident, $instructions:ident, $features:literal, $lanes:expr, $kernel:ident) => {
        impl Vectors<{ $lanes }> for $unit {
            fn pass_fermat(self, numbers: [&Limbs; $lanes], wanted: impl Fn() -> bool) -> [bool; $lanes] {
                #[target_feature(enable = $features)]
                fn compiled(
                    unit: $unit,
                    numbers: [&Limbs; $lanes],
                    wanted: impl Fn() -> bool,
                ) -> [bool; $lanes] {
                    $kernel::pass_fermat(unit, numbers, wanted)
                }
                // SAFETY: the only requirement of a safe function with target features is that the
                // processor has them; `self` exists only where `detect` found them.
                unsafe { compiled(self, numbers, wanted) }
            }

            fn pass_rounds_side_by_side(self, rounds: [&Round; $lanes]) -> [bool; $lanes] {
                #[target_feature(enable = $features)]
                fn compiled(unit: $unit, rounds: [&Round; $lanes]) -> [bool; $lanes] {
                    $kernel::pass_rounds(unit, rounds)
                }
                // SAFETY: as above.
                unsafe { compiled(self, rounds) }
            }
        }

        impl Path for $unit {
            const INSTRUCTIONS: Instructions = Instructions::$instructions;
            const BATCH: usize = $lanes;

            fn first_multiples<'p>(
                self,
                start: &[u64],
                size: u32,
                primes: &'p [u32],
                each: impl FnMut(u32, u32),
            ) -> &'p [u32] {
                #[target_feature(enable = $features)]
                fn compiled<'p>(
                    unit: $unit,
                    start: &[u64],
                    size: u32,
                    primes: &'p [u32],
                    each: impl FnMut(u32, u32),
                ) -> &'p [u32] {
                    sieve::first_multiples(unit, start, size, primes, each)
                }
                // SAFETY: as above.
                unsafe { compiled(self, start, size, primes, each) }
            }

            fn first_survivor(self, numbers: &[Limbs], wanted: impl Fn() -> bool) -> Option<usize> {
                let passed = self.pass_fermat(filled(numbers)?, wanted);
                passed.into_iter().take(numbers.len()).position(|passed| passed)
            }

            fn pass_rounds(self, rounds: &[Round]) -> Vec<bool> {
                let passed = filled(rounds).map(|filled| self.pass_rounds_side_by_side(filled));
                passed.into_iter().flatten().take(rounds.len()).collect()
            }
        }
    };
}

#[cfg(target_arch = "x86_64")]
vectors!(Avx512, Avx512, "avx512f,avx512ifma", avx512::LANES, kernel_ifma);
#[cfg(target_arch = "x86_64")]
vectors!(Avx2, Avx2, "avx2,fma", avx2::LANES, kernel_doubles);
#[cfg(target_arch = "aarch64")]
vectors!(Neon, Neon, "neon", neon::LANES, kernel_doubles);

/// One item for each lane; the last item fills the lanes that are left over. `None` without items.
fn filled<T, const N: usize>(of: &[T]) -> Option<[&T; N]> {
    let last = of.len().checked_sub(1)?;
    Some(std::array::from_fn(|lane| &of[lane.min(last)]))
}

#[cfg(test)]
mod tests;
