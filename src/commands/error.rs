//! From the errors of the floors below to what the user reads: the one place.

use std::fmt::Display;
use std::io;
use std::path::Path;

use crate::encoding::limits::Measure;
use crate::encoding::open::{self, OpenError};
use crate::encoding::private_key::KeyError;
use crate::encoding::read::{ReadError, Wanted};
use crate::encoding::sniff::{Kind, SniffError};
use crate::host::files::{self, Action, FileError};
use crate::host::passphrase::PassphraseError;
use crate::host::stdio::{InputError, Place};
use crate::key::{GenerateError, PublicKeyAlgorithm};
use crate::model::algorithm::KeyAlgorithm;
use crate::model::validity::ValidityError;
use crate::pki::IssueError;
use crate::report::outcome::Role;
pub(super) use crate::report::sentence::about;
use crate::report::shell::quoted;

/// Why a command could not do its work, and what to type next.
#[derive(Debug)]
pub struct CommandError {
    /// One line, lower case.
    pub message: String,
    /// The next steps; may be empty.
    pub hints: Vec<String>,
}

impl CommandError {
    /// An error without a next step.
    pub fn new(message: impl Display) -> Self {
        Self { message: message.to_string(), hints: Vec::new() }
    }

    /// The same error with one more next step.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The same error with another next step, where it has one.
    #[must_use]
    pub(super) fn instead(mut self, hint: &str) -> Self {
        self.hints.iter_mut().for_each(|old| hint.clone_into(old));
        self
    }

    /// The same error with another command where `maker` is a next step.
    #[must_use]
    pub(super) fn made_by(mut self, maker: &str, other: &str) -> Self {
        self.hints.iter_mut().filter(|hint| *hint == maker).for_each(|hint| other.clone_into(hint));
        self
    }

    /// The same error with another word in its next steps, as for an option of another name.
    #[must_use]
    pub(super) fn instead_of(mut self, word: &str, other: &str) -> Self {
        self.hints.iter_mut().for_each(|hint| *hint = hint.replace(word, other));
        self
    }

    /// What reading a file ran into; `maker` is the command that makes it.
    pub(super) fn input(error: InputError, maker: &str) -> Self {
        let told = Self::new(&error);
        match error {
            InputError::File(FileError::Missing { .. }) => told.hint(maker),
            InputError::File(FileError::Empty { .. }) => told.hint(anew(maker)),
            InputError::File(error) => error.into(),
            InputError::StdinTwice { .. } => told.hint("name a file for one of them"),
            InputError::StdinEmpty(_) => told.hint("pipe it in, or name a file instead of -"),
            InputError::StdinTooLarge(_) => told.hint(IS_IT_THE_RIGHT_ONE),
            InputError::Stdin(_) => told,
        }
    }

    /// What reading a file of any kind ran into, which no command makes.
    pub(super) fn foreign_input(error: InputError) -> Self {
        match error {
            InputError::File(error @ (FileError::Missing { .. } | FileError::Empty { .. })) => {
                let hint = neighbours(error.path());
                Self::from(error).hint(hint)
            }
            InputError::File(error) => error.into(),
            other => Self::input(other, ""),
        }
    }

    /// The same for a command that takes `--limit`.
    pub(super) fn limited_input(error: InputError) -> Self {
        match error.is_too_large() {
            true => Self::new(&error).hint(Measure::Bytes.raised_to("64M")),
            false => Self::foreign_input(error),
        }
    }

    /// A key of another kind than was asked for.
    pub(super) fn other_algorithm(place: &Place, found: PublicKeyAlgorithm, asked: KeyAlgorithm) -> Self {
        Self::new(format_args!("{} is a key of {found}, and {asked} is asked for", place.as_input()))
            .hint("leave the algorithm out to use this key, or name another file with --key")
    }

