//! The certificates that a CA has issued, as a table for people.

use std::borrow::Cow;
use std::fmt::Write as _;

use time::OffsetDateTime;

use super::sanitize::sanitize;
use super::sentence::expiry;
use super::wrap::shortened;
use crate::ca::ledger::{Entry, Issued};
use devcert::model::validity::day;

const HEADER: &str = "status   issued      expires               profile       names\n";

/// What is left of 80 columns for the names.
const NAMES: usize = 23;

/// Two lines a certificate: status, dates, profile and names; then the serial number that `revoke` accepts, and when
/// and why it was revoked. Empty when there are none.
///
/// On a terminal, names are shortened so that a row fits 80 columns.
pub fn table<'a>(entries: impl Iterator<Item = Entry<'a>>, now: OffsetDateTime, on_terminal: bool) -> String {
    let mut text = String::new();
    for entry in entries {
        if text.is_empty() {
            text.push_str(HEADER);
        }
        row(&mut text, &entry, now, on_terminal);
    }
    text
}

fn row(text: &mut String, entry: &Entry<'_>, now: OffsetDateTime, on_terminal: bool) {
    let Issued { at, not_before, not_after, profile, serial, .. } = entry.issued;
    let names = names(entry.issued);
    let names = sanitize(&names);
    let names = if on_terminal { shortened(&names, NAMES) } else { Cow::Borrowed(&*names) };
    // Memory takes every write.
    let _ = writeln!(
        text,
        "{:<7}  {}  {:<20}  {profile:<12}  {names}",
        entry.status(now),
        day(*at),
        expiry(*not_before, *not_after),
    );
    let _ = writeln!(text, "         {serial}");
    if let Some(revoked) = entry.revoked {
        let _ = writeln!(text, "         revoked {} ({})", day(revoked.at), revoked.reason);
    }
}

/// The names without their types, or the subject where there are none.
fn names(issued: &Issued) -> String {
    let bare = |name: &String| name.split_once(':').map_or(name.clone(), |(_, bare)| bare.to_owned());
    match issued.names.is_empty() {
        true => issued.subject.clone(),
        false => issued.names.iter().map(bare).collect::<Vec<_>>().join(", "),
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::ca::ledger::{Event, Ledger};

    const ISSUED: &str = r#"{"event":"issued","issued_at":"2026-11-29T00:00:00Z","serial":"7E:F1:88:3C:C1:7A:14:6C:AE:14:4B:B4:60:65:C6:EC:78:D9:34:B0","subject":"","names":["DNS:a-rather-long-name.example.test","IP:127.0.0.1"],"not_before":"2026-11-29T00:00:00Z","not_after":"2026-11-30T00:00:00Z","profile":"webtransport","key":"EC P-256","sha256":""}"#;

    #[test]
    fn rows_fit_80_columns_on_a_terminal_and_are_whole_elsewhere() {
        let mut ledger = Ledger::default();
        ledger.add(Event::read(ISSUED.as_bytes()).unwrap());
        let now = datetime!(2026-11-29 12:00 UTC);
        let on_terminal = table(ledger.entries(), now, true);
        assert!(on_terminal.lines().all(|line| line.chars().count() <= 80), "{on_terminal}");
        assert!(on_terminal.lines().nth(1).unwrap().ends_with('…'));
        let whole = table(ledger.entries(), now, false);
        assert!(whole.contains("a-rather-long-name.example.test, 127.0.0.1\n"), "{whole}");
    }
}
