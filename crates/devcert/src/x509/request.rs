//! Certification requests (RFC 2986, PKCS#10).

use der::{Encode, Sequence};

use super::algorithm::{AlgorithmIdentifier, PublicKeyInfo};
use super::certificate::Version;
use super::element::Element;
use super::extension::Extension;
use super::name::Name;
use super::primitive::{BitString, ObjectId};
use super::set::Set;
use crate::model::oid::known;

/// A request: what is signed, and the signature.
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub struct CertificationRequest<'a> {
    /// What is signed.
    pub body: RequestInfo<'a>,
    /// How it is signed.
    pub algorithm: AlgorithmIdentifier<'a>,
    /// The signature.
    pub signature: BitString<'a>,
}

/// `CertificationRequestInfo`: the part of a request that is signed.
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub struct RequestInfo<'a> {
    /// The version less one; the standard has version 1 only.
    pub version: Version<'a>,
    /// The subject that the certificate is to have.
    pub subject: Name<'a>,
    /// The key that is to be certified.
    pub public_key: PublicKeyInfo<'a>,
    /// The attributes; `None` when the field is absent, as Bouncy Castle writes a request without any.
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", optional = "true")]
    pub attributes: Option<Set<Attribute<'a>>>,
}

/// `Attribute`: a type and its values, such as challengePassword or extensionRequest.
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub struct Attribute<'a> {
    /// The type.
    pub id: ObjectId<'a>,
    /// The values; one of any type for most attributes.
    pub values: Set<Element<'a>>,
}

impl Attribute<'_> {
    /// The attribute that requests `extensions`.
    ///
    /// # Errors
    /// When they cannot be encoded.
    pub fn extension_request(extensions: &[Extension<'_>]) -> der::Result<Attribute<'static>> {
        let list = Element::new(0x30, &contents(extensions)?)?;
        Ok(Attribute { id: ObjectId::from(known::ID_EXTENSION_REQ), values: Set(vec![list]) })
    }

    /// Whether it holds extensions: the standard's attribute for them (RFC 2985, 5.4.2), or the one of
    /// Microsoft's certreq and IIS.
    #[must_use]
    pub fn is_extension_request(&self) -> bool {
        let kinds = [known::ID_EXTENSION_REQ, known::MICROSOFT_EXTENSION_REQUEST];
        kinds.iter().any(|kind| kind.as_bytes() == self.id.content())
    }
}

fn contents(extensions: &[Extension<'_>]) -> der::Result<Vec<u8>> {
    let mut content = Vec::new();
    for extension in extensions {
        extension.encode_to_vec(&mut content)?;
    }
    Ok(content)
}