    /// What was found wrong in the contents of `place`, and where nothing is left of them, how
    /// `maker` makes it anew.
    pub(super) fn damage(place: &Place, error: &ReadError, maker: &str) -> Self {
        let told = Self::found(place, error);
        match (error, place) {
            // Nothing is lost.
            (ReadError::Sniff(SniffError::TrailingBytes { .. }), _) => told,
            (
                ReadError::Sniff(_)
                | ReadError::Armour { .. }
                | ReadError::X509(_)
                | ReadError::Key(KeyError::Fault(_) | KeyError::Damaged(_)),
                Place::File(_),
            ) => told.hint(anew(maker)),
            _ => told,
        }
    }

    /// What was found wrong in the contents of `place`, which no command makes.
    pub(super) fn contents(place: &Place, error: &ReadError) -> Self {
        Self::found(place, error).or_neighbours(place)
    }

    /// The same error with a way to find the right file instead of that at `place`, where it has no next
    /// step.
    #[must_use]
    pub(super) fn or_neighbours(self, place: &Place) -> Self {
        match place {
            Place::File(path) if self.hints.is_empty() => self.hint(neighbours(path)),
            _ => self,
        }
    }

    /// What was found wrong in the contents of `place`.
    fn found(place: &Place, error: &ReadError) -> Self {
        let error_at = Self::new(about(&place.as_input(), error));
        match error {
            ReadError::Encrypted(_) => error_at.hint(decrypt(place)),
            ReadError::Sniff(SniffError::TrailingBytes { end, .. }) => {
                error_at.hint(format!("head -c {end} {} > NEW.der   (leaves out what follows)", typed(place)))
            }
            ReadError::Open(OpenError::Foreign { kind, .. }) => match open::conversion(kind, &typed(place)) {
                Some(command) => error_at.hint(command),
                None => error_at,
            }
            ReadError::WrongKind { found: Kind::Certificate, wanted: Wanted::PrivateKey } => {
                error_at.hint("is it swapped with the certificate? --key names the private key, --cert the certificate")
            }
            ReadError::WrongKind { found: Kind::PublicKey, wanted: Wanted::PrivateKey } => error_at
                .hint("a public key cannot sign; name the private key that it was made from, or make one: devcert genkey"),
            ReadError::WrongKind { found, wanted: Wanted::Certificate } if found.is_plain_private_key() => {
                error_at.hint("is it swapped with the key? --cert names the certificate, --key the private key")
            }
            ReadError::Key(KeyError::Unsupported(_) | KeyError::NotForSigning(_)) => {
                error_at.hint("devcert genkey --out NEW.pem makes a key that servers and clients take")
            }
            ReadError::WrongKind { wanted, .. } => error_at.hint(match wanted {
                Wanted::PrivateKey => "--key names the private key; devcert genkey makes one",
                Wanted::Certificate => "--cert names the certificate; devcert selfsign makes one",
                Wanted::Request => "--csr names the certificate request; devcert csr makes one",
                Wanted::RevocationList => "--crl names a revocation list, as its CA publishes it",
                Wanted::PublicKey => "name a private key, a certificate, a request or a public key",
                Wanted::Any => "devcert inspect says what is in it",
            }),
            _ => error_at,
        }
    }
}

/// The command that says what there is instead of the file at `path`.
fn neighbours(path: &Path) -> String {
    let folder = path.parent().filter(|folder| files::is_folder(folder)).unwrap_or(Path::new("."));
    format!(
        "devcert inspect --recursive {}   (says what the files there are)",
        quoted(&folder.display().to_string())
    )
}

/// The command that takes the passphrase off a key.
fn decrypt(place: &Place) -> String {
    match place {
        Place::Stdio => "devcert convert - --passphrase env:NAME --out -".to_owned(),
        Place::File(_) => {
            let path = typed(place);
            format!("devcert convert {path} --out {path} --force   (asks for the passphrase)")
        }
    }
}

/// A hint where nothing can be written.
pub(super) const ELSEWHERE: &str = "name another place with --dir, --out or --ca";

/// A hint where a file is too large to be what it should be.
const IS_IT_THE_RIGHT_ONE: &str = "is it the right one? keys and certificates have a few thousand bytes";

/// The command that makes a file where one is lost already.
fn anew(maker: &str) -> String {
    format!("{maker} --force   (makes it anew; what is there is lost)")
}

