//! `openssl x509 -text`

use der::{Decode, Encode};

use super::algorithm::{Algorithm, dumped};
use super::element::bits;
use super::integer::Integer;
use super::lines::{HexCase, Lines, pairs};
use super::name::NameStyle;
use super::signed::signed;
use super::{extension, key, name, time};
use crate::x509::{Certificate, TbsCertificate, Validity};

/// Where the lines of a unique identifier begin.
const IDENTIFIER_INDENT: usize = 12;

/// The certificate in `der`.
pub(super) fn lines(der: &[u8], style: NameStyle) -> Option<Lines> {
    let Certificate { body, algorithm, signature } = Certificate::from_der(der).ok()?;
    signed(&["Certificate:", "    Data:"], &data(&body, style)?, &algorithm, &signature)
}

fn data(body: &TbsCertificate<'_>, style: NameStyle) -> Option<Lines> {
    let version = match &body.version {
        Some(version) => Integer::from_content(version.content())?,
        None => Integer::unsigned(&[0]),
    };
    let mut lines = Lines::one(version_line(&version)?);
    lines.nest(0, &serial(&Integer::from_content(body.serial.content())?));
    lines.nest(0, &Algorithm::of(&body.signature)?.announced());
    lines.nest(8, &name::titled("Issuer", &body.issuer, style)?);
    lines.nest(8, &validity(&body.validity));
    lines.nest(8, &name::titled("Subject", &body.subject, style)?);
    lines.nest(0, &key::subject(&body.public_key.to_der().ok()?)?);
    for (identifier, label) in [(&body.issuer_id, "Issuer"), (&body.subject_id, "Subject")] {
        if let Some(identifier) = identifier {
            lines.push(format!("        {label} Unique ID: "));
            lines.continue_with(&dumped(&bits(identifier.content())?, IDENTIFIER_INDENT));
        }
    }
    if let Some(extensions) = &body.extensions {
        lines.nest(8, &extension::titled("X509v3 extensions", extensions)?);
    }
    Some(lines)
}

fn version_line(version: &Integer) -> Option<String> {
    let version = version.small()?;
    Some(match version {
        0..=2 => format!("        Version: {} (0x{version:x})", version + 1),
        _ => format!("        Version: Unknown ({version})"),
    })
}

/// The serial number: on the line where it fits a signed 64-bit number, below it else.
fn serial(serial: &Integer) -> Lines {
    // openssl's own function says -1 for "does not fit".
    if let Some(value) = serial.small().filter(|small| *small != -1).and(serial.both_ways()) {
        return Lines::one(format!("        Serial Number: {value}"));
    }
    let sign = if serial.is_negative() { " (Negative)" } else { "" };
    let mut lines = Lines::one("        Serial Number:");
    lines.push(format!("            {sign}{}", pairs(serial.magnitude(), HexCase::Lower)));
    lines
}

fn validity(validity: &Validity<'_>) -> Lines {
    let mut lines = Lines::one("Validity");
    lines.push(format!("    Not Before: {}", time::of(&validity.not_before)));
    lines.push(format!("    Not After : {}", time::of(&validity.not_after)));
    lines
}
