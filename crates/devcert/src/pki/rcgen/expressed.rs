//! The structures that rcgen can express, as rcgen writes them.
//!
//! Each function gives the part to be signed; `None` when the structure has something that rcgen does not
//! hold, such as another version, a serial number below zero, unique identifiers, two attributes in one
//! relative name, or extensions of a request outside of extensionRequest. Whatever comes out is, byte for
//! byte, what the structure itself encodes to: tests/x509.rs compares them.

use std::collections::HashSet;

use const_oid::db::rfc5280;
use der::{Decode, SliceReader};
use rcgen::string::{BmpString, UniversalString};
use rcgen::{
    CertificateParams, CertificateRevocationListParams, CustomExtension, DistinguishedName, DnType, DnValue,
    Issuer, KeyIdMethod, RevocationReason, RevokedCertParams, SerialNumber,
};
use time::OffsetDateTime;

use super::algorithm;
use crate::model::name::{self, StringKind};
use crate::model::oid::known;
use crate::x509::{
    AlgorithmIdentifier, Attribute, Boolean, Element, Extension, Integer, Name, NameAttribute, ObjectId,
    RequestInfo, RevokedCertificate, TbsCertList, TbsCertificate, Time,
};

/// The part of a certificate that is to be signed, as rcgen writes it; `None` when rcgen cannot express it.
#[must_use]
pub fn certificate(body: &TbsCertificate<'_>) -> Option<Vec<u8>> {
    if body.version.as_ref()?.content() != [2] || body.issuer_id.is_some() || body.subject_id.is_some() {
        return None;
    }
    let mut params = parameters(&body.subject, body.extensions.as_deref())?;
    params.serial_number = Some(serial(&body.serial)?);
    params.not_before = moment(&body.validity.not_before)?;
    params.not_after = moment(&body.validity.not_after)?;
    let mut issuer = CertificateParams::default();
    issuer.distinguished_name = distinguished_name(&body.issuer)?;
    let issuer = Issuer::new(issuer, algorithm::issuer(&body.signature)?);
    signed_part(params.signed_by(&algorithm::subject(&body.public_key)?, &issuer).ok()?.der())
}

/// The part of a request that its own key is to sign with this algorithm, as rcgen writes it; `None` when
/// rcgen cannot express it.
#[must_use]
pub fn request(body: &RequestInfo<'_>, signature: &AlgorithmIdentifier<'_>) -> Option<Vec<u8>> {
    let extensions = match body.attributes.as_ref()?.0.as_slice() {
        [] => None,
        [attribute] => Some(requested(attribute)?),
        _ => return None,
    };
    if body.version.content() != [0] {
        return None;
    }
    let params = parameters(&body.subject, extensions.as_deref())?;
    let key = algorithm::requester(&body.public_key, signature)?;
    signed_part(params.serialize_request(&key).ok()?.der())
}

/// The part of a revocation list that is to be signed, as rcgen writes it; `None` when rcgen cannot express it.
#[must_use]
pub fn crl(body: &TbsCertList<'_>) -> Option<Vec<u8>> {
    let [key_id, number] = body.extensions.as_deref()? else { return None };
    if body.version.as_ref()?.content() != [1] || body.revoked.as_ref().is_some_and(Vec::is_empty) {
        return None;
    }
    let revoked = body.revoked.iter().flatten().map(revoked).collect::<Option<Vec<_>>>()?;
    let params = CertificateRevocationListParams {
        this_update: moment(&body.this_update)?,
        next_update: moment(body.next_update.as_ref()?)?,
        crl_number: serial(&Integer::from_der(plain(number, rfc5280::ID_CE_CRL_NUMBER)?).ok()?)?,
        issuing_distribution_point: None,
        revoked_certs: revoked,
        key_identifier_method: KeyIdMethod::PreSpecified(key_identifier(key_id)?),
    };
    let mut issuer = CertificateParams::default();
    issuer.distinguished_name = distinguished_name(&body.issuer)?;
    let issuer = Issuer::new(issuer, algorithm::issuer(&body.signature)?);
    signed_part(params.signed_by(&issuer).ok()?.der())
}

/// Whether rcgen can hold `name`.
pub(super) fn has_name(name: &name::Name) -> bool {
    Name::new(name).is_ok_and(|name| distinguished_name(&name).is_some())
}

/// The first element of the three that rcgen has written.
fn signed_part(der: &[u8]) -> Option<Vec<u8>> {
    let whole = Element::from_der(der).ok()?;
    let mut parts = SliceReader::new(whole.content()).ok()?;
    Some(Element::decode(&mut parts).ok()?.der().to_vec())
}

/// Parameters with these extensions and nothing of rcgen's own choosing.
fn parameters(subject: &Name<'_>, extensions: Option<&[Extension<'_>]>) -> Option<CertificateParams> {
    let mut params = CertificateParams::default();
    params.distinguished_name = distinguished_name(subject)?;
    // rcgen leaves a list of nothing out.
    if extensions.is_some_and(<[_]>::is_empty) {
        return None;
    }
    params.custom_extensions = extensions.unwrap_or_default().iter().map(extension).collect::<Option<_>>()?;
    Some(params)
}

fn extension(found: &Extension<'_>) -> Option<CustomExtension> {
    let content = found.value.content().to_vec();
    let mut custom = CustomExtension::from_oid_content(&arcs(&found.id)?, content);
    custom.set_criticality(match found.critical.as_ref().map(Boolean::content) {
        None => false,
        Some([0xff]) => true,
        Some(_) => return None,
    });
    Some(custom)
}

