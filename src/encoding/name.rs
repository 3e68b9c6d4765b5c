//! Distinguished names as DER (RFC 5280, 4.1.2.4).

use der::asn1::{Any, SetOfVec};
use der::{Decode, Encode, Tag};
use x509_cert::attr::AttributeTypeAndValue;
use x509_parser::prelude::X509Name;

use super::certificate::X509Error;
use crate::model::name::{Attribute, AttributeKind, AttributeValue, Name, StringKind};

/// The DER of `name`.
pub(crate) fn to_der(name: &Name) -> der::Result<Vec<u8>> {
    let rdns: Vec<SetOfVec<AttributeTypeAndValue>> = name
        .rdns()
        .iter()
        .map(|rdn| rdn.iter().map(to_attribute).collect::<der::Result<Vec<_>>>()?.try_into())
        .collect::<der::Result<_>>()?;
    rdns.to_der()
}

fn to_attribute(attribute: &Attribute) -> der::Result<AttributeTypeAndValue> {
    let value = match &attribute.value {
        AttributeValue::Text(kind, text) => Any::new(tag_of(*kind), text.as_bytes())?,
        AttributeValue::Der { der, .. } => Any::from_der(der)?,
    };
    Ok(AttributeTypeAndValue { oid: attribute.kind.0, value })
}

const fn tag_of(kind: StringKind) -> Tag {
    match kind {
        StringKind::Utf8 => Tag::Utf8String,
        StringKind::Printable => Tag::PrintableString,
        StringKind::Ia5 => Tag::Ia5String,
    }
}

/// The name that x509-parser has read.
pub(super) fn from_parsed(name: &X509Name<'_>) -> der::Result<Name> {
    from_der(name.as_raw())
}

/// The same, a part of `whole` that goes by `what`, with its place in the error.
pub(super) fn of_part(what: &'static str, name: &X509Name<'_>, whole: &[u8]) -> Result<Name, X509Error> {
    from_parsed(name).map_err(X509Error::in_part(what, whole, name.as_raw()))
}

/// The name in `der`, every string kept as it is.
pub(crate) fn from_der(der: &[u8]) -> der::Result<Name> {
    let rdns = Vec::<SetOfVec<AttributeTypeAndValue>>::from_der(der)?;
    let rdns = rdns.iter().map(|rdn| rdn.iter().map(from_attribute).collect());
    Ok(Name::new(rdns.collect::<der::Result<_>>()?))
}

fn from_attribute(attribute: &AttributeTypeAndValue) -> der::Result<Attribute> {
    let value = &attribute.value;
    let plain = |kind| {
        let text = std::str::from_utf8(value.value()).ok()?;
        Some(AttributeValue::Text(kind, text.to_owned()))
    };
    let plain = match value.tag() {
        Tag::Utf8String => plain(StringKind::Utf8),
        Tag::PrintableString => plain(StringKind::Printable),
        Tag::Ia5String => plain(StringKind::Ia5),
        _ => None,
    };
    let value = match plain {
        Some(text) => text,
        None => AttributeValue::Der { der: value.to_der()?, text: old_string(value) },
    };
    Ok(Attribute { kind: AttributeKind(attribute.oid), value })
}

use der::Tagged as _;

/// The strings of old certificates: `T61String`, read as Latin-1 as everybody does, and `BMPString`.
fn old_string(value: &Any) -> Option<String> {
    match value.tag() {
        Tag::TeletexString => Some(value.value().iter().map(|byte| char::from(*byte)).collect()),
        Tag::BmpString => {
            let units = value.value().as_chunks::<2>().0.iter().map(|pair| u16::from_be_bytes(*pair));
            String::from_utf16(&units.collect::<Vec<_>>()).ok()
        }
        _ => None,
    }
}
