//! SET OF, in the order in which the elements are in the file.

use der::{Decode, DecodeValue, Encode, EncodeValue, FixedTag, Header, Length, Reader, Tag, Writer};

/// A SET OF; the der crate's own refuses elements that are not sorted as DER sorts them (X.690, 11.6).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Set<T>(pub Vec<T>);

impl<T: Encode> Set<T> {
    /// The elements in the order of their encodings.
    ///
    /// # Errors
    /// When one of them cannot be encoded.
    pub fn sorted(elements: Vec<T>) -> der::Result<Self> {
        let mut keyed =
            elements.into_iter().map(|one| Ok((one.to_der()?, one))).collect::<der::Result<Vec<_>>>()?;
        keyed.sort_by(|(one, _), (other, _)| one.cmp(other));
        Ok(Self(keyed.into_iter().map(|(_, one)| one).collect()))
    }
}

impl<T> FixedTag for Set<T> {
    const TAG: Tag = Tag::Set;
}

impl<'a, T: Decode<'a, Error = der::Error>> DecodeValue<'a> for Set<T> {
    type Error = der::Error;

    fn decode_value<R: Reader<'a>>(reader: &mut R, header: Header) -> der::Result<Self> {
        Vec::decode_value(reader, header).map(Self)
    }
}

impl<T: Encode> EncodeValue for Set<T> {
    fn value_len(&self) -> der::Result<Length> {
        self.0.value_len()
    }

    fn encode_value(&self, writer: &mut impl Writer) -> der::Result<()> {
        self.0.encode_value(writer)
    }
}
