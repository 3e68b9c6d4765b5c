//! A table with a timeline, for people.

use std::borrow::Cow;
use std::fmt::Write as _;

use time::OffsetDateTime;

use super::{PassedOver, ScanReport, name, shown};
use crate::report::color::Mark;
use crate::report::sanitize::sanitize;
use crate::report::wrap::shortened;
use devcert::encoding::certificate::Certificate;
use devcert::model::validity::days_between;
use devcert::pki::expiry::{Entry, ExpiryStatus};

/// How long the timeline is between a certificate's first and last moment.
const CELLS: usize = 16;

/// What is left of 80 columns for the name.
const NAME: usize = 32;

/// As many lines on what was passed over as a screen takes.
const PASSED_OVER: usize = 20;

const HEADER: &str = "      expires       left  lifetime used         certificate\n";

/// Two lines or more a certificate: its standing, its last moment, how far off that is, where now lies
/// between its dates, its names; then its places. What was passed over and the summary come last.
///
/// On a terminal, names are shortened so that a row fits.
#[must_use]
pub fn table(survey: &ScanReport, on_terminal: bool) -> String {
    let mut text = String::new();
    if !survey.inventory.entries.is_empty() {
        text.push_str(HEADER);
    }
    for entry in &survey.inventory.entries {
        row(&mut text, entry, survey.inventory.window.now, on_terminal);
    }
    passed_over(&mut text, &survey.passed_over());
    text + &survey.summary() + "\n"
}

fn row(text: &mut String, entry: &Entry, now: OffsetDateTime, on_terminal: bool) {
    let end = entry.certificate.not_after();
    let name = name(entry);
    let name = sanitize(&name);
    let name = if on_terminal { shortened(&name, NAME) } else { Cow::Borrowed(&*name) };
    // Writing to a `String` does not fail, here and below.
    let _ = writeln!(
        text,
        "{}  {}  {:>6}  {}  {name}",
        mark(entry.standing).colorized(),
        end.date(),
        left(now, end),
        timeline(&entry.certificate, now),
    );
    for place in &entry.places {
        let _ = writeln!(text, "      {}", sanitize(&shown(place)));
    }
}

fn passed_over(text: &mut String, all: &[PassedOver]) {
    for one in all.iter().take(PASSED_OVER) {
        let _ = writeln!(text, "{}  {}", Mark::Skip.colorized(), sanitize(&one.reason));
        if let Some(hint) = &one.hint {
            let _ = writeln!(text, "      hint: {}", sanitize(&hint.to_string()));
        }
    }
    if let Some(more @ 1..) = all.len().checked_sub(PASSED_OVER) {
        let _ = writeln!(text, "{}  and {more} more, which --json lists", Mark::Skip.colorized());
    }
}

const fn mark(standing: ExpiryStatus) -> Mark {
    match standing {
        ExpiryStatus::Expired | ExpiryStatus::Due => Mark::Fail,
        ExpiryStatus::NotYetValid => Mark::Warn,
        ExpiryStatus::Good => Mark::Ok,
    }
}

/// Days; short of two of them hours, and where they are too many for the column years.
fn left(now: OffsetDateTime, end: OffsetDateTime) -> String {
    match ((end - now).whole_hours(), days_between(now, end)) {
        (hours @ -47..48, _) => format!("{hours}h"),
        (_, days @ -9_999..=99_999) => format!("{days}d"),
        (_, days) => format!("{}y", days / 365),
    }
}

/// `[=====|----------]` with now at the bar; before or behind the brackets when it is not between
/// the dates.
fn timeline(certificate: &Certificate, now: OffsetDateTime) -> String {
    let (start, end) = (certificate.not_before(), certificate.not_after());
    let (empty, full) = ("-".repeat(CELLS), "=".repeat(CELLS));
    if now > end {
        return format!(" [{full}]|");
    }
    if now < start {
        return format!("|[{empty}] ");
    }
    let (passed, whole) = ((now - start).whole_seconds(), (end - start).whole_seconds().max(1));
    let cells = i64::try_from(CELLS).unwrap_or(i64::MAX);
    let passed = usize::try_from(passed.saturating_mul(cells) / whole).unwrap_or(CELLS).min(CELLS - 1);
    format!(" [{}|{}] ", &full[..passed], &empty[passed + 1..])
}
