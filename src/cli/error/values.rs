//! Values and keys that do not do, and what to do about them.

use super::CommandError;
use crate::cli::hint::Hint;
use crate::cli::line::Edit;
use crate::host::passphrase::PassphraseError;
use crate::host::stdio::PathOrStdio;
use devcert::encoding::private_key::KeyError;
use devcert::key::{GenerateError, PublicKeyAlgorithm};
use devcert::model::algorithm::KeyAlgorithm;
use devcert::model::san::SanError;
use devcert::model::validity::ValidityError;
use devcert::pki::IssueError;

impl CommandError {
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

    /// A key of another kind than was asked for.
    pub(crate) fn other_algorithm(
        place: &PathOrStdio,
        found: PublicKeyAlgorithm,
        asked: KeyAlgorithm,
    ) -> Self {
        Self::new(format_args!("{}: found {found}, but {asked} was requested", place.as_input()))
            .hint(Hint::again(vec![Edit::Remove("algorithm")]).note("uses this key"))
            .hint(Hint::again(vec![Edit::Remove("bits")]).note("uses this key"))
            .hint(Hint::again(vec![Edit::Remove("unsafe-bits")]).note("uses this key"))
            .hint(
                Hint::again(vec![Edit::Add("--new-key".to_owned()), Edit::Add("--force".to_owned())])
                    .note("replaces this key and its certificate"),
            )
            .hint(Hint::option("key", "specify another file"))
    }
}

impl From<ValidityError> for CommandError {
    fn from(error: ValidityError) -> Self {
        let failure = Self::new(&error);
        match error {
            ValidityError::EndsBeforeStart { not_after, .. } => failure
                .hint(Hint::again(vec![Edit::Swap("not-before", "not-after")]).note("swaps them"))
                .hint(Hint::expired(not_after.date())),
            _ => failure,
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
            .hint("specify it, as in --subject /CN=localhost, or omit --subject")
    }
}

impl From<IssueError> for CommandError {
    fn from(error: IssueError) -> Self {
        let failure = Self::new(&error);
        match error {
            IssueError::Sign(_) => {
                failure.hint(Hint::command("devcert genkey --out new.pem").note("creates a key that signs"))
            }
            _ => failure,
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
        let failure = Self::new(&error);
        match error {
            KeyError::WrongForm { .. } => {
                failure.hint("omit --key-format: PKCS#8, the default, supports every type of key")
            }
            _ => failure,
        }
    }
}
