//! What a request may bring into a certificate.

use thiserror::Error;

use super::signature::{self, SignatureFault};
use crate::encoding::request::Request;
use crate::model::name::Name;
use crate::model::san::San;

/// What is taken over from a request.
#[derive(Debug, Clone)]
pub struct Accepted {
    /// Its subject.
    pub subject: Name,
    /// Its names.
    pub names: Vec<San>,
}

/// Why a request is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AcceptError {
    /// Whoever sent it does not hold the key.
    #[error("its signature is not made by the key in it: {0}")]
    Signature(#[from] SignatureFault),
    /// A name that no client would match.
    #[error("it asks for the name {0}, which no client would match")]
    UnusableName(San),
}

/// Checks a request's own signature and takes over its subject and names. The other extensions are
/// the issuer's to set: a server's profile decides them.
pub fn accept(request: &Request) -> Result<Accepted, AcceptError> {
    signature::check(&request.public_key, &request.signed)?;
    let names = request.names().to_vec();
    if let Some(unusable) = names.iter().find(|name| matches!(name, San::Unusable { .. })) {
        return Err(AcceptError::UnusableName(unusable.clone()));
    }
    Ok(Accepted { subject: request.subject.clone(), names })
}
