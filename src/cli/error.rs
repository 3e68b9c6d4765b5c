//! From the errors of the floors below to what the user reads: the one place.

mod ca;
mod contents;
mod operation;

use std::ffi::OsString;
use std::fmt::Display;
use std::io;
use std::path::Path;

use contents::{beside, decrypt, neighbours, wrong_kind, wrong_passphrase};

use super::hint::{self, Hint};
use super::line::Edit;
use super::options::ca_option;
use super::target;
use crate::host::files::{Action, FileError};
use crate::host::passphrase::PassphraseError;
use crate::host::stdio::{InputError, Place};
use crate::report::outcome::Role;
pub(crate) use crate::report::sentence::about;
use crate::report::shell::quoted;
use devcert::encoding::limits::Measure;
use devcert::encoding::open::{self, OpenError};
use devcert::encoding::private_key::KeyError;
use devcert::encoding::read::ReadError;
use devcert::encoding::sniff::SniffError;
use devcert::key::{GenerateError, PublicKeyAlgorithm};
use devcert::model::algorithm::KeyAlgorithm;
use devcert::model::san::SanError;
use devcert::model::validity::ValidityError;
use devcert::pki::IssueError;

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

    /// The next steps, in a line each, after this command line failed, which is read as `definition` says.
    #[must_use]
    pub fn hints(&self, typed: &[OsString], definition: fn() -> clap::Command) -> Vec<String> {
        hint::lines(&self.hints, typed, definition)
    }

    /// The error and its next steps in one sentence, where they are part of another message.
    pub(crate) fn in_one_line(&self) -> String {
        let hints = self.hints.iter().flat_map(|hint| hint.lines(None));
        [self.message.clone()].into_iter().chain(hints).collect::<Vec<_>>().join("; ")
    }

    /// The same error with one more next step.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Hint>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// A passphrase that was not given, with the option for it.
    pub(crate) fn passphrase(error: &PassphraseError, option: &str) -> Self {
        let at = Self::new(error);
        match error {
            PassphraseError::NoTerminal => {
                at.hint(format!("give it with --{option} env:NAME, file:PATH or stdin"))
            }
            _ => at,
        }
    }

    /// A text that is not a name of a certificate, with the command line for what was meant.
    pub(crate) fn name(text: &str, error: &SanError) -> Self {
        Self::new(error).and_name(text, error)
    }

    /// The same error with the command line for the name that was meant, where that is known.
    #[must_use]
    pub(crate) fn and_name(self, text: &str, error: &SanError) -> Self {
        match error.instead() {
            names if names.is_empty() => self,
            names => self.hint(Hint::again(vec![Edit::Rename(text.to_owned(), names)])),
        }
    }

    /// What reading a file ran into; `maker` is the command that makes it.
    pub(crate) fn input(error: InputError, maker: &str) -> Self {
        let told = Self::new(&error);
        match error {
            InputError::File(FileError::Missing { path }) => match target::server(&path) {
                Some(server) => told.hint(server),
                None => told.hint(maker),
            },
            InputError::File(FileError::Empty { .. }) => {
                told.hint(Hint::command(format!("{maker} --force")).note("the file is empty"))
            }
            InputError::File(error) => error.into(),
            InputError::StdinTwice { .. } => told.hint("name a file for one of them"),
            InputError::StdinEmpty(_) => told.hint("pipe it in, or name a file instead of -"),
            InputError::StdinTooLarge(_) => told.hint(IS_IT_THE_RIGHT_ONE),
            InputError::Stdin(_) => told,
        }
    }

    /// What reading a file of any kind ran into, which no command makes.
    pub(crate) fn foreign_input(error: InputError) -> Self {
        match error {
            InputError::File(error @ (FileError::Missing { .. } | FileError::Empty { .. })) => {
                let hint = target::server(error.path()).or_else(|| neighbours(error.path()));
                hint.into_iter().fold(Self::from(error), Self::hint)
            }
            InputError::File(error) => error.into(),
            other => Self::input(other, ""),
        }
    }

    /// The same for a command that takes `--limit`.
    pub(crate) fn limited_input(error: InputError) -> Self {
        match error.is_too_large() {
            true => Self::new(&error).hint(Measure::Bytes.raised_to("64M")),
            false => Self::foreign_input(error),
        }
    }

    /// A key of another kind than was asked for.
    pub(crate) fn other_algorithm(place: &Place, found: PublicKeyAlgorithm, asked: KeyAlgorithm) -> Self {
        Self::new(format_args!("{} is a key of {found}, and {asked} is asked for", place.as_input()))
            .hint(Hint::again(vec![Edit::Remove("algorithm")]).note("uses this key"))
            .hint(Hint::again(vec![Edit::Remove("bits")]).note("uses this key"))
            .hint(
                Hint::again(vec![Edit::Add("--new-key".to_owned()), Edit::Add("--force".to_owned())])
                    .note("replaces this key and its certificate"),
            )
            .hint(Hint::option("key", "name another file"))
    }

    /// What was found wrong in the contents of `place`, and where nothing is left of them, how
    /// `maker` makes it anew.
    pub(crate) fn damage(place: &Place, error: &ReadError, maker: &str) -> Self {
        let told = Self::found(place, error);
        match (error, place) {
            // Nothing is lost.
            (ReadError::Sniff(SniffError::TrailingBytes { .. }), _) => told,
            (
                ReadError::Sniff(_)
                | ReadError::Armour { .. }
                | ReadError::X509(_)
                | ReadError::Key(KeyError::Fault(_) | KeyError::Damaged(_)),
                Place::File(path),
            ) => told.hint(aside(path, maker)),
            _ => told,
        }
    }

    /// What was found wrong in the contents of `place`, which no command makes.
    pub(crate) fn contents(place: &Place, error: &ReadError) -> Self {
        Self::found(place, error).or_neighbours(place)
    }

    /// The same error with a way to find the right file instead of that at `place`, where it has no next
    /// step.
    #[must_use]
    pub(crate) fn or_neighbours(self, place: &Place) -> Self {
        match place {
            Place::File(path) if self.hints.is_empty() => neighbours(path).into_iter().fold(self, Self::hint),
            _ => self,
        }
    }

    /// What was found wrong in the contents of `place`.
    fn found(place: &Place, error: &ReadError) -> Self {
        let error_at = Self::new(about(&place.as_input(), error));
        match error {
            ReadError::Encrypted(_) => error_at.hint(decrypt(place)),
            ReadError::Open(OpenError::WrongPassphrase) => error_at.hint(wrong_passphrase()),
            ReadError::Sniff(SniffError::TrailingBytes { end, .. }) => {
                let new = place.path().map(|path| beside(path, "fixed"));
                let new = new.map_or_else(|| "fixed.der".to_owned(), |path| shell_path(&path));
                error_at.hint(
                    Hint::command(format!("head -c {end} {} > {new}", typed(place)))
                        .note("writes the part before it to a file of its own"),
                )
            }
            ReadError::Open(OpenError::Foreign { kind, .. }) => match open::conversion(kind, &typed(place)) {
                Some(command) => error_at.hint(command),
                None => error_at,
            },
            ReadError::Key(KeyError::Unsupported(_) | KeyError::NotForSigning(_)) => {
                let new = place.path().map(|path| beside(path, "new"));
                let new = new.map_or_else(String::new, |path| format!(" --out {}", shell_path(&path)));
                error_at.hint(
                    Hint::command(format!("devcert genkey{new}"))
                        .note("a key that servers and clients accept"),
                )
            }
            ReadError::WrongKind { found, wanted } => {
                wrong_kind(found, *wanted).into_iter().fold(error_at, Self::hint)
            }
            _ => error_at,
        }
    }
}

