//! `--limit rounds=10000000`: how much more a file may ask for.

use std::str::FromStr;

use crate::encoding::limits::{Limits, Measure};

/// One limit, raised or lowered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Limit {
    what: Measure,
    limit: u64,
}

/// The limits by name.
const NAMES: [(&str, Measure); 5] = [
    ("bytes", Measure::Bytes),
    ("objects", Measure::Objects),
    ("rounds", Measure::Rounds),
    ("scrypt", Measure::Scrypt),
    ("bcrypt", Measure::Bcrypt),
];

/// The letters behind a number, in powers of two.
const UNITS: [(char, u32); 3] = [('k', 10), ('M', 20), ('G', 30)];

impl Limit {
    /// How the command line calls it.
    pub(super) fn name(what: Measure) -> &'static str {
        NAMES.iter().find(|(_, measure)| *measure == what).map_or("rounds", |(name, _)| name)
    }

    /// The usual limits, with these changes.
    pub(super) fn all(changes: &[Self]) -> Limits {
        let mut limits = Limits::default();
        for Self { what, limit } in changes.iter().copied() {
            match what {
                Measure::Bytes => limits.bytes = limit,
                Measure::Objects => limits.objects = limit,
                Measure::Rounds => limits.rounds = limit,
                Measure::Scrypt => limits.scrypt = limit,
                Measure::Bcrypt => limits.bcrypt = limit,
            }
        }
        limits
    }
}

impl FromStr for Limit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, number) = text.split_once('=').ok_or("it is WHAT=N, as in rounds=10000000")?;
        let known = || NAMES.map(|(name, _)| name).join(", ");
        let (_, what) = NAMES
            .into_iter()
            .find(|(known, _)| *known == name)
            .ok_or_else(|| format!("\"{name}\" is none of the limits: {}", known()))?;
        let unit = UNITS.into_iter().find(|(letter, _)| number.ends_with(*letter));
        let (digits, shift) =
            unit.map_or((number, 0), |(letter, shift)| (number.trim_end_matches(letter), shift));
        let limit = digits.parse::<u64>().ok().and_then(|count| count.checked_mul(1 << shift));
        Ok(Self { what, limit: limit.ok_or_else(|| format!("\"{number}\" is not a number"))? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_read_with_its_unit() {
        assert_eq!("bytes=64M".parse(), Ok(Limit { what: Measure::Bytes, limit: 64 << 20 }));
        assert_eq!("rounds=7".parse(), Ok(Limit { what: Measure::Rounds, limit: 7 }));
        for wrong in ["rounds", "rounds=", "rounds=x", "speed=1", "bytes=99999999999999999999G"] {
            assert!(wrong.parse::<Limit>().is_err(), "{wrong}");
        }
    }
}
