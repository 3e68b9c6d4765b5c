//! Requests and responses of OCSP: created, signed and checked (RFC 6960).

use std::sync::Arc;

use der::{Decode, Encode};
use rand::Rng;
use thiserror::Error;
use time::OffsetDateTime;

use super::issue::IssueError;
use super::openssl::{self, FirstError, Purpose, Settings, Store, StoreCertificate, VerifyCode, VerifyFlag};
use super::signature;
use super::tbs;
use crate::encoding::certificate::Certificate;
use crate::encoding::ocsp::Response;
use crate::key::{Signer, digest_of};
use crate::model::algorithm::DigestAlgorithm;
use crate::model::der_error::{DerError, Opaque as _};
use crate::model::oid::known;
use crate::model::usage::ExtendedKeyUsage;
use crate::x509::{
    self, AlgorithmIdentifier, BasicOcspResponse, BitString, CertId, Element, Enumerated, Extension, Integer,
    ObjectId, OcspRequest, OcspResponse, OctetString, Primitive, ResponseBytes, ResponseData, RevokedInfo,
    SingleRequest, SingleResponse, TbsOcspRequest, Time,
};

/// The bytes of a nonce.
const NONCE_BYTES: usize = 16;

const OCTET_STRING: u8 = 0x04;
const NULL: [u8; 2] = [0x05, 0x00];

/// Why a responder gives no answer (RFC 6960, 4.2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The request cannot be read.
    MalformedRequest = 1,
    /// The responder cannot work.
    InternalError = 2,
}

/// What a responder answers of a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CertificateStatus {
    /// It is not revoked.
    Good,
    /// It is revoked.
    Revoked {
        /// When.
        at: OffsetDateTime,
        /// Why: the number of a reason (RFC 5280, 5.3.1).
        reason: Option<u8>,
        /// Extensions of the answer, such as invalidityDate.
        extensions: Vec<Extension<'static>>,
    },
    /// The responder does not know it.
    Unknown,
}

/// The identifier of the certificate with this serial number by `issuer` (RFC 6960, 4.1.1).
///
/// # Errors
/// When the issuer's name cannot be encoded.
pub fn certificate_id(
    digest: DigestAlgorithm,
    issuer: &x509::TbsCertificate<'_>,
    serial: Integer<'static>,
) -> Result<CertId<'static>, DerError> {
    let name = issuer.subject.to_der().opaque()?;
    let hash = |bytes: &[u8]| OctetString::from_content(digest_of(digest, bytes));
    Ok(CertId {
        algorithm: AlgorithmIdentifier {
            id: ObjectId::from(digest.oid()),
            parameters: Some(Element::from_der(&NULL).opaque()?.into_owned()),
        },
        name_hash: hash(&name),
        key_hash: hash(issuer.public_key.key.bytes()),
        serial,
    })
}

/// Whether `id` is of a certificate by `issuer`; `None` if its digest is not known.
#[must_use]
pub fn is_by(id: &CertId<'_>, issuer: &x509::TbsCertificate<'_>) -> Option<bool> {
    let digest = digest(id)?;
    let expected = certificate_id(digest, issuer, Integer::from(0)).ok()?;
    Some(expected.name_hash == id.name_hash && expected.key_hash == id.key_hash)
}

/// The digest of an identifier.
#[must_use]
pub fn digest(id: &CertId<'_>) -> Option<DigestAlgorithm> {
    let oid = id.algorithm.id.oid()?;
    DigestAlgorithm::ALL.into_iter().find(|digest| crate::model::oid::Oid::from(digest.oid()) == oid)
}

/// A nonce, which a response repeats (RFC 6960, 4.4.1).
///
/// # Errors
/// When it cannot be encoded.
pub fn nonce(random: &mut impl Rng) -> Result<Extension<'static>, DerError> {
    let mut bytes = [0; NONCE_BYTES];
    random.fill_bytes(&mut bytes);
    let value = Element::new(OCTET_STRING, &bytes).opaque()?;
    Ok(Extension::new(known::ID_PKIX_OCSP_NONCE, value.der().to_vec()))
}

