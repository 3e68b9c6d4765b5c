//! The pieces that PKCS#7 and PKCS#12 are built of, and BER, in which some programs write them.

use std::ops::Range;

use der::asn1::{Any, AnyRef, ObjectIdentifier};
use der::{Decode, Encode, Reader, Sequence, SliceReader, Tag, TagNumber, Tagged};
use x509_parser::asn1_rs::{self, FromBer, FromDer};

use super::lenient_time;
use super::limits::{LimitError, Limits, Measure};
use crate::model::oid::{Oid, known};

/// `ContentInfo` (RFC 5652, 3).
#[derive(Clone, Sequence)]
pub(super) struct ContentInfo {
    pub(super) content_type: ObjectIdentifier,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    pub(super) content: Option<Any>,
}

/// The tag `[number]` around other elements.
pub(super) const fn context(number: u32) -> Tag {
    Tag::ContextSpecific { constructed: true, number: TagNumber(number) }
}

/// One element with these parts in it.
pub(super) fn element(tag: Tag, parts: &[&[u8]]) -> der::Result<Vec<u8>> {
    Any::new(tag, parts.concat())?.to_der()
}

/// The elements that stand in `value` one behind the other; more than the limit are an error.
pub(super) fn elements<'a>(value: &'a [u8], limits: &Limits) -> Result<Vec<AnyRef<'a>>, ElementsError> {
    let mut reader = SliceReader::new(value)?;
    let mut found = Vec::new();
    while !reader.is_finished() {
        found.push(AnyRef::decode(&mut reader)?);
        limits.check(Measure::Objects, found.len() as u64)?;
    }
    Ok(found)
}

/// `der` with small object identifiers in the place of those that the der crate does not read, and
/// registered identifiers in the place of X.400 addresses, which x509-cert does not read: for the question
/// whether the rest of an extension is well-formed.
pub(crate) fn with_readable_parts(der: &[u8]) -> Vec<u8> {
    fn rewritten(any: AnyRef<'_>, depth: usize) -> Option<Vec<u8>> {
        let value = any.value();
        let large = any.tag() == Tag::ObjectIdentifier
            && ObjectIdentifier::from_bytes(value).is_err()
            && Oid::from_octets(value).is_ok();
        match any.tag() {
            _ if large => element(Tag::ObjectIdentifier, &[known::ID_DATA.as_bytes()]).ok(),
            X400_ADDRESS => element(REGISTERED_ID, &[known::ID_DATA.as_bytes()]).ok(),
            tag if tag.is_constructed() && depth > 0 => {
                let parts = elements(value, &Limits::default()).ok()?;
                let parts = parts.into_iter().map(|part| rewritten(part, depth - 1));
                let parts = parts.collect::<Option<Vec<_>>>()?;
                element(tag, &parts.iter().map(Vec::as_slice).collect::<Vec<_>>()).ok()
            }
            _ => any.to_der().ok(),
        }
    }
    let whole = AnyRef::from_der(der).ok();
    whole.and_then(|any| rewritten(any, DEPTH)).unwrap_or_else(|| der.to_vec())
}

/// `x400Address` of `GeneralName` (RFC 5280, 4.2.1.6); no extension has the tag for anything else.
const X400_ADDRESS: Tag = context(3);

/// `registeredID` of `GeneralName`.
const REGISTERED_ID: Tag = Tag::ContextSpecific { constructed: false, number: TagNumber(8) };

/// The elements inside of `any`, each with its header, whatever its tag; tags of the universal class that
/// the der crate does not know too.
pub(super) fn children(any: AnyRef<'_>) -> der::Result<Vec<&[u8]>> {
    let mut rest = any.value();
    let mut found = Vec::new();
    while !rest.is_empty() {
        let malformed = |_| der::Error::from(any.tag().value_error());
        let (after, _) = asn1_rs::Any::from_der(rest).map_err(malformed)?;
        found.push(&rest[..rest.len() - after.len()]);
        rest = after;
    }
    Ok(found)
}

/// Where `part`, a slice of `whole`, lies in it.
pub(super) fn range_in(whole: &[u8], part: &[u8]) -> Range<usize> {
    let start = (part.as_ptr() as usize).saturating_sub(whole.as_ptr() as usize);
    start..(start + part.len()).min(whole.len())
}

/// Why a list of elements is not read.
pub(super) enum ElementsError {
    Der(der::Error),
    Limit(LimitError),
}

impl From<der::Error> for ElementsError {
    fn from(error: der::Error) -> Self {
        Self::Der(error)
    }
}

impl From<LimitError> for ElementsError {
    fn from(error: LimitError) -> Self {
        Self::Limit(error)
    }
}

/// Decodes DER, and BER when it is not DER.
pub(super) fn decode<T>(bytes: &[u8]) -> der::Result<T>
where
    T: for<'a> Decode<'a, Error = der::Error>,
{
    T::from_der(bytes).or_else(|error| match to_der(bytes) {
        Some(der) => T::from_der(&der),
        None => Err(error),
    })
}

/// How deep BER may be nested; a certificate in a bundle needs 10.
const DEPTH: usize = 24;

/// The DER of `ber`: definite lengths, strings in one piece (X.690, 10.1 and 10.2), which NSS, Bouncy
/// Castle and macOS do not write.
pub(crate) fn to_der(ber: &[u8]) -> Option<Vec<u8>> {
    rewritten(ber, Values::Kept)
}

/// The DER of `ber` with the values mended that OpenSSL and Java accept although DER has them otherwise:
/// numbers with needless bytes, bit strings that end within a byte, times in other forms than DER's. For reading
/// only: a signature is on the original.
pub(super) fn mended(ber: &[u8]) -> Option<Vec<u8>> {
    rewritten(ber, Values::Mended).filter(|der| der != ber)
}

