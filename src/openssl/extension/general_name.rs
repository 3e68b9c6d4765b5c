//! Names of many kinds (RFC 5280, 4.2.1.6), and the extensions that are lists of them.

use std::net::{Ipv4Addr, Ipv6Addr};

use ::der::{Decode as _, Encode as _};

use super::asn1;
use super::list::Item;
use super::list::items;
use super::place::{Fault, Place, object, too_long};
use super::{der, list};
use crate::openssl::names;
use devcert::model::oid::known;
use devcert::x509::{Element, Extension};

/// Whether an address is one, or a network.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Addresses {
    /// `10.0.0.1`
    Single,
    /// `10.0.0.0/255.0.0.0`
    Networks,
}

/// subjectAltName: `DNS:a, IP:::1`, or a section; `email:copy` takes the addresses from the subject.
pub(super) fn subject_alt_name(
    value: &str,
    place: &Place<'_>,
    _: &[Extension<'_>],
) -> Result<Vec<u8>, Fault> {
    let mut names = Vec::new();
    for item in items(value, place)? {
        match (item.is("email"), item.value.as_deref()) {
            (true, Some("copy")) => names.extend(addresses_of_subject(place)?),
            (true, Some("move")) => return Err(Fault::new("devcert does not support email:move")),
            _ => names.push(general_name(&item, place, Addresses::Single)?),
        }
    }
    der::sequence(&names).ok_or_else(too_long)
}

/// issuerAltName: the same, and `issuer:copy`, which takes the names from the issuer's certificate.
pub(super) fn issuer_alt_name(
    value: &str,
    place: &Place<'_>,
    before: &[Extension<'_>],
) -> Result<Vec<u8>, Fault> {
    let mut names = Vec::new();
    for item in items(value, place)? {
        match (item.is("issuer"), item.value.as_deref()) {
            (true, Some("copy")) => names.extend(names_of_issuer(place, before)?),
            _ => names.push(general_name(&item, place, Addresses::Single)?),
        }
    }
    der::sequence(&names).ok_or_else(too_long)
}

/// The email addresses in the subject.
fn addresses_of_subject(place: &Place<'_>) -> Result<Vec<Vec<u8>>, Fault> {
    let Some(subject) = place.subject else { return Ok(Vec::new()) };
    let is_address = |id: &[u8]| id == known::PKCS_9_AT_EMAIL_ADDRESS.as_bytes();
    let addresses = subject.name.attributes().filter(|attribute| is_address(attribute.id.content()));
    addresses.map(|attribute| der::implicit(1, attribute.value.content()).ok_or_else(too_long)).collect()
}

/// The alternative names of the issuer. A certificate that is its own issuer has those of the extensions before.
fn names_of_issuer(place: &Place<'_>, before: &[Extension<'_>]) -> Result<Option<Vec<u8>>, Fault> {
    let Some(issuer) = place.subject.and_then(|subject| subject.issuer) else { return Ok(None) };
    let extensions = issuer.extensions.unwrap_or(before);
    let names = extensions.iter().find(|extension| extension.is(known::ID_CE_SUBJECT_ALT_NAME));
    let list = names.map(|extension| Element::from_der(extension.value.content())).transpose();
    let list = list.map_err(|_| Fault::new("the alternative names of the issuer are malformed"))?;
    Ok(list.map(|list| list.content().to_vec()))
}

/// authorityInfoAccess and subjectInfoAccess: `OCSP;URI:http://a/` (RFC 5280, 4.2.2).
pub(super) fn access(value: &str, place: &Place<'_>, _: &[Extension<'_>]) -> Result<Vec<u8>, Fault> {
    let location = |item: &Item| {
        let (method, name) = item
            .name
            .split_once(';')
            .ok_or_else(|| Fault::new(format_args!("\"{}\" is not METHOD;NAME", item.name)))?;
        let item = Item { name: name.to_owned(), value: item.value.clone() };
        let location = general_name(&item, place, Addresses::Single)?;
        let method = der::oid(object(method, place)?).ok_or_else(too_long)?;
        der::sequence(&[method, location]).ok_or_else(too_long)
    };
    let locations = items(value, place)?.iter().map(location).collect::<Result<Vec<_>, _>>()?;
    der::sequence(&locations).ok_or_else(too_long)
}