/// The DER of a request about certificates.
///
/// # Errors
/// When it cannot be encoded.
pub fn request(ids: Vec<CertId<'_>>, nonce: Option<Extension<'_>>) -> Result<Vec<u8>, DerError> {
    let requests = ids.into_iter().map(|id| SingleRequest { id, extensions: None }).collect();
    let extensions = nonce.map(|nonce| vec![nonce]);
    let body = TbsOcspRequest { version: None, requestor: None, requests, extensions };
    OcspRequest { body, signature: None }.to_der().opaque()
}

/// The DER of a response without an answer.
///
/// # Errors
/// When it cannot be encoded.
pub fn refusal(why: Refusal) -> Result<Vec<u8>, DerError> {
    let status = Enumerated::from_content(vec![why as u8]);
    OcspResponse { status, bytes: None }.to_der().opaque()
}

/// Who signs answers, and what goes with them.
pub struct Responder<'a> {
    /// The certificate of the key that signs.
    pub certificate: &'a x509::TbsCertificate<'a>,
    /// The key that signs.
    pub signer: &'a Signer,
    /// Whether the answer identifies the responder by its key, instead of its name.
    pub by_key: bool,
    /// The certificates that the answer contains, in DER.
    pub certificates: Vec<&'a [u8]>,
}

/// What is answered, with its dates.
pub struct Answers<'a> {
    /// The certificates and what is answered of them.
    pub statuses: Vec<(CertId<'a>, CertificateStatus)>,
    /// The date of the answer.
    pub now: OffsetDateTime,
    /// When newer information is available.
    pub next_update: Option<OffsetDateTime>,
    /// The nonce of the request.
    pub nonce: Option<Extension<'a>>,
}

impl Responder<'_> {
    /// The DER of a response with these answers, signed.
    ///
    /// # Errors
    /// When it cannot be encoded, or the key does not sign.
    pub fn respond(&self, answers: &Answers<'_>) -> Result<Vec<u8>, IssueError> {
        let body = ResponseData {
            version: None,
            responder: self.id().opaque()?,
            produced_at: date(answers.now)?,
            responses: answers.statuses.iter().map(|one| answers.single(one)).collect::<Result<_, _>>()?,
            extensions: answers.nonce.clone().map(|nonce| vec![nonce]),
        };
        let to_be_signed = body.to_der().opaque()?;
        let certificates = self.certificates.iter().copied().map(Element::from_der);
        let certificates = certificates.collect::<der::Result<Vec<_>>>().opaque()?;
        let basic = BasicOcspResponse {
            body,
            algorithm: tbs::algorithm(self.signer)?,
            signature: BitString::from_bytes(&self.signer.sign(&to_be_signed)?),
            certificates: (!certificates.is_empty()).then_some(certificates),
        };
        let bytes = ResponseBytes {
            kind: ObjectId::from(known::ID_PKIX_OCSP_BASIC),
            response: OctetString::from_content(basic.to_der().opaque()?),
        };
        let status = Enumerated::from_static(&[0]);
        Ok(OcspResponse { status, bytes: Some(bytes) }.to_der().opaque()?)
    }

    fn id(&self) -> der::Result<Element<'static>> {
        if !self.by_key {
            return Element::new(0xa1, &self.certificate.subject.to_der()?);
        }
        let hash = digest_of(DigestAlgorithm::Sha1, self.certificate.public_key.key.bytes());
        Element::new(0xa2, Element::new(OCTET_STRING, &hash)?.der())
    }
}

