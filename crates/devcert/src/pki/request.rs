//! Certification requests.

use der::Decode;

use super::issue::{IssueError, with_critical_names, written};
use super::{builder, tbs};
use crate::encoding::request::Request;
use crate::key::{PrivateKey, PublicKey, Signer};
use crate::model::der_error::Opaque as _;
use crate::model::extension::Extension;
use crate::model::name::Name;
use crate::model::profile::Profile;
use crate::model::san::San;
use crate::x509::{self, Attribute, PublicKeyInfo, RequestInfo, Set, Version};

/// What a request shall ask for.
#[derive(Debug, Clone)]
pub struct RequestSpec {
    /// Who asks.
    pub subject: Name,
    /// The extensions that the certificate shall have, written in this order.
    pub extensions: Vec<Extension>,
}

impl RequestSpec {
    /// A request for a certificate of this profile on `key`, with the names; the subject is the first DNS
    /// name, or empty.
    #[must_use]
    pub fn new(profile: Profile, names: Vec<San>, key: &PublicKey) -> Self {
        let subject = builder::first_host(&names);
        Self { subject, extensions: profile.requested_extensions(key.algorithm().key_management(), names) }
    }
}

/// Version 1, the only one.
const VERSION_1: Version<'static> = Version::from_static(&[0]);

/// A request for `key`, signed by it (RFC 2986).
///
/// # Errors
/// When the key does not sign, or the extensions of `spec` make no readable request.
pub fn create_request(spec: &RequestSpec, key: &PrivateKey) -> Result<Request, IssueError> {
    create_request_with(spec, key, &Signer::with_default(key)?)
}

/// A request for `key`, signed by `signer`, which is the same key made ready to sign.
///
/// # Errors
/// As [`create_request`].
pub fn create_request_with(
    spec: &RequestSpec,
    key: &PrivateKey,
    signer: &Signer,
) -> Result<Request, IssueError> {
    let extensions = with_critical_names(&spec.subject, &spec.extensions);
    let extensions = written(&extensions, key.public(), &key.public().key_identifier()).opaque()?;
    let attributes = extensions.iter().map(|list| Attribute::extension_request(list));
    let body = RequestInfo {
        version: VERSION_1,
        subject: x509::Name::new(&spec.subject).opaque()?,
        public_key: PublicKeyInfo::from_der(key.public().spki()).opaque()?,
        attributes: Some(Set(attributes.collect::<der::Result<_>>().opaque()?)),
    };
    let der = tbs::sign_request(&body, signer)?;
    Request::from_der(&der).map_err(IssueError::unreadable("request"))
}
