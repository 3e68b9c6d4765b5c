//! Why a server does not go over to TLS.

use std::io;

/// Why a server does not go over to TLS.
pub(super) enum Trouble {
    /// It said something else than yes.
    Said(String),
    /// The connection broke.
    Io(io::Error),
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}
