//! What a file holds, found out from its bytes and not from its name.

mod kind;
mod shape;

use std::cmp::Ordering;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use thiserror::Error;
use zeroize::Zeroizing;

pub use kind::{Kind, classify};

use super::limits::{LimitError, Limits, Measure};
use super::pem::{self, PemError};
use super::{jwk, openssh};
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
        label: String,
        /// The begin line's number, counted from 1.
        line: usize,
    },
    /// Bare DER.
    Der,
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

/// Something that devcert reads over, but rustls's PEM reader and others do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Oddity {
    /// U+FEFF at the start, as Windows editors write it.
    ByteOrderMark,
    /// Two bytes a character, as PowerShell redirects write it.
    Utf16,
    /// Armour lines with white space before them.
    Indented,
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
    if bytes.is_empty() {
        return Err(SniffError::Empty);
    }
    limits.check(Measure::Bytes, bytes.len() as u64)?;
    if let Some(kind) = classify(bytes) {
        let packing = kind.bare();
        return Ok(Contents::one(kind, packing, Secret::from(bytes)));
    }
    let Some((text, mut oddities)) = decode_text(bytes) else {
        return Err(unknown_der(bytes).unwrap_or(SniffError::Noise));
    };
    let text = Zeroizing::new(text);
    if text.trim().is_empty() {
        return Err(SniffError::Blank);
    }
    let begins = || text.lines().filter(|line| line.trim_start().starts_with("-----BEGIN "));
    limits.check(Measure::Objects, begins().count() as u64)?;
    if begins().any(|line| !line.starts_with('-')) {
        oddities.push(Oddity::Indented);
    }
    let objects: Vec<_> = pem::decode(&text)?.into_iter().map(object).collect();
    if !objects.is_empty() {
        return Ok(Contents { objects, oddities });
    }
    if let Some(armour) = armour_in_base64(&text) {
        return sniff_within(armour.expose(), limits);
    }
    match without_armour(&text, limits)? {
        Some(contents) => Ok(Contents { oddities, ..contents }),
        None if is_prose(&text) => Err(SniffError::NoArmour),
        None => Err(unknown_der(bytes).unwrap_or(SniffError::NoArmour)),
    }
}

/// The armoured objects in `bytes` that are whole, and what is wrong with the others; for files that
/// [`sniff`] refuses because one object of theirs is damaged.
#[must_use]
pub fn salvage(bytes: &[u8]) -> (Vec<Object>, Vec<PemError>) {
    let (mut objects, mut errors) = (Vec::new(), Vec::new());
    let text = decode_text(bytes).map(|(text, _)| Zeroizing::new(text)).unwrap_or_default();
    for found in pem::blocks(&text) {
        match found {
            Ok(block) => objects.push(object(block)),
            Err(error) => errors.push(error),
        }
    }
    (objects, errors)
}

impl Contents {
    fn one(kind: Kind, packing: Packing, der: Secret) -> Self {
        Self { objects: vec![Object { kind, packing, der, dek_info: None }], oddities: Vec::new() }
    }
}

/// Text that is something without PEM around it.
fn without_armour(text: &str, limits: &Limits) -> Result<Option<Contents>, SniffError> {
    if text.trim_start().starts_with('{') {
        let kind = jwk::classify(text).map_err(SniffError::Json)?;
        return Ok(Some(Contents::one(kind, Packing::Text { line: 1 }, Secret::from(text.as_bytes()))));
    }
    if let Some(kind) = classify(text.as_bytes()) {
        return Ok(Some(Contents::one(kind, Packing::Text { line: 1 }, Secret::from(text.as_bytes()))));
    }
    let objects: Vec<Object> = public_lines(text).collect();
    limits.check(Measure::Objects, objects.len() as u64)?;
    if !objects.is_empty() {
        return Ok(Some(Contents { objects, oddities: Vec::new() }));
    }
    let dense: Zeroizing<String> = Zeroizing::new(text.split_whitespace().collect());
    let Ok(der) = STANDARD.decode(dense.as_bytes()).map(Secret::new) else { return Ok(None) };
    Ok(classify(der.expose()).map(|kind| Contents::one(kind, Packing::Base64, der)))
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

/// PEM in base64, as environment variables and Kubernetes hold it.
fn armour_in_base64(text: &str) -> Option<Secret> {
    let dense: Zeroizing<String> = Zeroizing::new(text.split_whitespace().collect());
    let decoded = Secret::new(STANDARD.decode(dense.as_bytes()).ok()?);
    decoded.expose().starts_with(b"-----BEGIN ").then_some(decoded)
}

fn object(block: pem::Block) -> Object {
    // Headers that announce encryption around what is plain are passed over, as OpenSSL does.
    let kind = match classify(block.content.expose()) {
        Some(kind) => kind,
        None if block.encrypted => Kind::LegacyEncryptedPrivateKey,
        None => Kind::from_label(&block.label),
    };
    let packing = Packing::Pem { label: block.label, line: block.line };
    Object { kind, packing, der: block.content, dek_info: block.dek_info }
}

/// The bytes as text, when they are text; bytes beyond ASCII are let through, since they can only
/// stand around the armour.
fn decode_text(bytes: &[u8]) -> Option<(String, Vec<Oddity>)> {
    let utf16 = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = rest.as_chunks::<2>().0.iter().map(|pair| unit(*pair)).collect();
        Some((String::from_utf16(&units).ok()?, vec![Oddity::Utf16]))
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [b'-', 0, b'-', 0, ..] => utf16(bytes, u16::from_le_bytes),
        [0, b'-', 0, b'-', ..] => utf16(bytes, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => {
            Some((String::from_utf8_lossy(rest).into_owned(), vec![Oddity::ByteOrderMark]))
        }
        _ => {
            let text = String::from_utf8_lossy(bytes);
            let is_text = text.contains("-----BEGIN ") || !text.contains(['\0', char::REPLACEMENT_CHARACTER]);
            is_text.then(|| (text.into_owned(), Vec::new()))
        }
    }
}

/// Text as people write it. The digit 0 is the tag of a SEQUENCE, and the character after it its length.
fn is_prose(text: &str) -> bool {
    !text.contains(|character: char| character.is_control() && !character.is_whitespace())
}

/// A SEQUENCE that is not known, or whose stated length is not that of `bytes` (X.690, 8.1.3).
fn unknown_der(bytes: &[u8]) -> Option<SniffError> {
    let (0x30, rest) = bytes.split_first().map(|(tag, rest)| (*tag, rest))? else { return None };
    let (first, rest) = rest.split_first()?;
    let (header, length) = match *first {
        short @ 0..=0x7f => (2, usize::from(short)),
        long @ 0x81..=0x84 => {
            let digits = rest.get(..usize::from(long - 0x80))?;
            (2 + digits.len(), digits.iter().fold(0, |sum, digit| (sum << 8) | usize::from(*digit)))
        }
        _ => return None,
    };
    let (found, expected) = (bytes.len(), header + length);
    match expected.cmp(&found) {
        Ordering::Greater => Some(SniffError::TruncatedDer { found, expected }),
        Ordering::Equal => Some(SniffError::UnknownDer),
        Ordering::Less => {
            let kind = classify(&bytes[..expected])?;
            Some(SniffError::TrailingBytes { kind, end: expected, found })
        }
    }
}
