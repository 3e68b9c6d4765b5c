//! The parts of a structure, walked in order.

use std::iter::Peekable;
use std::vec::IntoIter;

use der::Decode;
use der::asn1::AnyRef;

use crate::encoding::defect::{Defect, PartName};
use crate::encoding::structure;

/// Of what stands in the place of a date, so many bytes are shown: `GeneralizedTime` with fractions and a zone.
const LONGEST_DATE: usize = 24;

/// One part of a structure: what it is called, its own DER, and whether that can be read.
pub(super) struct Part<'a> {
    pub(super) name: PartName,
    pub(super) der: &'a [u8],
    pub(super) reads: Reads,
}

pub(super) type Reads = fn(&[u8]) -> bool;

impl Part<'_> {
    pub(super) fn fault(&self, whole: &[u8]) -> Option<Defect> {
        let Self { name: part, der, reads } = self;
        let part = part.clone();
        let at = structure::range_in(whole, der).start;
        match content(der) {
            _ if reads(der) => None,
            _ if der.is_empty() => Some(Defect::Missing { part, at }),
            Some(text) if part.name().ends_with("date") => {
                let text = &text[..text.len().min(LONGEST_DATE)];
                Some(Defect::Date { part, at, found: text.escape_ascii().to_string() })
            }
            _ => Some(Defect::Unreadable { part, at }),
        }
    }
}

pub(super) const SEQUENCE: Reads = |der| der.first() == Some(&0x30) && children(der).is_some();
pub(super) const BITS: Reads = |der| der.first() == Some(&0x03) && is_bits(content(der).unwrap_or_default());
pub(super) const IDENTIFIER: Reads = |der| is_bits(content(der).unwrap_or_default());
/// What stands where nothing more is expected.
pub(super) const NOTHING: Reads = |_| false;

/// The number of bits that are not in use, and the bytes.
fn is_bits(content: &[u8]) -> bool {
    matches!(content, [0] | [0..=7, _, ..])
}

/// The elements of the part that is signed, taken one behind the other.
pub(super) struct Walk<'a> {
    pub(super) rest: Peekable<IntoIter<&'a [u8]>>,
    /// Where they end.
    pub(super) end: &'a [u8],
    pub(super) parts: Vec<Part<'a>>,
}

impl<'a> Walk<'a> {
    pub(super) fn push(&mut self, name: PartName, der: &'a [u8], reads: Reads) {
        self.parts.push(Part { name, der, reads });
    }

    pub(super) fn push_named(&mut self, name: &'static str, der: &'a [u8], reads: Reads) {
        self.push(PartName::new(name), der, reads);
    }

    pub(super) fn all(&mut self, parts: &[(&'static str, Reads)]) {
        for (name, reads) in parts {
            let der = self.rest.next().unwrap_or(self.end);
            self.push_named(name, der, *reads);
        }
    }

    /// The next element, when its tag is one of these.
    pub(super) fn tagged(&mut self, tags: &[u8], name: &'static str, reads: Reads) {
        if let Some(der) = self.rest.next_if(|der| der.first().is_some_and(|tag| tags.contains(tag))) {
            self.push_named(name, der, reads);
        }
    }
}

/// What stands behind the header of the element that fills `der`.
pub(super) fn content(der: &[u8]) -> Option<&[u8]> {
    AnyRef::from_der(der).ok().map(AnyRef::value)
}

/// The elements inside of the one that fills `der`, each with its header.
pub(super) fn children(der: &[u8]) -> Option<Vec<&[u8]>> {
    structure::children(AnyRef::from_der(der).ok()?).ok()
}
