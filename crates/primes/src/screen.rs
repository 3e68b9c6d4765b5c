//! What throws composites away fast, by whatever the processor offers.
//!
//! A base-2 Fermat test. It says yes to every prime and to hardly any composite; what it says yes
//! to is confirmed elsewhere, so that a mistake here costs time and no more.

#[cfg(target_arch = "x86_64")]
use super::vector::{Avx2, Avx512, EIGHT, FOUR, WideMultiplier};
use super::{instructions::Instructions, limbs::Limbs, miller_rabin::Round, products::Plain, scalar};

/// One way to run the test.
#[derive(Clone, Copy, Debug)]
pub(super) enum Screen {
    /// One number at a time, on any processor.
    Scalar,
    /// One number at a time, with two chains of carries.
    #[cfg(target_arch = "x86_64")]
    Wide(WideMultiplier),
    /// Four numbers side by side.
    #[cfg(target_arch = "x86_64")]
    Four(Avx2),
    /// Eight numbers side by side.
    #[cfg(target_arch = "x86_64")]
    Eight(Avx512),
}

impl Screen {
    /// The best of the instructions up to `most` that the processor has.
    pub(super) fn choose(most: Instructions) -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            let up_to = |instructions| most >= instructions;
            if up_to(Instructions::Avx512)
                && let Some(unit) = Avx512::detect()
            {
                return Self::Eight(unit);
            }
            if up_to(Instructions::Avx2)
                && let Some(unit) = Avx2::detect()
            {
                return Self::Four(unit);
            }
            if up_to(Instructions::Adx)
                && let Some(multiplier) = WideMultiplier::detect()
            {
                return Self::Wide(multiplier);
            }
        }
        // Targets with the portable code only do not read it.
        let _ = most;
        Self::Scalar
    }

    /// The instructions that were chosen.
    pub(super) const fn instructions(self) -> Instructions {
        match self {
            Self::Scalar => Instructions::Plain,
            #[cfg(target_arch = "x86_64")]
            Self::Wide(_) => Instructions::Adx,
            #[cfg(target_arch = "x86_64")]
            Self::Four(_) => Instructions::Avx2,
            #[cfg(target_arch = "x86_64")]
            Self::Eight(_) => Instructions::Avx512,
        }
    }

    /// How many numbers one call of [`Screen::first_survivor`] is best given.
    pub(super) const fn batch(self) -> usize {
        match self {
            Self::Scalar => 1,
            #[cfg(target_arch = "x86_64")]
            Self::Wide(_) => 1,
            #[cfg(target_arch = "x86_64")]
            Self::Four(_) => FOUR,
            #[cfg(target_arch = "x86_64")]
            Self::Eight(_) => EIGHT,
        }
    }

    /// Takes those of the `primes` that it can do side by side, and returns the others: calls `each` with
    /// every one that divides `start + 2i` for an `i` below `size`, and with the first such `i`.
    ///
    /// `start` is odd, `size` below 2^31; the primes are sorted and below 2^25.
    pub(super) fn first_multiples<'p>(
        self,
        start: &[u64],
        size: u32,
        primes: &'p [u32],
        each: impl FnMut(u32, u32),
    ) -> &'p [u32] {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Four(unit) => unit.first_multiples(start, size, primes, each),
            #[cfg(target_arch = "x86_64")]
            Self::Eight(unit) => unit.first_multiples(start, size, primes, each),
            _ => {
                // Without vector code for the target nobody reads them.
                let _ = (start, size, each);
                primes
            }
        }
    }

    /// The index of the first of `numbers` that is probably prime.
    ///
    /// The numbers are odd, of one and the same length, of at least 256 bits, and no more than
    /// [`Screen::batch`]. Once they are not `wanted` any more, the answer may be none for that.
    pub(super) fn first_survivor(self, numbers: &[Limbs], wanted: impl Fn() -> bool) -> Option<usize> {
        match self {
            Self::Scalar => numbers.iter().position(|number| scalar::passes_fermat(Plain, number, &wanted)),
            #[cfg(target_arch = "x86_64")]
            Self::Wide(multiplier) => {
                numbers.iter().position(|number| multiplier.passes_fermat(number, &wanted))
            }
            #[cfg(target_arch = "x86_64")]
            Self::Four(unit) => {
                first(&unit.pass_fermat(&filled(numbers)?.map(Limbs::clone), wanted), numbers)
            }
            #[cfg(target_arch = "x86_64")]
            Self::Eight(unit) => {
                first(&unit.pass_fermat(&filled(numbers)?.map(Limbs::clone), wanted), numbers)
            }
        }
    }

    /// Whether the number of every round passes it.
    ///
    /// The numbers are of one and the same length, of at least 256 bits, and no more than
    /// [`Screen::batch`].
    pub(super) fn pass_rounds(self, rounds: &[Round]) -> Vec<bool> {
        match self {
            Self::Scalar => rounds.iter().map(|round| scalar::passes_round(Plain, round)).collect(),
            #[cfg(target_arch = "x86_64")]
            Self::Wide(multiplier) => rounds.iter().map(|round| multiplier.passes_round(round)).collect(),
            #[cfg(target_arch = "x86_64")]
            Self::Four(unit) => {
                filled(rounds).map_or(Vec::new(), |filled| unit.pass_rounds(&filled)[..rounds.len()].to_vec())
            }
            #[cfg(target_arch = "x86_64")]
            Self::Eight(unit) => {
                filled(rounds).map_or(Vec::new(), |filled| unit.pass_rounds(&filled)[..rounds.len()].to_vec())
            }
        }
    }
}

/// One for each lane: the last one again in those left over. `None` if there is none.
#[cfg(target_arch = "x86_64")]
fn filled<T, const LANES: usize>(of: &[T]) -> Option<[&T; LANES]> {
    let last = of.len().checked_sub(1)?;
    Some(std::array::from_fn(|lane| &of[lane.min(last)]))
}

/// The first of `numbers` that passed.
#[cfg(target_arch = "x86_64")]
fn first(passed: &[bool], numbers: &[Limbs]) -> Option<usize> {
    passed.iter().take(numbers.len()).position(|&passed| passed)
}
