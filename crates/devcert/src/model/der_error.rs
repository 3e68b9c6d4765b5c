//! Why bytes are not the DER that they should be.

use std::fmt;

/// Why bytes are not the DER that they should be, or why a value cannot be encoded (ITU-T X.690).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DerError(der::Error);

impl DerError {
    /// The position of the error in bytes from the start of the encoding, if it is known.
    #[must_use]
    pub fn position(&self) -> Option<usize> {
        self.0.position().and_then(|position| position.try_into().ok())
    }

    pub(crate) fn new(error: impl Into<der::Error>) -> Self {
        Self(error.into())
    }

    pub(crate) fn without_position(&self) -> Self {
        Self(self.0.kind().into())
    }

    pub(crate) const fn into_inner(self) -> der::Error {
        self.0
    }

    pub(crate) const fn inner(&self) -> &der::Error {
        &self.0
    }
}

impl fmt::Display for DerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for DerError {}

/// Turns errors of the crate der into [`DerError`]; not `From`, which would be part of the public interface.
pub(crate) trait Opaque<T> {
    /// The result, with an error type of this crate.
    fn opaque(self) -> Result<T, DerError>;
}

impl<T> Opaque<T> for der::Result<T> {
    fn opaque(self) -> Result<T, DerError> {
        self.map_err(DerError)
    }
}
