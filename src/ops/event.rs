//! What happens while an operation is prepared and written.

use std::path::PathBuf;

use time::OffsetDateTime;

use super::{Error, Mismatch};
use crate::host::files::FileError;
use crate::host::stdio::PathOrStdio;
use devcert::encoding::read::ReadError;
use devcert::encoding::request::Attribute;
use devcert::key::PublicKeyAlgorithm;
use devcert::model::name::Name;
use devcert::model::san::San;
use devcert::model::serial::SerialNumber;
use devcert::model::span::Span;

/// Something that a user may want to hear of.
#[derive(Debug)]
pub enum Event {
    /// So many keys of a larger number exist now.
    Generated {
        /// How many.
        done: usize,
        /// Of how many.
        total: usize,
    },
    /// A file is empty, and is going to be replaced.
    Empty(PathOrStdio),
    /// A file is damaged, and is going to be replaced.
    Damaged {
        /// The file.
        place: PathOrStdio,
        /// What is wrong with it.
        error: ReadError,
    },
    /// A key is of another kind than requested, and is going to be replaced.
    OtherAlgorithm {
        /// Its file.
        place: PathOrStdio,
        /// What it is.
        found: PublicKeyAlgorithm,
    },
    /// A file is not what would be created, and is going to be replaced.
    Replacing {
        /// The file.
        place: PathOrStdio,
        /// What it lacks.
        mismatch: Mismatch,
    },
    /// A certificate takes its subject and names from a request.
    FromRequest {
        /// The request's file.
        place: PathOrStdio,
        /// What becomes of its subject.
        subject: RequestSubject,
        /// Its names.
        names: Vec<San>,
    },
    /// A certificate takes these from a request, with what is requested instead and in addition.
    ApprovedRequest {
        /// The request's file.
        place: PathOrStdio,
        /// The subject.
        subject: Name,
        /// The names.
        names: Vec<San>,
    },
    /// Something that a request has is not in the certificate: this, as a sentence names it.
    LeftOut(String),
    /// The subject or the names are changed, so that clients accept them.
    Adjusted(Adjustment),
    /// A name in a request is written as clients compare it.
    Respelled {
        /// As it was.
        found: San,
        /// As it is written.
        name: San,
    },
    /// An attribute of a request is not used.
    UnusedAttribute(Attribute),
    /// A certificate ends with its CA, earlier than requested.
    EndsWithCa {
        /// Its notAfter.
        not_after: OffsetDateTime,
        /// The subject of that CA.
        ca: Name,
    },
    /// A certificate ends earlier than requested, since its profile has a limit.
    Shortened {
        /// Its notAfter.
        not_after: OffsetDateTime,
        /// The limit.
        most: Span,
    },
    /// Something that will cause trouble.
    Warning(Warning),
}

/// Something that will cause trouble, though the operation succeeds.
#[derive(Debug)]
pub enum Warning {
    /// The file layer completed an interrupted write, or could not lock a directory.
    Files(String),
    /// A file that was looked at cannot be read, and the operation goes on without it.
    Unread(FileError),
    /// A certificate for the default names replaces one that has others.
    NamesLost {
        /// The file.
        place: PathOrStdio,
        /// Those that the new certificate does not have.
        names: Vec<San>,
    },
    /// The subject has a host name that clients do not look at, since it is not among the names.
    HostInSubject(String),
    /// GnuTLS rejects the certificate for this common name.
    ForeignToGnutls(String),
    /// The CA has issued another certificate with the serial number that is requested.
    SerialInUse {
        /// The number.
        serial: SerialNumber,
        /// The subject of the other certificate.
        subject: String,
        /// Whether that one is revoked, and the new one with it.
        revoked: bool,
    },
    /// Others than its owner can read or change a part of a CA.
    CaExposed(Exposure),
    /// A request that is in the usual place is not used.
    RequestIgnored(Error),
}

impl From<Warning> for Event {
    fn from(warning: Warning) -> Self {
        Self::Warning(warning)
    }
}

/// What becomes of the subject of a request.
#[derive(Debug)]
pub enum RequestSubject {
    /// It is the certificate's.
    Used(Name),
    /// It is empty.
    Empty,
    /// Another one is requested.
    Replaced,
}

/// A change of a subject or of names that clients would reject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Adjustment {
    /// These common names are left out: clients would check the addresses as host names.
    WithoutCommonNames(Vec<String>),
    /// This name is added: without one, clients would check the common name as a host name.
    AddedName(San),
}

/// A part of a CA that is open to others than its owner.
#[derive(Debug)]
pub enum Exposure {
    /// They can read its key.
    Key(PathOrStdio),
    /// They can enter the directory of a new CA.
    NewDirectory(PathBuf),
    /// They can replace the files in its directory.
    Directory {
        /// The directory.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// They can change a file.
    File {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
}
