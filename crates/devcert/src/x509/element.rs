//! An element of any type, kept as it is.

use std::borrow::Cow;

use der::{Decode, Encode, ErrorKind, Length, Reader, SliceReader, Writer};

use crate::model::name::StringKind;

/// One element: identifier octets, length and content, whatever its tag; the der crate's `Any` does not
/// know `UniversalString`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Element<'a> {
    der: Cow<'a, [u8]>,
    content_at: usize,
}

/// The longest header that is read: a tag of five bytes and a length of five.
const HEADER_MAX: usize = 10;

impl Element<'_> {
    /// The element with this identifier octet, such as 0x30 for a SEQUENCE.
    ///
    /// # Errors
    /// When the content is longer than the der crate writes (256 MiB).
    pub fn new(identifier: u8, content: &[u8]) -> der::Result<Self> {
        let mut der = vec![identifier];
        Length::try_from(content.len())?.encode_to_vec(&mut der)?;
        let content_at = der.len();
        der.extend_from_slice(content);
        Ok(Self { der: Cow::Owned(der), content_at })
    }

    /// `text` as a string of this type; `None` when the alphabet of the type lacks one of its characters.
    #[must_use]
    pub fn text(kind: StringKind, text: &str) -> Option<Self> {
        Self::new(kind.identifier(), &kind.encode(text)?).ok()
    }

    /// `value` as an element.
    ///
    /// # Errors
    /// When `value` cannot be encoded, or is not exactly one element.
    pub fn from_value(value: &impl Encode) -> der::Result<Self> {
        let der = value.to_der()?;
        let content_at = Element::from_der(&der)?.content_at;
        Ok(Self { der: Cow::Owned(der), content_at })
    }

    /// All of its bytes.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The content octets.
    #[must_use]
    pub fn content(&self) -> &[u8] {
        self.der.get(self.content_at..).unwrap_or_default()
    }

    /// The first identifier octet, which is all of them for tags up to number 30.
    #[must_use]
    pub fn identifier(&self) -> u8 {
        self.der.first().copied().unwrap_or_default()
    }

    /// The element with data of its own.
    #[must_use]
    pub fn into_owned(self) -> Element<'static> {
        Element { der: Cow::Owned(self.der.into_owned()), content_at: self.content_at }
    }
}

impl<'a> Decode<'a> for Element<'a> {
    type Error = der::Error;

    fn decode<R: Reader<'a>>(reader: &mut R) -> der::Result<Self> {
        let (content_at, length) = header(reader)?;
        let content_at = Length::try_from(content_at)?;
        let der = reader.read_slice((content_at + length)?)?;
        Ok(Self { der: Cow::Borrowed(der), content_at: content_at.try_into()? })
    }
}

/// How long the header of the next element is, and how long its content is.
fn header<'a>(reader: &impl Reader<'a>) -> der::Result<(usize, Length)> {
    let mut start = [0; HEADER_MAX];
    let available = usize::try_from(reader.remaining_len())?.min(HEADER_MAX);
    let start = &mut start[..available];
    reader.peek_into(start)?;
    let identifier = match start {
        [first, rest @ ..] if *first & 0x1f == 0x1f => {
            let last = rest.iter().position(|byte| byte & 0x80 == 0);
            last.ok_or_else(|| reader_error(ErrorKind::TagNumberInvalid))? + 2
        }
        _ => 1,
    };
    let mut length = SliceReader::new(start.get(identifier..).unwrap_or_default())?;
    let content = Length::decode(&mut length)?;
    Ok((identifier + usize::try_from(length.position())?, content))
}

fn reader_error(kind: ErrorKind) -> der::Error {
    kind.into()
}

impl Encode for Element<'_> {
    fn encoded_len(&self) -> der::Result<Length> {
        Length::try_from(self.der.len())
    }

    fn encode(&self, writer: &mut impl Writer) -> der::Result<()> {
        writer.write(&self.der)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_element_of_any_tag_reads_and_writes_the_same_bytes() {
        for der in [
            &[0x05, 0][..],
            &[0x1c, 4, 0, 0, 0, b'x'],
            &[0x1f, 0x81, 0x01, 1, 7],
            &[0xbf, 0x81, 0x82, 0x83, 4, 0],
            &[&[0x30, 0x81, 0x80][..], &[0; 128]].concat(),
        ] {
            let element = Element::from_der(der).unwrap();
            assert_eq!((element.der(), element.to_der().unwrap().as_slice()), (der, der));
            assert_eq!(element.identifier(), der[0]);
        }
        let built = Element::new(0x1c, &[0, 0, 0, b'x']).unwrap();
        assert_eq!(built, Element::from_der(&[0x1c, 4, 0, 0, 0, b'x']).unwrap());
    }

    #[test]
    fn what_is_not_one_whole_element_is_refused() {
        for der in [
            &[][..],
            &[0x30],
            &[0x30, 1],
            &[0x30, 0x80, 0, 0],
            &[0x30, 0x81, 1, 0],
            &[5, 0, 0],
            &[0x1f, 0x80],
        ] {
            assert!(Element::from_der(der).is_err(), "{der:?}");
        }
    }
}
