//! The fast test that throws composites away, by whatever the processor offers.
//!
//! A base-2 Fermat test. It says yes to every prime and to hardly any composite; what it says yes
//! to is confirmed elsewhere, so that a mistake here costs time and no more.

#[cfg(target_arch = "x86_64")]
use super::vector::{LANES, VectorUnit};
use super::{limbs::Limbs, plain};

/// One way to run the test.
#[derive(Clone, Copy, Debug)]
pub(super) enum Screen {
    /// One number at a time, on any processor.
    Plain,
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
        // Without vector code for the target nobody reads it.
        let _ = vector;
        Self::Plain
    }

    /// How many numbers one call of [`Screen::first_survivor`] is best given.
    pub(super) const fn batch(self) -> usize {
        match self {
            Self::Plain => 1,
            #[cfg(target_arch = "x86_64")]
            Self::Vector(_) => LANES,
        }
    }

    /// The index of the first of `numbers` that is probably prime.
    ///
    /// The numbers are odd, of one and the same length, of at least 256 bits, and no more than
    /// [`Screen::batch`].
    pub(super) fn first_survivor(self, numbers: &[Limbs]) -> Option<usize> {
        match self {
            Self::Plain => numbers.iter().position(|number| plain::passes_fermat(number)),
            #[cfg(target_arch = "x86_64")]
            Self::Vector(unit) => {
                // The last number again in the lanes left over.
                let last = numbers.len().checked_sub(1)?;
                let filled = std::array::from_fn(|lane| numbers[lane.min(last)].clone());
                unit.pass_fermat(&filled).into_iter().take(numbers.len()).position(|passed| passed)
            }
        }
    }
}
