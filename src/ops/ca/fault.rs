//! Why a CA cannot do what is requested of it.

use std::path::{Path, PathBuf};

use thiserror::Error;
use time::OffsetDateTime;

use crate::ca::layout::SettingsError;
use crate::ca::ledger::LedgerError;
use crate::ca::policy::CannotIssue;
use crate::host::files::FileError;
use crate::host::stdio::PathOrStdio;
use crate::ops::fault::PermitFault;
use crate::ops::sentence::about;
use devcert::encoding::certificate::Certificate;
use devcert::encoding::read::ReadError;
use devcert::key::SignError;
use devcert::model::constraint::{NameConstraints, Permission, Subtree, Violations};
use devcert::model::name::Name;
use devcert::model::san::San;
use devcert::model::validity::{Validity, day};
use devcert::pki::IssueError;

/// What is wrong with a CA, or with what it is to sign. [`Error::Ca`](crate::ops::Error::Ca) has the directory.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CaFault {
    /// There is none.
    #[error("no CA found in {}", .0.display())]
    Missing(PathBuf),
    /// One of its files is missing.
    #[error("incomplete CA in {}: {part} is missing", .folder.display())]
    Incomplete {
        /// Its directory.
        folder: PathBuf,
        /// The file's name.
        part: &'static str,
    },
    /// Its settings cannot be used.
    #[error("{}", about_file(.path, .error))]
    Settings {
        /// Their file.
        path: PathBuf,
        /// Why.
        error: SettingsError,
    },
    /// Its certificate cannot be read.
    #[error("{}", about(.place, .error))]
    Certificate {
        /// Its file.
        place: PathOrStdio,
        /// Why.
        error: ReadError,
    },
    /// Its ledger is a link, or not a file.
    #[error("{0}")]
    LedgerFile(FileError),
    /// Its ledger cannot be read.
    #[error("{}", about_file(.path, .error))]
    Ledger {
        /// Its file.
        path: PathBuf,
        /// Why.
        error: LedgerError,
    },
    /// Its key usage does not allow revocation lists, and no client accepts one then (RFC 5280, 6.3.3).
    #[error("{} cannot sign CRLs: its key usage lacks cRLSign", .0.display())]
    NoCrlSign(PathBuf),
    /// It is not permitted names.
    #[error("{0}")]
    Permit(PermitFault),
    /// It has no name, and an issuer needs one (RFC 5280, 4.1.2.4).
    #[error("{}", about_file(.0, &IssueError::EmptyIssuer))]
    EmptySubject(PathBuf),
    /// It does not sign at this moment, or not this.
    #[error("{}", about_file(.certificate, .reason))]
    CannotIssue {
        /// The file of its certificate.
        certificate: PathBuf,
        /// Why.
        reason: CannotIssue,
    },
    /// Its key does not belong to its certificate.
    #[error("{key} does not match {}", .certificate.display())]
    OtherKey {
        /// The file of the key.
        key: PathOrStdio,
        /// The file of the certificate.
        certificate: PathBuf,
    },
    /// Nothing can be signed with its key.
    #[error("{}", about(.key, .error))]
    CannotSign {
        /// The file of the key.
        key: PathOrStdio,
        /// Why.
        error: SignError,
    },
    /// Its key is encrypted, and no passphrase was given.
    #[error("{0}: CA key is encrypted, but no passphrase was given")]
    Locked(PathOrStdio),
    /// Its key is encrypted with another passphrase.
    #[error("{}", about(.key, .error))]
    WrongPassphrase {
        /// The file of the key.
        key: PathOrStdio,
        /// What decryption ran into.
        error: ReadError,
    },
    /// Its key cannot be read.
    #[error("{}", about(.key, .error))]
    Key {
        /// The file of the key.
        key: PathOrStdio,
        /// Why.
        error: ReadError,
    },
    /// The certificate would expire before the CA is valid.
    #[error("the certificate would expire on {}, before its CA is valid", .0.not_after().date())]
    TooEarly(Validity),
    /// The CA, or one above it, may not issue for these names.
    #[error("{violations}")]
    Names {
        /// The CA's certificate, and those above it.
        chain: Vec<Certificate>,
        /// The subject of the certificate.
        subject: Name,
        /// Its names.
        names: Vec<San>,
        /// Those that the CA may not issue for.
        violations: Violations,
    },
    /// A CA below it would have more names.
    #[error("the parent CA is not permitted to issue for {beyond} (permitted: {permitted})")]
    BeyondParent {
        /// What it may not issue for.
        beyond: Subtree,
        /// What it may issue for.
        permitted: NameConstraints,
        /// All that is requested.
        names: Vec<Permission>,
    },
    /// Its next certificate would not expire at least a day later than the present one.
    #[error("{}: expires {}, and the new certificate would not expire at least a day later ({})", .certificate.display(), day(*.not_after), day(*.requested))]
    NotLater {
        /// The file of its certificate.
        certificate: PathBuf,
        /// When the present certificate expires.
        not_after: OffsetDateTime,
        /// When the next one would.
        requested: OffsetDateTime,
    },
    /// Another program created it, and keeps it.
    #[error("{}: CA of {program}, whose certificate and key devcert does not replace", .folder.display())]
    OfAnotherProgram {
        /// Its directory.
        folder: PathBuf,
        /// The program.
        program: &'static str,
    },
    /// Its key is encrypted, and the key that replaces it would not be.
    #[error("{}: encrypted, but no passphrase was given for the new key", .0.as_input())]
    NewKeyUnencrypted(PathOrStdio),
    /// The CA that replaces it would have the same subject.
    #[error("the new CA needs another subject than the old one, {0}")]
    SameSubject(Name),
    /// Its path length allows no cross certificate.
    #[error("{}: path length 0 allows no cross certificate", .0.display())]
    NoCrossCertificate(PathBuf),
    /// A file of a new CA is in the way.
    #[error("{} already contains a CA, or part of one: {}", .folder.display(), .path.display())]
    Exists {
        /// The directory.
        folder: PathBuf,
        /// The file.
        path: PathBuf,
    },
}

fn about_file(path: &Path, error: &dyn std::fmt::Display) -> String {
    about(&PathOrStdio::File(path.to_owned()), error)
}
