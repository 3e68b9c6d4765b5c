//! What throws composites away fast, by whatever the processor offers.
//!
//! A base-2 Fermat test. It says yes to every prime and to hardly any composite; what it says yes
//! to is confirmed elsewhere, so that a mistake here costs time and no more.

#[cfg(target_arch = "aarch64")]
use super::vector::Neon;
#[cfg(target_arch = "x86_64")]
use super::vector::{Avx2, Avx512, WideMultiplier};
use super::{
    instructions::Instructions, limbs::Limbs, miller_rabin::Round, path::Path, products::Plain, scalar,
};

/// One way to run the test.
#[derive(Clone, Copy, Debug)]
pub(super) enum Screen {
    /// One number at a time, on any processor.
    Scalar(Plain),
    /// One number at a time, with two chains of carries.
    #[cfg(target_arch = "x86_64")]
    Wide(WideMultiplier),
    /// Four numbers side by side, in one register.
    #[cfg(target_arch = "x86_64")]
    Avx2(Avx2),
    /// Four numbers side by side, in two registers.
    #[cfg(target_arch = "aarch64")]
    Neon(Neon),
    /// Eight numbers side by side.
    #[cfg(target_arch = "x86_64")]
    Avx512(Avx512),
}

/// The same with the path of a [`Screen`], whichever it is.
macro_rules! on_path {
    ($screen:expr, |$path:ident| $work:expr) => {
        match $screen {
            Screen::Scalar($path) => $work,
            #[cfg(target_arch = "x86_64")]
            Screen::Wide($path) => $work,
            #[cfg(target_arch = "x86_64")]
            Screen::Avx2($path) => $work,
            #[cfg(target_arch = "aarch64")]
            Screen::Neon($path) => $work,
            #[cfg(target_arch = "x86_64")]
            Screen::Avx512($path) => $work,
        }
    };
}

impl Screen {
    /// The best of the instructions up to `most` that the processor has.
    pub(super) fn choose(most: Instructions) -> Self {
        let paths: [fn() -> Option<Self>; _] = [
            #[cfg(target_arch = "x86_64")]
            || Avx512::detect().map(Self::Avx512),
            #[cfg(target_arch = "x86_64")]
            || Avx2::detect().map(Self::Avx2),
            #[cfg(target_arch = "x86_64")]
            || WideMultiplier::detect().map(Self::Wide),
            #[cfg(target_arch = "aarch64")]
            || Neon::detect().map(Self::Neon),
        ];
        let mut available = paths.into_iter().filter_map(|detect| detect());
        available.find(|screen| screen.instructions() <= most).unwrap_or(Self::Scalar(Plain))
    }

    /// The instructions that were chosen.
    pub(super) const fn instructions(self) -> Instructions {
        const fn of<P: Path>(_: P) -> Instructions {
            P::INSTRUCTIONS
        }
        on_path!(self, |path| of(path))
    }

    /// How many numbers one call of [`Screen::first_survivor`] is best given.
    pub(super) const fn batch(self) -> usize {
        const fn of<P: Path>(_: P) -> usize {
            P::BATCH
        }
        on_path!(self, |path| of(path))
    }

    /// [`Path::first_multiples`]
    pub(super) fn first_multiples<'p>(
        self,
        start: &[u64],
        size: u32,
        primes: &'p [u32],
        each: impl FnMut(u32, u32),
    ) -> &'p [u32] {
        on_path!(self, |path| path.first_multiples(start, size, primes, each))
    }

    /// [`Path::first_survivor`]
    pub(super) fn first_survivor(self, numbers: &[Limbs], wanted: impl Fn() -> bool) -> Option<usize> {
        on_path!(self, |path| path.first_survivor(numbers, wanted))
    }

    /// [`Path::pass_rounds`]
    pub(super) fn pass_rounds(self, rounds: &[Round]) -> Vec<bool> {
        on_path!(self, |path| path.pass_rounds(rounds))
    }
}

impl Path for Plain {
    const INSTRUCTIONS: Instructions = Instructions::Plain;
    const BATCH: usize = 1;

    fn first_survivor(self, numbers: &[Limbs], wanted: impl Fn() -> bool) -> Option<usize> {
        numbers.iter().position(|number| scalar::passes_fermat(self, number, &wanted))
    }

    fn pass_rounds(self, rounds: &[Round]) -> Vec<bool> {
        rounds.iter().map(|round| scalar::passes_round(self, round)).collect()
    }
}
