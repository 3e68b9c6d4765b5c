//! Certification requests.

use der::Decode;

use super::draft;
use super::issue::{IssueError, with_critical_names, written};
use crate::encoding::request::Request;
use crate::key::{PrivateKey, Signer};
use crate::model::extension::Extension;
use crate::model::name::Name;
use crate::x509::{self, Attribute, PublicKeyInfo, RequestInfo, Set, Version};

/// What a request shall ask for.
#[derive(Debug, Clone)]
pub struct RequestSpec {
    /// Who asks.
    pub subject: Name,
    /// The extensions that the certificate shall have, written in this order.
    pub extensions: Vec<Extension>,
}

/// Version 1, the only one.
const VERSION_1: Version<'static> = Version::from_static(&[0]);

/// A request for `key`, signed by it (RFC 2986).
///
/// # Errors
/// When the key does not sign, or the extensions of `spec` make no readable request.
pub fn request(spec: &RequestSpec, key: &PrivateKey) -> Result<Request, IssueError> {
    request_signed_by(spec, key, &Signer::with_default(key)?)
}

/// A request for `key`, signed by `signer`, which is the same key made ready to sign.
///
/// # Errors
/// As those of [`request`].
pub fn request_signed_by(
    spec: &RequestSpec,
    key: &PrivateKey,
    signer: &Signer,
) -> Result<Request, IssueError> {
    let extensions = with_critical_names(&spec.subject, &spec.extensions);
    let extensions = written(&extensions, key.public(), &key.public().key_identifier())?;
    let attributes = extensions.iter().map(|list| Attribute::extension_request(list));
    let body = RequestInfo {
        version: VERSION_1,
        subject: x509::Name::new(&spec.subject)?,
        public_key: PublicKeyInfo::from_der(key.public().spki())?,
        attributes: Some(Set(attributes.collect::<der::Result<_>>()?)),
    };
    let der = draft::sign_request(&body, signer)?;
    Request::from_der(&der).map_err(IssueError::unreadable("request"))
}
