//! Object identifiers of any size as DER (X.690, 8.19).

use der::{DecodeValue, EncodeValue, FixedTag, Header, Length, Reader, Tag, Writer};

use crate::model::oid::Oid;

impl FixedTag for Oid {
    const TAG: Tag = Tag::ObjectIdentifier;
}

impl EncodeValue for Oid {
    fn value_len(&self) -> der::Result<Length> {
        Length::try_from(self.octets().len())
    }

    fn encode_value(&self, writer: &mut impl Writer) -> der::Result<()> {
        writer.write(self.octets())
    }
}

impl<'a> DecodeValue<'a> for Oid {
    type Error = der::Error;

    fn decode_value<R: Reader<'a>>(reader: &mut R, header: Header) -> der::Result<Self> {
        let content = reader.read_vec(header.length())?;
        Self::from_octets(&content).map_err(|_| der::ErrorKind::OidMalformed.into())
    }
}