/// A path as a word of a command line.
pub(crate) fn shell_path(path: &Path) -> String {
    quoted(&path.display().to_string())
}

/// A hint where a file is too large to be what it should be.
const IS_IT_THE_RIGHT_ONE: &str = "is it the right one? keys and certificates have a few thousand bytes";

/// The command that creates a file in the place of a damaged one, which is kept under another name.
fn aside(path: &Path, maker: &str) -> Hint {
    Hint::command(format!("{} && {maker}", move_aside(path))).note("keeps the damaged file")
}

/// The command that moves a file out of the way.
pub(crate) fn move_aside(path: &Path) -> String {
    let mut new = path.as_os_str().to_owned();
    new.push(".orig");
    format!("mv -n {} {}", shell_path(path), shell_path(&hint::free(Path::new(&new))))
}

/// The place as a word of a command line.
pub(crate) fn typed(place: &Place) -> String {
    match place {
        Place::Stdio => "-".to_owned(),
        Place::File(path) => quoted(&path.display().to_string()),
    }
}

/// The command that makes a file of this role at `place`.
pub(crate) fn maker(role: Role, place: &Place) -> String {
    let path = typed(place);
    match role {
        Role::Key => format!("devcert genkey --out {path}"),
        Role::PublicKey => format!("devcert pubkey --out {path}"),
        Role::Request => format!("devcert csr --out {path}"),
        Role::Ca => match place.path().and_then(Path::parent) {
            Some(folder) => format!("devcert ca init{}", ca_option(folder)),
            None => "devcert ca init".to_owned(),
        },
        Role::CaKey => ca::FROM_A_BACKUP.to_owned(),
        Role::Crl => format!("devcert crl --out {path}"),
        Role::Certificate | Role::Bundle => format!("devcert selfsign --cert {path}"),
    }
}

/// A hint where only the owner of a file can go on.
const AS_OWNER: &str = "run as the user that it belongs to";

