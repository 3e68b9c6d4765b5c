//! General names as DER (RFC 5280, 4.2.1.6).

use std::net::IpAddr;

use der::asn1::{Any, ContextSpecific, Ia5StringRef, OctetStringRef};
use der::{Decode, Encode, TagMode, TagNumber};
use x509_parser::asn1_rs;
use x509_parser::prelude::GeneralName;

use super::name;
use crate::model::oid::Oid;
use crate::model::san::{DnsName, Mailbox, OtherName, San, UnusableName, Uri};

/// The DER of one general name.
pub(super) fn to_der(san: &San) -> der::Result<Vec<u8>> {
    match san {
        San::Email(address) => tagged(1, Ia5StringRef::new(address.as_str())?),
        San::Dns(host) => tagged(2, Ia5StringRef::new(host.as_str())?),
        San::Directory(name) => tagged_explicit(4, &name::to_der(name)?),
        San::Uri(uri) => tagged(6, Ia5StringRef::new(uri.as_str())?),
        San::Ip(IpAddr::V4(address)) => tagged(7, OctetStringRef::new(&address.octets())?),
        San::Ip(IpAddr::V6(address)) => tagged(7, OctetStringRef::new(&address.octets())?),
        San::RegisteredId(oid) => tagged(8, *oid),
        San::Other(OtherName { type_id, der }) => other_name(*type_id, der),
        San::Unusable(UnusableName { tag, content }) => tagged(*tag, OctetStringRef::new(content)?),
    }
}

pub(super) fn tagged<T>(number: u8, value: T) -> der::Result<Vec<u8>>
where
    T: der::EncodeValue + der::Tagged,
{
    let tag_number = TagNumber(u32::from(number));
    ContextSpecific { tag_number, tag_mode: TagMode::Implicit, value }.to_der()
}

pub(super) fn tagged_explicit(number: u8, der: &[u8]) -> der::Result<Vec<u8>> {
    let tag_number = TagNumber(u32::from(number));
    ContextSpecific { tag_number, tag_mode: TagMode::Explicit, value: Any::from_der(der)? }.to_der()
}

/// otherName [0] IMPLICIT SEQUENCE { type-id, value [0] EXPLICIT ANY }
fn other_name(type_id: Oid, der: &[u8]) -> der::Result<Vec<u8>> {
    let value = tagged_explicit(0, der)?;
    let sequence = vec![Any::from_der(&type_id.to_der()?)?, Any::from_der(&value)?];
    tagged(0, sequence)
}

/// The name that x509-parser has read.
pub(super) fn from_parsed(name: &GeneralName<'_>) -> San {
    let unusable = |tag, content: &[u8]| San::Unusable(UnusableName { tag, content: content.to_vec() });
    let oid = |found: &asn1_rs::Oid<'_>| Oid::from_octets(found.as_bytes());
    match name {
        GeneralName::DNSName(host) => {
            DnsName::encoded(host.as_bytes()).map_or_else(|_| unusable(2, host.as_bytes()), San::Dns)
        }
        GeneralName::IPAddress(octets) => address(octets).map_or_else(|| unusable(7, octets), San::Ip),
        GeneralName::RFC822Name(text) => San::Email(Mailbox::as_read(*text)),
        GeneralName::URI(text) => San::Uri(Uri::as_read(*text)),
        GeneralName::DirectoryName(directory) => {
            name::from_parsed(directory).map_or_else(|_| unusable(4, directory.as_raw()), San::Directory)
        }
        GeneralName::RegisteredID(id) => {
            oid(id).map_or_else(|_| unusable(8, id.as_bytes()), San::RegisteredId)
        }
        GeneralName::OtherName(type_id, value) => match (oid(type_id), inner_value(value)) {
            (Ok(type_id), Some(der)) => San::Other(OtherName { type_id, der }),
            _ => unusable(0, value),
        },
        GeneralName::X400Address(any) => unusable(3, any.data),
        GeneralName::EDIPartyName(any) => unusable(5, any.data),
        GeneralName::Invalid(tag, content) => unusable(u8::try_from(tag.0).unwrap_or(u8::MAX), content),
    }
}

/// The parser leaves the `[0]` around an other name's value.
fn inner_value(value: &[u8]) -> Option<Vec<u8>> {
    let wrapped = ContextSpecific::<Any>::from_der(value).ok()?;
    wrapped.value.to_der().ok()
}

fn address(octets: &[u8]) -> Option<IpAddr> {
    <[u8; 4]>::try_from(octets)
        .map(IpAddr::from)
        .or_else(|_| <[u8; 16]>::try_from(octets).map(IpAddr::from))
        .ok()
}
