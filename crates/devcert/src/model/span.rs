//! Lengths of time as people type them: `90d`, `12h`, `2w`.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;
use time::Duration;

/// A length of time of whole seconds, zero or more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span(Duration);

/// Longest span: 10,000 years, more than any X.509 date can reach (RFC 5280, 4.1.2.5.2).
const MAX_SECONDS: i64 = 10_000 * 365 * 86_400;

/// What follows the number, and how many seconds it stands for.
const UNITS: [(&str, i64); 6] =
    [("s", 1), ("m", 60), ("h", 3_600), ("d", 86_400), ("w", 7 * 86_400), ("y", 365 * 86_400)];

impl Span {
    /// A span of whole days.
    #[must_use]
    pub const fn days(days: u32) -> Self {
        Self(Duration::days(days as i64))
    }

    /// A span of whole seconds.
    #[must_use]
    pub const fn seconds(seconds: u32) -> Self {
        Self(Duration::seconds(seconds as i64))
    }

    /// The span as a duration.
    #[must_use]
    pub const fn duration(self) -> Duration {
        self.0
    }
}

impl FromStr for Span {
    type Err = SpanError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let unit = &text[digits.len()..];
        let seconds = UNITS
            .iter()
            .find(|(name, _)| *name == unit)
            .and_then(|(_, seconds)| digits.parse::<u32>().ok().map(|n| i64::from(n) * seconds))
            .ok_or_else(|| SpanError::Malformed(text.to_owned()))?;
        if seconds > MAX_SECONDS {
            return Err(SpanError::TooLong(text.to_owned()));
        }
        Ok(Self(Duration::seconds(seconds)))
    }
}

impl fmt::Display for Span {
    /// The largest unit that divides the span, years left out since nobody counts on 365 days.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.whole_seconds();
        let (unit, length) = UNITS[..4]
            .iter()
            .rev()
            .find(|(_, length)| seconds % length == 0 && seconds >= *length)
            .unwrap_or(&UNITS[0]);
        write!(f, "{}{unit}", seconds / length)
    }
}

/// Why a text is not a length of time.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SpanError {
    /// Not a whole number and a unit.
    #[error("\"{0}\" is not a length of time; write a whole number and s, m, h, d, w or y, as in {example} or 12h", example = in_days(.0))]
    Malformed(String),
    /// Beyond what a certificate's dates can hold.
    #[error("\"{0}\" is longer than a certificate's dates can reach")]
    TooLong(String),
}

/// A number without its unit most often means days.
fn in_days(text: &str) -> String {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { format!("{text}d") } else { "90d".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_with_their_unit_and_shown_with_the_largest_that_divides() {
        for (text, shown) in [("90d", "90d"), ("48h", "2d"), ("90m", "90m"), ("0s", "0s"), ("2w", "14d")] {
            assert_eq!(text.parse::<Span>().map(|span| span.to_string()), Ok(shown.to_owned()));
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["", "d", "90", "-1d", "1.5d", "90 d", "90x", "9d9"] {
            assert!(matches!(text.parse::<Span>(), Err(SpanError::Malformed(_))), "{text}");
        }
        assert!(matches!("99999y".parse::<Span>(), Err(SpanError::TooLong(_))));
    }
}
