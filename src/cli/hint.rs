//! The next step after an error.

use std::ffi::OsString;
use std::iter;
use std::path::{Path, PathBuf};

use clap::Command;
use time::{Date, Duration};

use super::line::{Edit, Line};
use crate::host::{clock, files};
use crate::report::next_step::NextStep;
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
    Again { before: String, edits: Vec<Edit>, otherwise: Option<Otherwise> },
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

/// Advice where a command line cannot be changed.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Otherwise {
    advice: String,
    /// An option that the advice is about, and the advice where the command that failed has no such option.
    unless: Option<(&'static str, String)>,
}

impl Otherwise {
    fn step(&self, typed: Option<&Line>) -> NextStep {
        let lacking = |(name, _): &&(&str, String)| typed.is_some_and(|line| !line.has(name));
        NextStep::advice(self.unless.as_ref().filter(lacking).map_or(&self.advice, |(_, advice)| advice))
    }
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
            *otherwise = Some(Otherwise { advice: advice.into(), unless: None });
        }
        self
    }

    /// The same, with advice where the changes cannot be made: one for commands with the option of this name, which is
    /// given without its hyphens, and one for the others.
    #[must_use]
    pub(crate) fn or_with(mut self, name: &'static str, advice: &str, without: &str) -> Self {
        if let Step::Again { otherwise, .. } = &mut self.step {
            *otherwise =
                Some(Otherwise { advice: advice.to_owned(), unless: Some((name, without.to_owned())) });
        }
        self
    }

    /// The same with what the command does.
    #[must_use]
    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// The next steps, in words, after the command line `typed` failed.
    pub(crate) fn steps(&self, typed: Option<&Line>) -> Vec<NextStep> {
        match &self.step {
            Step::Advice(text) => vec![NextStep::advice(text)],
            Step::Command(text) => vec![self.command_line(text)],
            Step::Again { before, edits, otherwise } => {
                let again = typed.and_then(|line| line.edited(edits)).map(|line| line.pasted());
                let before = if before.is_empty() { String::new() } else { format!("{before} && ") };
                let again = again.map(|line| self.command_line(format!("{before}{line}")));
                again.or_else(|| otherwise.as_ref().map(|one| one.step(typed))).into_iter().collect()
            }
            Step::Replace => replace(typed),
            Step::Probe(server) => vec![self.command_line(probe(server, typed))],
            Step::Before(commands) => vec![before(commands, typed)],
            Step::AnotherCa(folder) => vec![self.command_line(another_ca(folder, typed))],
            Step::Elsewhere(before) => vec![NextStep::advice(elsewhere(before.as_deref(), typed))],
            Step::Option(name, advice) => {
                vec![NextStep::advice(match typed.is_some_and(|line| line.has(name)) {
                    true => format!("{advice} with --{name}"),
                    false => advice.clone(),
                })]
            }
            Step::Expired(end) => typed.and_then(|line| expired(line, *end)).into_iter().collect(),
        }
    }

    fn command_line(&self, command: impl Into<String>) -> NextStep {
        NextStep::Command { command: command.into(), note: self.note.clone() }
    }
}

fn probe(server: &str, typed: Option<&Line>) -> String {
    let within = typed.filter(|line| line.has("within"));
    let within = within.map(|line| line.value("within").unwrap_or_else(|| "30d".to_owned()));
    let within = within.map_or_else(String::new, |within| format!(" --within {}", quoted(&within)));
    format!("devcert probe {}{within}", quoted(server))
}

/// The ways past a file that exists; those that lose nothing come first.
fn replace(typed: Option<&Line>) -> Vec<NextStep> {
    let keep = typed.and_then(|line| line.edited(&[Edit::Add("--if-needed".to_owned())]));
    let keep = keep.map(|line| NextStep::command(line.pasted()).noted("keeps files that are still valid"));
    let option = typed.and_then(Line::output_option).unwrap_or("out");
    let what = kind_of(option);
    let force = typed.is_none_or(|line| line.has("force"));
    let add = if force { "add --force to replace it, or specify" } else { "name" };
    let advice = NextStep::advice(format!("{add} another {what} with --{option}"));
    keep.into_iter().chain([advice]).collect()
}

