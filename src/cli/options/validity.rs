//! From when until when.

use clap::Args;
use thiserror::Error;
use time::OffsetDateTime;

use devcert::model::span::Span;
use devcert::model::validity::{BACKDATE, Moment, Validity, ValidityError};

/// From when until when.
#[derive(Debug, Args)]
#[command(next_help_heading = "Validity")]
pub(crate) struct ValidityArgs {
    /// Days until the certificate expires, counted from one hour ago or --not-before [default: 365]
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = days)]
    days: Option<Span>,
    #[command(flatten)]
    dates: DateArgs,
}

/// The same for a CA.
#[derive(Debug, Args)]
#[command(next_help_heading = "Validity")]
pub(crate) struct CaValidityArgs {
    /// Days until the certificate expires, counted from one hour ago or --not-before [default: 3650]
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = days)]
    days: Option<Span>,
    #[command(flatten)]
    dates: DateArgs,
}

/// What may stand instead of a number of days, and beside it.
#[derive(Debug, Args)]
struct DateArgs {
    /// Lifetime with a unit: 90d, 12h, 2w, 1y (instead of --days)
    #[arg(
        long = "valid-for",
        alias = "for",
        value_name = "DURATION",
        allow_hyphen_values = true,
        conflicts_with = "days"
    )]
    span: Option<Span>,
    /// Start of validity: 2026-12-31 or 2026-12-31T23:59:59Z [default: one hour ago]
    #[arg(long, value_name = "DATE")]
    not_before: Option<Moment>,
    /// Expiry date: 2026-12-31 or 2026-12-31T23:59:59Z
    #[arg(long, value_name = "DATE", conflicts_with_all = ["days", "span"])]
    not_after: Option<Moment>,
}

/// For how long instead of for as long as before.
#[derive(Debug, Args)]
#[command(next_help_heading = "Validity")]
pub(crate) struct LifetimeArgs {
    /// Days until the new certificate expires [default: the lifetime of the old one]
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = days)]
    days: Option<Span>,
    /// Lifetime with a unit: 90d, 12h, 2w, 1y (instead of --days)
    #[arg(long, value_name = "DURATION", allow_hyphen_values = true, conflicts_with = "days")]
    valid_for: Option<Span>,
}

impl LifetimeArgs {
    /// The lifetime that an option sets.
    pub(crate) fn lifetime(&self) -> Option<Span> {
        self.days.or(self.valid_for)
    }
}

/// How long a certificate is valid unless an option sets it.
const DEFAULT: Span = Span::days(365);

impl ValidityArgs {
    /// The dates of a certificate that is made now.
    pub(crate) fn validity(&self, now: OffsetDateTime) -> Result<Validity, ValidityError> {
        self.dates.validity(self.days.unwrap_or(DEFAULT), now)
    }

    /// Whether an option sets when the certificate expires.
    pub(crate) const fn sets_expiry(&self) -> bool {
        self.days.is_some() || self.dates.span.is_some() || self.dates.not_after.is_some()
    }
}

impl CaValidityArgs {
    /// The dates of a certificate that is made now, for so long unless something else was asked for.
    pub(crate) fn validity(&self, usual: Span, now: OffsetDateTime) -> Result<Validity, ValidityError> {
        self.dates.validity(self.days.unwrap_or(usual), now)
    }
}

impl DateArgs {
    fn validity(&self, days: Span, now: OffsetDateTime) -> Result<Validity, ValidityError> {
        let span = self.span.unwrap_or(days);
        match (self.not_before, self.not_after) {
            (None, None) => Validity::for_duration(now, span),
            (start, Some(end)) => Validity::between(start.map_or(now - BACKDATE, |start| start.0), end.0),
            (Some(start), None) => Validity::starting(start.0, span),
        }
    }
}

/// Why a text is not a number of days.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum DaysError {
    /// Not a number.
    #[error("\"{}\" is not a number of days; write 90, or use --valid-for with a unit, as in --valid-for 12h", .0.escape_debug())]
    NotANumber(String),
    /// A length of time.
    #[error("\"{0}\" is a duration, not a number of days; use --valid-for")]
    Span(String),
    /// Fewer than none.
    #[error("a certificate cannot expire before it becomes valid")]
    Negative(i64),
    /// None at all.
    #[error(transparent)]
    Nothing(ValidityError),
    /// More than any certificate can have.
    #[error("certificate dates cannot be later than the year 9999")]
    TooMany,
}

fn days(text: &str) -> Result<Span, DaysError> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(match text.parse::<Span>() {
            Ok(_) => DaysError::Span(text.to_owned()),
            Err(_) => DaysError::NotANumber(text.to_owned()),
        });
    }
    if digits.len() < text.len() {
        return Err(digits
            .parse::<u32>()
            .map_or(DaysError::TooMany, |days| DaysError::Negative(days.into())));
    }
    match text.parse::<u32>() {
        Ok(0) => Err(DaysError::Nothing(ValidityError::Nothing)),
        Ok(days) => Ok(Span::days(days)),
        Err(_) => Err(DaysError::TooMany),
    }
}
