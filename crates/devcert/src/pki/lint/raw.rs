//! The elements inside of extensions as they are in the DER, nothing skipped.

use der::asn1::AnyRef;
use der::{Decode, Reader, SliceReader, Tag, Tagged};

/// The elements that stand in `bytes` one behind the other.
pub(super) fn elements(bytes: &[u8]) -> der::Result<Vec<AnyRef<'_>>> {
    let mut reader = SliceReader::new(bytes)?;
    let mut found = Vec::new();
    while !reader.is_finished() {
        found.push(AnyRef::decode(&mut reader)?);
    }
    Ok(found)
}

/// The elements of the SEQUENCE that `der` is.
pub(super) fn sequence(der: &[u8]) -> der::Result<Vec<AnyRef<'_>>> {
    let any = AnyRef::from_der(der)?;
    any.tag().assert_eq(Tag::Sequence)?;
    elements(any.value())
}

/// The number of a context-specific tag.
pub(super) fn context(any: &AnyRef<'_>) -> Option<u32> {
    let tag = any.tag();
    tag.is_context_specific().then(|| tag.number().value())
}

/// The value of the element `[number]` among `parts`.
pub(super) fn tagged<'a>(parts: &[AnyRef<'a>], number: u32) -> Option<&'a [u8]> {
    parts.iter().find(|part| context(part) == Some(number)).map(|part| part.value())
}
