//! Certificates, requests and revocation lists whose outline is not that of the standard, and which other
//! programs read.

use der::asn1::AnyRef;
use der::{Decode, Tag, Tagged};

use super::diagnose::Structure;
use super::error::X509Error;
use super::structure::{self, children, element};
use crate::model::oid::MAX;
use crate::x509::fields::Field;

/// `ber` as the readers expect it, where other programs read it: the DER of its values, a version that fits
/// 32 bits, and nothing after the last field of what is signed, where Java ignores whatever follows. For reading
/// only: a signature is on the original.
pub(super) fn mended(ber: &[u8], structure: Structure) -> Option<Vec<u8>> {
    let values = structure::mended(ber);
    let der = values.as_deref().unwrap_or(ber);
    let outline = match structure {
        Structure::Certificate | Structure::Crl => with_fields(der, structure.fields()),
        Structure::Request => None,
    };
    outline.or(values)
}

/// `der` with these fields alone, each once or not at all, as OpenSSL, Java and GnuTLS go on after an optional one
/// that is missing; `None` when it has no others, and a version of 32 bits.
fn with_fields(der: &[u8], fields: &[Field]) -> Option<Vec<u8>> {
    let outer = children(AnyRef::from_der(der).ok()?).ok()?;
    let (signed, rest) = outer.split_first()?;
    let found = children(AnyRef::from_der(signed).ok()?).ok()?;
    let mut expected = fields.iter();
    let is_known =
        |part: &&&[u8]| expected.any(|field| part.first().is_some_and(|first| field.begins_with(*first)));
    let mut kept: Vec<&[u8]> = found.iter().take_while(is_known).copied().collect();
    let version = kept.first().copied().and_then(|first| small_version(first, fields));
    if kept.len() == found.len() && version.is_none() {
        return None;
    }
    if let (Some(version), Some(first)) = (&version, kept.first_mut()) {
        *first = version;
    }
    let signed = element(Tag::Sequence, &kept).ok()?;
    let parts: Vec<&[u8]> = std::iter::once(signed.as_slice()).chain(rest.iter().copied()).collect();
    element(Tag::Sequence, &parts).ok()
}

/// The largest version in the place of one that is negative or has more than 32 bits; OpenSSL reads these, and
/// GnuTLS does in revocation lists.
fn small_version(first: &[u8], fields: &[Field]) -> Option<Vec<u8>> {
    const LARGEST: &[u8] = &[2, 5, 0, 0xff, 0xff, 0xff, 0xff];
    fields.first().filter(|version| version.begins_with(first[0]))?;
    let field = AnyRef::from_der(first).ok()?;
    let is_wrapped = field.tag() != Tag::Integer;
    let number = if is_wrapped { AnyRef::from_der(field.value()).ok()? } else { field };
    if number.tag() != Tag::Integer || number.decode_as::<u32>().is_ok() {
        return None;
    }
    if is_wrapped { element(field.tag(), &[LARGEST]).ok() } else { Some(LARGEST.to_vec()) }
}

/// Why `der` is not read although other programs read it: an object identifier that is longer than devcert holds.
pub(super) fn unsupported(der: &[u8]) -> Option<X509Error> {
    long_identifier(AnyRef::from_der(der).ok()?, DEPTH).map(X509Error::LongIdentifier)
}

/// How deep object identifiers are looked for: those of the algorithms and names are at most five deep.
const DEPTH: usize = 8;

fn long_identifier(any: AnyRef<'_>, depth: usize) -> Option<usize> {
    let value = any.value();
    if any.tag() == Tag::ObjectIdentifier {
        let ends = value.last().is_some_and(|byte| byte & 0x80 == 0);
        return Some(value.len()).filter(|length| ends && *length > MAX);
    }
    let depth = depth.checked_sub(1).filter(|_| any.tag().is_constructed())?;
    let parts = children(any).ok()?;
    parts.iter().filter_map(|part| AnyRef::from_der(part).ok()).find_map(|part| long_identifier(part, depth))
}
