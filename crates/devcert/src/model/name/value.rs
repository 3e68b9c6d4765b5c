//! The values of a name's attributes.

use std::fmt::{self, Write as _};

use der::{Encode, Length};

use super::string::StringKind;

/// An attribute's value: one element of DER, nearly always a string of one of the types of [`StringKind`].
///
/// What is read keeps its bytes, whatever they are; [`Self::new`] holds text to the alphabet of its type.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AttributeValue {
    der: Vec<u8>,
    content_at: usize,
    /// The text of a type whose content is not UTF-8.
    decoded: Option<String>,
}

impl AttributeValue {
    /// `text` as a string of this type; `None` when the alphabet of the type lacks one of its characters.
    #[must_use]
    pub fn new(kind: StringKind, text: &str) -> Option<Self> {
        let content = kind.encode(text)?;
        let mut der = vec![kind.identifier()];
        Length::try_from(content.len()).ok()?.encode_to_vec(&mut der).ok()?;
        let content_at = der.len();
        der.extend(content);
        Some(Self::of_element(der, content_at))
    }

    /// The value that is the element `der`, whose content begins at `content_at`.
    pub(crate) fn of_element(der: Vec<u8>, content_at: usize) -> Self {
        let mut value = Self { der, content_at, decoded: None };
        value.decoded =
            value.kind().filter(|kind| !kind.is_utf8()).and_then(|kind| kind.text(value.content()));
        value
    }

    /// The type of string; `None` when it is not a string.
    #[must_use]
    pub fn kind(&self) -> Option<StringKind> {
        StringKind::from_identifier(*self.der.first()?)
    }

    /// The text, where the value is a string that follows the encoding of its type.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self.kind()?.is_utf8() {
            true => str::from_utf8(self.content()).ok(),
            false => self.decoded.as_deref(),
        }
    }

    /// The complete DER: tag, length and content.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The content octets.
    #[must_use]
    pub fn content(&self) -> &[u8] {
        self.der.get(self.content_at..).unwrap_or_default()
    }
}

impl fmt::Display for AttributeValue {
    /// RFC 4514, section 2.4: the text, or `#` and the DER in hexadecimal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(text) = self.text() {
            return escape(text, f);
        }
        f.write_char('#')?;
        self.der.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

fn escape(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let last = text.chars().count().saturating_sub(1);
    for (index, character) in text.chars().enumerate() {
        match character {
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => write!(f, "\\{character}")?,
            '#' if index == 0 => f.write_str("\\#")?,
            ' ' if index == 0 || index == last => f.write_str("\\ ")?,
            '\0' => f.write_str("\\00")?,
            _ => f.write_char(character)?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_every_type_is_kept_shown_and_bounded_by_its_alphabet() {
        for kind in StringKind::ALL {
            let value = AttributeValue::new(kind, "12 3").unwrap();
            assert_eq!((value.kind(), value.text()), (Some(kind), Some("12 3")), "{kind:?}");
            assert_eq!(value.to_string(), "12 3");
            assert_eq!(value.der()[0], kind.identifier());
        }
        assert_eq!(AttributeValue::new(StringKind::Numeric, "x"), None);
        assert_eq!(AttributeValue::new(StringKind::Printable, "a@b"), None);
        assert_eq!(AttributeValue::new(StringKind::Bmp, "🔑"), None);
    }

    #[test]
    fn what_is_no_text_is_shown_as_its_bytes() {
        for der in [&[12, 1, 0xff][..], &[5, 0], &[28, 4, 0, 0x11, 0, 0]] {
            let value = AttributeValue::of_element(der.to_vec(), 2);
            assert_eq!(value.text(), None, "{der:?}");
            assert!(value.to_string().starts_with('#'), "{value}");
        }
    }
}
