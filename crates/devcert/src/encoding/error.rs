//! Why something is not read or written; each error is a sentence that follows the file's name.

use thiserror::Error;

use super::defect::{Defect, JsonDefect, PartName};
use super::limits::LimitError;
use super::object::{KeyForm, ObjectKind};
use super::pem::PemError;
use super::structure::{self, ElementsError};
use crate::key::{self, KeyFault, PublicKeyAlgorithm};
use crate::model::der_error::DerError;

/// Why nothing was found in a file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SniffError {
    /// No bytes.
    #[error("empty")]
    Empty,
    /// Only white space.
    #[error("contains only white space")]
    Blank,
    /// Armour that is damaged.
    #[error(transparent)]
    Pem(#[from] PemError),
    /// DER that ends before its own length says so.
    #[error("truncated DER: {found} bytes of {expected}")]
    TruncatedDer {
        /// The length of the file.
        found: usize,
        /// The length that the outermost object says.
        expected: usize,
    },
    /// DER that ends before the file does.
    #[error("{kind} followed by unrelated data after byte {end} of {found}")]
    TrailingBytes {
        /// What it is up to there.
        kind: ObjectKind,
        /// The length of the object.
        end: usize,
        /// The length of the file.
        found: usize,
    },
    /// BEGIN lines without data, as in a manual.
    #[error("the \"-----BEGIN\" on its line {line} is not followed by data")]
    Mention {
        /// The line's number, counted from 1.
        line: usize,
    },
    /// DER of no form that is known here.
    #[error("DER, but not a key, certificate, CSR, CRL or bundle")]
    UnknownDer,
    /// Text without armour.
    #[error("text without a \"-----BEGIN\" line, so neither PEM nor DER")]
    NoArmour,
    /// More than the limits allow.
    #[error(transparent)]
    Limit(#[from] LimitError),
    /// JSON that holds no keys.
    #[error("JSON {0}")]
    Json(JsonDefect),
    /// Bytes of no form that is known here.
    #[error("neither PEM nor DER")]
    Noise,
}

/// Why an object does not open.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum OpenError {
    /// No passphrase was given, and one is needed.
    #[error("{0} is passphrase-protected, but no passphrase was given")]
    PassphraseNeeded(ObjectKind),
    /// The passphrase does not fit.
    #[error("the passphrase is wrong")]
    WrongPassphrase,
    /// It asks for more work than the limits allow.
    #[error(transparent)]
    Limit(#[from] LimitError),
    /// There is not so much memory.
    #[error("checking the passphrase needs {0} bytes of memory, more than available")]
    Memory(usize),
    /// Encrypted in a way that is not read here.
    #[error("encrypted with {0}, which devcert does not support")]
    Encryption(String),
    /// Encrypted or signed for somebody's certificate, or of no type that holds certificates.
    #[error("PKCS#7 of the type {0}, which contains no readable certificates")]
    ContentType(String),
    /// A form that only its own program reads.
    #[error("{kind}, which only {program} reads")]
    Foreign {
        /// The form.
        kind: ObjectKind,
        /// The program that reads it.
        program: &'static str,
    },
    /// A key that cannot be used.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The structure is broken.
    #[error("damaged: {0}")]
    Malformed(Defect),
}

impl From<DerError> for OpenError {
    fn from(error: DerError) -> Self {
        Self::Malformed(error.into())
    }
}

impl From<ElementsError> for OpenError {
    fn from(error: ElementsError) -> Self {
        match error {
            ElementsError::Der(error) => DerError::new(error).into(),
            ElementsError::Limit(error) => error.into(),
        }
    }
}

/// Why a private key could not be read or written.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The numbers in it are not a key.
    #[error(transparent)]
    Fault(#[from] KeyFault),
    /// A part of it is not what it should be; named, with its place.
    #[error("damaged: {0}")]
    Damaged(Defect),
    /// A kind of key that devcert does not know.
    #[error("key of a type that devcert does not support: {0}")]
    Unsupported(String),
    /// A kind of key that devcert reads and writes, where one is needed that signs.
    #[error("private key of type {0}, which devcert does not sign or serve with")]
    NotForSigning(PublicKeyAlgorithm),
    /// A key on a curve whose arithmetic is not known here, without the public point.
    #[error("the public key is missing, and devcert cannot compute it for {0} keys")]
    NoPublic(PublicKeyAlgorithm),
    /// A key without the numbers that its kind needs.
    #[error("the {0} parameters are missing")]
    NoGroup(String),
    /// The curve in the key differs from the one beside it.
    #[error("specifies two different curves")]
    TwoCurves,
    /// A passphrase that protects nothing.
    #[error("an empty passphrase protects nothing")]
    EmptyPassphrase,
    /// The form has no place for this kind of key.
    #[error("{form} has no place for {algorithm} keys")]
    NoPlace {
        /// The form that was wanted.
        form: &'static str,
        /// The kind of the key.
        algorithm: PublicKeyAlgorithm,
    },
    /// The form has no place for this kind of key, and only for one other.
    #[error("{form} supports only {only} keys, but this is {algorithm}")]
    WrongForm {
        /// The form that was wanted.
        form: KeyForm,
        /// The only kind of key that the form can hold.
        only: &'static str,
        /// The kind of the key.
        algorithm: PublicKeyAlgorithm,
    },
}

impl From<DerError> for KeyError {
    fn from(error: DerError) -> Self {
        Self::Fault(error.into())
    }
}

impl KeyError {
    /// This error, found in a part that begins after so many bytes of the whole.
    pub(super) fn behind(self, bytes: usize) -> Self {
        match self {
            Self::Fault(KeyFault::Malformed(error)) => {
                DerError::new(key::behind(error.inner(), bytes)).into()
            }
            other => other,
        }
    }
}

/// Why bytes are not a certificate or a request.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum X509Error {
    /// The structure is broken.
    #[error("damaged: {0}")]
    Malformed(Defect),
    /// Longer than [`MAX_BYTES`].
    #[error("too large: {0} bytes (maximum {MAX_BYTES})")]
    TooLarge(usize),
    /// An object identifier of so many bytes, which is longer than [`MAX`](crate::model::oid::MAX).
    #[error("not supported: an object identifier of {0} bytes (maximum {max})", max = crate::model::oid::MAX)]
    LongIdentifier(usize),
    /// Something stands behind it.
    #[error("{0} extra bytes after its end")]
    Trailing(usize),
}

/// The length of the longest certificate or request that is read: room for 50,000 names, while half a
/// million names of no length at all stay below 100 MiB of memory. TLS itself ends at 16 MiB for a chain
/// (RFC 8446, 4.4.2), OpenSSL's servers and clients at 100 KiB.
pub const MAX_BYTES: usize = 1 << 20;

impl X509Error {
    /// Refuses `der` that is too long.
    pub(super) const fn check_length(der: &[u8]) -> Result<(), Self> {
        if der.len() > MAX_BYTES { Err(Self::TooLarge(der.len())) } else { Ok(()) }
    }

    /// What is wrong inside of `part`, a slice of `whole` that goes by this name.
    pub(super) fn in_part(name: &'static str, whole: &[u8], part: &[u8]) -> impl Fn(DerError) -> Self {
        let at = structure::range_in(whole, part).start;
        move |error| {
            let error = error.without_position().into();
            Self::Malformed(Defect::Value { part: PartName::new(name), at, error })
        }
    }
}
