//! Why a subcommand ended without success: in openssl's first words, which scripts search for, and with
//! devcert's next step.

use std::fmt::Display;

use crate::report::ui::Ui;

/// Why a subcommand failed.
#[derive(Debug)]
pub struct Failure {
    /// The exit status.
    pub status: u8,
    /// What is printed, the line that openssl begins with first.
    pub lines: Vec<String>,
    /// What to do next.
    pub next: Option<String>,
}

impl Failure {
    /// A failure that openssl reports with this line and status 1.
    pub fn new(line: impl Display) -> Self {
        Self { status: 1, lines: vec![line.to_string()], next: None }
    }

    /// Something that openssl can do and devcert cannot: `what` names it, with the reason.
    pub fn unsupported(what: impl Display) -> Self {
        Self::new(format_args!("devcert's openssl front end does not support {what}"))
            .hint("use OpenSSL's own program for this call")
    }

    /// A mistake on the command line of `command`.
    pub fn usage(command: &str, problem: impl Display) -> Self {
        Self::new(format_args!("{command}: {problem}"))
            .line(format_args!("{command}: Use -help for summary."))
            .hint(format!("`devcert openssl {command} -help` lists the options"))
    }

    /// A mistake on the command line of `command` that openssl does not describe.
    #[must_use]
    pub fn usage_only(command: &str) -> Self {
        Self::new(format_args!("{command}: Use -help for summary."))
    }

    /// The same failure in the words of a command that puts its name before them.
    #[must_use]
    pub fn of(mut self, command: &str) -> Self {
        if let Some(first) = self.lines.first_mut() {
            first.insert_str(0, &format!("{command}: "));
        }
        self
    }

    /// The same failure with one more line.
    #[must_use]
    pub fn line(mut self, line: impl Display) -> Self {
        self.lines.push(line.to_string());
        self
    }

    /// The same failure with a line before the others.
    #[must_use]
    pub fn after(mut self, line: impl Display) -> Self {
        self.lines.insert(0, line.to_string());
        self
    }

    /// The same failure with a next step.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.next = Some(hint.into());
        self
    }

    /// Prints it on standard error.
    pub fn print(&self, ui: Ui) {
        for line in &self.lines {
            ui.line(line);
        }
        if let Some(hint) = &self.next {
            ui.hint(hint);
        }
    }
}
