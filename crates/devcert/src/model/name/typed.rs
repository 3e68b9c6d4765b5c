//! Attributes as people type them, checked against their bounds.

use thiserror::Error;

use super::attribute::{Attribute, AttributeKind};
use super::value::AttributeValue;

/// An attribute of this type and text, held against the bounds and the alphabet of its type.
pub(super) fn attribute(kind: AttributeKind, text: &str) -> Result<Attribute, NameError> {
    if text.is_empty() {
        return Err(NameError::EmptyValue(kind));
    }
    if let Some(character) = text.chars().find(|c| c.is_control()) {
        return Err(NameError::ControlCharacter { kind, character });
    }
    let length = text.chars().count();
    if kind == AttributeKind::COUNTRY && !is_country_code(text) {
        return Err(NameError::NotACountry(text.to_owned()));
    }
    if length > kind.upper_bound() {
        return Err(NameError::TooLong { kind, length, most: kind.upper_bound() });
    }
    let value = AttributeValue::new(kind.string_kind(), text);
    let value = value.ok_or_else(|| NameError::WrongAlphabet { kind, text: text.to_owned() })?;
    Ok(Attribute { kind, value })
}

/// ISO 3166 alpha-2: two letters (RFC 5280, appendix A.1, `X520countryName`).
fn is_country_code(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// Why a text is not a distinguished name.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum NameError {
    /// Nothing was given.
    #[error("the subject is empty; write it as '/C=CN/O=Acme/CN=localhost' or 'CN=localhost,O=Acme,C=CN'")]
    Empty,
    /// A part without `=`.
    #[error("the subject's part \"{}\" has no \"=\"; write it as '/C=CN/O=Acme/CN=localhost'", .0.escape_debug())]
    NoEquals(String),
    /// No attribute has this name.
    #[error("\"{}\" is not an attribute of a subject; CN, C, ST, L, O, OU and emailAddress are the usual ones", .0.escape_debug())]
    UnknownType(String),
    /// An attribute without text.
    #[error("{0} is empty in the subject; omit it or give it a value")]
    EmptyValue(AttributeKind),
    /// A character that would forge a line on a terminal.
    #[error("{kind} in the subject contains the control character U+{:04X}", u32::from(*.character))]
    ControlCharacter {
        /// The attribute.
        kind: AttributeKind,
        /// What was found in it.
        character: char,
    },
    /// Longer than the standard's bound.
    #[error("{kind} in the subject has {length} characters (maximum {most}, RFC 5280)")]
    TooLong {
        /// The attribute.
        kind: AttributeKind,
        /// Its length in characters.
        length: usize,
        /// The bound.
        most: usize,
    },
    /// Not two letters.
    #[error("the country \"{}\" is not a two-letter code such as CN, DE or US", .0.escape_debug())]
    NotACountry(String),
    /// A character that the attribute's string cannot hold.
    #[error("{kind} in the subject cannot hold \"{}\"; its string is limited to plain ASCII", .text.escape_debug())]
    WrongAlphabet {
        /// The attribute.
        kind: AttributeKind,
        /// Its text.
        text: String,
    },
    /// A backslash with nothing that it could escape.
    #[error("the subject's value \"{}\" has a backslash that escapes nothing", .0.escape_debug())]
    BadEscape(String),
}
