//! The CAs that this machine trusts.

use rustls_native_certs::{Error, ErrorKind};
use rustls_pki_types::CertificateDer;

use super::files::reason;

/// Why there are none.
#[derive(Debug, thiserror::Error)]
pub enum RootsError {
    /// Nothing was found.
    #[error("this machine's list of trusted CAs is empty, or not where such lists are")]
    None,
    /// It was found, and cannot be read.
    #[error("cannot read this machine's list of trusted CAs: {0}")]
    Unreadable(String),
}

/// The certificates that the system trusts, or those that `SSL_CERT_FILE` and `SSL_CERT_DIR` name; at
/// least one. What cannot be read among others is passed over.
pub fn system() -> Result<Vec<CertificateDer<'static>>, RootsError> {
    let found = rustls_native_certs::load_native_certs();
    match (found.certs.is_empty(), found.errors.first()) {
        (false, _) => Ok(found.certs),
        (true, Some(error)) => Err(RootsError::Unreadable(told(error))),
        (true, None) => Err(RootsError::None),
    }
}

fn told(error: &Error) -> String {
    match &error.kind {
        ErrorKind::Io { inner, path } => format!("{}: {}", path.display(), reason(inner)),
        _ => error.to_string(),
    }
}
