//! OCSP responses as they are read (RFC 6960, 4.2.1).

use const_oid::db::rfc5912::{ID_SHA_1, ID_SHA_256, ID_SHA_384, ID_SHA_512};
use der::asn1::{AnyRef, BitStringRef, GeneralizedTime, ObjectIdentifier, OctetStringRef};
use der::{Decode, Reader, Sequence, SliceReader, Tag, TagMode, TagNumber, Tagged};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};
use spki::AlgorithmIdentifierRef;
use thiserror::Error;
use time::OffsetDateTime;

use super::certificate::Certificate;
use super::crl::Reason;
use super::name;
use super::signed::Signed;
use crate::key::PublicKey;
use crate::model::algorithm::AlgorithmIdentifier;
use crate::model::der_error::{DerError, Opaque as _};
use crate::model::name::Name;
use crate::model::oid::{Oid, known};

/// A response, read but not checked.
#[derive(Debug, Clone)]
pub struct Response {
    /// Who says so.
    pub responder: Responder,
    /// When it was signed.
    pub produced_at: OffsetDateTime,
    /// What is said, certificate by certificate.
    pub answers: Vec<Answer>,
    /// What the responder sends along, its own certificate where it is not the CA itself; those that
    /// cannot be read are left out.
    pub certificates: Vec<Certificate>,
    /// How it is signed.
    pub signed: Signed,
}

/// By what a responder is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Responder {
    /// Its subject.
    Name(Name),
    /// SHA-1 of its public key.
    Key(Vec<u8>),
}

/// What is said of one certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Of which one.
    pub id: CertificateId,
    /// Whether the certificate is revoked.
    pub status: Status,
    /// The date from which on the status is known to be right (thisUpdate).
    pub this_update: OffsetDateTime,
    /// The date by which newer information is available (nextUpdate).
    pub next_update: Option<OffsetDateTime>,
}

/// A certificate, by its serial number and the hashes of its issuer's name and key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateId {
    /// The serial number's content octets.
    pub serial: Vec<u8>,
    algorithm: ObjectIdentifier,
    name_hash: Vec<u8>,
    key_hash: Vec<u8>,
}

/// What a responder says of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Not revoked.
    Good,
    /// The certificate is revoked.
    Revoked {
        /// The date of the revocation.
        at: OffsetDateTime,
        /// The reason, if the response contains one.
        reason: Option<Reason>,
    },
    /// The responder does not know it.
    Unknown,
}

/// Why a response has no answer, or cannot be read (RFC 6960, 4.2.1).
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum OcspError {
    /// The structure is broken.
    #[error("damaged: {0}")]
    Malformed(#[from] DerError),
    /// The responder has none.
    #[error("the responder gives no answer: {}", refusal(*.0))]
    Refused(u8),
    /// Not the type that everybody knows.
    #[error("response type {0} (expected the basic type)")]
    OtherType(Oid),
}

/// `OCSPResponseStatus`
fn refusal(status: u8) -> String {
    match status {
        1 => "malformedRequest".to_owned(),
        2 => "internalError".to_owned(),
        3 => "tryLater".to_owned(),
        5 => "sigRequired".to_owned(),
        6 => "unauthorized".to_owned(),
        other => format!("status {other}"),
    }
}

/// The only type of response in use.
const BASIC: ObjectIdentifier = known::ID_PKIX_OCSP_BASIC;
/// The status of a response that has an answer.
const SUCCESSFUL: u8 = 0;

#[derive(Sequence)]
struct Envelope<'a> {
    status: AnyRef<'a>,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    bytes: Option<Bytes<'a>>,
}

#[derive(Sequence)]
struct Bytes<'a> {
    kind: ObjectIdentifier,
    response: &'a OctetStringRef,
}

#[derive(Sequence)]
struct Data<'a> {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    version: Option<AnyRef<'a>>,
    responder: AnyRef<'a>,
    produced_at: GeneralizedTime,
    answers: Vec<Single<'a>>,
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT", optional = "true")]
    extensions: Option<AnyRef<'a>>,
}

#[derive(Sequence)]
struct Single<'a> {
    id: Id<'a>,
    status: AnyRef<'a>,
    this_update: GeneralizedTime,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    next_update: Option<GeneralizedTime>,
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT", optional = "true")]
    extensions: Option<AnyRef<'a>>,
}

#[derive(Sequence)]
struct Id<'a> {
    algorithm: AlgorithmIdentifierRef<'a>,
    name_hash: &'a OctetStringRef,
    key_hash: &'a OctetStringRef,
    serial: AnyRef<'a>,
}

impl Response {
    /// Reads a DER response; `der` must end where it ends.
    ///
    /// # Errors
    /// When it is none, or holds no answer.
    pub fn from_der(der: &[u8]) -> Result<Self, OcspError> {
        let Envelope { status, bytes } = Envelope::from_der(der).opaque()?;
        status.tag().assert_eq(Tag::Enumerated).opaque()?;
        match (status.value(), bytes) {
            (&[SUCCESSFUL], Some(Bytes { kind: BASIC, response })) => Self::basic(response.as_bytes()),
            (&[SUCCESSFUL], Some(Bytes { kind, .. })) => Err(OcspError::OtherType(kind.into())),
            (&[SUCCESSFUL], None) => Err(DerError::new(Tag::OctetString.value_error()).into()),
            (&[status], _) => Err(OcspError::Refused(status)),
            _ => Err(DerError::new(Tag::Enumerated.value_error()).into()),
        }
    }

