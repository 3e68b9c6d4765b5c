//! Certification requests.

use super::draft;
use super::issue::{IssueError, with_critical_names};
use crate::key::{PrivateKey, Signer};
use crate::model::extension::Extension;
use crate::model::name::Name;

/// What a request shall ask for.
#[derive(Debug, Clone)]
pub struct RequestSpec {
    /// Who asks.
    pub subject: Name,
    /// The extensions that the certificate shall have, written in this order.
    pub extensions: Vec<Extension>,
}

/// A request for `key`, signed by it (RFC 2986), as DER.
pub fn request(spec: &RequestSpec, key: &PrivateKey) -> Result<Vec<u8>, IssueError> {
    request_signed_by(spec, key, &Signer::with_default(key)?)
}

/// A request for `key`, signed by `signer`, which is the same key made ready to sign, as DER.
pub fn request_signed_by(
    spec: &RequestSpec,
    key: &PrivateKey,
    signer: &Signer,
) -> Result<Vec<u8>, IssueError> {
    let extensions = with_critical_names(&spec.subject, &spec.extensions);
    let params = draft::parameters(&extensions, key.public(), &key.public().key_identifier())?;
    draft::request(&params, &spec.subject, (signer, key.public()))
}
