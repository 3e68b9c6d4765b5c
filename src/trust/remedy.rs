//! What makes up for a program that a store needs.

use std::fmt;

/// What to do about a program that is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InstallHint {
    /// The command line that installs it, for a shell.
    Command(String),
    /// What to do where no command is known: one sentence.
    Advice(String),
}

/// The command line or the sentence.
impl fmt::Display for InstallHint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Command(text) | Self::Advice(text)) = self;
        f.write_str(text)
    }
}
