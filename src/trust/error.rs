//! Why a store could not be used.

use thiserror::Error;

use super::anchor::AnchorError;
use super::remedy::InstallHint;
use crate::host::files::FileError;
use crate::host::process::{ProcessError, words};
use devcert::key::PublicKeyAlgorithm;

/// Why a store could not be read or changed.
#[derive(Debug, Error)]
pub enum StoreError {
    /// A program's own trouble.
    #[error(transparent)]
    Process(#[from] ProcessError),
    /// A file's own trouble.
    #[error(transparent)]
    File(#[from] FileError),
    /// Root is needed, and sudo would ask where nobody answers.
    #[error("owned by root; sudo would need a password, but no terminal is available")]
    NoTerminal,
    /// Root is needed, and there is no way to become it.
    #[error("owned by root, and sudo was not found on PATH")]
    NoSudo,
    /// Root would run what another user can change.
    #[error("requires root, but {0} is not run as root: other users can change it or a directory above it")]
    NotRoots(String),
    /// The store is behind a password that is not the one that was tried.
    #[error(transparent)]
    OtherPassword(ProcessError),
    /// The program that changes the store is missing.
    #[error("{tool} not found; it is needed to read and change this store")]
    NoTool {
        /// Its name.
        tool: &'static str,
        /// What brings it.
        remedy: InstallHint,
    },
    /// The programs that trust by the store support no such key.
    #[error("{who} do not support certificates with {key} keys")]
    UnsupportedKey {
        /// The programs.
        who: &'static str,
        /// The certificate's key.
        key: PublicKeyAlgorithm,
    },
    /// Everything was done, and the store does not trust the certificate.
    #[error("installed but not trusted: {0}")]
    NotTakenOver(String),
    /// Everything was done, and the store still trusts the certificate.
    #[error("removed but still trusted: {0}")]
    StillTrusted(String),
    /// The certificate lies there under a name that is not its alone.
    #[error("stored as \"{name}\", a name that {count} certificates share; {tool} removes by name only")]
    SharedName {
        /// The name.
        name: String,
        /// How many there are.
        count: usize,
        /// The program.
        tool: &'static str,
    },
    /// A file of the store is not what it should be.
    #[error("{path}: {problem}")]
    Damaged {
        /// Which.
        path: String,
        /// What is wrong with it.
        problem: String,
    },
    /// Windows does not open its store or change it; the user may have declined.
    #[error("{}", words(.0))]
    UserRoots(std::io::Error),
    /// No certificate.
    #[error(transparent)]
    Anchor(#[from] AnchorError),
}

impl StoreError {
    /// What to do about a missing program.
    #[must_use]
    pub const fn remedy(&self) -> Option<&InstallHint> {
        match self {
            Self::NoTool { remedy, .. } => Some(remedy),
            _ => None,
        }
    }

    /// Whether root could do it.
    #[must_use]
    pub const fn needs_root(&self) -> bool {
        matches!(self, Self::NoTerminal | Self::NoSudo)
    }
}
