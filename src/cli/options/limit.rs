//! `--limit rounds=10000000`: how much more a file may ask for.

use std::str::FromStr;

use clap::Args;

use devcert::encoding::limits::{Limits, Measure};

/// How much a file may ask for.
#[derive(Debug, Args)]
#[command(next_help_heading = "Limits")]
pub(crate) struct LimitArgs {
    /// Raise a processing limit for trusted input: bytes=64M, objects=N, rounds=N, scrypt=BYTES, bcrypt=N,
    /// rsa=N of each file; work=N rounds of key derivation of all files together
    #[arg(long, value_name = "LIMIT=N")]
    limit: Vec<Limit>,
}

impl LimitArgs {
    /// The usual limits, with these changes.
    pub(crate) fn limits(&self) -> Limits {
        self.changed(Limits::default())
    }

    /// `usual`, with these changes.
    pub(crate) fn changed(&self, usual: Limits) -> Limits {
        self.limit.iter().fold(usual, |limits, one| limits.with(one.what, one.limit))
    }
}

/// One limit, raised or lowered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Limit {
    what: Measure,
    limit: u64,
}

/// The letters behind a number, in powers of two.
const UNITS: [(char, u32); 3] = [('k', 10), ('M', 20), ('G', 30)];

impl FromStr for Limit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, number) = text.split_once('=').ok_or("expected LIMIT=N, as in rounds=10000000")?;
        let known = || Measure::ALL.map(Measure::name).join(", ");
        let what = Measure::ALL
            .into_iter()
            .find(|known| known.name() == name)
            .ok_or_else(|| format!("unknown limit \"{name}\" (expected {})", known()))?;
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
