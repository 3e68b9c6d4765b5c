//! The structures of X.509, as they are read and as they are written.
//!
//! [`TbsCertificate`], [`RequestInfo`] and [`TbsCertList`] can hold everything that the formats allow:
//! any version or none, serial numbers of any sign and length, dates in either encoding and in any
//! order, extensions in any order and any number, names with every type of string. They keep what they
//! read: [`der::Decode`] and then [`der::Encode`] give the same bytes. None of them applies a rule of
//! RFC 5280 beyond the syntax. The types that do are in [`crate::pki`].
//!
//! Values are borrowed from what was read, or owned by what was built ([`std::borrow::Cow`]).

mod algorithm;
mod canonical;
mod certificate;
mod crl;
mod element;
mod extension;
pub(crate) mod fields;
mod name;
mod ocsp;
mod oid;
mod primitive;
mod request;
mod set;
mod time;
mod trust;

pub use algorithm::{AlgorithmIdentifier, PublicKeyInfo};
pub use certificate::{Certificate, TbsCertificate, Validity, Version};
pub use crl::{CertificateList, RevokedCertificate, TbsCertList};
pub use element::Element;
pub use extension::Extension;
pub use name::{Name, NameAttribute, RelativeName};
pub use ocsp::{
    BasicOcspResponse, CertId, OcspRequest, OcspResponse, OcspSignature, ResponseBytes, ResponseData,
    RevokedInfo, SingleRequest, SingleResponse, TbsOcspRequest,
};
pub use primitive::{BitString, Boolean, Enumerated, Integer, ObjectId, OctetString, Primitive, Utf8String};
pub use request::{Attribute, CertificationRequest, RequestInfo};
pub use set::Set;
pub use time::Time;
pub use trust::{TrustSettings, split_trusted};
