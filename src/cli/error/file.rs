//! Files and streams that cannot be read or written, and what to do about them.

use std::io;

use super::contents::inspect_directory_hint;
use super::{CommandError, shell_path};
use crate::cli::hint::{CreationHint, Hint};
use crate::cli::line::Edit;
use crate::cli::target;
use crate::host::files::{Action, FileError};
use crate::host::stdio::InputError;
use crate::report::next_step::raised;
use devcert::encoding::limits::Measure;

/// A hint where a file is too large to be what it should be.
const IS_IT_THE_RIGHT_ONE: &str =
    "check that it is the right file: keys and certificates have a few thousand bytes";

/// A hint where only the owner of a file can go on.
const AS_OWNER: &str = "run as the file's owner";

impl From<FileError> for CommandError {
    fn from(error: FileError) -> Self {
        let at = Self::new(&error);
        match &error {
            FileError::AlreadyExists { .. } => at.hint(Hint::replace()),
            FileError::SymbolicLink { path, target } => {
                let [link, target] = [path, target].map(|path| path.display().to_string());
                let otherwise = format!("specify the file itself, {target}, or remove the link");
                at.hint(
                    Hint::again(vec![Edit::Replace(link, vec![target])])
                        .note("the file itself")
                        .or(otherwise),
                )
            }
            FileError::Folder { .. } => at.hint("specify a file in it"),
            FileError::Reserved { .. } => at.hint("choose another file name, such as key.pem"),
            FileError::NotAFolder { .. } | FileError::Denied { action: Action::Make, .. } => {
                at.hint(Hint::elsewhere(None))
            }
            FileError::TooLarge { .. } => at.hint(IS_IT_THE_RIGHT_ONE),
            FileError::NoWriter { .. } => at.hint("start the program that writes to it, or specify a file"),
            FileError::NoReader { .. } => {
                at.hint("start the program that reads from it, or specify a file")
            }
            FileError::Locked { .. } if cfg!(windows) => {
                at.hint("run the command again when the other process has finished")
            }
            FileError::Locked { path, holder: Some(holder), .. } => {
                at.hint(Hint::command(format!("ps -fp {holder}")).note(format!(
                    "shows the process; run the command again when it has finished, or stop it: {} was not changed",
                    path.display()
                )))
            }
            FileError::Locked { path, .. } => at.hint(
                Hint::command(format!("fuser -v {}", shell_path(path)))
                    .note("lists the processes that use it; run the command again when they have finished"),
            ),
            FileError::Replaced { path } => at.hint(
                Hint::command(format!("{} {}", if cfg!(windows) { "dir" } else { "ls -ld" }, shell_path(path)))
                    .note("shows what it is now; nothing was written to it"),
            ),
            FileError::Outdated { .. } => at.hint(Hint::again(Vec::new())),
            FileError::SameTarget { .. } => at.hint("use a different file for each"),
            FileError::Denied { action: Action::Read, .. } => {
                at.hint(format!("{AS_OWNER}, or specify another file"))
            }
            FileError::Denied { .. } if cfg!(windows) => {
                at.hint(Hint::elsewhere(Some("close the programs that have it open, or run as the file's owner")))
            }
            FileError::Denied { .. } => at.hint(Hint::elsewhere(Some(AS_OWNER))),
            FileError::Io { source, .. } if source.kind() == io::ErrorKind::ReadOnlyFilesystem => {
                at.hint(Hint::elsewhere(Some("remount it read-write")))
            }
            _ => at,
        }
    }
}

impl CommandError {
    /// What reading a file ran into; `maker` is how it comes to exist.
    pub(crate) fn input(error: InputError, creation_hint: &CreationHint) -> Self {
        let failure = Self::new(&error);
        match error {
            InputError::File(FileError::Missing { path }) => match target::server(&path) {
                Some(server) => failure.hint(server),
                None => failure.hint(creation_hint.hint()),
            },
            InputError::File(FileError::Empty { .. }) => {
                failure.hint(creation_hint.replacing("the file is empty"))
            }
            InputError::File(error) => error.into(),
            error => Self::stdin(&error),
        }
    }

    /// What reading standard input ran into.
    fn stdin(error: &InputError) -> Self {
        let plain = Self::new(error);
        match error {
            InputError::StdinTwice { .. } => plain.hint("use a file for one of them"),
            InputError::StdinEmpty(_) => plain.hint("pipe it in, or use a file instead of -"),
            InputError::StdinTooLarge(_) => plain.hint(IS_IT_THE_RIGHT_ONE),
            InputError::Stdin(_) | InputError::File(_) => plain,
        }
    }

    /// What reading a file of any kind ran into, which no command makes.
    pub(crate) fn foreign_input(error: InputError) -> Self {
        match error {
            InputError::File(error @ (FileError::Missing { .. } | FileError::Empty { .. })) => {
                let hint = target::server(error.path()).or_else(|| inspect_directory_hint(error.path()));
                hint.into_iter().fold(Self::from(error), Self::hint)
            }
            InputError::File(error) => error.into(),
            error => Self::stdin(&error),
        }
    }

    /// The same for a command that takes `--limit`.
    pub(crate) fn limited_input(error: InputError) -> Self {
        match error.is_too_large() {
            true => Self::new(&error).hint(raised(Measure::Bytes, "64M")),
            false => Self::foreign_input(error),
        }
    }
}

/// Writing to standard output failed.
impl From<io::Error> for CommandError {
    fn from(error: io::Error) -> Self {
        FileError::on_stdout(error).into()
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::*;
    use crate::report::next_step::NextStep;
    use clap::{Arg, Command};

    fn definition() -> Command {
        let crl = Command::new("crl").args(["out", "ca"].map(|name| Arg::new(name).long(name)));
        Command::new("devcert").subcommand(crl)
    }

    #[test]
    fn unreadable_file_is_not_reported_missing() {
        let creation_hint = CreationHint::command("devcert selfsign");
        let failure = |error| CommandError::input(error, &creation_hint).hints(&[], definition);
        let denied = FileError::Denied { action: Action::Read, path: "cert/private.pem".into() };
        assert_eq!(
            failure(denied.into()),
            [NextStep::advice("run as the file's owner, or specify another file")]
        );
        let missing = FileError::Missing { path: "cert/private.pem".into() };
        assert_eq!(failure(missing.into()), [NextStep::command("devcert selfsign")]);
    }

    #[test]
    fn a_directory_that_cannot_be_created_has_no_owner() {
        let error = FileError::Denied { action: Action::Make, path: "/nonexistent".into() };
        let line = ["devcert", "crl", "--out", "/nonexistent/x.crl"].map(OsString::from);
        assert_eq!(
            CommandError::from(error).hints(&line, definition),
            [NextStep::advice("specify another path with --out or --ca")]
        );
    }

    #[test]
    fn a_place_that_takes_no_files_comes_with_another() {
        let source = io::Error::from(io::ErrorKind::ReadOnlyFilesystem);
        let error = FileError::Io { action: Action::Write, path: "ca/ledger.jsonl".into(), source };
        let line = ["devcert", "crl"].map(OsString::from);
        assert_eq!(
            CommandError::from(error).hints(&line, definition),
            [NextStep::advice("remount it read-write, or specify another path with --out or --ca")]
        );
    }
}
