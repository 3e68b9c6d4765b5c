//! Where a certificate departs from DER in a way that lenient readers overlook (X.690, 8 and 11).

use std::fmt;

use thiserror::Error;

use super::structure;

/// A value that is not DER, and the part of the certificate that has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Departure {
    /// The part, as in "serial number".
    pub part: &'static str,
    /// What is wrong with the value.
    pub flaw: Flaw,
}

impl fmt::Display for Departure {
    /// A predicate of the certificate.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the {} is not valid DER: {}", self.part, self.flaw)
    }
}

/// What is wrong with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(crate) enum Flaw {
    /// BER: an indefinite length, or one of more bytes than it needs.
    #[error("a length that is not in its shortest form")]
    Length,
    /// `02 00`
    #[error("an INTEGER without content")]
    EmptyInteger,
    /// `02 02 00 12`
    #[error("an INTEGER with a needless leading byte")]
    PaddedInteger,
    /// `01 01 01`
    #[error("a BOOLEAN that is neither 00 nor FF")]
    Boolean,
    /// Bytes that are not UTF-8.
    #[error("a UTF8String that is not UTF-8")]
    Utf8,
    /// An odd number of bytes.
    #[error("a BMPString with an odd number of bytes")]
    Bmp,
    /// A number of bytes that four does not divide.
    #[error("a UniversalString whose length is not a multiple of four")]
    Universal,
    /// Bytes beyond ASCII.
    #[error("an IA5String with a byte beyond ASCII")]
    Ia5,
    /// No bytes, a needless leading byte, or a number that does not end.
    #[error("a malformed OBJECT IDENTIFIER")]
    Oid,
    /// `05 01 00`
    #[error("a NULL with content")]
    Null,
}

impl Flaw {
    /// Which of the clients in the interop suite do not load a certificate with it, as the start of a
    /// predicate; `None` where none was tried.
    #[must_use]
    pub(crate) const fn not_loaded_by(self) -> Option<&'static str> {
        match self {
            Self::EmptyInteger | Self::PaddedInteger | Self::Utf8 | Self::Bmp | Self::Universal => {
                Some("OpenSSL and Go do not load")
            }
            Self::Boolean | Self::Ia5 => Some("Go does not load"),
            Self::Length | Self::Oid | Self::Null => None,
        }
    }
}

/// The parts of what is signed, behind the version (RFC 5280, 4.1).
const PARTS: [&str; 6] =
    ["serial number", "signature algorithm", "issuer", "validity", "subject", "public key"];
/// The first parts of what is signed in a revocation list (RFC 5280, 5.1); others may be missing.
const LIST_PARTS: [&str; 3] = ["signature algorithm", "issuer", "date"];
/// The arcs of the extensions whose values are ASN.1 without doubt, 2.5.29 and 1.3.6.1.5.5.7.1, as DER.
const EXTENSIONS: [&[u8]; 2] = [&[0x55, 0x1d], &[0x2b, 6, 1, 5, 5, 7, 1]];
/// rsaEncryption, 1.2.840.113549.1.1.1, as DER.
const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];
/// Elements deeper than this are not looked at.
const DEPTH_MAX: usize = 24;

/// One element: its first tag byte and its content.
#[derive(Clone, Copy)]
struct Element<'a> {
    tag: u8,
    value: &'a [u8],
}

impl Element<'_> {
    const BOOLEAN: u8 = 0x01;
    const INTEGER: u8 = 0x02;
    const BIT_STRING: u8 = 0x03;
    const OCTET_STRING: u8 = 0x04;
    const NULL: u8 = 0x05;
    const OID: u8 = 0x06;
    const ENUMERATED: u8 = 0x0a;
    const UTF8_STRING: u8 = 0x0c;
    const IA5_STRING: u8 = 0x16;
    const UNIVERSAL_STRING: u8 = 0x1c;
    const BMP_STRING: u8 = 0x1e;
    const SEQUENCE: u8 = 0x30;
    const VERSION: u8 = 0xa0;

    const fn is_constructed(&self) -> bool {
        self.tag & 0x20 != 0
    }
}

/// Every departure of the certificate `der`, each once for a part.
#[must_use]
pub(crate) fn departures(der: &[u8]) -> Vec<Departure> {
    within(der, Element::VERSION, &PARTS, "extensions")
}

/// Every departure of the revocation list `der`, each once for a part.
#[must_use]
pub(crate) fn departures_of_list(der: &[u8]) -> Vec<Departure> {
    within(der, Element::INTEGER, &LIST_PARTS, "list of revoked certificates or extensions")
}

