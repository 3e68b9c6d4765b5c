//! Revocation lists (RFC 5280, 5).

use const_oid::db::rfc5280;
use der::Encode;
use der::asn1::OctetString;
use time::OffsetDateTime;
use x509_cert::ext::pkix::AuthorityKeyIdentifier;

use super::issue::{IssueError, Issuer, time};
use super::tbs;
use crate::encoding::certificate::Certificate;
use crate::encoding::crl::{Crl, Reason};
use crate::model::der_error::Opaque as _;
use crate::model::serial::SerialNumber;
use crate::model::span::Span;
use crate::x509::{Element, Extension, Integer, Name, RevokedCertificate, TbsCertList, Time, Version};

/// The contents of a revocation list that is to be signed (RFC 5280, 5.1.2).
#[derive(Debug, Clone)]
pub struct CrlSpec {
    /// The CRL number, higher than that of any list before it (5.2.3).
    pub number: u64,
    /// The date of this list (thisUpdate).
    pub this_update: OffsetDateTime,
    /// The date by which the next list is published (nextUpdate).
    pub next_update: OffsetDateTime,
    /// The revoked certificates, encoded in this order.
    pub revoked: Vec<Revocation>,
}

/// One revoked certificate.
#[derive(Debug, Clone)]
pub struct Revocation {
    /// The serial number of the certificate.
    pub serial: SerialNumber,
    /// The date of the revocation.
    pub at: OffsetDateTime,
    /// The reason; unspecified is not encoded, as the standard asks (5.3.1).
    pub reason: Reason,
    /// The date from which on the key may have been compromised, if it is known (5.3.2).
    pub invalid_since: Option<OffsetDateTime>,
}

impl CrlSpec {
    /// An empty list of this number, whose successor comes within `span` of `now`.
    #[must_use]
    pub fn new(number: u64, now: OffsetDateTime, span: Span) -> Self {
        Self { number, this_update: now, next_update: now + span.duration(), revoked: Vec::new() }
    }
}

impl Revocation {
    /// The revocation of `certificate` at `at` for this reason.
    #[must_use]
    pub fn of_certificate(certificate: &Certificate, at: OffsetDateTime, reason: Reason) -> Self {
        let serial = certificate.serial_number();
        Self { serial, at, reason, invalid_since: None }
    }
}

/// Version 2, the one with extensions.
const VERSION_2: Version<'static> = Version::from_static(&[1]);

/// A revocation list signed by `issuer`.
///
/// # Errors
/// When the issuer has no name, or its key does not sign.
pub fn create_crl(spec: &CrlSpec, issuer: &Issuer) -> Result<Crl, IssueError> {
    issuer.check_name()?;
    let revoked = spec.revoked.iter().map(revoked).collect::<der::Result<Vec<_>>>().opaque()?;
    let body = TbsCertList {
        version: Some(VERSION_2),
        signature: tbs::algorithm(issuer.signer())?,
        issuer: Name::new(issuer.name()).opaque()?,
        this_update: time(spec.this_update).opaque()?,
        next_update: Some(time(spec.next_update).opaque()?),
        revoked: Some(revoked).filter(|revoked| !revoked.is_empty()),
        extensions: Some(vec![
            authority_key_identifier(issuer.key_id()).opaque()?,
            number(spec.number).opaque()?,
        ]),
    };
    let der = tbs::sign_crl(&body, issuer.signer())?;
    Crl::from_der(&der).map_err(IssueError::unreadable("list"))
}

/// 5.2.1
fn authority_key_identifier(key_id: &[u8]) -> der::Result<Extension<'static>> {
    let key_identifier = Some(OctetString::new(key_id)?);
    let value = AuthorityKeyIdentifier { key_identifier, ..Default::default() }.to_der()?;
    Ok(Extension::new(rfc5280::ID_CE_AUTHORITY_KEY_IDENTIFIER, value))
}

/// 5.2.3
fn number(number: u64) -> der::Result<Extension<'static>> {
    Ok(Extension::new(rfc5280::ID_CE_CRL_NUMBER, Integer::from(number).to_der()?))
}

fn revoked(one: &Revocation) -> der::Result<RevokedCertificate<'static>> {
    let reason = Some(one.reason)
        .filter(|reason| *reason != Reason::UNSPECIFIED && reason.is_known())
        .map(reason_code);
    let since = one.invalid_since.map(invalidity_date);
    let extensions = reason.into_iter().chain(since).collect::<der::Result<Vec<_>>>()?;
    Ok(RevokedCertificate {
        serial: Integer::from_content(one.serial.content().to_vec()),
        date: time(one.at)?,
        extensions: Some(extensions).filter(|extensions| !extensions.is_empty()),
    })
}

/// 5.3.1
fn reason_code(reason: Reason) -> der::Result<Extension<'static>> {
    const ENUMERATED: u8 = 0x0a;
    let value = Element::new(ENUMERATED, &[reason.0])?;
    Ok(Extension::new(rfc5280::ID_CE_CRL_REASONS, value.to_der()?))
}

/// 5.3.2: a `GeneralizedTime` in any year.
fn invalidity_date(moment: OffsetDateTime) -> der::Result<Extension<'static>> {
    let date = Time::generalized(moment).ok_or(der::ErrorKind::DateTime)?;
    Ok(Extension::new(rfc5280::ID_CE_INVALIDITY_DATE, date.to_der()?))
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;
    use time::macros::datetime;

    use super::*;
    use crate::key::{PrivateKey, generate};
    use crate::model::name::Name;
    use crate::pki::signature;

    const NOW: OffsetDateTime = datetime!(2030-06-01 00:00 UTC);

    fn key() -> PrivateKey {
        generate("p256".parse().unwrap(), &mut StdRng::seed_from_u64(1)).unwrap()
    }

    /// A name that rcgen's own cannot hold: two attributes of one type.
    fn list(revoked: Vec<Revocation>) -> Crl {
        let name: Name = "/O=Acme/OU=one/OU=two".parse().unwrap();
        let spec =
            CrlSpec { number: 300, this_update: NOW, next_update: NOW + time::Duration::days(30), revoked };
        let read = create_crl(&spec, &Issuer::new(name.clone(), &key()).unwrap()).unwrap();
        assert_eq!(*read.issuer(), name);
        read
    }

    #[test]
    fn every_reason_comes_back_and_unspecified_is_left_out() {
        let revoked = |(at, reason): (u8, Reason)| Revocation {
            serial: SerialNumber::from_content(&[0, 0x80, at]),
            at: NOW,
            reason,
            invalid_since: Some(NOW),
        };
        let reasons: Vec<(u8, Reason)> = (0..).zip(Reason::all()).collect();
        let read = list(reasons.iter().copied().map(revoked).collect());
        let found: Vec<_> = read.revoked().iter().map(|one| one.reason).collect();
        let expected = reasons.iter().map(|(_, reason)| Some(*reason).filter(|reason| reason.0 != 0));
        assert_eq!(found, expected.collect::<Vec<_>>());
        assert_eq!(read.revoked()[3].serial, [0, 0x80, 3]);
    }

    #[test]
    fn a_list_has_its_number_and_holds_when_it_is_empty() {
        let read = list(Vec::new());
        assert_eq!((read.number(), read.revoked().len(), read.version()), (Some(&[1, 44][..]), 0, 2));
        assert_eq!(signature::check(key().public(), read.signed()), Ok(()));
    }
}
