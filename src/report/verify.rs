//! What `devcert verify` found, for people and for machines.

mod around;
mod fix;
mod scene;

use std::fmt::Write as _;

use serde::Serialize;

use super::color::Mark;
use super::sanitize::sanitize;
use super::sentence::counted;
use devcert::model::san::San;
use devcert::pki::path::Purpose;
use devcert::pki::verify::{Check, Status, Verification};

pub use around::{Around, IssuerFile, Options, OwnCa, Server};
pub(super) use fix::trust;
pub use fix::{Advice, Fix, FixKind};
pub use scene::{Paths, Scene};

/// Labels longer than this do not push the text of the others to the right.
const LABEL_MAX: usize = 40;

/// One line a check, below it what mends it, and the verdict last.
#[must_use]
pub fn render_text(verification: &Verification, scene: &Scene<'_>) -> String {
    let checks: Vec<_> = verification.checks.iter().collect();
    lines(&checks, scene.paths, scene) + &verdict(verification) + "\n"
}

/// One line a check, below it what mends it; the files are called as `labels` has them.
pub(super) fn lines(checks: &[&Check], labels: &Paths<'_>, scene: &Scene<'_>) -> String {
    let lines = merged(checks, labels, |check| advice(check, scene));
    let width = lines.iter().map(|line| line.label.chars().count()).filter(|width| *width <= LABEL_MAX);
    let width = width.max().unwrap_or(0);
    let mut shown: Vec<String> = Vec::new();
    let mut text = String::new();
    for line in &lines {
        // Writing to a `String` does not fail.
        let _ = writeln!(text, "{}  {:<width$}  {}", mark(line.status).colorized(), line.label, line.text);
        if let Some(advice) = line.advice.as_ref().filter(|advice| !shown.contains(advice)) {
            let _ = writeln!(text, "      {advice}");
            shown.push(advice.clone());
        }
    }
    text
}

/// A check made ready to print.
struct Line {
    status: Status,
    label: String,
    text: String,
    advice: Option<String>,
}

/// The checks as lines; those that were skipped for one reason share theirs.
fn merged(checks: &[&Check], paths: &Paths<'_>, advice: impl Fn(&Check) -> Option<String>) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for check in checks {
        let label = sanitize(&label(check, paths)).into_owned();
        let text = sanitize(&check.text).into_owned();
        match lines.last_mut() {
            Some(last)
                if check.status == Status::Skip && last.status == Status::Skip && last.text == text =>
            {
                last.label.push_str(", ");
                last.label.push_str(&label);
            }
            _ => lines.push(Line { status: check.status, label, text, advice: advice(check) }),
        }
    }
    lines
}

fn advice(check: &Check, scene: &Scene<'_>) -> Option<String> {
    Some(match Advice::new(check.remedy.as_ref()?, scene)? {
        Advice::Fix(fix) => format!("fix: {}", typed(&fix)),
        Advice::Note(note) => format!("note: {}", sanitize(&note)),
    })
}

/// The command, and what to know about it.
pub(super) fn typed(fix: &Fix) -> String {
    sanitize(&fix.step().to_string()).into_owned()
}

/// What the check is about: a file, the names, or else the question itself.
fn label(check: &Check, paths: &Paths<'_>) -> String {
    match (check.role.and_then(|role| paths.of(role)), check.names.as_slice()) {
        (Some(Paths::STDIN), _) => format!("stdin{}", entry(check)),
        (Some(path), _) => format!("{path}{}", entry(check)),
        (None, []) => check.id.name().to_owned(),
        (None, [name]) => name.value(),
        (None, [first, rest @ ..]) => format!("{} and {} more", first.value(), rest.len()),
    }
}

/// Which certificate in the file, counted as people do.
fn entry(check: &Check) -> String {
    check.entry.map_or_else(String::new, |entry| format!(" #{}", entry + 1))
}

const fn mark(status: Status) -> Mark {
    match status {
        Status::Pass => Mark::Ok,
        Status::Skip => Mark::Skip,
        Status::Warn => Mark::Warn,
        Status::Fail => Mark::Fail,
    }
}

fn verdict(verification: &Verification) -> String {
    let count = |status| verification.checks.iter().filter(|check| check.status == status).count();
    let warnings = counted(count(Status::Warn), "warning");
    if verification.verdict() == Status::Fail {
        return format!("failed: {}, {warnings}", counted(count(Status::Fail), "problem"));
    }
    let with = if count(Status::Warn) == 0 { String::new() } else { format!(" with {warnings}") };
    let names: Vec<_> = verification.accepted_names().map(San::value).collect();
    match (verification.with_key, verification.purpose) {
        (true, Purpose::Server) => {
            let names = sanitize(&names.join(", ")).into_owned();
            format!("passed{with}: a rustls server starts, and a rustls client accepts it as {names}")
        }
        (true, Purpose::Client) => {
            format!("passed{with}: a rustls client starts, and a rustls server accepts its certificate")
        }
        (false, _) => format!("passed{with}; the private key was not checked"),
    }
}

/// The report for machines, described in `docs/json.md`.
#[derive(Debug, Clone, Serialize)]
pub struct Json {
    verdict: &'static str,
    purpose: &'static str,
    key_checked: bool,
    accepted_names: Vec<String>,
    checks: Vec<JsonCheck>,
}

#[derive(Debug, Clone, Serialize)]
struct JsonCheck {
    id: &'static str,
    status: &'static str,
    file: Option<JsonFile>,
    names: Vec<String>,
    providers: Vec<&'static str>,
    tls_versions: Vec<&'static str>,
    message: String,
    fix: Option<Fix>,
    note: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
struct JsonFile {
    role: &'static str,
    path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate: Option<usize>,
}

/// Like [`render_text`], with each check on a line of its own.
#[must_use]
pub fn json(verification: &Verification, scene: &Scene<'_>) -> Json {
    json_labelled(verification, scene.paths, scene)
}

/// The same, with the files called as `labels` has them.
pub(super) fn json_labelled(verification: &Verification, labels: &Paths<'_>, scene: &Scene<'_>) -> Json {
    Json {
        verdict: json_word(verification.verdict()),
        purpose: match verification.purpose {
            Purpose::Server => "server",
            Purpose::Client => "client",
        },
        key_checked: verification.with_key,
        accepted_names: verification.accepted_names().map(San::to_string).collect(),
        checks: verification.checks.iter().map(|check| json_check(check, labels, scene)).collect(),
    }
}

fn json_check(check: &Check, paths: &Paths<'_>, scene: &Scene<'_>) -> JsonCheck {
    let advice = check.remedy.as_ref().and_then(|remedy| Advice::new(remedy, scene));
    let (fix, note) = advice.map_or_else(Default::default, Advice::parts);
    JsonCheck {
        id: check.id.name(),
        status: json_word(check.status),
        file: check.role.map(|role| JsonFile {
            role: role.name(),
            path: paths.of(role).map(str::to_owned),
            certificate: check.entry.map(|entry| entry + 1),
        }),
        names: check.names.iter().map(San::to_string).collect(),
        providers: check.providers.iter().map(|provider| provider.name()).collect(),
        tls_versions: check.versions.iter().map(|version| version.number()).collect(),
        message: sanitize(&check.text).into_owned(),
        fix,
        note,
    }
}

const fn json_word(status: Status) -> &'static str {
    match status {
        Status::Pass => "pass",
        Status::Skip => "skip",
        Status::Warn => "warn",
        Status::Fail => "fail",
    }
}

#[cfg(test)]
mod tests;
