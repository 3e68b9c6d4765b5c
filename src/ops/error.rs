//! Why an operation could not be carried out.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::ca::CaFault;
use super::fault::{ConvertFault, RevocationFault};
use super::sentence::about;
use super::{Format, OutputRole};
use crate::host::files::{FileError, WalkError};
use crate::host::passphrase::PassphraseError;
use crate::host::stdio::{InputError, PathOrStdio};
use devcert::encoding::private_key::{KeyError, KeyForm};
use devcert::encoding::read::ReadError;
use devcert::key::{ChoiceError, GenerateError, PublicKeyAlgorithm, SignError};
use devcert::model::algorithm::KeyAlgorithm;
use devcert::model::san::San;
use devcert::model::validity::ValidityError;
use devcert::pki::{ApprovalError, IssueError};

/// The facts of a failure; one line, lower case, for people. What to do about it depends on the front end.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// A file cannot be read, written or locked.
    #[error(transparent)]
    File(#[from] FileError),
    /// An input cannot be read.
    #[error("{error}")]
    Input {
        /// What happened.
        error: InputError,
        /// The input.
        place: PathOrStdio,
        /// What it was to serve as.
        role: OutputRole,
    },
    /// An input is not what it should be; the same operation could replace it.
    #[error("{}", about(place, error))]
    Damaged {
        /// The input.
        place: PathOrStdio,
        /// What it was to serve as.
        role: OutputRole,
        /// What is wrong with it.
        error: ReadError,
    },
    /// An input is not what it should be.
    #[error("{}", about(place, error))]
    Contents {
        /// The input.
        place: PathOrStdio,
        /// What is wrong with it.
        error: ReadError,
    },
    /// A file is not replaced, since it may be the only copy of something: it is whole and something else, or a
    /// damaged key.
    #[error("{}", about(place, error))]
    NotReplaced {
        /// The file.
        place: PathOrStdio,
        /// What it is.
        error: ReadError,
    },
    /// A key file that has to exist does not.
    #[error("{} does not exist", .path.display())]
    MissingKey {
        /// Its path.
        path: PathBuf,
        /// Which kind of key was requested, if any.
        algorithm: Option<KeyAlgorithm>,
    },
    /// A key is of another kind than requested.
    #[error("{}: found {found}, but {requested} was requested", .place.as_input())]
    OtherAlgorithm {
        /// Its file.
        place: PathOrStdio,
        /// What it is.
        found: PublicKeyAlgorithm,
        /// What was requested.
        requested: KeyAlgorithm,
    },
    /// An output is a file of a CA.
    #[error("{place}: belongs to the CA in {}, which would be lost", .folder.display())]
    CaFile {
        /// The output.
        place: PathOrStdio,
        /// The directory of the CA.
        folder: PathBuf,
    },
    /// A key is the key of a CA.
    #[error("{}: contains the key of the CA in {}", .place.as_input(), .ca.display())]
    CaKey {
        /// The key's file.
        place: PathOrStdio,
        /// The directory of the CA, or its certificate.
        ca: PathBuf,
    },
    /// An output would replace an input.
    #[error("{output} is the {input}, and the {} would replace it", .role.name())]
    ReplacesInput {
        /// The output.
        output: PathOrStdio,
        /// What it was to become.
        role: OutputRole,
        /// What it is.
        input: &'static str,
    },
    /// No key could be generated.
    #[error(transparent)]
    Generate(#[from] GenerateError),
    /// A key cannot be written in that form.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// PKCS#1 was requested for a public key that is not an RSA key.
    #[error("PKCS#1 supports only RSA keys, but {} is {found}", .place.as_input())]
    NotRsa {
        /// The input.
        place: PathOrStdio,
        /// What it is.
        found: PublicKeyAlgorithm,
    },
    /// A key file that is kept is written in another form or format than requested.
    #[error("{place}: the key is not in {form} {format} as requested")]
    OtherForm {
        /// Its file.
        place: PathOrStdio,
        /// The form that was requested.
        form: KeyForm,
        /// The format that was requested.
        format: Format,
    },
    /// The names of this machine in the local network cannot be listed.
    #[error("cannot list this machine's addresses: {0}")]
    Lan(#[source] io::Error),
    /// No name is left for a certificate that needs one.
    #[error("no name remains for the certificate")]
    NoNames,
    /// The key does not make the signatures that are requested.
    #[error(transparent)]
    Signature(#[from] ChoiceError),
    /// The key of the CA that signs does not make the signatures that are requested.
    #[error("the CA's key signs: {0}")]
    CaSignature(#[source] ChoiceError),
    /// Nothing can be signed as requested.
    #[error(transparent)]
    Issue(#[from] IssueError),
    /// A new request is not one that a CA accepts: a bug.
    #[error("the new CSR failed its check: {0}")]
    NewRequestRefused(#[source] ApprovalError),
    /// The dates leave no time.
    #[error(transparent)]
    Validity(#[from] ValidityError),
    /// There is no passphrase.
    #[error(transparent)]
    Passphrase(#[from] PassphraseError),
    /// Nothing can be signed with a key.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// A CA cannot do what is requested of it.
    #[error("{fault}")]
    Ca {
        /// Its directory.
        folder: PathBuf,
        /// Why.
        fault: Box<CaFault>,
    },
    /// A certificate is not revoked.
    #[error("{fault}")]
    Revocation {
        /// The directory of the CA.
        ca: PathBuf,
        /// Why.
        fault: Box<RevocationFault>,
    },
    /// Something is not written in another form.
    #[error("{0}")]
    Convert(Box<ConvertFault>),
    /// The next revocation list would be due before this one, or when no date can be written any more.
    #[error("the next update must be later than now and before the year 10000")]
    NextUpdate,
    /// Files cannot be looked for.
    #[error(transparent)]
    Walk(#[from] WalkError),
    /// A certificate is not renewed.
    #[error("{fault}")]
    Renew {
        /// The certificate's file.
        path: PathBuf,
        /// Why.
        fault: Box<RenewFault>,
    },
    /// A certificate cannot be made from a request.
    #[error("{}", .fault.about(request))]
    Request {
        /// The request's file.
        request: PathOrStdio,
        /// Why.
        fault: Box<RequestFault>,
    },
}

impl From<ConvertFault> for Error {
    fn from(fault: ConvertFault) -> Self {
        Self::Convert(Box::new(fault))
    }
}

impl Error {
    /// What is wrong with the CA in this directory.
    #[must_use]
    pub fn ca(folder: &Path, fault: CaFault) -> Self {
        Self::Ca { folder: folder.to_owned(), fault: Box::new(fault) }
    }
}

/// Why a certificate cannot be renewed; a predicate, or a clause of its own.
#[derive(Debug, Error)]
pub enum RenewFault {
    /// Its private key is missing.
    #[error("no file in its directory contains its private key")]
    NoKey,
    /// There is no private key that a new one could replace.
    #[error("no private key to replace")]
    NothingToReplace,
    /// Another certificate has its key in the same file.
    #[error("its key in {} is also the key of {}, which a new key would not match", key.display(), other.display())]
    SharedKey {
        /// The key's file.
        key: PathBuf,
        /// The other certificate's file.
        other: PathBuf,
    },
    /// It is revoked, and a new certificate on its key would undo that.
    #[error("revoked, and its key may be compromised")]
    Revoked,
    /// It, or its key, is another one than was found.
    #[error("changed by another program")]
    Changed,
    /// No key of this kind can be generated.
    #[error("cannot create a key of type {0}")]
    Algorithm(PublicKeyAlgorithm),
    /// A name that is to be removed is not in the certificate.
    #[error("{0} is not among its names")]
    NotAmongNames(San),
    /// No name would be left, and clients require one of a server.
    #[error("no name would be left")]
    NoNameLeft,
}

/// Why a request does not serve for a certificate.
#[derive(Debug)]
pub enum RequestFault {
    /// It cannot be read.
    Unreadable(ReadError),
    /// It exists already, and the key is yet to be generated.
    NewKey,
    /// It is signed with another key than that in this file.
    OtherKey(PathOrStdio),
    /// No CA accepts it.
    Refused(ApprovalError),
    /// It requests what the certificate is not to have, or no CA accepts it.
    NotAdmitted(ApprovalError),
    /// It requests no name, and clients require one of a server.
    NoNames,
}

impl RequestFault {
    /// The fault, as a sentence.
    #[must_use]
    pub fn about(&self, request: &PathOrStdio) -> String {
        let place = request.as_input();
        match self {
            Self::Unreadable(error) => about(request, error),
            Self::NewKey => {
                format!("{place} belongs to an existing key; a new key would not match it")
            }
            Self::OtherKey(key) => {
                format!("{place}: does not match {}", key.as_input())
            }
            Self::NoNames => {
                about(request, "the CSR requests no SAN, but rustls, Go, Chromium and Firefox require one")
            }
            Self::Refused(error) | Self::NotAdmitted(error) => format!("cannot sign {place}: {error}"),
        }
    }
}