/// The names of a list or section, without the header of the SEQUENCE.
pub(super) fn general_names(value: &str, place: &Place<'_>) -> Result<Vec<u8>, Fault> {
    let names = items(value, place)?;
    let names = names.iter().map(|item| general_name(item, place, Addresses::Single));
    Ok(names.collect::<Result<Vec<_>, _>>()?.concat())
}

/// One name.
pub(super) fn general_name(item: &Item, place: &Place<'_>, addresses: Addresses) -> Result<Vec<u8>, Fault> {
    let value = item.value()?;
    let text = |number| der::implicit(number, value.as_bytes());
    let name = match () {
        () if item.is("email") => text(1),
        () if item.is("DNS") => text(2),
        () if item.is("URI") => text(6),
        () if item.is("RID") => der::implicit(8, object(value, place)?.octets()),
        () if item.is("IP") => der::implicit(7, &address(value, addresses)?),
        () if item.is("dirName") => der::tagged(4, &section_name(value, place)?),
        () if item.is("otherName") => other_name(value, place)?,
        () => return Err(Fault::new(format_args!("\"{}\" is not a kind of name", item.name))),
    };
    name.ok_or_else(too_long)
}

/// A distinguished name, encoded, as a general name.
pub(super) fn directory(name: &[u8]) -> Option<Vec<u8>> {
    der::tagged(4, name)
}

/// The distinguished name that a section describes.
pub(super) fn section_name(section: &str, place: &Place<'_>) -> Result<Vec<u8>, Fault> {
    let entries = place.config.section(section);
    let entries = entries.ok_or_else(|| Fault::new(format_args!("section {section} does not exist")))?;
    let name = names::of_section(entries, place.objects, names::Strings::default());
    name.map_err(Fault::new)?.to_der().map_err(|_| too_long())
}

/// `1.2.3;UTF8:text`
fn other_name(value: &str, place: &Place<'_>) -> Result<Option<Vec<u8>>, Fault> {
    let (kind, value) = value
        .split_once(';')
        .ok_or_else(|| Fault::new(format_args!("\"{value}\" is not OBJECT;TYPE:VALUE")))?;
    let value = asn1::generate(value, place)?;
    let kind = der::oid(object(kind, place)?).ok_or_else(too_long)?;
    let value = der::tagged(0, &value).ok_or_else(too_long)?;
    Ok(der::tagged(0, &[kind, value].concat()))
}

/// The bytes of an address, or of a network and its mask.
fn address(text: &str, addresses: Addresses) -> Result<Vec<u8>, Fault> {
    let wrong = || Fault::new(format_args!("\"{text}\" is not an IP address"));
    match addresses {
        Addresses::Single => single(text).ok_or_else(wrong),
        Addresses::Networks => {
            let (network, mask) = text.split_once('/').ok_or_else(wrong)?;
            let (network, mask) = (single(network).ok_or_else(wrong)?, single(mask).ok_or_else(wrong)?);
            (network.len() == mask.len()).then(|| [network, mask].concat()).ok_or_else(wrong)
        }
    }
}

fn single(text: &str) -> Option<Vec<u8>> {
    if text.contains(':') {
        return text.parse::<Ipv6Addr>().ok().map(|address| address.octets().to_vec());
    }
    // openssl reads numbers with leading zeros as decimal.
    let numbers: Vec<_> = text.split('.').map(|number| number.parse::<u8>().ok()).collect::<Option<_>>()?;
    let octets: [u8; 4] = numbers.try_into().ok()?;
    Some(Ipv4Addr::from(octets).octets().to_vec())
}

/// The items of a section, for those who name it without an `@`.
pub(super) fn section(name: &str, place: &Place<'_>) -> Result<Vec<Item>, Fault> {
    list::section_items(name, place)
}
