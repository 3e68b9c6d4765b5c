//! Annotations on files, as GitHub's runners read them from a step's output.

use std::path::Path;

use super::{ScanReport, all_shown, message, title};
use crate::report::sanitize::sanitize;
use devcert::pki::expiry::{Entry, ExpiryStatus};

/// A line a certificate that is not good, and a line for each file that was passed over.
#[must_use]
pub fn github(survey: &ScanReport) -> String {
    let bad = survey.inventory.entries.iter().filter(|entry| entry.standing != ExpiryStatus::Good);
    let certificates = bad.map(|entry| annotation(entry, survey));
    let passed_over = survey.passed_over().into_iter().map(|one| {
        let hint = one.hint.map_or_else(String::new, |hint| format!("; {hint}"));
        let (level, title) = match (one.fails, survey.is_server(Path::new(&one.path))) {
            (true, true) => ("error", "Server unreachable"),
            (true, false) => ("error", "Certificate unreadable"),
            (false, true) => ("warning", "Server skipped"),
            (false, false) => ("warning", "File skipped"),
        };
        command(level, &file(&one.path, None, survey), title, &(one.reason + &hint))
    });
    certificates.chain(passed_over).collect()
}

fn annotation(entry: &Entry, survey: &ScanReport) -> String {
    let level = if entry.standing.is_due() { "error" } else { "warning" };
    let (place, others) = entry.places.split_first().map_or((None, &[][..]), |(one, rest)| (Some(one), rest));
    let also = match others {
        [] => String::new(),
        others => format!("; also in {}", all_shown(others)),
    };
    let path = place.map(|place| place.path.display().to_string()).unwrap_or_default();
    let line = place.and_then(|place| place.spot.line);
    let at = if survey.is_server(Path::new(&path)) { format!("{path}: ") } else { String::new() };
    let text = at + &message(entry, survey.inventory.window.now) + &also;
    command(level, &file(&path, line, survey), title(entry.standing), &text)
}

/// The parameter for a file and a line in it; nothing for a server.
fn file(path: &str, line: Option<usize>, survey: &ScanReport) -> String {
    if survey.is_server(Path::new(path)) {
        return String::new();
    }
    let line = line.map_or_else(String::new, |line| format!(",line={line}"));
    // GitHub shows the annotation in the file of this path, which has slashes there on Windows too.
    let path = if cfg!(windows) { path.replace('\\', "/") } else { path.to_owned() };
    format!("file={}{line},", property(&sanitize(&path)))
}

/// A workflow command; what others have written must not end its line or begin another parameter.
fn command(level: &str, file: &str, title: &str, text: &str) -> String {
    format!("::{level} {file}title={}::{}\n", property(title), data(&sanitize(text)))
}

/// As the runner takes it apart: `escapeData` of its toolkit.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// `escapeProperty`
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
