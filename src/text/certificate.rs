//! `openssl x509 -text`

use super::algorithm::{Algorithm, dumped};
use super::element::{Element, Fields, Tag, bits};
use super::integer::Integer;
use super::lines::{HexCase, Lines, pairs};
use super::signed::signed;
use super::{extension, key, name, time};

/// Where the lines of a unique identifier begin.
const IDENTIFIER_INDENT: usize = 12;

/// The certificate in `der`.
pub(super) fn lines(der: &[u8]) -> Option<Lines> {
    signed(der, &["Certificate:", "    Data:"], |body, _| data(body))
}

fn data(body: &Element<'_>) -> Option<Lines> {
    let mut fields = Fields::inside(body);
    let version = match fields.tagged(0) {
        Some(version) => Integer::from_content(Fields::inside(&version).universal(Tag::Integer)?.data)?,
        None => Integer::unsigned(&[0]),
    };
    let mut lines = Lines::one(version_line(&version)?);
    lines.nest(0, &serial(&Integer::from_content(fields.universal(Tag::Integer)?.data)?));
    lines.nest(0, &Algorithm::from_element(&fields.universal(Tag::Sequence)?)?.announced());
    lines.push(format!("        Issuer: {}", name::shown(&fields.any()?)?));
    lines.nest(8, &validity(&fields.universal(Tag::Sequence)?)?);
    lines.push(format!("        Subject: {}", name::shown(&fields.any()?)?));
    lines.nest(0, &key::subject(&fields.universal(Tag::Sequence)?)?);
    for (number, label) in [(1, "Issuer"), (2, "Subject")] {
        if let Some(identifier) = fields.tagged(number) {
            lines.push(format!("        {label} Unique ID: "));
            lines.continue_with(&dumped(&bits(identifier.data)?, IDENTIFIER_INDENT));
        }
    }
    if let Some(extensions) = fields.tagged(3) {
        let extensions = Fields::inside(&extensions).universal(Tag::Sequence)?;
        lines.nest(8, &extension::titled("X509v3 extensions", &extensions)?);
    }
    fields.end(lines)
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

fn validity(validity: &Element<'_>) -> Option<Lines> {
    let mut fields = Fields::inside(validity);
    let mut lines = Lines::one("Validity");
    lines.push(format!("    Not Before: {}", time::shown(&fields.any()?)?));
    lines.push(format!("    Not After : {}", time::shown(&fields.any()?)?));
    fields.end(lines)
}
