//! What throws composites away fast, by whatever the processor offers.
//!
//! A base-2 Fermat test. It says yes to every prime and to hardly any composite; what it says yes
//! to is confirmed elsewhere, so that a mistake here costs time and no more.

#[cfg(target_arch = "x86_64")]
use super::vector::{LANES, VectorUnit, WideMultiplier};
use super::{limbs::Limbs, miller_rabin::Round, scalar};

/// One way to run the test.
#[derive(Clone, Copy, Debug)]
pub(super) enum Screen {
    /// One number at a time, on any processor.
    Scalar,
    /// One number at a time, with multiplications that leave the carry flag alone.
    #[cfg(target_arch = "x86_64")]
    Wide(WideMultiplier),
    /// Eight numbers side by side.
    #[cfg(target_arch = "x86_64")]
    Vector(VectorUnit),
}

impl Screen {
    /// Vector instructions where `vector` allows them and the processor has them.
    pub(super) fn choose(vector: bool) -> Self {
        #[cfg(target_arch = "x86_64")]
        if vector && let Some(unit) = VectorUnit::detect() {
            return Self::Vector(unit);
        }
        #[cfg(target_arch = "x86_64")]
        if let Some(multiplier) = WideMultiplier::detect() {
            return Self::Wide(multiplier);
        }
        // Without vector code for the target nobody reads it.
        let _ = vector;
        Self::Scalar
    }

    /// How many numbers one call of [`Screen::first_survivor`] is best given.
    pub(super) const fn batch(self) -> usize {
        match self {
            Self::Scalar => 1,
            #[cfg(target_arch = "x86_64")]
            Self::Wide(_) => 1,
            #[cfg(target_arch = "x86_64")]
            Self::Vector(_) => LANES,
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
            Self::Vector(unit) => unit.first_multiples(start, size, primes, each),
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
            Self::Scalar => numbers.iter().position(|number| scalar::passes_fermat(number, &wanted)),
            #[cfg(target_arch = "x86_64")]
            Self::Wide(multiplier) => {
                numbers.iter().position(|number| multiplier.passes_fermat(number, &wanted))
            }
            #[cfg(target_arch = "x86_64")]
            Self::Vector(unit) => {
                // The last number again in the lanes left over.
                let last = numbers.len().checked_sub(1)?;
                let filled = std::array::from_fn(|lane| numbers[lane.min(last)].clone());
                unit.pass_fermat(&filled, wanted).into_iter().take(numbers.len()).position(|passed| passed)
            }
        }
    }

    /// Whether the number of every round passes it.
    ///
    /// The numbers are of one and the same length, of at least 256 bits, and no more than
    /// [`Screen::batch`].
    pub(super) fn pass_rounds(self, rounds: &[Round]) -> Vec<bool> {
        match self {
            Self::Scalar => rounds.iter().map(scalar::passes_round).collect(),
            #[cfg(target_arch = "x86_64")]
            Self::Wide(multiplier) => rounds.iter().map(|round| multiplier.passes_round(round)).collect(),
            #[cfg(target_arch = "x86_64")]
            Self::Vector(unit) => {
                let Some(last) = rounds.len().checked_sub(1) else {
                    return Vec::new();
                };
                let filled = std::array::from_fn(|lane| &rounds[lane.min(last)]);
                unit.pass_rounds(&filled)[..rounds.len()].to_vec()
            }
        }
    }
}
