//! Algorithms with their parameters, and public keys.

use der::{Decode, DecodeValue, Encode, EncodeValue, Header, Length, Reader, Sequence, Writer};

use super::element::Element;
use super::primitive::{BitString, ObjectId};
use crate::model::algorithm;

/// `AlgorithmIdentifier` (RFC 5280, 4.1.1.2), whatever the algorithm and its parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlgorithmIdentifier<'a> {
    /// The algorithm.
    pub id: ObjectId<'a>,
    /// Its parameters; `None` when the field is absent, which is not the same as NULL.
    pub parameters: Option<Element<'a>>,
}

/// `SubjectPublicKeyInfo` (RFC 5280, 4.1.2.7).
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub struct PublicKeyInfo<'a> {
    /// The kind of key.
    pub algorithm: AlgorithmIdentifier<'a>,
    /// The key.
    pub key: BitString<'a>,
}

impl AlgorithmIdentifier<'_> {
    /// The algorithm as a field of a structure.
    ///
    /// # Errors
    /// When the parameters are not one element.
    pub fn from_model(algorithm: &algorithm::AlgorithmIdentifier) -> der::Result<Self> {
        let parameters = algorithm.parameters().map(Element::from_der).transpose()?;
        Ok(Self { id: ObjectId::from(algorithm.oid()), parameters: parameters.map(Element::into_owned) })
    }

    /// The algorithm; `None` when its object identifier is malformed.
    #[must_use]
    pub fn to_model(&self) -> Option<algorithm::AlgorithmIdentifier> {
        let parameters = self.parameters.as_ref().map(|parameters| parameters.der().to_vec());
        Some(algorithm::AlgorithmIdentifier::new(self.id.oid()?, parameters))
    }
}

impl<'a> DecodeValue<'a> for AlgorithmIdentifier<'a> {
    type Error = der::Error;

    fn decode_value<R: Reader<'a>>(reader: &mut R, _: Header) -> der::Result<Self> {
        let id = ObjectId::decode(reader)?;
        let parameters = (!reader.is_finished()).then(|| Element::decode(reader)).transpose()?;
        Ok(Self { id, parameters })
    }
}

impl EncodeValue for AlgorithmIdentifier<'_> {
    fn value_len(&self) -> der::Result<Length> {
        self.id.encoded_len()? + self.parameters.encoded_len()?
    }

    fn encode_value(&self, writer: &mut impl Writer) -> der::Result<()> {
        self.id.encode(writer)?;
        self.parameters.encode(writer)
    }
}

impl<'a> Sequence<'a> for AlgorithmIdentifier<'a> {}
