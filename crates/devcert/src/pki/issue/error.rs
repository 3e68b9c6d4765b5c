//! Why nothing was issued.

use thiserror::Error;

use crate::encoding::certificate::X509Error;
use crate::key::SignError;
use crate::model::der_error::DerError;
use crate::model::validity::ValidityError;

/// Why no certificate or request came out.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum IssueError {
    /// RFC 5280, 4.1.2.4 and 5.1.2.3
    #[error("the issuer's name is empty, and every issuer has to have one (RFC 5280, 4.1.2.4)")]
    EmptyIssuer,
    /// A value that DER cannot hold.
    #[error("encoding failed: {0}")]
    Der(#[from] DerError),
    /// The dates are out of range.
    #[error(transparent)]
    Validity(#[from] ValidityError),
    /// The key did not sign.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// An extension given as DER is not what its type says.
    #[error("the {what} that was made does not read back: {error}")]
    Unreadable {
        /// Certificate, request or list.
        what: &'static str,
        /// What the reader found.
        error: X509Error,
    },
}

impl IssueError {
    pub(in crate::pki) fn unreadable(what: &'static str) -> impl Fn(X509Error) -> Self {
        move |error| Self::Unreadable { what, error }
    }
}