/// The place as a word of a command line.
pub(super) fn typed(place: &Place) -> String {
    match place {
        Place::Stdio => "-".to_owned(),
        Place::File(path) => quoted(&path.display().to_string()),
    }
}

/// The command that makes a file of this role at `place`.
pub(super) fn maker(role: Role, place: &Place) -> String {
    let path = typed(place);
    match role {
        Role::Key => format!("devcert genkey --out {path}"),
        Role::PublicKey => format!("devcert pubkey --out {path}"),
        Role::Request => format!("devcert csr --out {path}"),
        Role::Ca => "devcert ca init".to_owned(),
        Role::Crl => format!("devcert crl --out {path}"),
        Role::Certificate | Role::Bundle => format!("devcert selfsign --cert {path}"),
    }
}

impl From<FileError> for CommandError {
    fn from(error: FileError) -> Self {
        let at = Self::new(&error);
        match &error {
            FileError::AlreadyExists { .. } => {
                at.hint("add --force to replace it, or name another file with --out")
            }
            FileError::SymbolicLink { target, .. } => {
                at.hint(format!("name the file itself, {}, or remove the link", target.display()))
            }
            FileError::Folder { .. } => at.hint("name a file in it"),
            FileError::NotAFolder { .. } => at.hint("name another file, or another folder with --dir"),
            FileError::TooLarge { .. } => at.hint(IS_IT_THE_RIGHT_ONE),
            FileError::NoWriter { .. } => at.hint("start what writes to it at the same time, or name a file"),
            FileError::NoReader { .. } => {
                at.hint("start what reads from it at the same time, or name a file")
            }
            FileError::SameTarget { .. } => at.hint("give each its own file"),
            FileError::Denied { action: Action::Read, .. } => {
                at.hint("run as the user that it belongs to, or name another one")
            }
            FileError::Denied { .. } => {
                at.hint(format!("run as the user that it belongs to, or {ELSEWHERE}"))
            }
            FileError::Io { source, .. } if source.kind() == io::ErrorKind::ReadOnlyFilesystem => {
                at.hint(format!("mount it for writing, or {ELSEWHERE}"))
            }
            _ => at,
        }
    }
}

impl From<ValidityError> for CommandError {
    fn from(error: ValidityError) -> Self {
        let told = Self::new(&error);
        match error {
            ValidityError::EndsBeforeStart { .. } => {
                told.hint("--not-before names the first moment, --not-after the last; without --not-before it starts an hour ago")
            }
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
    pub(super) fn empty_issuer() -> Self {
        Self::new(IssueError::EmptyIssuer)
            .hint("name it, as in --subject /CN=localhost, or leave --subject out")
    }
}

impl From<IssueError> for CommandError {
    fn from(error: IssueError) -> Self {
        let told = Self::new(&error);
        match error {
            IssueError::Sign(_) => told.hint("devcert genkey --out NEW.pem   (creates a key that signs)"),
            _ => told,
        }
    }
}

impl From<PassphraseError> for CommandError {
    fn from(error: PassphraseError) -> Self {
        let at = Self::new(&error);
        match error {
            PassphraseError::NoTerminal => at.hint("give it with --passphrase env:NAME, file:PATH or stdin"),
            _ => at,
        }
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
    #[test]
    fn a_file_that_may_not_be_read_is_not_told_as_missing() {
        let place = Place::File("cert/private.pem".into());
        let usual = maker(Role::Key, &place);
        let told = |error| CommandError::input(error, &usual).made_by(&usual, "devcert selfsign").hints;
        let denied = FileError::Denied { action: Action::Read, path: "cert/private.pem".into() };
        assert_eq!(told(denied.into()), ["run as the user that it belongs to, or name another one"]);
        let missing = FileError::Missing { path: "cert/private.pem".into() };
        assert_eq!(told(missing.into()), ["devcert selfsign"]);
    }

    #[test]
    fn a_place_that_takes_no_files_comes_with_another() {
        let source = io::Error::from(io::ErrorKind::ReadOnlyFilesystem);
        let error = FileError::Io { action: Action::Write, path: "ca/ledger.jsonl".into(), source };
        assert!(CommandError::from(error).hints[0].contains("--ca"));
    }
}
