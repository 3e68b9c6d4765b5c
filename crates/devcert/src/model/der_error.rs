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

    pub(crate) const fn inner(&self) -> &der::Error {
        &self.0
    }
}

impl From<der::Error> for DerError {
    fn from(error: der::Error) -> Self {
        Self(error)
    }
}

impl fmt::Display for DerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for DerError {}