/// What an option for something to write is the name of.
fn kind_of(option: &str) -> &'static str {
    match option {
        "dir" | "out-dir" | "ca" => "directory",
        _ => "file",
    }
}

fn before(commands: &[Prior], typed: Option<&Line>) -> NextStep {
    let commands = commands.iter().map(|one| one.line(typed)).collect::<Vec<_>>().join(" && ");
    // What came by standard input is gone.
    match typed.filter(|line| !line.reads_stdin()) {
        Some(line) => NextStep::command(format!("{commands} && {}", line.pasted())),
        None => NextStep::command(commands).noted("then run this command again"),
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
    match options.as_slice() {
        [] => format!("{before}specify another path"),
        [one] => format!("{before}specify another {} with --{one}", kind_of(one)),
        [rest @ .., last] => {
            let rest: Vec<_> = rest.iter().map(|name| format!("--{name}")).collect();
            format!("{before}specify another path with {} or --{last}", rest.join(", "))
        }
    }
}

/// A year up to that day. A CA issues nothing for a time before its own, so an expired certificate needs a CA that is older.
fn expired(line: &Line, end: Date) -> Option<NextStep> {
    if line.contains("not-before") {
        return None;
    }
    let start = end.checked_sub(Duration::days(365))?;
    let mut edits: Vec<_> =
        ["days", "valid-for"].into_iter().filter(|name| line.contains(name)).map(Edit::Remove).collect();
    edits.extend([Edit::Set("not-before", start.to_string()), Edit::Set("not-after", end.to_string())]);
    let is_issued = ["issue", "sign"].contains(&line.command().get_name());
    let mut before = String::new();
    if is_issued {
        let folder = free(Path::new("old-ca")).display().to_string();
        before = format!("{} && ", older_ca(&folder, start));
        edits.push(Edit::Set("ca", folder));
    }
    let line = line.edited(&edits)?.pasted();
    Some(NextStep::command(format!("{before}{line}")).noted("creates one that has expired"))
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

/// The next steps of all hints, after this command line failed.
pub(crate) fn steps(hints: &[Hint], typed: &[OsString], definition: fn() -> Command) -> Vec<NextStep> {
    let line = if hints.is_empty() { None } else { Line::read(typed, definition()) };
    hints.iter().flat_map(|hint| hint.steps(line.as_ref())).collect()
}

/// How a file that is missing comes to exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CreationHint {
    way: Way,
    note: Option<&'static str>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Way {
    /// A command creates it.
    Command(String),
    /// No command does, and a person can do this.
    Advice(&'static str),
}

impl CreationHint {
    /// The command that creates the file.
    pub(crate) fn command(line: impl Into<String>) -> Self {
        Self { way: Way::Command(line.into()), note: None }
    }

    /// What a person can do where no command creates the file.
    pub(crate) const fn advice(advice: &'static str) -> Self {
        Self { way: Way::Advice(advice), note: None }
    }

    /// The same with what the command does.
    #[must_use]
    pub(crate) fn noted(self, note: &'static str) -> Self {
        Self { note: Some(note), ..self }
    }

    /// The next step where the file is missing.
    pub(crate) fn hint(&self) -> Hint {
        let hint = self.with(str::to_owned);
        match self.note {
            Some(note) => hint.note(note),
            None => hint,
        }
    }

    /// The next step where the file exists and can be replaced.
    pub(crate) fn replacing(&self, note: &str) -> Hint {
        self.with(|line| format!("{line} --force")).note(note)
    }

    /// The next step where the file exists, and this command moves it away.
    pub(crate) fn after(&self, moved: &str, note: &str) -> Hint {
        self.with(|line| format!("{moved} && {line}")).note(note)
    }

    fn with(&self, command: impl FnOnce(&str) -> String) -> Hint {
        match &self.way {
            Way::Command(line) => Hint::command(command(line)),
            Way::Advice(advice) => Hint::from(*advice),
        }
    }
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

impl From<NextStep> for Hint {
    fn from(step: NextStep) -> Self {
        match step {
            NextStep::Command { command, note } => Self { step: Step::Command(command), note },
            NextStep::Advice { note } => note.into(),
        }
    }
}

impl From<String> for Hint {
    fn from(text: String) -> Self {
        Self { step: Step::Advice(text), note: None }
    }
}
