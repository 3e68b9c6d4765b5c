//! What to do next: a command to paste, with what it does, or advice.

use std::fmt;

use devcert::encoding::limits::{LimitError, Measure};
use devcert::encoding::sniff::ObjectKind;
use serde::Serialize;

/// What to do next. In JSON, an object with `command` and `note`, or with `note` alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum NextStep {
    /// A command line for a POSIX shell.
    Command {
        /// The command line, ready to be pasted.
        command: String,
        /// What it does, requires or leaves to be done.
        note: Option<String>,
    },
    /// What to do where no command does it.
    Advice {
        /// One sentence, lower case.
        note: String,
    },
}

impl NextStep {
    /// A command line without a note.
    pub fn command(command: impl Into<String>) -> Self {
        Self::Command { command: command.into(), note: None }
    }

    /// A sentence.
    pub fn advice(note: impl Into<String>) -> Self {
        Self::Advice { note: note.into() }
    }

    /// The same command with a note; advice is a note already.
    #[must_use]
    pub fn noted(self, note: impl Into<String>) -> Self {
        match self {
            Self::Command { command, .. } => Self::Command { command, note: Some(note.into()) },
            advice @ Self::Advice { .. } => advice,
        }
    }
}

/// What divides a command from the note about it, for people.
pub(super) const NOTE: &str = "   (";

/// As people read it: the command, three spaces, and its note in brackets.
impl fmt::Display for NextStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Command { command, note: Some(note) } => write!(f, "{command}{NOTE}{note})"),
            Self::Command { command: text, note: None } | Self::Advice { note: text } => f.write_str(text),
        }
    }
}
/// How to raise a limit to this value.
#[must_use]
pub fn raised(what: Measure, limit: impl fmt::Display) -> String {
    format!("add --limit {}={limit} if you trust the file", what.name())
}

/// How to read a file that a limit stopped.
#[must_use]
pub fn limit_raised(error: &LimitError) -> String {
    raised(error.what, error.needed())
}

/// The command that turns `file`, which is quoted and holds an object that only its own program reads, into a file
/// that devcert reads: keytool's for Java's key stores, puttygen's for PuTTY's keys.
#[must_use]
pub fn conversion(kind: &ObjectKind, file: &str) -> Option<NextStep> {
    let keytool = |form| {
        format!(
            "keytool -importkeystore -srckeystore {file} -srcstoretype {form} -destkeystore {file}.p12 -deststoretype PKCS12"
        )
    };
    let command = match kind {
        ObjectKind::JavaKeyStore => keytool("JKS"),
        ObjectKind::JceKeyStore => keytool("JCEKS"),
        ObjectKind::PuttyPrivateKey => format!("puttygen {file} -O private-openssh -o {file}.pem"),
        _ => return None,
    };
    Some(NextStep::command(command))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_another_program_is_converted_by_that_program() {
        for (kind, words) in [
            (ObjectKind::JavaKeyStore, "keytool -importkeystore -srckeystore x -srcstoretype JKS"),
            (ObjectKind::JceKeyStore, "-srcstoretype JCEKS -destkeystore x.p12"),
            (ObjectKind::PuttyPrivateKey, "puttygen x -O private-openssh -o x.pem"),
        ] {
            let step = conversion(&kind, "x").unwrap().to_string();
            assert!(step.contains(words), "{step}");
        }
        assert_eq!(conversion(&ObjectKind::Pkcs12, "x"), None);
    }
}
