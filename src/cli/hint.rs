//! The next step after an error.

use std::ffi::OsString;
use std::iter;
use std::path::{Path, PathBuf};

use clap::Command;
use time::{Date, Duration};

use super::line::{Edit, Line};
use crate::host::{clock, files};
use crate::report::shell::quoted;

/// What to do next: a command to paste, or advice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    step: Step,
    note: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    /// A sentence.
    Advice(String),
    /// A command line.
    Command(String),
    /// The command line that failed, with changes; advice where they cannot be made.
    Again { before: String, edits: Vec<Edit>, otherwise: Option<String> },
    /// What to do about a file that exists, in the options of the command that failed.
    Replace,
    /// Another place, after what else helps, in the options of the command that failed.
    Elsewhere(Option<String>),
    /// Advice, with the option for it where the command that failed has that.
    Option(&'static str, String),
    /// The command line that failed, for a certificate that expired on this day.
    Expired(Date),
    /// The command for a running server, where a file was expected.
    Probe(String),
    /// A new CA in this folder, and the command line that failed with it.
    AnotherCa(String),
    /// Commands, and then the command line that failed.
    Before(Vec<Prior>),
}

/// A command to run before the command line that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Prior {
    /// The command, ready to be pasted.
    pub(crate) command: String,
    /// The option that it has in common with the command line that failed.
    pub(crate) shares: Option<&'static str>,
}

impl Prior {
    fn line(&self, typed: Option<&Line>) -> String {
        let value = self.shares.and_then(|name| Some((name, typed?.value(name)?)));
        match value {
            Some((name, value)) => format!("{} --{name} {}", self.command, quoted(&value)),
            None => self.command.clone(),
        }
    }
}

impl Hint {
    /// A command line, ready to be pasted.
    pub(crate) fn command(line: impl Into<String>) -> Self {
        Self { step: Step::Command(line.into()), note: None }
    }

    /// The command line that failed, with these changes. Nothing is said where they cannot be made.
    pub(crate) const fn again(edits: Vec<Edit>) -> Self {
        Self { step: Step::Again { before: String::new(), edits, otherwise: None }, note: None }
    }

    /// What to do about a file that exists.
    pub(crate) const fn replace() -> Self {
        Self { step: Step::Replace, note: None }
    }

    /// Another place to write to, or before that something else that helps.
    pub(crate) fn elsewhere(before: Option<&str>) -> Self {
        Self { step: Step::Elsewhere(before.map(str::to_owned)), note: None }
    }

    /// Advice to use an option, named without its hyphens.
    pub(crate) fn option(name: &'static str, advice: impl Into<String>) -> Self {
        Self { step: Step::Option(name, advice.into()), note: None }
    }

    /// The command line that failed, for a certificate that expired on this day.
    pub(crate) const fn expired(not_after: Date) -> Self {
        Self { step: Step::Expired(not_after), note: None }
    }

    /// The command for a running server, where a file was expected.
    pub(crate) const fn probe(server: String) -> Self {
        Self { step: Step::Probe(server), note: None }
    }

    /// A new CA in this folder, and the command line that failed with it.
    pub(crate) fn another_ca(folder: &Path) -> Self {
        Self { step: Step::AnotherCa(folder.display().to_string()), note: None }
    }

    /// Commands, and then the command line that failed.
    pub(crate) const fn before(commands: Vec<Prior>) -> Self {
        Self { step: Step::Before(commands), note: None }
    }

    /// The same after another command, which has to succeed.
    #[must_use]
    pub(crate) fn after(mut self, command: impl Into<String>) -> Self {
        if let Step::Again { before, .. } = &mut self.step {
            *before = command.into();
        }
        self
    }

    /// The same, with advice where the changes cannot be made.
    #[must_use]
    pub(crate) fn or(mut self, advice: impl Into<String>) -> Self {
        if let Step::Again { otherwise, .. } = &mut self.step {
            *otherwise = Some(advice.into());
        }
        self
    }

    /// The same with what the command does.
    #[must_use]
    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// What is printed, in one line each, after the command line failed.
    pub(crate) fn lines(&self, typed: Option<&Line>) -> Vec<String> {
        match &self.step {
            Step::Advice(text) | Step::Command(text) => vec![self.noted(text)],
            Step::Again { before, edits, otherwise } => {
                let again = typed.and_then(|line| line.edited(edits)).map(|line| line.pasted());
                let before = if before.is_empty() { String::new() } else { format!("{before} && ") };
                let again = again.map(|line| self.noted(&format!("{before}{line}")));
                again.or_else(|| otherwise.clone()).into_iter().collect()
            }
            Step::Replace => replace(typed),
            Step::Probe(server) => {
                let within = typed.filter(|line| line.has("within"));
                let within = within.map(|line| line.value("within").unwrap_or_else(|| "30d".to_owned()));
                let within =
                    within.map_or_else(String::new, |within| format!(" --within {}", quoted(&within)));
                vec![self.noted(&format!("devcert probe {}{within}", quoted(server)))]
            }
            Step::Before(commands) => vec![before(commands, typed)],
            Step::AnotherCa(folder) => vec![self.noted(&another_ca(folder, typed))],
            Step::Elsewhere(before) => vec![elsewhere(before.as_deref(), typed)],
            Step::Option(name, advice) => match typed.is_some_and(|line| line.has(name)) {
                true => vec![format!("{advice} with --{name}")],
                false => vec![advice.clone()],
            },
            Step::Expired(end) => typed.and_then(|line| expired(line, *end)).into_iter().collect(),
        }
    }

