//! Annotations on files, as GitHub's runners read them from a step's output.

use super::{Survey, all_shown, message, title};
use crate::report::sanitize::sanitize;
use devcert::pki::expiry::{Entry, Standing};

/// A line a certificate that is not good, and a line for each file that was passed over.
#[must_use]
pub fn github(survey: &Survey) -> String {
    let bad = survey.roll.entries.iter().filter(|entry| entry.standing != Standing::Good);
    let certificates = bad.map(|entry| annotation(entry, survey));
    let passed_over = survey.passed_over().into_iter().map(|one| {
        let hint = one.hint.map_or_else(String::new, |hint| format!("; {hint}"));
        let (level, title) =
            if one.fails { ("error", "Certificate unreadable") } else { ("warning", "File passed over") };
        command(level, &one.path, None, title, &(one.reason + &hint))
    });
    certificates.chain(passed_over).collect()
}

fn annotation(entry: &Entry, survey: &Survey) -> String {
    let level = if entry.standing.is_due() { "error" } else { "warning" };
    let (place, others) = entry.places.split_first().map_or((None, &[][..]), |(one, rest)| (Some(one), rest));
    let also = match others {
        [] => String::new(),
        others => format!("; also in {}", all_shown(others)),
    };
    let path = place.map(|place| place.path.display().to_string()).unwrap_or_default();
    let line = place.and_then(|place| place.spot.line);
    let text = message(entry, survey.roll.window.now) + &also;
    command(level, &path, line, title(entry.standing), &text)
}

/// A workflow command; what others have written must not end its line or begin another parameter.
fn command(level: &str, path: &str, line: Option<usize>, title: &str, text: &str) -> String {
    let line = line.map_or_else(String::new, |line| format!(",line={line}"));
    let (path, text) = (sanitize(path), sanitize(text));
    format!("::{level} file={}{line},title={}::{}\n", property(&path), property(title), data(&text))
}

/// As the runner takes it apart: `escapeData` of its toolkit.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// `escapeProperty`
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