    fn basic(der: &[u8]) -> Result<Self, OcspError> {
        let mut reader = SliceReader::new(der).opaque()?;
        let (part, algorithm, signature, certificates) = reader
            .sequence(|inner| {
                let part = inner.tlv_bytes()?;
                let algorithm =
                    AlgorithmIdentifier::from_der(inner.tlv_bytes()?).map_err(DerError::into_inner)?;
                let signature = BitStringRef::decode(inner)?;
                let certificates =
                    inner.context_specific::<Vec<AnyRef<'_>>>(TagNumber(0), TagMode::Explicit)?;
                Ok::<_, der::Error>((part, algorithm, signature, certificates))
            })
            .opaque()?;
        reader.finish().opaque()?;
        let data = Data::from_der(part).opaque()?;
        let read = |any: &AnyRef<'_>| {
            let der = der::Encode::to_der(any).ok()?;
            Certificate::from_der(&der).ok()
        };
        Ok(Self {
            responder: responder(data.responder).opaque()?,
            produced_at: moment(data.produced_at),
            answers: data.answers.into_iter().map(answer).collect::<der::Result<_>>().opaque()?,
            certificates: certificates.iter().flatten().filter_map(read).collect(),
            signed: Signed::new(der, part, algorithm, signature.raw_bytes()),
        })
    }
}

fn responder(any: AnyRef<'_>) -> der::Result<Responder> {
    match any.tag() {
        Tag::ContextSpecific { number: TagNumber(1), constructed: true } => {
            Ok(Responder::Name(name::from_der(any.value())?))
        }
        Tag::ContextSpecific { number: TagNumber(2), constructed: true } => {
            Ok(Responder::Key(<&OctetStringRef>::from_der(any.value())?.as_bytes().to_vec()))
        }
        other => Err(other.unexpected_error(None).into()),
    }
}

fn answer(single: Single<'_>) -> der::Result<Answer> {
    let Single { id, status, this_update, next_update, .. } = single;
    id.serial.tag().assert_eq(Tag::Integer)?;
    Ok(Answer {
        id: CertificateId {
            serial: id.serial.value().to_vec(),
            algorithm: id.algorithm.oid,
            name_hash: id.name_hash.as_bytes().to_vec(),
            key_hash: id.key_hash.as_bytes().to_vec(),
        },
        status: self::status(status)?,
        this_update: moment(this_update),
        next_update: next_update.map(moment),
    })
}

fn status(any: AnyRef<'_>) -> der::Result<Status> {
    match any.tag() {
        Tag::ContextSpecific { number: TagNumber(0), constructed: false } => Ok(Status::Good),
        Tag::ContextSpecific { number: TagNumber(1), constructed: true } => revoked(any.value()),
        Tag::ContextSpecific { number: TagNumber(2), constructed: false } => Ok(Status::Unknown),
        other => Err(other.unexpected_error(None).into()),
    }
}

fn revoked(der: &[u8]) -> der::Result<Status> {
    let mut reader = SliceReader::new(der)?;
    let at = GeneralizedTime::decode(&mut reader)?;
    let outer = if reader.is_finished() { None } else { Some(AnyRef::decode(&mut reader)?) };
    reader.finish()?;
    let reason = outer.map(|outer| AnyRef::from_der(outer.value())).transpose()?;
    let reason = reason.and_then(|any| any.value().first().copied()).map(Reason);
    Ok(Status::Revoked { at: moment(at), reason })
}

fn moment(time: GeneralizedTime) -> OffsetDateTime {
    // GeneralizedTime ends with the year 9999, as the other does.
    let seconds = i64::try_from(time.to_unix_duration().as_secs()).unwrap_or_default();
    OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

impl CertificateId {
    /// Whether it is the certificate of this serial number by the issuer of this name and key; `None`
    /// where its hash is not known here.
    #[must_use]
    pub fn is_of(&self, serial: &[u8], issuer: &Name, key: &PublicKey) -> Option<bool> {
        let name = name::to_der(issuer).ok()?;
        let hashes = [name.as_slice(), key.bits()].map(|bytes| hash(self.algorithm, bytes));
        let [name_hash, key_hash] = hashes;
        Some(self.serial == serial && self.name_hash == name_hash? && self.key_hash == key_hash?)
    }
}

fn hash(algorithm: ObjectIdentifier, bytes: &[u8]) -> Option<Vec<u8>> {
    Some(match algorithm {
        ID_SHA_1 => Sha1::digest(bytes).to_vec(),
        ID_SHA_256 => Sha256::digest(bytes).to_vec(),
        ID_SHA_384 => Sha384::digest(bytes).to_vec(),
        ID_SHA_512 => Sha512::digest(bytes).to_vec(),
        _ => return None,
    })
}

impl Responder {
    /// Whether it is the one with this certificate (RFC 6960, 4.2.2.3).
    #[must_use]
    pub fn is(&self, certificate: &Certificate) -> bool {
        match self {
            Self::Name(name) => *name == *certificate.subject(),
            Self::Key(hash) => *hash == Sha1::digest(certificate.public_key().bits()).as_slice(),
        }
    }
}

impl std::fmt::Display for Responder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Name(name) => write!(f, "{name}"),
            Self::Key(hash) => {
                f.write_str("key ")?;
                hash.iter().try_for_each(|byte| write!(f, "{byte:02X}"))
            }
        }
    }
}