    fn noted(&self, text: &str) -> String {
        match &self.note {
            Some(note) => format!("{text}   ({note})"),
            None => text.to_owned(),
        }
    }
}

/// The ways past a file that exists; those that lose nothing come first.
fn replace(typed: Option<&Line>) -> Vec<String> {
    let keep = typed.and_then(|line| line.edited(&[Edit::Add("--if-needed".to_owned())]));
    let keep = keep.map(|line| format!("{}   (keeps what is still good)", line.pasted()));
    let option = typed.and_then(Line::output_option).unwrap_or("out");
    let what = kind_of(option);
    let force = typed.is_none_or(|line| line.has("force"));
    let add = if force { "add --force to replace it, or name" } else { "name" };
    keep.into_iter().chain([format!("{add} another {what} with --{option}")]).collect()
}

/// What an option for something to write is the name of.
fn kind_of(option: &str) -> &'static str {
    match option.trim_start_matches('-') {
        "dir" | "out-dir" | "ca" => "folder",
        _ => "file",
    }
}

fn before(commands: &[Prior], typed: Option<&Line>) -> String {
    let commands = commands.iter().map(|one| one.line(typed)).collect::<Vec<_>>().join(" && ");
    // What came by standard input is gone.
    match typed.filter(|line| !line.reads_stdin()) {
        Some(line) => format!("{commands} && {}", line.pasted()),
        None => format!("{commands}   (then run this command again)"),
    }
}

fn another_ca(folder: &str, typed: Option<&Line>) -> String {
    let init = format!("devcert ca init --ca {}", quoted(folder));
    // An intermediate needs another parent, and everything else another CA.
    let option = if typed.is_some_and(|line| line.contains("parent")) { "parent" } else { "ca" };
    let again = typed.and_then(|line| line.edited(&[Edit::Set(option, folder.to_owned())]));
    match again {
        Some(line) if option == "ca" && line.command().get_name() == "init" => line.pasted(),
        Some(line) => format!("{init} && {}", line.pasted()),
        None => init,
    }
}

fn elsewhere(before: Option<&str>, typed: Option<&Line>) -> String {
    let known = ["dir", "out", "out-dir", "save", "ca"];
    let options: Vec<_> = known.into_iter().filter(|name| typed.is_some_and(|line| line.has(name))).collect();
    let before = before.map_or_else(String::new, |before| format!("{before}, or "));
    let options: Vec<_> = options.iter().map(|name| format!("--{name}")).collect();
    match options.as_slice() {
        [] => format!("{before}name another place"),
        [one] => format!("{before}name another {} with {one}", kind_of(one)),
        [rest @ .., last] => format!("{before}name another place with {} or {last}", rest.join(", ")),
    }
}

/// A year up to that day. A CA issues nothing for a time before its own, so an expired certificate needs a CA that is older.
fn expired(line: &Line, end: Date) -> Option<String> {
    if line.contains("not-before") {
        return None;
    }
    let start = end.checked_sub(Duration::days(365))?;
    let mut edits: Vec<_> =
        ["days", "for"].into_iter().filter(|name| line.contains(name)).map(Edit::Remove).collect();
    edits.extend([Edit::Set("not-before", start.to_string()), Edit::Set("not-after", end.to_string())]);
    let is_issued = ["issue", "sign"].contains(&line.command().get_name());
    let mut before = String::new();
    if is_issued {
        let folder = free(Path::new("old-ca")).display().to_string();
        before = format!("{} && ", older_ca(&folder, start));
        edits.push(Edit::Set("ca", folder));
    }
    let line = line.edited(&edits)?.pasted();
    Some(format!("{before}{line}   (makes one that has expired)"))
}

/// The command for a CA that is old enough to issue from `start` on, and good for as long as others.
pub(crate) fn older_ca(folder: &str, start: Date) -> String {
    let first = start.previous_day().unwrap_or(start);
    let last = clock::now().date() + Duration::days(3650);
    format!("devcert ca init --ca {} --not-before {first} --not-after {last}", quoted(folder))
}

/// A path like this one at which nothing exists: itself, or `path-2` and so on.
pub(crate) fn free(path: &Path) -> PathBuf {
    let numbered = |number: u32| {
        let extension = path.extension().map(|one| format!(".{}", one.display())).unwrap_or_default();
        let stem = path.file_stem().unwrap_or_default().display();
        path.with_file_name(format!("{stem}-{number}{extension}"))
    };
    let all = iter::once(path.to_path_buf()).chain((2..).map(numbered));
    all.take(1000).find(|path| matches!(files::exists(path), Ok(false))).unwrap_or_else(|| path.to_path_buf())
}

/// The lines of all hints, after this command line failed.
pub(crate) fn lines(hints: &[Hint], typed: &[OsString], definition: fn() -> Command) -> Vec<String> {
    let line = if hints.is_empty() { None } else { Line::read(typed, definition()) };
    hints.iter().flat_map(|hint| hint.lines(line.as_ref())).collect()
}

impl From<&str> for Hint {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<&String> for Hint {
    fn from(text: &String) -> Self {
        text.clone().into()
    }
}

impl From<String> for Hint {
    fn from(text: String) -> Self {
        Self { step: Step::Advice(text), note: None }
    }
}
