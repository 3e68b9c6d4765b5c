//! Distinguished names as DER (RFC 5280, 4.1.2.4).

use der::{Encode, Tag};
use x509_parser::asn1_rs::{self, FromDer};
use x509_parser::prelude::X509Name;

use super::certificate::X509Error;
use super::structure::{self, element};
use crate::model::name::{Attribute, AttributeKind, AttributeValue, Name, Rdn, StringKind};
use crate::model::oid::Oid;

/// The DER of `name`.
pub(crate) fn to_der(name: &Name) -> der::Result<Vec<u8>> {
    let rdns = name.rdns().iter().map(rdn_to_der).collect::<der::Result<Vec<_>>>()?;
    element(Tag::Sequence, &rdns.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

/// DER sorts the elements of a set (X.690, 11.6).
fn rdn_to_der(rdn: &Rdn) -> der::Result<Vec<u8>> {
    let mut attributes = rdn.iter().map(to_attribute).collect::<der::Result<Vec<_>>>()?;
    attributes.sort();
    element(Tag::Set, &attributes.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

fn to_attribute(attribute: &Attribute) -> der::Result<Vec<u8>> {
    let value = match &attribute.value {
        AttributeValue::Text(kind, text) => element(tag_of(*kind), &[text.as_bytes()])?,
        AttributeValue::Der { der, .. } => der.clone(),
    };
    element(Tag::Sequence, &[&attribute.kind.0.to_der()?, &value])
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
    // x509-parser loses the end of a name whose last relative name is empty, and keeps its place.
    let start = structure::range_in(whole, name.as_raw()).start;
    let rest = &whole[start..];
    let raw =
        asn1_rs::Any::from_der(rest).map_or(name.as_raw(), |(after, _)| &rest[..rest.len() - after.len()]);
    of_raw(what, raw, whole)
}

/// The same of its DER.
pub(super) fn of_raw(what: &'static str, name: &[u8], whole: &[u8]) -> Result<Name, X509Error> {
    from_der(name).map_err(X509Error::in_part(what, whole, name))
}

/// The name in `der`, every string kept as it is; relative names without attributes, and sets in another
/// order than DER's, are read as OpenSSL reads them.
pub(crate) fn from_der(der: &[u8]) -> der::Result<Name> {
    let name = elements(der)?;
    let [Element { tag: SEQUENCE, content, .. }] = name.as_slice() else { return Err(malformed()) };
    let rdn = |set: &Element<'_>| match set.tag {
        SET => elements(set.content)?.iter().map(from_attribute).collect(),
        _ => Err(malformed()),
    };
    Ok(Name::new(elements(content)?.iter().map(rdn).collect::<der::Result<_>>()?))
}

/// An element of any tag; the der crate knows no `UniversalString`.
struct Element<'a> {
    tag: u8,
    /// All of it.
    der: &'a [u8],
    content: &'a [u8],
}

const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const OBJECT_IDENTIFIER: u8 = 6;
const UTF8_STRING: u8 = 12;
const PRINTABLE_STRING: u8 = 19;
const TELETEX_STRING: u8 = 20;
const IA5_STRING: u8 = 22;
const UNIVERSAL_STRING: u8 = 28;
const BMP_STRING: u8 = 30;

/// The elements that stand in `bytes` one after the other.
fn elements(bytes: &[u8]) -> der::Result<Vec<Element<'_>>> {
    let mut found = Vec::new();
    let mut rest = bytes;
    while let Some(tag) = rest.first() {
        let (after, any) = asn1_rs::Any::from_der(rest).map_err(|_| malformed())?;
        found.push(Element { tag: *tag, der: &rest[..rest.len() - after.len()], content: any.data });
        rest = after;
    }
    Ok(found)
}

fn malformed() -> der::Error {
    Tag::Sequence.value_error().into()
}

fn from_attribute(attribute: &Element<'_>) -> der::Result<Attribute> {
    let parts = elements(attribute.content)?;
    let (SEQUENCE, [Element { tag: OBJECT_IDENTIFIER, content: kind, .. }, value]) =
        (attribute.tag, parts.as_slice())
    else {
        return Err(malformed());
    };
    let kind = Oid::from_octets(kind).map_err(|_| malformed())?;
    let plain = |kind| {
        let text = std::str::from_utf8(value.content).ok()?;
        Some(AttributeValue::Text(kind, text.to_owned()))
    };
    let plain = match value.tag {
        UTF8_STRING => plain(StringKind::Utf8),
        PRINTABLE_STRING => plain(StringKind::Printable),
        IA5_STRING => plain(StringKind::Ia5),
        _ => None,
    };
    let value =
        plain.unwrap_or_else(|| AttributeValue::Der { der: value.der.to_vec(), text: old_string(value) });
    Ok(Attribute { kind: AttributeKind(kind), value })
}

/// The strings of old certificates: `T61String`, read as Latin-1 as everybody does, `BMPString`, and
/// `UniversalString`, with four bytes a character.
fn old_string(value: &Element<'_>) -> Option<String> {
    match value.tag {
        TELETEX_STRING => Some(value.content.iter().map(|byte| char::from(*byte)).collect()),
        BMP_STRING => {
            let units = value.content.as_chunks::<2>().0.iter().map(|pair| u16::from_be_bytes(*pair));
            String::from_utf16(&units.collect::<Vec<_>>()).ok()
        }
        UNIVERSAL_STRING => {
            let characters = value.content.as_chunks::<4>().0.iter();
            characters.map(|bytes| char::from_u32(u32::from_be_bytes(*bytes))).collect()
        }
        _ => None,
    }
}