impl From<FileError> for CommandError {
    fn from(error: FileError) -> Self {
        let at = Self::new(&error);
        match &error {
            FileError::AlreadyExists { .. } => at.hint(Hint::replace()),
            FileError::SymbolicLink { path, target } => {
                let [link, target] = [path, target].map(|path| path.display().to_string());
                let otherwise = format!("name the file itself, {target}, or remove the link");
                at.hint(
                    Hint::again(vec![Edit::Replace(link, vec![target])])
                        .note("the file itself")
                        .or(otherwise),
                )
            }
            FileError::Folder { .. } => at.hint("name a file in it"),
            FileError::NotAFolder { .. } => at.hint(Hint::elsewhere(None)),
            FileError::TooLarge { .. } => at.hint(IS_IT_THE_RIGHT_ONE),
            FileError::NoWriter { .. } => at.hint("start what writes to it at the same time, or name a file"),
            FileError::NoReader { .. } => {
                at.hint("start what reads from it at the same time, or name a file")
            }
            FileError::Locked { path, holder: Some(holder), .. } => at.hint(format!(
                "ps -fp {holder}   (shows the process; run the command again when it has ended, or end it: {} is as it was)",
                path.display()
            )),
            FileError::Locked { path, .. } => at.hint(format!(
                "fuser -v {}   (lists the processes that use it; run the command again when they have ended)",
                quoted(&path.display().to_string())
            )),
            FileError::Replaced { path } => at.hint(format!(
                "ls -ld {}   (shows what it is now; nothing was written to it)",
                quoted(&path.display().to_string())
            )),
            FileError::SameTarget { .. } => at.hint("give each its own file"),
            FileError::Denied { action: Action::Read, .. } => {
                at.hint(format!("{AS_OWNER}, or name another one"))
            }
            FileError::Denied { .. } => at.hint(Hint::elsewhere(Some(AS_OWNER))),
            FileError::Io { source, .. } if source.kind() == io::ErrorKind::ReadOnlyFilesystem => {
                at.hint(Hint::elsewhere(Some("mount it for writing")))
            }
            _ => at,
        }
    }
}

impl From<ValidityError> for CommandError {
    fn from(error: ValidityError) -> Self {
        let told = Self::new(&error);
        match error {
            ValidityError::EndsBeforeStart { not_after, .. } => told
                .hint(Hint::again(vec![Edit::Swap("not-before", "not-after")]).note("the other way round"))
                .hint(Hint::expired(not_after.date())),
            _ => told,
        }
    }
}

impl From<GenerateError> for CommandError {
    fn from(error: GenerateError) -> Self {
        Self::new(error)
    }
}

impl CommandError {
    /// An issuer without a name, which nobody may be (RFC 5280, 4.1.2.4).
    pub(crate) fn empty_issuer() -> Self {
        Self::new(IssueError::EmptyIssuer)
            .hint("name it, as in --subject /CN=localhost, or leave --subject out")
    }
}

impl From<IssueError> for CommandError {
    fn from(error: IssueError) -> Self {
        let told = Self::new(&error);
        match error {
            IssueError::Sign(_) => told.hint("devcert genkey --out new.pem   (creates a key that signs)"),
            _ => told,
        }
    }
}

impl From<PassphraseError> for CommandError {
    fn from(error: PassphraseError) -> Self {
        Self::passphrase(&error, "passphrase")
    }
}

impl From<KeyError> for CommandError {
    fn from(error: KeyError) -> Self {
        let told = Self::new(&error);
        match error {
            KeyError::WrongForm { .. } => {
                told.hint("leave --encoding out: PKCS#8, the default, holds every kind of key")
            }
            _ => told,
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
    use super::*;
    use clap::{Arg, Command};

    fn definition() -> Command {
        let crl = Command::new("crl").args(["out", "ca"].map(|name| Arg::new(name).long(name)));
        Command::new("devcert").subcommand(crl)
    }

    #[test]
    fn a_file_that_may_not_be_read_is_not_told_as_missing() {
        let told = |error| CommandError::input(error, "devcert selfsign").hints(&[], definition);
        let denied = FileError::Denied { action: Action::Read, path: "cert/private.pem".into() };
        assert_eq!(told(denied.into()), ["run as the user that it belongs to, or name another one"]);
        let missing = FileError::Missing { path: "cert/private.pem".into() };
        assert_eq!(told(missing.into()), ["devcert selfsign"]);
    }

    #[test]
    fn a_place_that_takes_no_files_comes_with_another() {
        let source = io::Error::from(io::ErrorKind::ReadOnlyFilesystem);
        let error = FileError::Io { action: Action::Write, path: "ca/ledger.jsonl".into(), source };
        let line = ["devcert", "crl"].map(OsString::from);
        assert_eq!(
            CommandError::from(error).hints(&line, definition),
            ["mount it for writing, or name another place with --out or --ca"]
        );
    }
}
