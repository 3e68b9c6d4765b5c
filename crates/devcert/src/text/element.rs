//! The elements of a DER structure, in their order.
//!
//! The text shows what stands in a file, also where a strict reader would refuse all of it, so the
//! structures are walked element by element, and each layout takes what it can show.

pub(super) use x509_parser::asn1_rs::{Any as Element, Tag};
use x509_parser::asn1_rs::{Class, Err, FromDer};

/// The elements that stand in the content of another, taken one after another.
pub(super) struct Fields<'a> {
    rest: &'a [u8],
}

impl<'a> Fields<'a> {
    /// The fields of the universal constructed element that `der` consists of.
    pub(super) fn of(der: &'a [u8], tag: Tag) -> Option<Self> {
        let element = whole(der)?;
        element.is(tag).then(|| Self::inside(&element))
    }

    /// The fields in the content of `element`, whatever its tag.
    pub(super) const fn inside(element: &Element<'a>) -> Self {
        Self { rest: element.data }
    }

    /// The elements that `der` consists of.
    pub(super) const fn over(der: &'a [u8]) -> Self {
        Self { rest: der }
    }

    /// The next element.
    pub(super) fn any(&mut self) -> Option<Element<'a>> {
        let (rest, element) = split(self.rest)?;
        self.rest = rest;
        Some(element)
    }

    /// The next element, which must be universal and have this tag.
    pub(super) fn universal(&mut self, tag: Tag) -> Option<Element<'a>> {
        self.any().filter(|element| element.is(tag))
    }

    /// The next element if it is universal and has this tag; else it stays.
    pub(super) fn optional(&mut self, tag: Tag) -> Option<Element<'a>> {
        self.take_if(|element| element.is(tag))
    }

    /// The next element if it has this context-specific number; else it stays.
    pub(super) fn tagged(&mut self, number: u32) -> Option<Element<'a>> {
        self.take_if(|element| element.number() == Some(number))
    }

    /// The next element if `fits`; else it stays.
    pub(super) fn take_if(&mut self, fits: impl Fn(&Element<'a>) -> bool) -> Option<Element<'a>> {
        let (rest, element) = split(self.rest)?;
        fits(&element).then(|| {
            self.rest = rest;
            element
        })
    }

    /// Every element that is left; nothing when one of them is broken.
    pub(super) fn rest(mut self) -> Option<Vec<Element<'a>>> {
        let mut elements = Vec::new();
        while !self.rest.is_empty() {
            elements.push(self.any()?);
        }
        Some(elements)
    }

    /// `value`, once nothing is left.
    pub(super) fn end<T>(&self, value: T) -> Option<T> {
        self.rest.is_empty().then_some(value)
    }

    /// Whether nothing is left.
    pub(super) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }
}

/// Questions about one element.
pub(super) trait ElementTag {
    /// Whether it is universal and has this tag.
    fn is(&self, tag: Tag) -> bool;

    /// Its number, if it is context-specific.
    fn number(&self) -> Option<u32>;
}

impl ElementTag for Element<'_> {
    fn is(&self, tag: Tag) -> bool {
        self.class() == Class::Universal && self.tag() == tag
    }

    fn number(&self) -> Option<u32> {
        (self.class() == Class::ContextSpecific).then_some(self.tag().0)
    }
}

/// The one element that `der` consists of.
pub(super) fn whole(der: &[u8]) -> Option<Element<'_>> {
    split(der).filter(|(rest, _)| rest.is_empty()).map(|(_, element)| element)
}

/// The elements of the universal `SEQUENCE OF` that `der` consists of.
pub(super) fn sequence_of(der: &[u8]) -> Option<Vec<Element<'_>>> {
    Fields::of(der, Tag::Sequence)?.rest()
}

/// The octets of a bit string's content, unused bits cleared.
pub(super) fn bits(content: &[u8]) -> Option<Vec<u8>> {
    let (unused, octets) = content.split_first()?;
    let mut octets = octets.to_vec();
    let mask = 0xff_u8.checked_shl(u32::from(*unused)).filter(|_| *unused < 8)?;
    if let Some(last) = octets.last_mut() {
        *last &= mask;
    }
    Some(octets)
}

/// Whether bit `number`, counted from the front, is set.
pub(super) fn has_bit(octets: &[u8], number: usize) -> bool {
    octets.get(number / 8).is_some_and(|octet| octet & (0x80 >> (number % 8)) != 0)
}

/// A boolean's content; every byte but zero is true, as in BER.
pub(super) fn boolean(content: &[u8]) -> Option<bool> {
    match content {
        [value] => Some(*value != 0),
        _ => None,
    }
}

fn split(der: &[u8]) -> Option<(&[u8], Element<'_>)> {
    let parsed: Result<_, Err<x509_parser::asn1_rs::Error>> = Element::from_der(der);
    parsed.ok()
}
