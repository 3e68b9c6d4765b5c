//! The primitive types, with their content octets as they are in the file.

use std::borrow::Cow;

use der::{DecodeValue, EncodeValue, ErrorKind, FixedTag, Header, Length, Reader, Tag, Writer};

use crate::model::oid::Oid;

/// An element of the universal type `NUMBER`, whose content is kept also where a strict reader refuses it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Primitive<'a, const NUMBER: u8>(Cow<'a, [u8]>);

/// A BOOLEAN: one byte, 00 or FF in DER.
pub type Boolean<'a> = Primitive<'a, 1>;
/// An INTEGER of any length and sign, needless leading bytes included.
pub type Integer<'a> = Primitive<'a, 2>;
/// A BIT STRING: the number of unused bits, and the bytes.
pub type BitString<'a> = Primitive<'a, 3>;
/// An OCTET STRING.
pub type OctetString<'a> = Primitive<'a, 4>;
/// An OBJECT IDENTIFIER of any length.
pub type ObjectId<'a> = Primitive<'a, 6>;
/// An ENUMERATED.
pub type Enumerated<'a> = Primitive<'a, 10>;
/// A `UTF8String`.
pub type Utf8String<'a> = Primitive<'a, 12>;

impl<'a, const NUMBER: u8> Primitive<'a, NUMBER> {
    /// The value with these content octets.
    pub fn from_content(content: impl Into<Cow<'a, [u8]>>) -> Self {
        Self(content.into())
    }

    /// The value with these content octets, as a constant.
    #[must_use]
    pub const fn from_static(content: &'static [u8]) -> Self {
        Self(Cow::Borrowed(content))
    }

    /// The content octets.
    #[must_use]
    pub fn content(&self) -> &[u8] {
        &self.0
    }
}

impl Boolean<'_> {
    /// TRUE as DER writes it.
    pub const TRUE: Boolean<'static> = Primitive(Cow::Borrowed(&[0xff]));
    /// FALSE.
    pub const FALSE: Boolean<'static> = Primitive(Cow::Borrowed(&[0]));

    /// Whether it is TRUE: every byte but zero is, as in BER.
    #[must_use]
    pub fn is_true(&self) -> bool {
        self.content() != [0]
    }
}

impl Integer<'_> {
    /// The number that these big-endian bytes are, without a sign; no bytes are zero.
    #[must_use]
    pub fn unsigned(bytes: &[u8]) -> Integer<'static> {
        let start = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len());
        let significant = &bytes[start..];
        let pad = significant.first().is_none_or(|byte| *byte >= 0x80);
        Integer::from_content([&[0][..usize::from(pad)], significant].concat())
    }
}

impl From<u64> for Integer<'_> {
    fn from(number: u64) -> Self {
        Integer::unsigned(&number.to_be_bytes())
    }
}

impl BitString<'_> {
    /// Whole bytes.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> BitString<'static> {
        BitString::from_content([&[0], bytes].concat())
    }

    /// How many bits of the last byte are not in use; a content of nothing has none.
    #[must_use]
    pub fn unused_bits(&self) -> u8 {
        self.content().first().copied().unwrap_or_default()
    }

    /// The bytes, unused bits included.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.content().get(1..).unwrap_or_default()
    }
}

impl ObjectId<'_> {
    /// The identifier; `None` when it is malformed or longer than devcert supports.
    #[must_use]
    pub fn oid(&self) -> Option<Oid> {
        Oid::from_octets(self.content()).ok()
    }
}

impl<T: Into<Oid>> From<T> for ObjectId<'static> {
    fn from(oid: T) -> Self {
        ObjectId::from_content(oid.into().octets().to_vec())
    }
}

impl<const NUMBER: u8> FixedTag for Primitive<'_, NUMBER> {
    const TAG: Tag = match NUMBER {
        1 => Tag::Boolean,
        2 => Tag::Integer,
        3 => Tag::BitString,
        4 => Tag::OctetString,
        6 => Tag::ObjectIdentifier,
        10 => Tag::Enumerated,
        12 => Tag::Utf8String,
        _ => Tag::Null,
    };
}

impl<'a, const NUMBER: u8> DecodeValue<'a> for Primitive<'a, NUMBER> {
    type Error = der::Error;

    fn decode_value<R: Reader<'a>>(reader: &mut R, header: Header) -> der::Result<Self> {
        let content = reader.read_slice(header.length())?;
        // No reader makes anything of a BOOLEAN of another length, or of a BIT STRING without the first byte.
        match NUMBER {
            1 if content.len() != 1 => Err(ErrorKind::Length { tag: Self::TAG }.into()),
            3 if content.is_empty() => Err(ErrorKind::Length { tag: Self::TAG }.into()),
            _ => Ok(Self(Cow::Borrowed(content))),
        }
    }
}

impl<const NUMBER: u8> EncodeValue for Primitive<'_, NUMBER> {
    fn value_len(&self) -> der::Result<Length> {
        Length::try_from(self.0.len())
    }

    fn encode_value(&self, writer: &mut impl Writer) -> der::Result<()> {
        writer.write(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use der::{Decode, Encode};

    use super::*;

    #[test]
    fn an_integer_keeps_its_content_also_where_it_is_not_der() {
        for der in [&[2, 1, 0][..], &[2, 2, 0, 1], &[2, 2, 0xff, 0x80], &[2, 1, 0x80], &[2, 0]] {
            assert_eq!(Integer::from_der(der).unwrap().to_der().unwrap(), der);
        }
        let long = [&[2, 40][..], &[0x7f; 40]].concat();
        assert_eq!(Integer::from_der(&long).unwrap().content().len(), 40);
    }

    #[test]
    fn a_number_without_a_sign_gets_a_zero_byte_where_its_first_bit_is_set() {
        for (bytes, content) in [
            (&[][..], &[0][..]),
            (&[0, 0], &[0]),
            (&[0x7f], &[0x7f]),
            (&[0, 0x80], &[0, 0x80]),
            (&[0x80, 0], &[0, 0x80, 0]),
        ] {
            assert_eq!(Integer::unsigned(bytes).content(), content, "{bytes:?}");
        }
        assert_eq!(Integer::from(300).content(), [1, 44]);
    }
}
