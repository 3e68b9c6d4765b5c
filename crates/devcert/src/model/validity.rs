//! From when until when a certificate holds.

use std::str::FromStr;

use thiserror::Error;
use time::format_description::StaticFormatDescription;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{Date, Duration, OffsetDateTime};

use super::span::Span;

/// How far before now a certificate starts: a client whose clock is behind refuses one that
/// starts now, which is what openssl, mkcert and certtool make.
pub const BACKDATE: Duration = Duration::hours(1);

/// The longest that Apple's systems accept a server certificate of any CA, one that the user added
/// included (<https://support.apple.com/103769>, formerly HT210176).
pub const APPLE_SERVER_DAYS_MAX: i64 = 825;
/// The longest that a public CA may issue for (CA/Browser Forum Baseline Requirements 6.3.2, until
/// March 2026); browsers hold no other CA to it.
pub const PUBLIC_CA_DAYS_MAX: i64 = 398;

/// The last second that an X.509 date can name (RFC 5280, 4.1.2.5).
const LAST_YEAR: i32 = 9999;

/// The dates of a certificate, both included, in whole seconds of UTC (RFC 5280, 4.1.2.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    not_before: OffsetDateTime,
    not_after: OffsetDateTime,
}

impl Validity {
    /// From `not_before` until `not_after`; refused when it ends before it starts.
    pub fn between(not_before: OffsetDateTime, not_after: OffsetDateTime) -> Result<Self, ValidityError> {
        if not_after < not_before {
            return Err(ValidityError::EndsBeforeStart { not_before, not_after });
        }
        if not_before.year() < 1950 {
            return Err(ValidityError::BeforeX509(not_before));
        }
        Ok(Self { not_before: whole_seconds(not_before), not_after: whole_seconds(not_after) })
    }

    /// `span` in total, both ends included, starting [`backdate`] before `now`.
    pub fn for_duration(now: OffsetDateTime, span: Span) -> Result<Self, ValidityError> {
        Self::starting(now - backdate(span.duration()), span)
    }

    /// `span` in total from `not_before` on, both ends included, as Apple and the CA/Browser Forum count.
    pub fn starting(not_before: OffsetDateTime, span: Span) -> Result<Self, ValidityError> {
        if span.duration().is_zero() {
            return Err(ValidityError::Nothing);
        }
        let not_after = not_before
            .checked_add(span.duration() - Duration::SECOND)
            .filter(|end| end.year() <= LAST_YEAR)
            .ok_or(ValidityError::TooLong(span))?;
        Self::between(not_before, not_after)
    }

    /// The first moment.
    #[must_use]
    pub const fn not_before(&self) -> OffsetDateTime {
        self.not_before
    }

    /// The last moment.
    #[must_use]
    pub const fn not_after(&self) -> OffsetDateTime {
        self.not_after
    }

    /// How long the certificate holds, both ends included, as Apple and the CA/Browser Forum count.
    #[must_use]
    pub fn length(&self) -> Duration {
        self.not_after - self.not_before + Duration::SECOND
    }
}

/// A moment as people type it: `2026-12-31` (its start, in UTC) or `2026-12-31T23:59:59Z` (RFC 3339).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment(pub OffsetDateTime);

impl FromStr for Moment {
    type Err = ValidityError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let midnight = || Date::parse(text, DATE).ok().map(|date| date.midnight().assume_utc());
        OffsetDateTime::parse(text, &Rfc3339)
            .ok()
            .or_else(midnight)
            .map(Self)
            .ok_or_else(|| ValidityError::NotAMoment(text.to_owned()))
    }
}

/// `2026-12-31`
const DATE: StaticFormatDescription = format_description!("[year]-[month]-[day]");

fn whole_seconds(moment: OffsetDateTime) -> OffsetDateTime {
    moment.to_offset(time::UtcOffset::UTC).truncate_to_second()
}

/// `2026-12-31 23:59:59 UTC`
const SECOND: StaticFormatDescription =
    format_description!("[year]-[month]-[day] [hour]:[minute]:[second] UTC");

/// A moment as it can be typed, without fractions of a second: `2026-12-31T23:59:59Z`.
#[must_use]
pub fn shown(moment: &OffsetDateTime) -> String {
    rfc3339(whole_seconds(*moment)).unwrap_or_else(|| moment.to_string())
}

/// A moment for programs (RFC 3339), fractions of a second included; `None` beyond the year 9999.
#[must_use]
pub fn rfc3339(moment: OffsetDateTime) -> Option<String> {
    moment.format(&Rfc3339).ok()
}

