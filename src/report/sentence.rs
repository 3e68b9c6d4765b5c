//! Sentences that are put together.

use std::fmt::Display;

use super::ui::Ui;
use devcert::encoding::certificate::Certificate;
use devcert::model::san::San;
use devcert::model::validity::day;
use time::macros::format_description;
use time::{Duration, OffsetDateTime, UtcOffset};

/// How many names of a long list are written on a terminal.
const FOLDED: usize = 6;

/// What was found at `place`: `PATH: predicate`.
#[must_use]
pub fn about(place: &str, predicate: impl Display) -> String {
    format!("{place}: {predicate}")
}

/// When a certificate expires: `2027-11-28`, or `2026-11-28 23:52 UTC` where it is valid for less than a week.
#[must_use]
pub fn expiry(not_before: OffsetDateTime, not_after: OffsetDateTime) -> String {
    match not_after - not_before < Duration::WEEK {
        true => minute(not_after),
        false => day(not_after),
    }
}

/// The date and time of a moment, in UTC, without its seconds.
fn minute(moment: OffsetDateTime) -> String {
    let format = format_description!("[year]-[month]-[day] [hour]:[minute] UTC");
    moment.to_offset(UtcOffset::UTC).format(format).unwrap_or_else(|_| day(moment))
}

/// `1 problem`, `2 problems`.
#[must_use]
pub fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

/// Names for people: `localhost, 127.0.0.1 and ::1`.
#[must_use]
pub fn listed(names: &[San]) -> String {
    let names: Vec<_> = names.iter().map(San::value).collect();
    match names.as_slice() {
        [] => "no names".to_owned(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

/// The same, on a terminal with a number instead of what follows the first names of a long list.
#[must_use]
pub fn folded(names: &[San], ui: Ui) -> String {
    match names.split_at_checked(FOLDED) {
        Some((first, rest)) if ui.folds() && rest.len() > 1 => {
            let first: Vec<_> = first.iter().map(San::value).collect();
            format!("{} and {} more", first.join(", "), rest.len())
        }
        _ => listed(names),
    }
}

/// For whom a certificate is: its names, or its subject where it has none.
#[must_use]
pub fn subject_label(certificate: &Certificate) -> String {
    match certificate.names() {
        [] => certificate.subject().to_string(),
        names => listed(names),
    }
}

/// How far off something is, as in `in 3 days` and `5 hours ago`; short of two days in hours.
#[must_use]
pub fn from_now(distance: Duration) -> String {
    let hours = usize::try_from(distance.whole_hours().unsigned_abs()).unwrap_or(usize::MAX);
    let span = match hours {
        0 => "less than an hour".to_owned(),
        1..48 => counted(hours, "hour"),
        _ => counted(hours / 24, "day"),
    };
    if distance.is_negative() { format!("{span} ago") } else { format!("in {span}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn a_short_lifetime_ends_at_a_time_of_day() {
        let start = datetime!(2026-11-28 23:37 UTC);
        assert_eq!(expiry(start, start + Duration::minutes(15)), "2026-11-28 23:52 UTC");
        assert_eq!(expiry(start, start + Duration::days(7)), "2026-12-05");
    }

    #[test]
    fn findings_follow_the_path_and_a_colon() {
        assert_eq!(about("a.crt", "expired"), "a.crt: expired");
    }

    #[test]
    fn a_distance_is_told_in_the_unit_that_says_something() {
        for (distance, failure) in [
            (Duration::days(30), "in 30 days"),
            (Duration::hours(-47), "47 hours ago"),
            (Duration::minutes(61), "in 1 hour"),
            (Duration::seconds(-1), "less than an hour ago"),
        ] {
            assert_eq!(from_now(distance), failure);
        }
    }
}
