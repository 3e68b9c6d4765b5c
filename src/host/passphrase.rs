//! Passphrases: from the environment, a file, standard input, or a person at a terminal.

use std::io;
use std::path::PathBuf;
use std::str::FromStr;

use thiserror::Error;

use super::files::{self, FileError};
use super::stdio::{self, InputError, PathOrStdio, Stdin};
use devcert::model::secret::Secret;

/// Where a passphrase comes from. It never stands on the command line, where every user of the
/// machine could read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// An environment variable.
    Environment(String),
    /// The first line of a file.
    File(PathBuf),
    /// The first line of standard input.
    Stdin,
    /// A question at the terminal.
    Prompt,
}

impl FromStr for Source {
    type Err = PassphraseError;

    /// Reads `env:NAME`, `file:PATH`, `stdin` and `prompt`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once(':') {
            Some(("env", name)) if !name.is_empty() => Ok(Self::Environment(name.to_owned())),
            Some(("file", path)) if !path.is_empty() => Ok(Self::File(path.into())),
            None if text == "stdin" => Ok(Self::Stdin),
            None if text == "prompt" => Ok(Self::Prompt),
            _ => Err(PassphraseError::NotASource),
        }
    }
}

/// Why there is no passphrase.
#[derive(Debug, Error)]
pub enum PassphraseError {
    /// Something else was given, maybe the passphrase itself, so it is not repeated here.
    #[error("give a passphrase as env:NAME, file:PATH, stdin or prompt, never on the command line")]
    NotASource,
    /// The variable is not set.
    #[error("the environment variable {0} for the passphrase is not set")]
    NotSet(String),
    /// The file could not be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// Standard input could not be read, or serves something else.
    #[error(transparent)]
    Stdin(#[from] InputError),
    /// Nobody is there to ask.
    #[error("a passphrase is required, but no terminal is available for a prompt")]
    NoTerminal,
    /// The terminal broke.
    #[error("cannot prompt for the passphrase: {0}")]
    Terminal(io::Error),
    /// The two answers differ.
    #[error("the passphrases do not match")]
    Unequal,
}

/// A passphrase file is a line, not a book.
const LIMIT: u64 = 64 * 1024;

impl Source {
    /// The passphrase of `what`, as in "cert/private.pem".
    pub fn read(&self, what: &str, stdin: &mut Stdin) -> Result<Secret, PassphraseError> {
        match self {
            Self::Environment(name) => std::env::var_os(name)
                .map(|value| Secret::new(value.into_encoded_bytes()))
                .ok_or_else(|| PassphraseError::NotSet(name.clone())),
            Self::File(path) => Ok(first_line(&files::read(path, LIMIT)?)),
            Self::Stdin => Ok(first_line(&stdin.read(&PathOrStdio::Stdio, "passphrase")?)),
            Self::Prompt => ask(&format!("passphrase of {what}: ")),
        }
    }

    /// A new passphrase for `what`; a person is asked twice, since nobody sees what is typed.
    pub fn read_new(&self, what: &str, stdin: &mut Stdin) -> Result<Secret, PassphraseError> {
        if *self != Self::Prompt {
            return self.read(what, stdin);
        }
        let first = ask(&format!("new passphrase of {what}: "))?;
        match first == ask("repeat passphrase: ")? {
            true => Ok(first),
            false => Err(PassphraseError::Unequal),
        }
    }
}

/// The answer to a question at the terminal, which does not show it.
///
/// # Errors
///
/// [`PassphraseError::NoTerminal`], and when the terminal breaks.
pub fn ask(question: &str) -> Result<Secret, PassphraseError> {
    if !stdio::stdin_is_terminal() {
        return Err(PassphraseError::NoTerminal);
    }
    let answer = rpassword::prompt_password(question).map_err(|error| {
        // Ctrl-D leaves the cursor behind the question.
        stdio::end_line();
        PassphraseError::Terminal(error)
    })?;
    Ok(Secret::new(answer.into_bytes()))
}

fn first_line(bytes: &[u8]) -> Secret {
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    Secret::from(line.strip_suffix(b"\r").unwrap_or(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_read_and_anything_else_is_not_repeated() {
        assert_eq!("env:PASS".parse::<Source>().unwrap(), Source::Environment("PASS".into()));
        assert_eq!("file:a:b".parse::<Source>().unwrap(), Source::File("a:b".into()));
        let error = "hunter2".parse::<Source>().unwrap_err();
        assert!(!error.to_string().contains("hunter2"));
    }

    #[test]
    fn the_end_of_the_line_is_not_part_of_the_passphrase() {
        assert_eq!(first_line(b"secret\r\nmore"), Secret::from(&b"secret"[..]));
    }
}