/// A moment for people, in UTC and to the second: `2026-12-31 23:59:59 UTC`.
#[must_use]
pub fn second(moment: OffsetDateTime) -> String {
    let utc = moment.to_offset(time::UtcOffset::UTC);
    utc.format(SECOND).unwrap_or_else(|_| utc.date().to_string())
}

/// A moment for people, to the day: `2026-12-31`.
#[must_use]
pub fn day(moment: OffsetDateTime) -> String {
    moment.format(&DATE).unwrap_or_else(|_| moment.to_string())
}

/// How long before now a certificate of this length starts: [`BACKDATE`], or a tenth of a length under
/// ten hours, so that most of it is left. In whole seconds, as certificates count.
#[must_use]
pub fn backdate(length: Duration) -> Duration {
    Duration::seconds(BACKDATE.min(length / 10).whole_seconds())
}

/// The time from `from` until `to` in days, rounded to the nearest; negative when `to` is earlier.
/// A certificate of 365 days has 365 days left when it has just been created, one hour backdated.
#[must_use]
pub fn days_between(from: OffsetDateTime, to: OffsetDateTime) -> i64 {
    const HALF: Duration = Duration::hours(12);
    let time = to - from;
    let rounded = if time.is_negative() { time.saturating_sub(HALF) } else { time.saturating_add(HALF) };
    rounded.whole_days()
}

/// Why dates cannot stand in a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ValidityError {
    /// A length of nothing.
    #[error("the lifetime must be longer than zero (default: 365 days)")]
    Nothing,
    /// The end lies beyond the year 9999.
    #[error(
        "a certificate valid for {0} would expire after the year 9999, the last one that a certificate can contain"
    )]
    TooLong(Span),
    /// Not a date.
    #[error("\"{0}\" is not a date; write it as 2026-12-31 or 2026-12-31T23:59:59Z")]
    NotAMoment(String),
    /// not-after before not-before.
    #[error(
        "the certificate would expire on {}, before it becomes valid on {}",
        shown(not_after),
        shown(not_before)
    )]
    EndsBeforeStart {
        /// The start asked for.
        not_before: OffsetDateTime,
        /// The end asked for.
        not_after: OffsetDateTime,
    },
    /// Before the first date that is in use.
    #[error("{} lies before 1950, the first year that a certificate can name", shown(.0))]
    BeforeX509(OffsetDateTime),
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn a_certificate_starts_one_hour_ago_and_lasts_the_span_in_total() {
        let validity = Validity::for_duration(datetime!(2030-01-01 00:00:00.5 UTC), Span::days(365)).unwrap();
        assert_eq!(validity.not_before(), datetime!(2029-12-31 23:00 UTC));
        assert_eq!(validity.not_after(), datetime!(2030-12-31 22:59:59 UTC));
        assert_eq!(validity.length(), Duration::days(365));
    }

    #[test]
    fn a_short_certificate_is_valid_for_most_of_its_span() {
        let now = datetime!(2030-01-01 00:00 UTC);
        for (span, backdate) in [("10h", 3_600), ("1h", 360), ("30m", 180), ("1s", 0)] {
            let span: Span = span.parse().unwrap();
            let validity = Validity::for_duration(now, span).unwrap();
            assert_eq!(validity.not_before(), now - Duration::seconds(backdate), "{span}");
            assert_eq!(validity.length(), span.duration(), "{span}");
        }
    }

    #[test]
    fn days_are_rounded_to_the_nearest() {
        let now = datetime!(2030-01-01 00:00 UTC);
        for (hours, days) in [(365 * 24 - 1, 365), (36, 2), (35, 1), (11, 0), (-11, 0), (-13, -1)] {
            assert_eq!(days_between(now, now + Duration::hours(hours)), days, "{hours}");
        }
    }

    #[test]
    fn a_moment_is_a_date_or_a_time_of_rfc_3339() {
        assert_eq!("2026-12-31".parse(), Ok(Moment(datetime!(2026-12-31 00:00 UTC))));
        assert_eq!("2026-12-31T01:02:03Z".parse(), Ok(Moment(datetime!(2026-12-31 01:02:03 UTC))));
        assert!(matches!("31.12.2026".parse::<Moment>(), Err(ValidityError::NotAMoment(_))));
    }

    #[test]
    fn a_span_of_nothing_and_one_beyond_the_year_9999_are_refused() {
        let now = datetime!(2030-01-01 00:00 UTC);
        assert_eq!(Validity::for_duration(now, Span::days(0)), Err(ValidityError::Nothing));
        assert!(matches!(Validity::for_duration(now, Span::days(3_640_000)), Err(ValidityError::TooLong(_))));
    }
}
