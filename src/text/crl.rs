//! `openssl crl -text`

use super::algorithm::Algorithm;
use super::element::{Element, Fields, Kind as _, Tag};
use super::integer::Integer;
use super::lines::Lines;
use super::signed::signed;
use super::{extension, name, time};

/// The revocation list in `der`.
pub(super) fn lines(der: &[u8]) -> Option<Lines> {
    signed(der, &["Certificate Revocation List (CRL):"], data)
}

fn data(body: &Element<'_>, algorithm: &Algorithm<'_>) -> Option<Lines> {
    let mut fields = Fields::inside(body);
    let version = match fields.optional(Tag::Integer) {
        Some(version) => Integer::from_content(version.data)?.small()?,
        None => 0,
    };
    let mut lines = Lines::one(match version {
        0..=1 => format!("        Version {} (0x{version:x})", version + 1),
        _ => format!("        Version unknown ({version})"),
    });
    fields.universal(Tag::Sequence)?;
    lines.nest(0, &algorithm.announced());
    lines.push(format!("        Issuer: {}", name::shown(&fields.any()?)?));
    lines.push(format!("        Last Update: {}", time::shown(&fields.any()?)?));
    let next = fields.take_if(|element| element.is(Tag::UtcTime) || element.is(Tag::GeneralizedTime));
    let next = match next {
        Some(next) => time::shown(&next)?,
        None => "NONE".to_owned(),
    };
    lines.push(format!("        Next Update: {next}"));
    let entries = match fields.optional(Tag::Sequence) {
        Some(entries) => Fields::inside(&entries).rest()?,
        None => Vec::new(),
    };
    if let Some(extensions) = fields.tagged(0) {
        let extensions = Fields::inside(&extensions).universal(Tag::Sequence)?;
        lines.nest(8, &extension::titled("CRL extensions", &extensions)?);
    }
    lines.push(if entries.is_empty() { "No Revoked Certificates." } else { "Revoked Certificates:" });
    for entry in &entries {
        lines.nest(4, &revoked(entry)?);
    }
    fields.end(lines)
}

fn revoked(entry: &Element<'_>) -> Option<Lines> {
    let mut fields = Fields::inside(entry);
    let serial = Integer::from_content(fields.universal(Tag::Integer)?.data)?;
    let mut lines = Lines::one(format!("Serial Number: {}", serial.bare_hex()));
    lines.push(format!("    Revocation Date: {}", time::shown(&fields.any()?)?));
    if let Some(extensions) = fields.optional(Tag::Sequence) {
        lines.nest(4, &extension::titled("CRL entry extensions", &extensions)?);
    }
    fields.end(lines)
}
