//! From the errors of the floors below to what the user reads: the one place.

use std::fmt::Display;
use std::io;

use crate::encoding::open::{self, OpenError};
use crate::encoding::private_key::KeyError;
use crate::encoding::read::{ReadError, Wanted};
use crate::encoding::sniff::Kind;
use crate::host::files::FileError;
use crate::host::stdio::{InputError, Place};
use crate::key::GenerateError;
use crate::model::validity::ValidityError;
use crate::pki::IssueError;
use crate::report::outcome::Role;

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

    /// What reading a file of this role ran into; `unless_there` is the command that makes one.
    pub(super) fn input(error: InputError, role: Role) -> Self {
        match error {
            InputError::File(missing @ FileError::Missing { .. }) if role != Role::Bundle => {
                let made_by = maker(role, &missing.path().display().to_string());
                Self::new(&missing).hint(made_by)
            }
            InputError::File(error) => error.into(),
            other => Self::new(other),
        }
    }

    /// What was found wrong in the contents of `place`.
    pub(super) fn contents(place: &Place, error: &ReadError) -> Self {
        let error_at = Self::new(about(place, error));
        match error {
            ReadError::Encrypted(_) => error_at.hint(decrypt(place)),
            ReadError::Open(OpenError::Foreign { kind, .. }) => {
                match open::conversion(kind, &place.to_string()) {
                    Some(command) => error_at.hint(command),
                    None => error_at,
                }
            }
            ReadError::WrongKind { found: Kind::Certificate, wanted: Wanted::PrivateKey } => {
                error_at.hint("is it swapped with the certificate? --key names the private key, --cert the certificate")
            }
            ReadError::WrongKind { found: Kind::PublicKey, wanted: Wanted::PrivateKey } => error_at
                .hint("a public key cannot sign; name the private key that it was made from, or make one: devcert genkey"),
            ReadError::WrongKind { found, wanted: Wanted::Certificate } if found.is_plain_private_key() => {
                error_at.hint("is it swapped with the key? --cert names the certificate, --key the private key")
            }
            ReadError::Key(KeyError::Unsupported(_)) => {
                error_at.hint("devcert genkey --out NEW.pem makes a key that servers and clients take")
            }
            _ => error_at,
        }
    }
}

/// The command that takes the passphrase off a key.
fn decrypt(place: &Place) -> String {
    match place {
        Place::Stdio => "devcert convert - --passphrase env:NAME --out -".to_owned(),
        Place::File(path) => {
            let path = path.display();
            format!("devcert convert {path} --out {path} --force   (asks for the passphrase)")
        }
    }
}

/// "it is …" follows the file's name directly, any other sentence behind a colon.
pub(super) fn about(place: &Place, sentence: impl Display) -> String {
    let place = match place {
        Place::Stdio => "standard input".to_owned(),
        Place::File(path) => path.display().to_string(),
    };
    let sentence = sentence.to_string();
    match sentence.strip_prefix("it ") {
        Some(rest) => format!("{place} {rest}"),
        None => format!("{place}: {sentence}"),
    }
}

/// The command that makes a file of this role at `path`.
fn maker(role: Role, path: &str) -> String {
    match role {
        Role::Key => format!("devcert genkey --out {path}"),
        Role::PublicKey => format!("devcert pubkey --out {path}"),
        Role::Request => format!("devcert csr --out {path}"),
        Role::Certificate | Role::Ca | Role::Crl | Role::Bundle => {
            format!("devcert selfsign --cert {path}")
        }
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
            FileError::NotAFolder { .. } => at.hint("name another folder with --dir"),
            _ => at,
        }
    }
}

impl From<ValidityError> for CommandError {
    fn from(error: ValidityError) -> Self {
        Self::new(error)
    }
}

impl From<GenerateError> for CommandError {
    fn from(error: GenerateError) -> Self {
        Self::new(error)
    }
}

impl From<IssueError> for CommandError {
    fn from(error: IssueError) -> Self {
        Self::new(error)
    }
}

impl From<KeyError> for CommandError {
    fn from(error: KeyError) -> Self {
        Self::new(error)
    }
}

/// Writing to standard output failed.
impl From<io::Error> for CommandError {
    fn from(error: io::Error) -> Self {
        Self::new(format_args!("cannot write to standard output: {}", error.kind()))
    }
}
