//! Certificates (RFC 5280, 4.1).

use der::Sequence;

use super::algorithm::{AlgorithmIdentifier, PublicKeyInfo};
use super::extension::Extension;
use super::name::Name;
use super::primitive::{BitString, Integer};
use super::time::Time;

/// A certificate: what is signed, and the signature.
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub struct Certificate<'a> {
    /// What is signed.
    pub body: TbsCertificate<'a>,
    /// How it is signed.
    pub algorithm: AlgorithmIdentifier<'a>,
    /// The signature.
    pub signature: BitString<'a>,
}

/// `TBSCertificate`: the part of a certificate that is signed.
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub struct TbsCertificate<'a> {
    /// The version less one; `None` when the field is absent, as DER wants it for version 1.
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    pub version: Option<Version<'a>>,
    /// The serial number.
    pub serial: Integer<'a>,
    /// How the certificate is signed, repeated inside of what is signed.
    pub signature: AlgorithmIdentifier<'a>,
    /// The subject of the certificate above it.
    pub issuer: Name<'a>,
    /// notBefore and notAfter.
    pub validity: Validity<'a>,
    /// Who it is about.
    pub subject: Name<'a>,
    /// The subject's key.
    pub public_key: PublicKeyInfo<'a>,
    /// issuerUniqueID, of version 2.
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    pub issuer_id: Option<BitString<'a>>,
    /// subjectUniqueID, of version 2.
    #[asn1(context_specific = "2", tag_mode = "IMPLICIT", optional = "true")]
    pub subject_id: Option<BitString<'a>>,
    /// The extensions; `None` when the field is absent.
    #[asn1(context_specific = "3", tag_mode = "EXPLICIT", optional = "true")]
    pub extensions: Option<Vec<Extension<'a>>>,
}

/// A version number as it is encoded: one less than people say.
pub type Version<'a> = Integer<'a>;

/// `Validity` (RFC 5280, 4.1.2.5), in whatever order the dates are.
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub struct Validity<'a> {
    /// The first moment.
    pub not_before: Time<'a>,
    /// The last moment.
    pub not_after: Time<'a>,
}
