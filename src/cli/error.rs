//! Why a command could not do its work. The modules below turn the errors of the layers below into it, with the
//! next steps: this is the one place that puts options and commands into words.

mod ca;
mod contents;
mod convert;
mod creation_hint;
mod file;
mod operation;
mod revoke;
mod values;

use std::ffi::OsString;
use std::fmt::Display;

pub(crate) use creation_hint::creation_hint;
pub(crate) use revoke::serial_numbers;

use super::hint::{self, Hint};
pub(crate) use super::paths::{move_aside, shell_path, typed};
use crate::report::next_step::NextStep;
pub(crate) use crate::report::sentence::about;

/// Why a command could not do its work, and what to type next.
#[derive(Debug)]
pub struct CommandError {
    /// One line, lower case.
    pub message: String,
    /// The next steps; may be empty.
    pub(crate) hints: Vec<Hint>,
}

impl CommandError {
    /// An error without a next step.
    pub fn new(message: impl Display) -> Self {
        Self { message: message.to_string(), hints: Vec::new() }
    }

    /// The next steps after this command line failed, which is read as `definition` says.
    #[must_use]
    pub fn hints(&self, typed: &[OsString], definition: fn() -> clap::Command) -> Vec<NextStep> {
        hint::steps(&self.hints, typed, definition)
    }

    /// The error and its next steps in one sentence, where they are part of another message.
    pub(crate) fn in_one_line(&self) -> String {
        let hints = self.hints.iter().flat_map(|hint| hint.steps(None)).map(|step| step.to_string());
        [self.message.clone()].into_iter().chain(hints).collect::<Vec<_>>().join("; ")
    }

    /// The first next step.
    pub(crate) fn first_hint(&self) -> Option<NextStep> {
        self.hints.iter().flat_map(|hint| hint.steps(None)).next()
    }

    /// The same error with one more next step.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Hint>) -> Self {
        self.hints.push(hint.into());
        self
    }
}
