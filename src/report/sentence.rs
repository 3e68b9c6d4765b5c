//! Sentences that are put together.

use std::fmt::Display;

use devcert::encoding::certificate::Certificate;
use devcert::model::san::San;

/// What was found at `place`: "it is …" follows the place directly, any other sentence behind a colon.
#[must_use]
pub fn about(place: &str, sentence: impl Display) -> String {
    let sentence = sentence.to_string();
    match sentence.strip_prefix("it ") {
        Some(rest) => format!("{place} {rest}"),
        None => format!("{place}: {sentence}"),
    }
}

/// `1 fault`, `2 faults`.
#[must_use]
pub fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

/// Names for people: `localhost, 127.0.0.1 and ::1`.
#[must_use]
pub fn listed(names: &[San]) -> String {
    let names: Vec<_> = names.iter().map(San::bare).collect();
    match names.as_slice() {
        [] => "no name at all".to_owned(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

/// For whom a certificate is: its names, or its subject where it has none.
#[must_use]
pub fn whom(certificate: &Certificate) -> String {
    match certificate.names() {
        [] => certificate.subject().to_string(),
        names => listed(names),
    }
}

/// How far off something is, as in `in 3 days` and `5 hours ago`; short of two days in hours.
#[must_use]
pub fn from_now(distance: time::Duration) -> String {
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
    use time::Duration;

    #[test]
    fn a_distance_is_told_in_the_unit_that_says_something() {
        for (distance, told) in [
            (Duration::days(30), "in 30 days"),
            (Duration::hours(-47), "47 hours ago"),
            (Duration::minutes(61), "in 1 hour"),
            (Duration::seconds(-1), "less than an hour ago"),
        ] {
            assert_eq!(from_now(distance), told);
        }
    }
}
