//! The two renderings of what a command has done.

use std::io;

use serde::Serialize;

use super::build::this_build;
use super::next_step::NextStep;
use super::outcome::{JSON_VERSION, Json, Outcome, Report};
use super::ui::Ui;
use crate::host::stdio;
use devcert::model::control_chars::escaped_json;

/// Prints what a command hands back on standard output. Whoever closes that before the end, like `head`,
/// has seen enough.
pub fn outcome(ui: Ui, outcome: &Outcome) -> io::Result<()> {
    seen_enough(printed(ui, &outcome.report))
}

/// Prints clap's help, or the version. A reader that has gone has seen enough.
///
/// # Errors
///
/// When the stream does not accept it.
pub fn help(help: &clap::Error) -> io::Result<()> {
    let printed = if help.use_stderr() { Ok(()) } else { stdio::check_stdout() }.and_then(|()| help.print());
    seen_enough(printed)
}

/// Prints what this program was built from, as JSON.
///
/// # Errors
///
/// When standard output does not accept it.
pub fn build(ui: Ui) -> io::Result<()> {
    seen_enough(json(ui, &this_build()))
}

fn seen_enough(printed: io::Result<()>) -> io::Result<()> {
    match printed {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        done => done,
    }
}

fn printed(ui: Ui, report: &Report) -> io::Result<()> {
    match report {
        Report::Files(files) if ui.json => json(ui, files),
        Report::Files(_) => Ok(()),
        Report::Findings(found) if ui.json => json(ui, found.json.as_ref()),
        Report::Findings(found) if found.is_check_report && ui.quiet => Ok(()),
        Report::Findings(found) => ui.text(&found.text),
        Report::Text(text) => ui.data(text.as_bytes()),
    }
}

/// Says why a command could not do its work; as JSON too where that is asked for.
pub fn failure(ui: Ui, message: &str, hints: &[NextStep]) {
    ui.error(message);
    for hint in hints {
        ui.hint(hint);
    }
    if ui.json {
        // The message stands on standard error already, should this fail.
        let _ = json(ui, &Failure { version: JSON_VERSION, error: message, hints });
    }
}

/// The JSON of an error.
#[derive(Debug, Serialize)]
struct Failure<'a> {
    version: u32,
    error: &'a str,
    hints: &'a [NextStep],
}

fn json(ui: Ui, value: &dyn Json) -> io::Result<()> {
    let text = value.pretty()?;
    let text = String::from_utf8_lossy(&text);
    ui.json(&format!("{}\n", escaped_json(&text)))
}
