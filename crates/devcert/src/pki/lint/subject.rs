//! A certificate or a revocation list as the rules see it.

use const_oid::db::rfc5280;
use der::asn1::{AnyRef, ObjectIdentifier};
use der::{Decode, Tag, Tagged};
use time::OffsetDateTime;

use super::kind::CertKind;
use super::raw;
use crate::encoding::certificate::Certificate;
use crate::encoding::crl::Crl;
use crate::model::oid::Oid;
use crate::model::usage::KeyUsage;
use crate::pki::signature::{SignatureFault, check_issued};
use crate::x509::{self, Extension, TbsCertificate};

/// A certificate, what it is there for, and its DER.
#[derive(Debug)]
pub(super) struct LintTarget<'a> {
    pub(super) certificate: &'a Certificate,
    pub(super) kind: CertKind,
    /// The moment at which it shall hold.
    pub(super) at: Option<OffsetDateTime>,
    /// Whether another CA issued it whose certificate is not judged with it.
    pub(super) has_other_issuer: bool,
    pub(super) raw: x509::Certificate<'a>,
}

/// basicConstraints as they stand there.
#[derive(Debug, Clone, Copy)]
pub(super) struct BasicConstraints<'a> {
    pub(super) ca: bool,
    /// Whether "no CA" is written, which is the default and left out in DER.
    pub(super) says_false: bool,
    pub(super) path_len: Option<&'a [u8]>,
}

/// authorityKeyIdentifier as it stands there.
#[derive(Debug, Clone, Copy)]
pub(super) struct AuthorityKeyId<'a> {
    pub(super) key: Option<&'a [u8]>,
    /// The content of authorityCertIssuer.
    pub(super) issuer: Option<&'a [u8]>,
    pub(super) serial: Option<&'a [u8]>,
}

impl<'a> LintTarget<'a> {
    pub(super) fn new(
        certificate: &'a Certificate,
        kind: CertKind,
        at: Option<OffsetDateTime>,
        has_issuer: bool,
    ) -> der::Result<Self> {
        let has_other_issuer = !has_issuer && !certificate.is_self_issued();
        let raw = x509::Certificate::from_der(certificate.der())?;
        Ok(Self { certificate, kind, at, has_other_issuer, raw })
    }

    /// The part that is signed.
    pub(super) const fn body(&self) -> &TbsCertificate<'a> {
        &self.raw.body
    }

    pub(super) fn extensions(&self) -> &[Extension<'a>] {
        self.raw.body.extensions.as_deref().unwrap_or_default()
    }

    /// The first extension of this type.
    pub(super) fn extension(&self, oid: ObjectIdentifier) -> Option<&Extension<'a>> {
        self.extensions().iter().find(|one| one.is(oid))
    }

    pub(super) fn has(&self, oid: ObjectIdentifier) -> bool {
        self.extension(oid).is_some()
    }

    /// Whether there is such an extension, and it is critical.
    pub(super) fn is_critical(&self, oid: ObjectIdentifier) -> bool {
        self.extension(oid).is_some_and(Extension::is_critical)
    }

    /// Whether there is such an extension, and it is not critical.
    pub(super) fn is_plain(&self, oid: ObjectIdentifier) -> bool {
        self.extension(oid).is_some_and(|one| !one.is_critical())
    }

    /// The elements of an extension that is a SEQUENCE; none when it is missing or malformed.
    pub(super) fn parts(&self, oid: ObjectIdentifier) -> Option<Vec<AnyRef<'_>>> {
        raw::sequence(self.extension(oid)?.value.content()).ok()
    }

    pub(super) fn basic_constraints(&self) -> Option<BasicConstraints<'_>> {
        let parts = self.parts(rfc5280::ID_CE_BASIC_CONSTRAINTS)?;
        let flag = parts.iter().find(|part| part.tag() == Tag::Boolean).map(|part| part.value() != [0]);
        let path_len = parts.iter().find(|part| part.tag() == Tag::Integer).map(|part| part.value());
        Some(BasicConstraints { ca: flag == Some(true), says_false: flag == Some(false), path_len })
    }

    /// Whether the key usage has this bit; `None` when there is no key usage.
    pub(super) fn may(&self, usage: KeyUsage) -> Option<bool> {
        self.certificate.key_usage().map(|usages| usages.contains(&usage))
    }

    /// The extended key usages, repeated ones too.
    pub(super) fn purposes(&self) -> Option<Vec<Oid>> {
        let parts = self.parts(rfc5280::ID_CE_EXT_KEY_USAGE)?;
        Some(parts.iter().filter_map(|part| part.decode_as().ok()).collect())
    }

    /// The subject alternative names as they stand there; none when there are none.
    pub(super) fn general_names(&self) -> Vec<AnyRef<'_>> {
        self.parts(rfc5280::ID_CE_SUBJECT_ALT_NAME).unwrap_or_default()
    }

    /// The contents of the names of the type `[number]`.
    pub(super) fn names_of_type(&self, number: u32) -> impl Iterator<Item = &[u8]> {
        let names = self.general_names().into_iter();
        names.filter(move |name| raw::context(name) == Some(number)).map(AnyRef::value)
    }

    /// The dNSNames, bytes beyond UTF-8 replaced.
    pub(super) fn dns_names(&self) -> Vec<String> {
        self.names_of_type(2).map(|name| String::from_utf8_lossy(name).into_owned()).collect()
    }

    pub(super) fn subject_key_id(&self) -> Option<&[u8]> {
        let value = AnyRef::try_from(self.extension(rfc5280::ID_CE_SUBJECT_KEY_IDENTIFIER)?.value.content());
        value.ok().map(AnyRef::value)
    }

    pub(super) fn authority_key_id(&self) -> Option<AuthorityKeyId<'_>> {
        let parts = self.parts(rfc5280::ID_CE_AUTHORITY_KEY_IDENTIFIER)?;
        let part = |number| raw::tagged(&parts, number);
        Some(AuthorityKeyId { key: part(0), issuer: part(1), serial: part(2) })
    }

    /// Whether its own key made its signature, as far as that can be checked here.
    pub(super) fn is_self_signed(&self) -> bool {
        self.certificate.is_self_issued()
            && check_issued(self.certificate, self.certificate.public_key()) != Err(SignatureFault::Mismatch)
    }

    /// What to say when it holds for more than so many days.
    pub(super) fn longer_than(&self, days: i64) -> Option<String> {
        let lifetime = self.certificate.lifetime_days();
        (lifetime > days).then(|| format!("is valid for {lifetime} days"))
    }
}

/// A revocation list and its DER.
#[derive(Debug)]
pub(super) struct List<'a> {
    pub(super) crl: &'a Crl,
    pub(super) raw: x509::CertificateList<'a>,
}

impl<'a> List<'a> {
    pub(super) fn new(crl: &'a Crl) -> der::Result<Self> {
        Ok(Self { crl, raw: x509::CertificateList::from_der(crl.der())? })
    }

    /// The first extension of this type.
    pub(super) fn extension(&self, oid: ObjectIdentifier) -> Option<&Extension<'a>> {
        self.raw.body.extensions.iter().flatten().find(|one| one.is(oid))
    }
}