impl Answers<'_> {
    fn single(
        &self,
        (id, status): &(CertId<'_>, CertificateStatus),
    ) -> Result<SingleResponse<'static>, DerError> {
        let mut extensions = None;
        let status = match status {
            CertificateStatus::Good => Element::new(0x80, &[]),
            CertificateStatus::Unknown => Element::new(0x82, &[]),
            CertificateStatus::Revoked { at, reason, extensions: added } => {
                extensions = (!added.is_empty()).then(|| added.clone());
                let reason = reason.map(|reason| Enumerated::from_content(vec![reason]));
                let revoked = RevokedInfo { at: date(*at)?, reason };
                let der = revoked.to_der().opaque()?;
                let sequence = Element::from_der(&der).opaque()?;
                Element::new(0xa1, sequence.content())
            }
        };
        Ok(SingleResponse {
            id: owned(id),
            status: status.opaque()?,
            this_update: date(self.now)?,
            next_update: self.next_update.map(date).transpose()?,
            extensions,
        })
    }
}

fn owned(id: &CertId<'_>) -> CertId<'static> {
    let parameters = id.algorithm.parameters.clone().map(Element::into_owned);
    CertId {
        algorithm: AlgorithmIdentifier {
            id: Primitive::from_content(id.algorithm.id.content().to_vec()),
            parameters,
        },
        name_hash: Primitive::from_content(id.name_hash.content().to_vec()),
        key_hash: Primitive::from_content(id.key_hash.content().to_vec()),
        serial: Primitive::from_content(id.serial.content().to_vec()),
    }
}

fn date(moment: OffsetDateTime) -> Result<Time<'static>, DerError> {
    Time::generalized(moment).ok_or_else(|| DerError::new(der::Tag::GeneralizedTime.value_error()))
}

/// Why a response does not verify, in the words of OpenSSL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ResponseFault {
    /// No certificate of the responder that signed it.
    #[error("signer certificate not found")]
    NoSigner,
    /// Another key signed it.
    #[error("signature failure")]
    Signature,
    /// The responder's certificate does not verify.
    #[error("certificate verify error: Verify error: {}", .0.text())]
    Certificate(VerifyCode),
    /// A certificate is malformed.
    #[error("malformed certificate")]
    Malformed,
    /// The response has no answer.
    #[error("response contains no revocation data")]
    NoAnswers,
    /// The answers are about the certificates of another issuer.
    #[error("root ca not trusted")]
    OtherIssuer,
    /// The responder's certificate is not for OCSP.
    #[error("missing ocspsigning usage")]
    NotDelegated,
}

/// A part of the verification that can be skipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// The signature on the response.
    Signature,
    /// The certificate of the responder.
    Certificate,
    /// What the certificate of the responder is for.
    Purpose,
    /// A chain through the certificates in the response.
    Contained,
    /// A search for the responder's certificate in the response.
    Responder,
    /// A root that is trusted for OCSP by its settings, which may answer about the certificates of others.
    Explicit,
}

/// How a response is verified.
#[derive(Debug, Clone, Copy, Default)]
pub struct Checks<'a> {
    /// What is skipped.
    pub skipped: &'a [Check],
    /// Whether the other certificates are trusted.
    pub trusts_others: bool,
}

impl Checks<'_> {
    fn skips(&self, check: Check) -> bool {
        self.skipped.contains(&check)
    }
}

