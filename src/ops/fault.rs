//! Why single operations are not carried out.

use std::path::{Path, PathBuf};

use thiserror::Error;
use time::OffsetDateTime;

use super::sentence::about;
use crate::host::stdio::{InputError, PathOrStdio};
use devcert::encoding::read::ReadError;
use devcert::model::constraint::{Permission, Subtree};
use devcert::model::name::Name;
use devcert::model::serial::SerialNumber;
use devcert::model::validity::day;
use devcert::pki::bundle::{SelectError, WriteError};

/// Why a certificate is not revoked.
#[derive(Debug, Error)]
pub enum RevocationFault {
    /// Its file cannot be read.
    #[error("{0}")]
    Input(InputError),
    /// Its file contains no certificate that can be read.
    #[error("{}", about(.place, .error))]
    Unreadable {
        /// The file.
        place: PathOrStdio,
        /// Why.
        error: ReadError,
    },
    /// It is the certificate of the CA itself.
    #[error("{}: this is the CA's own certificate; only its parent CA can revoke it", .0.as_input())]
    OwnCertificate(PathOrStdio),
    /// A CA that this one has replaced issued it.
    #[error("{}: issued by the former CA in {}", .place.as_input(), .former.display())]
    FormerCa {
        /// The file.
        place: PathOrStdio,
        /// The directory of the former CA.
        former: PathBuf,
    },
    /// Another CA issued it.
    #[error("{}: not issued by this CA", .place.as_input())]
    OtherIssuer {
        /// The file.
        place: PathOrStdio,
        /// Its issuer.
        issuer: Name,
        /// The file of the CA's certificate.
        certificate: PathBuf,
        /// The subject of the CA.
        subject: Name,
    },
    /// The CA has issued no certificate with this serial number.
    #[error("the CA in {} has not issued {serial}", .ca.display())]
    Unknown {
        /// The directory of the CA.
        ca: PathBuf,
        /// The serial number.
        serial: SerialNumber,
    },
    /// The date of the possible compromise is in the future.
    #[error("{} is in the future", day(*.0))]
    InFuture(OffsetDateTime),
}

/// Why a CA is not permitted names.
#[derive(Debug, Error)]
pub enum PermitFault {
    /// Its name constraints cannot be read.
    #[error("{}", about_constraints(.0))]
    UnreadableConstraints(PathBuf),
    /// Its certificate excludes what is requested.
    #[error("{wanted} is in {excluded}, which the CA's name constraints exclude")]
    Excluded {
        /// What is requested.
        wanted: Subtree,
        /// What is excluded.
        excluded: Subtree,
    },
    /// It is an intermediate CA, and the CA above it is not given.
    #[error("intermediate CA: {0} has to sign its next certificate")]
    NoParent(Name),
    /// Another CA issued its certificate than the one that is given.
    #[error("{} is not the CA that issued {subject}", .parent.display())]
    OtherParent {
        /// The directory of the CA that is given.
        parent: PathBuf,
        /// The subject of the CA below.
        subject: Name,
    },
    /// The CA above it may not issue for the names itself.
    #[error("the parent CA, {subject}, is not permitted to issue for that")]
    Parent {
        /// Its directory.
        parent: PathBuf,
        /// Its subject.
        subject: Name,
        /// What is requested.
        names: Vec<Permission>,
    },
}

/// Why something is not written in another form.
#[derive(Debug, Error)]
pub enum ConvertFault {
    /// The input does not have what a form needs.
    #[error("{form}: {error}")]
    Select {
        /// The name of the form.
        form: &'static str,
        /// What it lacks.
        error: SelectError,
    },
    /// The form is written to several files, and one is given.
    #[error("{form} writes {count} files, but {place} is one file")]
    OneFile {
        /// The name of the form.
        form: &'static str,
        /// How many files.
        count: usize,
        /// The file that is given.
        place: PathOrStdio,
    },
    /// An output would replace an input and does not contain its private key.
    #[error("{0}: the private key in it would be lost")]
    LosesKey(PathOrStdio),
    /// It cannot be written in the form.
    #[error("{0}")]
    Write(WriteError),
}

impl ConvertFault {
    /// The name of the form for which the input lacks something.
    #[must_use]
    pub const fn form(&self) -> Option<&'static str> {
        match self {
            Self::Select { form, .. } => Some(*form),
            _ => None,
        }
    }
}

fn about_constraints(path: &Path) -> String {
    about(
        &PathOrStdio::File(path.to_owned()),
        "contains name constraints of a type that devcert does not support",
    )
}
