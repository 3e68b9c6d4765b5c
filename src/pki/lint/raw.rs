//! The elements of certificates and revocation lists as they stand in the DER, nothing read over.

use der::asn1::{AnyRef, BitStringRef};
use der::{Decode, Reader, SliceReader, Tag, Tagged};

use crate::model::oid::Oid;

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

/// An algorithm and its parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Algorithm<'a> {
    pub(super) oid: Oid,
    pub(super) parameters: Option<AnyRef<'a>>,
}

impl<'a> Algorithm<'a> {
    fn new(any: AnyRef<'a>) -> der::Result<Self> {
        let parts = elements(any.value())?;
        let oid = parts.first().ok_or_else(|| Tag::ObjectIdentifier.length_error())?;
        Ok(Self { oid: oid.decode_as()?, parameters: parts.get(1).copied() })
    }
}

/// An extension.
#[derive(Debug, Clone, Copy)]
pub(super) struct Extension<'a> {
    pub(super) oid: Oid,
    pub(super) critical: bool,
    /// Whether "not critical" is written, which is the default and left out in DER.
    pub(super) says_false: bool,
    /// The content of extnValue.
    pub(super) value: &'a [u8],
}

impl<'a> Extension<'a> {
    fn new(any: AnyRef<'a>) -> der::Result<Self> {
        let parts = elements(any.value())?;
        let [oid, .., value] = parts.as_slice() else { return Err(Tag::Sequence.length_error().into()) };
        let critical = parts.iter().find(|part| part.tag() == Tag::Boolean).map(|flag| flag.value() != [0]);
        value.tag().assert_eq(Tag::OctetString)?;
        Ok(Self {
            oid: oid.decode_as()?,
            critical: critical.unwrap_or(false),
            says_false: critical == Some(false),
            value: value.value(),
        })
    }

    fn all(any: AnyRef<'a>) -> der::Result<Vec<Self>> {
        elements(AnyRef::from_der(any.value())?.value())?.into_iter().map(Self::new).collect()
    }
}

/// The parts around what is signed.
#[derive(Debug)]
pub(super) struct Outer<'a> {
    signed: Vec<AnyRef<'a>>,
    pub(super) algorithm: Algorithm<'a>,
    pub(super) signature: BitStringRef<'a>,
}

impl<'a> Outer<'a> {
    fn parse(der: &'a [u8]) -> der::Result<Self> {
        let parts = sequence(der)?;
        let [signed, algorithm, signature] = parts.as_slice() else {
            return Err(Tag::Sequence.length_error().into());
        };
        Ok(Self {
            signed: elements(signed.value())?,
            algorithm: Algorithm::new(*algorithm)?,
            signature: signature.decode_as()?,
        })
    }
}

/// A certificate (RFC 5280, 4.1).
#[derive(Debug)]
pub(super) struct Raw<'a> {
    pub(super) outer: Outer<'a>,
    pub(super) serial: &'a [u8],
    /// The algorithm inside of what is signed.
    pub(super) algorithm: Algorithm<'a>,
    pub(super) issuer: AnyRef<'a>,
    /// notBefore and notAfter.
    pub(super) validity: [AnyRef<'a>; 2],
    pub(super) subject: AnyRef<'a>,
    pub(super) key_algorithm: Algorithm<'a>,
    pub(super) has_unique_identifiers: bool,
    /// `None` when there is no such field.
    pub(super) extensions: Option<Vec<Extension<'a>>>,
}

impl<'a> Raw<'a> {
    pub(super) fn parse(der: &'a [u8]) -> der::Result<Self> {
        let outer = Outer::parse(der)?;
        let has_version = outer.signed.first().is_some_and(|first| context(first) == Some(0));
        let rest = &outer.signed[usize::from(has_version)..];
        let [serial, algorithm, issuer, validity, subject, spki, optional @ ..] = rest else {
            return Err(Tag::Sequence.length_error().into());
        };
        let dates = elements(validity.value())?;
        let key = elements(spki.value())?;
        let extensions = optional.iter().find(|part| context(part) == Some(3));
        Ok(Self {
            serial: serial.value(),
            algorithm: Algorithm::new(*algorithm)?,
            issuer: *issuer,
            validity: dates.try_into().map_err(|_| Tag::Sequence.length_error())?,
            subject: *subject,
            key_algorithm: Algorithm::new(*key.first().ok_or_else(|| Tag::Sequence.length_error())?)?,
            has_unique_identifiers: optional.iter().any(|part| matches!(context(part), Some(1 | 2))),
            extensions: extensions.map(|field| Extension::all(*field)).transpose()?,
            outer,
        })
    }
}

/// A revocation list (RFC 5280, 5.1).
#[derive(Debug)]
pub(super) struct RawList<'a> {
    pub(super) outer: Outer<'a>,
    /// The algorithm inside of what is signed.
    pub(super) algorithm: Algorithm<'a>,
    /// Whether the list of what is revoked is there and empty.
    pub(super) has_empty_list: bool,
    pub(super) extensions: Vec<Extension<'a>>,
}

impl<'a> RawList<'a> {
    pub(super) fn parse(der: &'a [u8]) -> der::Result<Self> {
        let outer = Outer::parse(der)?;
        let has_version = outer.signed.first().is_some_and(|first| first.tag() == Tag::Integer);
        let rest = &outer.signed[usize::from(has_version)..];
        let [algorithm, _issuer, _this_update, optional @ ..] = rest else {
            return Err(Tag::Sequence.length_error().into());
        };
        let revoked = optional.iter().find(|part| part.tag() == Tag::Sequence);
        let extensions = optional.iter().find(|part| context(part) == Some(0));
        Ok(Self {
            algorithm: Algorithm::new(*algorithm)?,
            has_empty_list: revoked.is_some_and(|list| list.value().is_empty()),
            extensions: extensions.map(|field| Extension::all(*field)).transpose()?.unwrap_or_default(),
            outer,
        })
    }
}