/// Verifies a response, as `OCSP_basic_verify` of OpenSSL does: the responder's certificate is one of `others` or of the
/// response, it signed the response, a chain leads from it to a trusted certificate of `store`, and it is the issuer that
/// the answers are about, or has a certificate by that issuer for OCSP.
///
/// # Errors
/// The first check that fails.
pub fn verify_response(
    response: &Response,
    others: &[Certificate],
    store: &mut dyn Store,
    settings: &Settings,
    checks: Checks<'_>,
) -> Result<(), ResponseFault> {
    let is_signer = |certificate: &&Certificate| response.responder.is(certificate);
    let other = others.iter().find(is_signer);
    let contained =
        || response.certificates.iter().filter(|_| !checks.skips(Check::Responder)).find(is_signer);
    let signer = other.or_else(contained).ok_or(ResponseFault::NoSigner)?;
    if !checks.skips(Check::Signature) {
        signature::check(signer.public_key(), &response.signed).map_err(|_| ResponseFault::Signature)?;
    }
    if checks.skips(Check::Certificate) || (checks.trusts_others && other.is_some()) {
        return Ok(());
    }
    let untrusted: Vec<_> = match checks.skips(Check::Contained) {
        true => Vec::new(),
        false => response.certificates.iter().chain(others).collect(),
    };
    let chain = chain(signer, &untrusted, store, settings)?;
    if checks.skips(Check::Purpose) {
        return Ok(());
    }
    let issuer = chain.get(1).map(|issuer| Certificate::from_der(issuer.der()));
    let issuer = issuer.transpose().map_err(|_| ResponseFault::Malformed)?;
    let is_explicit = chain.last().is_some_and(|root| root.is_trusted_for(known::ID_KP_OCSP_SIGNING));
    match check_delegation(response, signer, issuer.as_ref()) {
        Err(ResponseFault::OtherIssuer) if is_explicit && !checks.skips(Check::Explicit) => Ok(()),
        outcome => outcome,
    }
}

/// Checks that the signer is the issuer that the answers are about, or has a certificate by that issuer for OCSP
/// (RFC 6960, 4.2.2.2).
fn check_delegation(
    response: &Response,
    signer: &Certificate,
    issuer: Option<&Certificate>,
) -> Result<(), ResponseFault> {
    if response.answers.is_empty() {
        return Err(ResponseFault::NoAnswers);
    }
    let is_issuer = |issuer: &Certificate| {
        let is_of = |answer: &crate::encoding::ocsp::Answer| {
            answer.id.is_of(&answer.id.serial, issuer.subject(), issuer.public_key()) == Some(true)
        };
        response.answers.iter().all(is_of)
    };
    if issuer.is_some_and(is_issuer) {
        let usages = signer.extended_key_usage().unwrap_or_default();
        return match usages.contains(&ExtendedKeyUsage::OCSP_SIGNING) {
            true => Ok(()),
            false => Err(ResponseFault::NotDelegated),
        };
    }
    if is_issuer(signer) { Ok(()) } else { Err(ResponseFault::OtherIssuer) }
}

/// The chain from the responder's certificate to a trusted one (`ocsp_verify_signer`).
fn chain(
    signer: &Certificate,
    untrusted: &[&Certificate],
    store: &mut dyn Store,
    settings: &Settings,
) -> Result<Vec<Arc<StoreCertificate>>, ResponseFault> {
    let read = |one: &Certificate| match StoreCertificate::from_der(one.der()) {
        Ok(one) => Ok(Arc::new(one)),
        Err(_) => Err(ResponseFault::Malformed),
    };
    let untrusted: Vec<_> = untrusted.iter().map(|one| read(one)).collect::<Result<_, _>>()?;
    let mut settings = settings.clone();
    if has_no_check(signer) {
        settings.clear(VerifyFlag::CrlCheck);
    }
    if settings.purpose().is_none() {
        settings.set_purpose(Purpose::OcspHelper);
    }
    let verified = openssl::verify(&read(signer)?, Some(&untrusted), &[], store, &settings, &mut FirstError);
    match verified.code {
        VerifyCode::Ok => Ok(verified.chain),
        code => Err(ResponseFault::Certificate(code)),
    }
}

/// Whether a responder's certificate says that nobody need ask whether it is revoked (RFC 6960, 4.2.2.2.1).
fn has_no_check(certificate: &Certificate) -> bool {
    let structure = x509::Certificate::from_der(certificate.der());
    let extensions = structure.ok().and_then(|one| one.body.extensions).unwrap_or_default();
    extensions.iter().any(|extension| extension.is(known::ID_PKIX_OCSP_NOCHECK))
}
