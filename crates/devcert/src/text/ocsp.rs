//! `openssl ocsp -text`

use der::{Decode, Encode};

use super::algorithm::Algorithm;
use super::certificate::lines as certificate_lines;
use super::element::bits;
use super::integer::Integer;
use super::lines::{HexCase, Lines, pairs};
use super::name::{self, NameStyle};
use super::object::Object;
use super::{extension, time};
use crate::encoding::pem;
use crate::model::oid::known;
use crate::x509::{
    self, AlgorithmIdentifier, BasicOcspResponse, BitString, CertId, Element, Name, OcspRequest,
    OcspResponse, RevokedInfo, SingleResponse,
};

/// How many bytes of a hash or a number stand on a line.
const WIDTH: usize = 35;

/// The request in `der`.
pub(super) fn request(der: &[u8]) -> Option<Lines> {
    let OcspRequest { body, signature } = OcspRequest::from_der(der).ok()?;
    let mut lines = Lines::one("OCSP Request Data:");
    lines.push(version(body.version.as_ref())?);
    if body.requestor.is_some() {
        return None;
    }
    lines.push("    Requestor List:");
    for single in &body.requests {
        lines.nest(8, &id(&single.id)?);
        let extensions = single.extensions.as_deref().unwrap_or_default();
        lines.nest(8, &extension::titled("Request Single Extensions", extensions)?);
    }
    let extensions = body.extensions.as_deref().unwrap_or_default();
    lines.nest(4, &extension::titled("Request Extensions", extensions)?);
    if let Some(signed) = signature {
        lines.nest(0, &signature_lines(&signed.algorithm, &signed.signature)?);
        lines.nest(0, &certificates(signed.certificates.as_deref().unwrap_or_default())?);
    }
    Some(lines)
}

/// The response in `der`.
pub(super) fn response(der: &[u8]) -> Option<Lines> {
    let OcspResponse { status, bytes } = OcspResponse::from_der(der).ok()?;
    let number = Integer::from_content(status.content())?.small()?;
    let mut lines = Lines::one("OCSP Response Data:");
    lines.push(format!("    OCSP Response Status: {} (0x{number:x})", status_name(number)));
    let Some(bytes) = bytes else { return Some(lines) };
    let kind = Object::from_content(bytes.kind.content())?;
    if kind.known() != Some(known::ID_PKIX_OCSP_BASIC) {
        lines.push(format!("    Response Type: {} (unknown response type)", kind.long()));
        return Some(lines);
    }
    lines.push(format!("    Response Type: {}", kind.long()));
    lines.nest(0, &basic(&BasicOcspResponse::from_der(bytes.response.content()).ok()?)?);
    Some(lines)
}

/// The words for the status of a response.
pub(super) const fn status_name(number: i64) -> &'static str {
    match number {
        0 => "successful",
        1 => "malformedrequest",
        2 => "internalerror",
        3 => "trylater",
        5 => "sigrequired",
        6 => "unauthorized",
        _ => "(UNKNOWN)",
    }
}

/// The words for the reason of a revocation.
pub(super) const fn reason_name(number: i64) -> &'static str {
    match number {
        0 => "unspecified",
        1 => "keyCompromise",
        2 => "cACompromise",
        3 => "affiliationChanged",
        4 => "superseded",
        5 => "cessationOfOperation",
        6 => "certificateHold",
        8 => "removeFromCRL",
        _ => "(UNKNOWN)",
    }
}

fn basic(response: &BasicOcspResponse<'_>) -> Option<Lines> {
    let body = &response.body;
    let mut lines = Lines::one(version(body.version.as_ref())?);
    lines.push(format!("    Responder Id: {}", responder(&body.responder)?));
    lines.push(format!("    Produced At: {}", time::of(&body.produced_at)));
    lines.push("    Responses:");
    for single in &body.responses {
        lines.nest(0, &answer(single)?);
    }
    let extensions = body.extensions.as_deref().unwrap_or_default();
    lines.nest(4, &extension::titled("Response Extensions", extensions)?);
    lines.nest(0, &signature_lines(&response.algorithm, &response.signature)?);
    lines.nest(0, &certificates(response.certificates.as_deref().unwrap_or_default())?);
    Some(lines)
}