/// The first element inside of the one that fills `ber`.
pub(super) fn first_inside(ber: &[u8]) -> Option<&[u8]> {
    let (_, outer) = asn1_rs::Any::from_ber(ber).ok()?;
    let (rest, _) = asn1_rs::Any::from_ber(outer.data).ok()?;
    outer.data.get(..outer.data.len() - rest.len())
}

/// How many bytes the element has that `ber` begins with.
pub(super) fn element_length(ber: &[u8]) -> Option<usize> {
    let (rest, _) = asn1_rs::Any::from_ber(ber).ok()?;
    Some(ber.len() - rest.len())
}

/// Whether values that are not DER are changed too, or lengths and strings in pieces alone.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Values {
    Kept,
    Mended,
}

fn rewritten(ber: &[u8], values: Values) -> Option<Vec<u8>> {
    let (rest, any) = asn1_rs::Any::from_ber(ber).ok()?;
    rest.is_empty().then(|| rewrite(&any, values, DEPTH)).flatten()
}

const INTEGER: u8 = 2;
const BIT_STRING: u8 = 3;
const UTC_TIME: u8 = 23;
const GENERALIZED_TIME: u8 = 24;
/// The types of strings that may be in pieces (X.690, 8.7 and 8.23).
const STRINGS: [u8; 8] = [4, 12, 19, 20, 22, 26, 28, 30];

fn rewrite(any: &asn1_rs::Any<'_>, values: Values, depth: usize) -> Option<Vec<u8>> {
    let number = any.header.tag().0;
    let number = u8::try_from(number).ok().filter(|number| *number < 0x1f)?;
    let class = (any.header.class() as u8) << 6;
    if !any.header.is_constructed() {
        return match class == 0 && values == Values::Mended {
            true => with_header(number, &mended_value(number, any.data)),
            false => with_header(class | number, any.data),
        };
    }
    let depth = depth.checked_sub(1)?;
    let is_bits = class == 0 && number == BIT_STRING;
    let is_string = is_bits || class == 0 && STRINGS.contains(&number);
    let mut value = if is_bits { vec![0] } else { Vec::new() };
    let mut rest = any.data;
    while !rest.is_empty() {
        let (behind, inner) = asn1_rs::Any::from_ber(rest).ok()?;
        let der = rewrite(&inner, values, depth)?;
        let whole = AnyRef::from_der(&der).ok()?;
        let piece = match is_string {
            true => whole.value().get(usize::from(is_bits)..)?,
            false => &der,
        };
        value.extend_from_slice(piece);
        rest = behind;
    }
    with_header(class | number | if is_string { 0 } else { 0x20 }, &value)
}

/// `der`, a SEQUENCE, with a leading zero before each INTEGER in it that is negative; `None` when none is.
pub(super) fn with_positive_numbers(der: &[u8]) -> Option<Vec<u8>> {
    let parts = elements(AnyRef::from_der(der).ok()?.value(), &Limits::default()).ok()?;
    let is_negative = |part: &AnyRef<'_>| {
        part.tag() == Tag::Integer && part.value().first().is_some_and(|byte| byte & 0x80 != 0)
    };
    if !parts.iter().any(is_negative) {
        return None;
    }
    let positive = |part: &AnyRef<'_>| match is_negative(part) {
        true => element(Tag::Integer, &[&[0], part.value()]),
        false => part.to_der(),
    };
    let parts = parts.iter().map(positive).collect::<der::Result<Vec<_>>>().ok()?;
    element(Tag::Sequence, &parts.iter().map(Vec::as_slice).collect::<Vec<_>>()).ok()
}

/// A value of a universal type as DER has it.
fn mended_value(number: u8, value: &[u8]) -> Vec<u8> {
    match (number, value) {
        (INTEGER, value) => {
            let needless = |pair: &[u8]| matches!(pair, [0, 0..=0x7f] | [0xff, 0x80..=0xff]);
            let start = value.windows(2).take_while(|pair| needless(pair)).count();
            value[start..].to_vec()
        }
        (BIT_STRING, [1..=7, bits @ ..]) if !bits.is_empty() => [&[0], bits].concat(),
        (UTC_TIME | GENERALIZED_TIME, value) => {
            lenient_time::mended(number, value).unwrap_or_else(|| value.to_vec())
        }
        (_, value) => value.to_vec(),
    }
}

fn with_header(tag: u8, value: &[u8]) -> Option<Vec<u8>> {
    let length = der::Length::try_from(value.len()).ok()?;
    let mut out = vec![tag];
    length.encode_to_vec(&mut out).ok()?;
    out.extend_from_slice(value);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indefinite_lengths_and_strings_in_pieces_become_der() {
        let ber = [0x30, 0x80, 0x24, 0x80, 4, 1, 1, 4, 2, 2, 3, 0, 0, 2, 1, 5, 0, 0];
        assert_eq!(to_der(&ber).unwrap(), [0x30, 8, 4, 3, 1, 2, 3, 2, 1, 5]);
        let der = [0x30, 3, 2, 1, 5];
        assert_eq!(to_der(&der).unwrap(), der);
    }

    #[test]
    fn nesting_without_end_is_refused() {
        assert_eq!(to_der(&[0x30, 0x80].repeat(100_000)), None);
        let deep = (0..100).fold(vec![2, 1, 5], |inner, _| with_header(0x30, &inner).unwrap());
        assert_eq!(to_der(&deep), None);
    }
}
