//! A certificate with what a verification asks of it.

use ::der::Decode as _;
use const_oid::ObjectIdentifier;
use time::OffsetDateTime;

use super::facts::{Fact, Facts};
use crate::key::{PublicKey, PublicKeyAlgorithm};
use crate::model::algorithm::AlgorithmIdentifier;
use crate::model::oid::known;
use crate::x509::{self, Extension, Name, TbsCertificate, split_trusted};

/// A certificate in a chain or in a store.
#[derive(Debug, Clone)]
pub struct StoreCertificate {
    der: Vec<u8>,
    subject: Vec<u8>,
    issuer: Vec<u8>,
    /// The version as it is encoded: two for version 3.
    pub(super) version: u64,
    pub(super) serial: Vec<u8>,
    pub(super) not_before: Option<OffsetDateTime>,
    pub(super) not_after: Option<OffsetDateTime>,
    /// `None` when OpenSSL cannot use the key.
    pub(super) key: Option<PublicKey>,
    /// The algorithm of the signature; `None` when its identifier is malformed.
    pub(super) algorithm: Option<AlgorithmIdentifier>,
    /// Whether the algorithm inside of what is signed is the same.
    pub(super) is_consistent: bool,
    pub(super) facts: Facts,
    /// The contents of the object identifiers of uses for which it is trusted.
    pub(super) trusted: Option<Vec<Vec<u8>>>,
    /// Those for which it is rejected.
    pub(super) rejected: Option<Vec<Vec<u8>>>,
}

impl StoreCertificate {
    /// Reads the DER of a certificate, which OpenSSL's trust settings may follow.
    ///
    /// # Errors
    /// When it is malformed, or a name in it has a string that breaks its type.
    pub fn from_der(der: &[u8]) -> ::der::Result<Self> {
        let (der, settings) = split_trusted(der)?;
        let certificate = x509::Certificate::from_der(der)?;
        let body = &certificate.body;
        let ids = |ids: Vec<x509::ObjectId<'_>>| ids.iter().map(|id| id.content().to_vec()).collect();
        let (trusted, rejected) = settings.map(|found| (found.trusted, found.rejected)).unwrap_or_default();
        let extensions = body.extensions.as_deref().unwrap_or_default();
        Ok(Self {
            der: der.to_vec(),
            subject: body.subject.canonical()?,
            issuer: body.issuer.canonical()?,
            version: version(body),
            serial: body.serial.content().to_vec(),
            not_before: body.validity.not_before.moment(),
            not_after: body.validity.not_after.moment(),
            key: key(&body.public_key),
            algorithm: certificate.algorithm.to_model(),
            is_consistent: certificate.algorithm == body.signature,
            facts: Facts::of(extensions, &body.issuer),
            trusted: trusted.map(ids),
            rejected: rejected.map(ids),
        })
    }

    /// The DER of the certificate.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The subject in its canonical form ([`Name::canonical`]).
    #[must_use]
    pub fn subject(&self) -> &[u8] {
        &self.subject
    }

    /// The issuer in its canonical form.
    #[must_use]
    pub fn issuer(&self) -> &[u8] {
        &self.issuer
    }

    /// The subject as it is in the file.
    #[must_use]
    pub fn subject_name(&self) -> Name<'_> {
        self.body().map(|body| body.subject).unwrap_or_default()
    }

    /// The issuer as it is in the file.
    #[must_use]
    pub fn issuer_name(&self) -> Name<'_> {
        self.body().map(|body| body.issuer).unwrap_or_default()
    }

    /// Whether OpenSSL's trust settings in the file name this use, and do not reject it (`X509_check_trust`).
    pub(in crate::pki) fn is_trusted_for(&self, usage: ObjectIdentifier) -> bool {
        let lists = |ids: &Option<Vec<Vec<u8>>>| {
            ids.as_ref().is_some_and(|ids| ids.iter().any(|id| id == usage.as_bytes()))
        };
        lists(&self.trusted) && !lists(&self.rejected)
    }

    /// The extensions as they are in the file.
    pub(super) fn extensions(&self) -> Vec<Extension<'_>> {
        self.body().and_then(|body| body.extensions).unwrap_or_default()
    }

    /// The bytes that are signed, and the signature.
    pub(super) fn signed(&self) -> Option<(&[u8], Vec<u8>)> {
        let parts = super::node::sequence(&self.der)?;
        let signature = x509::BitString::from_der(parts.get(2)?.der).ok()?;
        Some((parts.first()?.der, signature.bytes().to_vec()))
    }

    fn body(&self) -> Option<TbsCertificate<'_>> {
        // It was read before, so it can be read.
        x509::Certificate::from_der(&self.der).ok().map(|certificate| certificate.body)
    }

    /// Whether the property is true.
    pub(super) const fn has(&self, fact: Fact) -> bool {
        self.facts.set.has(fact)
    }

    /// Whether subject and issuer are the same name.
    pub(super) fn is_self_issued(&self) -> bool {
        self.subject == self.issuer
    }
}

/// The version; a number that is no version when it is negative.
fn version(body: &TbsCertificate<'_>) -> u64 {
    body.version.as_ref().map_or(0, |version| super::node::unsigned(version.content()).unwrap_or(u64::MAX))
}

/// The key, of kinds that OpenSSL knows.
fn key(info: &x509::PublicKeyInfo<'_>) -> Option<PublicKey> {
    use ::der::Encode as _;
    let key = PublicKey::of_certificate(&info.to_der().ok()?).ok()?;
    match key.algorithm() {
        PublicKeyAlgorithm::Other(oid) if oid == known::X_500_RSA => {
            PublicKey::from_pkcs1(info.key.bytes()).ok()
        }
        PublicKeyAlgorithm::NoCurve | PublicKeyAlgorithm::Unreadable(_) => None,
        PublicKeyAlgorithm::Other(_) => key.algorithm().key_type().is_some().then_some(key),
        _ => Some(key),
    }
}
