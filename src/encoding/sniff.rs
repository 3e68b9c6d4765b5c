//! What a file holds, found out from its bytes and not from its name.

mod der;
mod embedded;
mod kind;
mod shape;
mod text;

use thiserror::Error;
use zeroize::Zeroizing;

pub(crate) use embedded::is_likely as may_embed_base64;
pub use kind::{Kind, classify};
pub(crate) use text::embedded;

pub use super::oddity::Oddity;

use super::limits::{LimitError, Limits, Measure};
use super::openssh;
use super::pem::{Label, PemError};
use crate::model::secret::Secret;

/// What was found in a file.
#[derive(Debug, Clone)]
pub struct Contents {
    /// The objects, in their order; at least one.
    pub objects: Vec<Object>,
    /// What devcert reads over and other programs stumble on.
    pub oddities: Vec<Oddity>,
}

/// One object of a file.
#[derive(Debug, Clone)]
pub struct Object {
    /// What it is.
    pub kind: Kind,
    /// How it is packed.
    pub packing: Packing,
    /// Its bytes without armour; DER, save in the forms that are not.
    pub der: Secret,
    /// The header `DEK-Info` of a [`Kind::LegacyEncryptedPrivateKey`], which says how it is encrypted.
    pub dek_info: Option<String>,
}

/// How an object is packed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Packing {
    /// In PEM armour.
    Pem {
        /// The label in its begin line.
        label: Label,
        /// The begin line's number, counted from 1.
        line: usize,
    },
    /// Bare DER.
    Der,
    /// Bare DER, one of several objects that follow each other.
    DerAt {
        /// The position of its first byte, counted from 0.
        byte: usize,
    },
    /// Bytes of a form of its own, as Java's key stores have it.
    Own,
    /// Base64 without armour.
    Base64,
    /// Text of a form that is not DER: JSON, or a line of OpenSSH's.
    Text {
        /// Its line's number, counted from 1.
        line: usize,
    },
    /// Inside of another object.
    Inside {
        /// What that is.
        container: Kind,
        /// What the object is called there: the friendly name of PKCS#12, the key ID of a JWK, the
        /// comment of an OpenSSH key.
        name: Option<String>,
        /// What ties a key and its certificate in PKCS#12.
        key_id: Option<Vec<u8>>,
        /// Whether a Java trust store counts it as trusted.
        trusted: bool,
    },
}

/// What a file consists of, damaged parts included.
#[derive(Debug, Clone)]
pub struct Parts {
    /// The objects and what is left of others, in their order; at least one.
    pub parts: Vec<Part>,
    /// What devcert reads over and other programs stumble on.
    pub oddities: Vec<Oddity>,
}

/// One part of a file.
#[derive(Debug, Clone)]
pub enum Part {
    /// An object.
    Object(Object),
    /// Something that is not read.
    Flaw(Flaw),
}

/// A part of a file that is not read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Flaw {
    /// Armour that is damaged.
    #[error(transparent)]
    Pem(#[from] PemError),
    /// What follows the objects of a DER file.
    #[error(
        "it is read as far as byte {start} of {end}, and what follows {}",
        if *is_cut_off { "is DER that was cut off" } else { "does not belong to it" }
    )]
    Remainder {
        /// The position of the first byte, counted from 0.
        start: usize,
        /// The position after the last one.
        end: usize,
        /// Whether it is only white space and zeros.
        is_blank: bool,
        /// Whether it begins like an object.
        is_cut_off: bool,
    },
}

/// Why nothing was found in a file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SniffError {
    /// No bytes.
    #[error("it is empty")]
    Empty,
    /// Only white space.
    #[error("it holds nothing but white space")]
    Blank,
    /// Armour that is damaged.
    #[error(transparent)]
    Pem(#[from] PemError),
    /// DER that ends before its own length says so.
    #[error("it is DER that was cut off: {found} bytes of {expected}")]
    TruncatedDer {
        /// The length of the file.
        found: usize,
        /// The length that the outermost object says.
        expected: usize,
    },
    /// DER that ends before the file does.
    #[error("it is {kind} as far as byte {end} of {found}, and what follows does not belong to it")]
    TrailingBytes {
        /// What it is up to there.
        kind: Kind,
        /// The length of the object.
        end: usize,
        /// The length of the file.
        found: usize,
    },
    /// BEGIN lines without data, as in a manual.
    #[error("the \"-----BEGIN\" on its line {line} is not followed by data")]
    Mention {
        /// The line's number, counted from 1.
        line: usize,
    },
    /// DER of no form that is known here.
    #[error("it is DER with the outline of no key, certificate, request, revocation list or bundle")]
    UnknownDer,
    /// Text without armour.
    #[error("it is text without a single \"-----BEGIN\" line, so neither PEM nor DER")]
    NoArmour,
    /// More than the limits allow.
    #[error(transparent)]
    Limit(#[from] LimitError),
    /// JSON that holds no keys.
    #[error("it is JSON, and {0}")]
    Json(String),
    /// Bytes of no form that is known here.
    #[error("it is neither PEM nor DER")]
    Noise,
}

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
                let kind = first.map_or(Kind::Remainder, |object| object.kind.clone());
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
        let packing = kind.bare();
        return Ok(Contents::one(kind, packing, Secret::from(bytes)).into());
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

impl From<Contents> for Parts {
    fn from(contents: Contents) -> Self {
        let Contents { objects, oddities } = contents;
        Self { parts: objects.into_iter().map(Part::Object).collect(), oddities }
    }
}

impl Contents {
    fn one(kind: Kind, packing: Packing, der: Secret) -> Self {
        Self { objects: vec![Object { kind, packing, der, dek_info: None }], oddities: Vec::new() }
    }
}

/// OpenSSH's public keys: one a line, as in `authorized_keys`, or in armour of their own.
fn public_lines(text: &str) -> impl Iterator<Item = Object> {
    let lines = (1..).zip(text.lines().map(|line| line.trim().to_owned()));
    lines.chain(openssh::armoured(text)).filter_map(|(number, line)| {
        let packing = Packing::Text { line: number };
        let kind = openssh::kind_of_line(&line)?;
        Some(Object { kind, packing, der: Secret::from(line.as_bytes()), dek_info: None })
    })
}

/// The bytes as text, when they are text; bytes beyond ASCII are let through, since they can only
/// stand around the armour.
fn decode_text(bytes: &[u8]) -> Option<(String, Option<Oddity>)> {
    let utf16 = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = rest.as_chunks::<2>().0.iter().map(|pair| unit(*pair)).collect();
        Some((String::from_utf16(&units).ok()?, Some(Oddity::Utf16)))
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [b'-', 0, b'-', 0, ..] => utf16(bytes, u16::from_le_bytes),
        [0, b'-', 0, b'-', ..] => utf16(bytes, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => {
            Some((String::from_utf8_lossy(rest).into_owned(), Some(Oddity::ByteOrderMark)))
        }
        _ => {
            let text = String::from_utf8_lossy(bytes);
            let is_text = text.contains("-----BEGIN ") || !text.contains(['\0', char::REPLACEMENT_CHARACTER]);
            is_text.then(|| (text.into_owned(), None))
        }
    }
}

/// Text as people write it. The digit 0 is the tag of a SEQUENCE, and the character after it its length.
fn is_prose(text: &str) -> bool {
    !text.contains(|character: char| character.is_control() && !character.is_whitespace())
}
