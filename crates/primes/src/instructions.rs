//! Which of the processor's instructions a search may use.

use std::str::FromStr;

/// The most that a search may use of the processor's instructions, from the fewest on. It uses the best of those up
/// to here that the processor has, so those of another architecture stand for the best ones of its own below them. Has
/// no influence on which key is found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Instructions {
    /// What every processor of the architecture has.
    Plain,
    /// Four candidates side by side: NEON (aarch64).
    Neon,
    /// One candidate at a time, with two chains of carries: BMI2 and ADX.
    Adx,
    /// Four candidates side by side: AVX2 and FMA.
    Avx2,
    /// Eight candidates side by side: AVX-512 IFMA.
    #[default]
    Avx512,
}

impl Instructions {
    /// All of them, from the fewest on.
    pub const ALL: [Self; 5] = [Self::Plain, Self::Neon, Self::Adx, Self::Avx2, Self::Avx512];

    /// The name, in lower case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Neon => "neon",
            Self::Adx => "adx",
            Self::Avx2 => "avx2",
            Self::Avx512 => "avx512",
        }
    }
}

/// No instructions have this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown instructions '{0}' (expected plain, neon, adx, avx2 or avx512)")]
pub struct UnknownInstructions(String);

impl FromStr for Instructions {
    type Err = UnknownInstructions;

    /// Those with this [`Instructions::name`].
    fn from_str(name: &str) -> Result<Self, UnknownInstructions> {
        Self::ALL
            .into_iter()
            .find(|instructions| instructions.name() == name)
            .ok_or_else(|| UnknownInstructions(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_again_and_others_are_not() {
        for instructions in Instructions::ALL {
            assert_eq!(instructions.name().parse(), Ok(instructions));
        }
        assert_eq!("AVX2".parse::<Instructions>(), Err(UnknownInstructions("AVX2".to_owned())));
        assert!(Instructions::ALL.is_sorted());
    }
}
