//! What a file holds, found out from its bytes and not from its name.

mod classify;
mod der;
mod embedded;
mod parts;
mod shape;
mod text;

use zeroize::Zeroizing;

pub use classify::classify;
pub(crate) use embedded::is_likely as may_embed_base64;
pub use parts::{Flaw, Part, Parts};
pub(crate) use text::embedded;

pub use super::error::SniffError;
pub use super::object::{Contents, Object, ObjectKind, Packing};
pub use super::oddity::EncodingQuirk;

use super::limits::{Limits, Measure};

/// Finds out what `bytes` hold, within the usual [`Limits`].
pub fn sniff(bytes: &[u8]) -> Result<Contents, SniffError> {
    sniff_within(bytes, &Limits::default())
}

/// Finds out what `bytes` hold.
pub fn sniff_within(bytes: &[u8], limits: &Limits) -> Result<Contents, SniffError> {
    let Parts { parts, oddities } = parts_within(bytes, limits)?;
    let mut objects = Vec::with_capacity(parts.len());
    for part in parts {
        match part {
            Part::Object(object) => objects.push(object),
            Part::Flaw(Flaw::Pem(error)) => return Err(error.into()),
            Part::Flaw(Flaw::Remainder { start, end, .. }) => {
                let first: Option<&Object> = objects.first();
                let kind = first.map_or(ObjectKind::Remainder, |object| object.kind.clone());
                return Err(SniffError::TrailingBytes { kind, end: start, found: end });
            }
        }
    }
    Ok(Contents { objects, oddities })
}

/// Finds out what `bytes` hold, where some of it may be damaged.
///
/// # Errors
/// When there is nothing at all.
pub fn parts_within(bytes: &[u8], limits: &Limits) -> Result<Parts, SniffError> {
    if bytes.is_empty() {
        return Err(SniffError::Empty);
    }
    limits.check(Measure::Bytes, bytes.len() as u64)?;
    if let Some(kind) = classify(bytes) {
        let (packing, content) = (kind.bare(), kind.content(bytes));
        return Ok(Contents::one(kind, packing, content).into());
    }
    if let Some(parts) = der::series(bytes, limits)? {
        return Ok(Parts { parts, oddities: Vec::new() });
    }
    let Some((text, oddity)) = decode_text(bytes) else {
        return Err(der::unknown(bytes).unwrap_or(SniffError::Noise));
    };
    let text = Zeroizing::new(text);
    if text.trim().is_empty() {
        return Err(SniffError::Blank);
    }
    let unknown = match text::parts(&text, limits) {
        Ok(mut parts) => {
            parts.oddities.splice(0..0, oddity);
            return Ok(parts);
        }
        Err(unknown @ SniffError::NoArmour) => unknown,
        Err(error) => return Err(error),
    };
    Err(Some(unknown)
        .filter(|_| is_prose(&text))
        .or_else(|| der::unknown(bytes))
        .unwrap_or(SniffError::NoArmour))
}

/// The bytes as text, when they are text; bytes beyond ASCII are let through, since they can only
/// stand around the armour.
fn decode_text(bytes: &[u8]) -> Option<(String, Option<EncodingQuirk>)> {
    let utf16 = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = rest.as_chunks::<2>().0.iter().map(|pair| unit(*pair)).collect();
        Some((String::from_utf16(&units).ok()?, Some(EncodingQuirk::Utf16)))
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ if let Some(at) = wide_armour(bytes) => match at.is_multiple_of(2) {
            true => utf16(bytes, u16::from_le_bytes),
            false => utf16(bytes, u16::from_be_bytes),
        },
        [0xef, 0xbb, 0xbf, rest @ ..] => {
            Some((String::from_utf8_lossy(rest).into_owned(), Some(EncodingQuirk::ByteOrderMark)))
        }
        _ => {
            let text = String::from_utf8_lossy(bytes);
            let is_text = text.contains("-----BEGIN ") || !text.contains(['\0', char::REPLACEMENT_CHARACTER]);
            is_text.then(|| (text.into_owned(), None))
        }
    }
}

/// Where in text of two bytes a character armour begins.
pub(crate) fn wide_armour(bytes: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes, b"-\0-\0-\0-\0-\0B")
}

/// Text as people write it. The digit 0 is the tag of a SEQUENCE, and the character after it its length.
fn is_prose(text: &str) -> bool {
    !text.contains(|character: char| character.is_control() && !character.is_whitespace())
}
