//! Certificate revocation lists (RFC 5280, 5.1).

use der::Sequence;

use super::algorithm::AlgorithmIdentifier;
use super::certificate::Version;
use super::extension::Extension;
use super::name::Name;
use super::primitive::{BitString, Integer};
use super::time::Time;

/// A revocation list: what is signed, and the signature.
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub struct CertificateList<'a> {
    /// What is signed.
    pub body: TbsCertList<'a>,
    /// How it is signed.
    pub algorithm: AlgorithmIdentifier<'a>,
    /// The signature.
    pub signature: BitString<'a>,
}

/// `TBSCertList`: the part of a revocation list that is signed.
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub struct TbsCertList<'a> {
    /// The version less one; `None` when the field is absent, which is version 1.
    #[asn1(optional = "true")]
    pub version: Option<Version<'a>>,
    /// How the list is signed, repeated inside of what is signed.
    pub signature: AlgorithmIdentifier<'a>,
    /// Who revokes.
    pub issuer: Name<'a>,
    /// When the list was created.
    pub this_update: Time<'a>,
    /// When the next one is to come; `None` when the field is absent.
    #[asn1(optional = "true")]
    pub next_update: Option<Time<'a>>,
    /// What is revoked; `None` when the field is absent, as the standard wants it for nothing.
    #[asn1(optional = "true")]
    pub revoked: Option<Vec<RevokedCertificate<'a>>>,
    /// The extensions, of version 2; `None` when the field is absent.
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    pub extensions: Option<Vec<Extension<'a>>>,
}

/// An entry of a revocation list.
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub struct RevokedCertificate<'a> {
    /// The serial number.
    pub serial: Integer<'a>,
    /// Since when.
    pub date: Time<'a>,
    /// The entry's own extensions, such as reasonCode; `None` when the field is absent.
    #[asn1(optional = "true")]
    pub extensions: Option<Vec<Extension<'a>>>,
}
