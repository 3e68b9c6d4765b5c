//! `openssl crl -text`

use der::Decode;

use super::algorithm::Algorithm;
use super::integer::Integer;
use super::lines::Lines;
use super::name::NameStyle;
use super::signed::signed;
use super::{extension, name, time};
use crate::x509::{AlgorithmIdentifier, CertificateList, RevokedCertificate, TbsCertList};

/// The revocation list in `der`.
pub(super) fn lines(der: &[u8], style: NameStyle) -> Option<Lines> {
    let CertificateList { body, algorithm, signature } = CertificateList::from_der(der).ok()?;
    let data = data(&body, &algorithm, style)?;
    signed(&["Certificate Revocation List (CRL):"], &data, &algorithm, &signature)
}

/// openssl shows the algorithm beside the signature twice, and the one inside of what is signed not at all.
fn data(body: &TbsCertList<'_>, algorithm: &AlgorithmIdentifier<'_>, style: NameStyle) -> Option<Lines> {
    let version = match &body.version {
        Some(version) => Integer::from_content(version.content())?.small()?,
        None => 0,
    };
    let mut lines = Lines::one(match version {
        0..=1 => format!("        Version {} (0x{version:x})", version + 1),
        _ => format!("        Version unknown ({version})"),
    });
    lines.nest(0, &Algorithm::of(algorithm)?.announced());
    lines.push(format!("        Issuer: {}", name::styled(&body.issuer, style)?));
    lines.push(format!("        Last Update: {}", time::of(&body.this_update)));
    let next = body.next_update.as_ref().map_or_else(|| "NONE".to_owned(), time::of);
    lines.push(format!("        Next Update: {next}"));
    if let Some(extensions) = &body.extensions {
        lines.nest(8, &extension::titled("CRL extensions", extensions)?);
    }
    let entries = body.revoked.as_deref().unwrap_or_default();
    lines.push(if entries.is_empty() { "No Revoked Certificates." } else { "Revoked Certificates:" });
    for entry in entries {
        lines.nest(4, &revoked(entry)?);
    }
    Some(lines)
}

fn revoked(entry: &RevokedCertificate<'_>) -> Option<Lines> {
    let serial = Integer::from_content(entry.serial.content())?;
    let mut lines = Lines::one(format!("Serial Number: {}", serial.bare_hex()));
    lines.push(format!("    Revocation Date: {}", time::of(&entry.date)));
    if let Some(extensions) = &entry.extensions {
        lines.nest(4, &extension::titled("CRL entry extensions", extensions)?);
    }
    Some(lines)
}