fn version(version: Option<&x509::Integer<'_>>) -> Option<String> {
    let number = version.map_or(Some(0), |version| Integer::from_content(version.content())?.small())?;
    Some(format!("    Version: {} (0x{number:x})", number + 1))
}

/// A name, or the hash of a key.
fn responder(id: &Element<'_>) -> Option<String> {
    let inner = Element::from_der(id.content()).ok()?;
    match id.identifier() {
        0xa1 => name::styled(&Name::from_der(inner.der()).ok()?, NameStyle::ONELINE),
        0xa2 => Some(wrapped(inner.content())),
        _ => None,
    }
}

fn answer(single: &SingleResponse<'_>) -> Option<Lines> {
    let mut lines = Lines::new();
    lines.nest(4, &id(&single.id)?);
    match single.status.identifier() {
        0x80 => lines.push("    Cert Status: good"),
        0x82 => lines.push("    Cert Status: unknown"),
        0xa1 => {
            lines.push("    Cert Status: revoked");
            let sequence = Element::new(0x30, single.status.content()).ok()?;
            let revoked = RevokedInfo::from_der(sequence.der()).ok()?;
            lines.push(format!("    Revocation Time: {}", time::of(&revoked.at)));
            if let Some(reason) = &revoked.reason {
                let number = Integer::from_content(reason.content())?.small()?;
                lines.push(format!("    Revocation Reason: {} (0x{number:x})", reason_name(number)));
            }
        }
        _ => return None,
    }
    lines.push(format!("    This Update: {}", time::of(&single.this_update)));
    if let Some(next) = &single.next_update {
        lines.push(format!("    Next Update: {}", time::of(next)));
    }
    let extensions = single.extensions.as_deref().unwrap_or_default();
    lines.nest(8, &extension::titled("Response Single Extensions", extensions)?);
    lines.push("");
    Some(lines)
}

fn id(id: &CertId<'_>) -> Option<Lines> {
    let mut lines = Lines::one("Certificate ID:");
    lines.push(format!("  Hash Algorithm: {}", Object::from_content(id.algorithm.id.content())?.long()));
    lines.push(format!("  Issuer Name Hash: {}", wrapped(id.name_hash.content())));
    lines.push(format!("  Issuer Key Hash: {}", wrapped(id.key_hash.content())));
    let serial = Integer::from_content(id.serial.content())?;
    let sign = if serial.is_negative() { "-" } else { "" };
    lines.push(format!("  Serial Number: {sign}{}", wrapped(serial.magnitude())));
    Some(lines)
}

/// Hexadecimal digits, a backslash at the end of each line but the last; the next line is not indented.
fn wrapped(bytes: &[u8]) -> String {
    let rows: Vec<_> = bytes.chunks(WIDTH).map(|row| pairs(row, HexCase::Upper).replace(':', "")).collect();
    if rows.is_empty() { "0".to_owned() } else { rows.join("\\\n") }
}

fn signature_lines(algorithm: &AlgorithmIdentifier<'_>, signature: &BitString<'_>) -> Option<Lines> {
    Some(Algorithm::of(algorithm)?.with_signature(&bits(signature.content())?))
}

/// Certificates as text, and in PEM.
fn certificates(list: &[Element<'_>]) -> Option<Lines> {
    let mut lines = Lines::new();
    for element in list {
        let der = element.to_der().ok()?;
        lines.nest(0, &certificate_lines(&der, NameStyle::COMPAT_TEXT)?);
        let pem = pem::encode("CERTIFICATE", &der);
        for line in String::from_utf8_lossy(pem.expose()).lines() {
            lines.push(line);
        }
    }
    Some(lines)
}
