//! Requests and responses of OCSP (RFC 6960, 4).

use der::Sequence;
use der::asn1::Any;

use super::algorithm::AlgorithmIdentifier;
use super::element::Element;
use super::extension::Extension;
use super::primitive::{BitString, Enumerated, Integer, ObjectId, OctetString};
use super::time::Time;

/// `OCSPRequest` (RFC 6960, 4.1.1).
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub struct OcspRequest<'a> {
    /// What is asked.
    pub body: TbsOcspRequest<'a>,
    /// Who asks; `None` when the request is not signed.
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    pub signature: Option<OcspSignature<'a>>,
}

/// `TBSRequest`: the part of a request that can be signed.
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub struct TbsOcspRequest<'a> {
    /// The version less one; `None` when the field is absent, as DER wants it for version 1.
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    pub version: Option<Integer<'a>>,
    /// The name of who asks.
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT", optional = "true")]
    pub requestor: Option<Any>,
    /// The certificates that are asked about.
    pub requests: Vec<SingleRequest<'a>>,
    /// The extensions, such as the nonce; `None` when the field is absent.
    #[asn1(context_specific = "2", tag_mode = "EXPLICIT", optional = "true")]
    pub extensions: Option<Vec<Extension<'a>>>,
}

/// `Request`: one certificate that is asked about.
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub struct SingleRequest<'a> {
    /// Which one.
    pub id: CertId<'a>,
    /// The extensions; `None` when the field is absent.
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    pub extensions: Option<Vec<Extension<'a>>>,
}

/// `CertID`: a certificate by its serial number and the hashes of its issuer's name and key.
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub struct CertId<'a> {
    /// How the hashes are made.
    pub algorithm: AlgorithmIdentifier<'a>,
    /// The hash of the issuer's name.
    pub name_hash: OctetString<'a>,
    /// The hash of the issuer's public key.
    pub key_hash: OctetString<'a>,
    /// The serial number.
    pub serial: Integer<'a>,
}

/// `Signature` of a request.
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub struct OcspSignature<'a> {
    /// How it is signed.
    pub algorithm: AlgorithmIdentifier<'a>,
    /// The signature.
    pub signature: BitString<'a>,
    /// The certificates that go with it.
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    pub certificates: Option<Vec<Element<'a>>>,
}

/// `OCSPResponse` (RFC 6960, 4.2.1).
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub struct OcspResponse<'a> {
    /// Whether there is an answer.
    pub status: Enumerated<'a>,
    /// The answer.
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    pub bytes: Option<ResponseBytes<'a>>,
}

/// `ResponseBytes`: an answer of any type.
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub struct ResponseBytes<'a> {
    /// The type.
    pub kind: ObjectId<'a>,
    /// The answer.
    pub response: OctetString<'a>,
}

/// `BasicOCSPResponse`: the type of answer that everybody uses.
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub struct BasicOcspResponse<'a> {
    /// What is signed.
    pub body: ResponseData<'a>,
    /// How it is signed.
    pub algorithm: AlgorithmIdentifier<'a>,
    /// The signature.
    pub signature: BitString<'a>,
    /// The certificates that go with it.
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    pub certificates: Option<Vec<Element<'a>>>,
}

/// `ResponseData`: the part of an answer that is signed.
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub struct ResponseData<'a> {
    /// The version less one; `None` when the field is absent, as DER wants it for version 1.
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    pub version: Option<Integer<'a>>,
    /// Who answers: a name under tag 1, or the SHA-1 of a key under tag 2.
    pub responder: Element<'a>,
    /// When the answer was signed.
    pub produced_at: Time<'a>,
    /// What is answered, certificate by certificate.
    pub responses: Vec<SingleResponse<'a>>,
    /// The extensions, such as the nonce; `None` when the field is absent.
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT", optional = "true")]
    pub extensions: Option<Vec<Extension<'a>>>,
}

/// `SingleResponse`: what is answered of one certificate.
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub struct SingleResponse<'a> {
    /// Which one.
    pub id: CertId<'a>,
    /// Under tag 0 that it is good, 1 when and why it was revoked, 2 that it is unknown.
    pub status: Element<'a>,
    /// Since when this is known.
    pub this_update: Time<'a>,
    /// When newer information is available; `None` when the field is absent.
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    pub next_update: Option<Time<'a>>,
    /// The extensions; `None` when the field is absent.
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT", optional = "true")]
    pub extensions: Option<Vec<Extension<'a>>>,
}

/// `RevokedInfo`, under tag 1 of a status: when and why a certificate was revoked.
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub struct RevokedInfo<'a> {
    /// When.
    pub at: Time<'a>,
    /// Why (RFC 5280, 5.3.1).
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    pub reason: Option<Enumerated<'a>>,
}
