//! Attributes as people type them, checked against their bounds.

use thiserror::Error;

use super::attribute::{Attribute, AttributeKind};
use super::value::AttributeValue;

impl Attribute {
    /// An attribute of this type and text, in the type of string that is usual for it.
    ///
    /// # Errors
    /// When `text` is empty, has control characters, or breaks the bounds or the alphabet of its type
    /// (RFC 5280, appendix A.1).
    pub fn new(kind: AttributeKind, text: &str) -> Result<Self, NameError> {
        check_text(kind, text)?;
        let value = AttributeValue::new(kind.string_kind(), text);
        let value = value.ok_or_else(|| NameError::WrongAlphabet { kind, text: text.to_owned() })?;
        Ok(Self { kind, value })
    }
}

/// Whether the text of an attribute, where it has one, is within the bounds of its type.
pub(super) fn check(attribute: &Attribute) -> Result<(), NameError> {
    attribute.value.text().map_or(Ok(()), |text| check_text(attribute.kind, text))
}

fn check_text(kind: AttributeKind, text: &str) -> Result<(), NameError> {
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
    Ok(())
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
    #[error("the subject is empty; write it as /C=US/O=Acme/CN=localhost or CN=localhost,O=Acme,C=US")]
    Empty,
    /// A relative name without an attribute.
    #[error("the subject has a part without an attribute")]
    EmptyRelativeName,
    /// A part without `=`.
    #[error("the subject's part \"{}\" has no \"=\"; write it as /C=US/O=Acme/CN=localhost", .0.escape_debug())]
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::name::{Name, StringKind};

    #[test]
    fn names_are_checked_when_they_are_built() {
        let attribute = |text: &str| Attribute::new(AttributeKind::COUNTRY, text);
        assert_eq!(Name::new(vec![vec![attribute("DE").unwrap()]]).unwrap().to_string(), "C=DE");
        assert_eq!(attribute("Germany"), Err(NameError::NotACountry("Germany".to_owned())));
        assert_eq!(Name::new(vec![Vec::new()]), Err(NameError::EmptyRelativeName));
        let value = AttributeValue::new(StringKind::Utf8, &"x".repeat(65)).unwrap();
        let long = Attribute { kind: AttributeKind::COMMON_NAME, value };
        let error = NameError::TooLong { kind: AttributeKind::COMMON_NAME, length: 65, most: 64 };
        assert_eq!(Name::new(vec![vec![long]]), Err(error));
    }
}