/// rcgen writes arcs of up to 64 bits.
fn arcs(id: &ObjectId<'_>) -> Option<Vec<u64>> {
    id.oid()?.arcs()
}

/// rcgen's names are maps: one attribute of each type, each in a relative name of its own.
fn distinguished_name(name: &Name<'_>) -> Option<DistinguishedName> {
    let mut seen = HashSet::new();
    let mut found = DistinguishedName::new();
    for relative in &name.0 {
        let [attribute] = relative.0.as_slice() else { return None };
        if !seen.insert(attribute.id.content()) {
            return None;
        }
        found.push(DnType::CustomDnType(arcs(&attribute.id)?), value(attribute)?);
    }
    Some(found)
}

fn value(attribute: &NameAttribute<'_>) -> Option<DnValue> {
    let content = attribute.value.content();
    let text = || str::from_utf8(content).ok();
    Some(match StringKind::from_identifier(attribute.value.identifier())? {
        StringKind::Utf8 => DnValue::Utf8String(text()?.to_owned()),
        // yasna, with which rcgen writes, panics at a question mark, which the type has.
        StringKind::Printable if content.contains(&b'?') => return None,
        StringKind::Printable => DnValue::PrintableString(text()?.try_into().ok()?),
        StringKind::Ia5 => DnValue::Ia5String(text()?.try_into().ok()?),
        StringKind::Teletex => DnValue::TeletexString(text()?.try_into().ok()?),
        StringKind::Bmp => DnValue::BmpString(BmpString::from_utf16be(content.to_vec()).ok()?),
        StringKind::Universal => {
            DnValue::UniversalString(UniversalString::from_utf32be(content.to_vec()).ok()?)
        }
        StringKind::Numeric | StringKind::Visible => return None,
    })
}

/// A number that is not negative, without needless bytes.
fn serial(number: &Integer<'_>) -> Option<SerialNumber> {
    let content = number.content();
    (Integer::unsigned(content).content() == content).then(|| SerialNumber::from_slice(content))
}

/// A date in the encoding that RFC 5280 demands, which is the one that rcgen chooses.
fn moment(time: &Time<'_>) -> Option<OffsetDateTime> {
    time.moment().filter(|moment| Time::new(*moment).as_ref() == Some(time))
}

/// The extensions in the one value of an extensionRequest.
fn requested<'a>(attribute: &'a Attribute<'_>) -> Option<Vec<Extension<'a>>> {
    let [list] = attribute.values.0.as_slice() else { return None };
    let is_request = attribute.id.content() == known::ID_EXTENSION_REQ.as_bytes();
    Vec::from_der(list.der()).ok().filter(|_| is_request)
}

/// The content of the extension `found`, if it is of this type and not critical.
fn plain<'a>(found: &'a Extension<'_>, id: const_oid::ObjectIdentifier) -> Option<&'a [u8]> {
    (found.critical.is_none() && found.id.content() == id.as_bytes()).then(|| found.value.content())
}

/// The identifier in an authorityKeyIdentifier that has nothing else.
fn key_identifier(found: &Extension<'_>) -> Option<Vec<u8>> {
    let list = Element::from_der(plain(found, rfc5280::ID_CE_AUTHORITY_KEY_IDENTIFIER)?).ok()?;
    let id = Element::from_der(list.content()).ok()?;
    (list.identifier() == 0x30 && id.identifier() == 0x80).then(|| id.content().to_vec())
}

fn revoked(entry: &RevokedCertificate<'_>) -> Option<RevokedCertParams> {
    let extensions = entry.extensions.as_deref();
    let (reason_code, invalidity_date) = match extensions {
        None => (None, None),
        Some([reason]) if reason.id.content() == rfc5280::ID_CE_CRL_REASONS.as_bytes() => {
            (Some(reason_code(reason)?), None)
        }
        Some([date]) => (None, Some(invalidity_date(date)?)),
        Some([reason, date]) => (Some(reason_code(reason)?), Some(invalidity_date(date)?)),
        Some(_) => return None,
    };
    let (serial_number, revocation_time) = (serial(&entry.serial)?, moment(&entry.date)?);
    Some(RevokedCertParams { serial_number, revocation_time, reason_code, invalidity_date })
}

/// An invalidity date is a `GeneralizedTime` in any year (RFC 5280, 5.3.2).
fn invalidity_date(found: &Extension<'_>) -> Option<OffsetDateTime> {
    let date = Time::from_der(plain(found, rfc5280::ID_CE_INVALIDITY_DATE)?).ok()?;
    date.moment().filter(|moment| Time::generalized(*moment).as_ref() == Some(&date))
}

fn reason_code(found: &Extension<'_>) -> Option<RevocationReason> {
    let [0x0a, 1, code] = plain(found, rfc5280::ID_CE_CRL_REASONS)? else { return None };
    Some(match code {
        1 => RevocationReason::KeyCompromise,
        2 => RevocationReason::CaCompromise,
        3 => RevocationReason::AffiliationChanged,
        4 => RevocationReason::Superseded,
        5 => RevocationReason::CessationOfOperation,
        6 => RevocationReason::CertificateHold,
        8 => RevocationReason::RemoveFromCrl,
        9 => RevocationReason::PrivilegeWithdrawn,
        10 => RevocationReason::AaCompromise,
        _ => return None,
    })
}
