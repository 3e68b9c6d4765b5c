//! Distinguished names (RFC 5280, 4.1.2.4).

use der::{Decode, DecodeValue, EncodeValue, FixedTag, Header, Length, Reader, Sequence, Tag, Writer};

use super::element::Element;
use super::primitive::ObjectId;
use super::set::Set;
use crate::model::name::{self, AttributeKind, AttributeValue};

/// `RDNSequence`: relative names in the order of the file, also none at all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Name<'a>(pub Vec<RelativeName<'a>>);

/// `RelativeDistinguishedName`: nearly always one attribute; none and several occur.
pub type RelativeName<'a> = Set<NameAttribute<'a>>;

/// `AttributeTypeAndValue`
#[derive(Debug, Clone, PartialEq, Eq, Hash, Sequence)]
pub struct NameAttribute<'a> {
    /// The type, such as commonName.
    pub id: ObjectId<'a>,
    /// The value: a string of any type, or anything else.
    pub value: Element<'a>,
}

impl Name<'static> {
    /// `name` as DER writes it: each relative name sorted (X.690, 11.6).
    ///
    /// # Errors
    /// When a relative name is too long for DER.
    pub fn new(name: &name::Name) -> der::Result<Self> {
        let relative = |rdn: &name::Rdn| Set::sorted(rdn.iter().map(written).collect::<der::Result<_>>()?);
        name.rdns().iter().map(relative).collect::<der::Result<_>>().map(Self)
    }
}

impl Name<'_> {
    /// The name as the model has it, every string kept as it is.
    ///
    /// # Errors
    /// When the type of an attribute is not a valid object identifier.
    pub fn to_model(&self) -> der::Result<name::Name> {
        let relative = |set: &RelativeName<'_>| set.0.iter().map(read).collect::<der::Result<_>>();
        self.0.iter().map(relative).collect::<der::Result<_>>().map(name::Name::as_read)
    }

    /// Every attribute, in the order of the file.
    pub fn attributes(&self) -> impl Iterator<Item = &NameAttribute<'_>> {
        self.0.iter().flat_map(|set| &set.0)
    }
}

fn written(attribute: &name::Attribute) -> der::Result<NameAttribute<'static>> {
    let value = Element::from_der(attribute.value.der())?.into_owned();
    Ok(NameAttribute { id: ObjectId::from(attribute.kind.0), value })
}

fn read(attribute: &NameAttribute<'_>) -> der::Result<name::Attribute> {
    let kind = attribute.id.oid().ok_or(der::ErrorKind::OidMalformed)?;
    Ok(name::Attribute { kind: AttributeKind(kind), value: AttributeValue::from(&attribute.value) })
}

impl From<&Element<'_>> for AttributeValue {
    fn from(element: &Element<'_>) -> Self {
        Self::of_element(element.der().to_vec(), element.der().len() - element.content().len())
    }
}

impl FixedTag for Name<'_> {
    const TAG: Tag = Tag::Sequence;
}

impl<'a> DecodeValue<'a> for Name<'a> {
    type Error = der::Error;

    fn decode_value<R: Reader<'a>>(reader: &mut R, header: Header) -> der::Result<Self> {
        Vec::decode_value(reader, header).map(Self)
    }
}

impl EncodeValue for Name<'_> {
    fn value_len(&self) -> der::Result<Length> {
        self.0.value_len()
    }

    fn encode_value(&self, writer: &mut impl Writer) -> der::Result<()> {
        self.0.encode_value(writer)
    }
}