/// The departures of the parts that are signed, after a version with this tag, which may be missing; those
/// after the ones with names are called `rest`.
fn within(der: &[u8], version: u8, names: &[&'static str], rest: &'static str) -> Vec<Departure> {
    let mut found = Vec::new();
    // Values are looked at in what has definite lengths.
    let definite = structure::to_der(der);
    if definite.as_ref().is_some_and(|definite| definite != der) {
        found.push(Departure { part: "structure", flaw: Flaw::Length });
    }
    let whole = elements(definite.as_deref().unwrap_or(der));
    let signed = whole.first().and_then(|whole| elements(whole.value).first().copied());
    let parts = signed.map(|signed| elements(signed.value)).unwrap_or_default();
    let has_version = parts.first().is_some_and(|first| first.tag == version);
    for (position, part) in parts.iter().skip(usize::from(has_version)).enumerate() {
        let name = names.get(position).copied().unwrap_or(rest);
        walk(part, 0, &mut |flaw| {
            let departure = Departure { part: name, flaw };
            if !found.contains(&departure) {
                found.push(departure);
            }
        });
    }
    found
}

/// The elements that follow one another in `bytes`; none when they do not fill it.
fn elements(mut bytes: &[u8]) -> Vec<Element<'_>> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let Some((element, rest)) = element(bytes) else { return Vec::new() };
        found.push(element);
        bytes = rest;
    }
    found
}

/// The first element of `bytes`, and what follows it.
fn element(bytes: &[u8]) -> Option<(Element<'_>, &[u8])> {
    let (tag, mut rest) = bytes.split_first()?;
    if tag & 0x1f == 0x1f {
        let last = rest.iter().position(|byte| byte & 0x80 == 0)?;
        rest = rest.get(last + 1..)?;
    }
    let (first, mut rest) = rest.split_first()?;
    let mut length = usize::from(*first);
    if first & 0x80 != 0 {
        let (bytes, after) = rest.split_at_checked(usize::from(first & 0x7f))?;
        length = bytes
            .iter()
            .try_fold(0_usize, |sum, byte| sum.checked_mul(256).map(|sum| sum + usize::from(*byte)))?;
        rest = after;
    }
    let (value, rest) = rest.split_at_checked(length)?;
    Some((Element { tag: *tag, value }, rest))
}

fn walk(element: &Element<'_>, depth: usize, report: &mut dyn FnMut(Flaw)) {
    if let Some(flaw) = flaw(element) {
        report(flaw);
    }
    if depth > DEPTH_MAX || !element.is_constructed() {
        return;
    }
    let parts = elements(element.value);
    let inner = inner(&parts).map(elements).unwrap_or_default();
    parts.iter().chain(&inner).for_each(|part| walk(part, depth + 1, report));
}

/// The ASN.1 in the OCTET STRING of an extension, or in the BIT STRING of an RSA key.
fn inner<'a>(parts: &[Element<'a>]) -> Option<&'a [u8]> {
    let (first, last) = (parts.first()?, parts.last()?);
    match (first.tag, last.tag) {
        (Element::OID, Element::OCTET_STRING) => {
            let is_known = EXTENSIONS.iter().any(|arc| first.value.starts_with(arc));
            is_known.then_some(last.value)
        }
        (Element::SEQUENCE, Element::BIT_STRING) => {
            let is_rsa = elements(first.value).first().is_some_and(|oid| oid.value == RSA);
            last.value.get(1..).filter(|_| is_rsa)
        }
        _ => None,
    }
}

fn flaw(element: &Element<'_>) -> Option<Flaw> {
    let value = element.value;
    let (is_bad, flaw) = match element.tag {
        Element::INTEGER | Element::ENUMERATED if value.is_empty() => (true, Flaw::EmptyInteger),
        Element::INTEGER | Element::ENUMERATED => (is_padded(value), Flaw::PaddedInteger),
        Element::BOOLEAN => (!matches!(value, [0 | 0xff]), Flaw::Boolean),
        Element::UTF8_STRING => (str::from_utf8(value).is_err(), Flaw::Utf8),
        Element::BMP_STRING => (!value.len().is_multiple_of(2), Flaw::Bmp),
        Element::UNIVERSAL_STRING => (!value.len().is_multiple_of(4), Flaw::Universal),
        Element::IA5_STRING => (!value.is_ascii(), Flaw::Ia5),
        Element::OID => (!is_oid(value), Flaw::Oid),
        Element::NULL => (!value.is_empty(), Flaw::Null),
        _ => return None,
    };
    is_bad.then_some(flaw)
}

/// Whether the first byte says nothing that the second one does not (X.690, 8.3.2).
const fn is_padded(value: &[u8]) -> bool {
    matches!(value, [0, 0..=0x7f, ..] | [0xff, 0x80..=0xff, ..])
}

/// Whether every number ends, and none starts with a byte that adds nothing (X.690, 8.19.2).
fn is_oid(value: &[u8]) -> bool {
    let ends = value.last().is_some_and(|byte| byte & 0x80 == 0);
    let starts = |position: usize| position == 0 || value[position - 1] & 0x80 == 0;
    ends && !value.iter().enumerate().any(|(position, byte)| *byte == 0x80 && starts(position))
}
