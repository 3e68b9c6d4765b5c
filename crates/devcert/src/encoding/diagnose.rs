//! Where a certificate, a request, a revocation list or a key is damaged: the parser says that, and not
//! where.

mod keys;
mod walk;

use der::asn1::AnyRef;
use der::{Decode, Reader, SliceReader};
use x509_parser::nom;
use x509_parser::prelude::{FromDer, X509Extension};
use x509_parser::revocation_list::RevokedCertificate;
use x509_parser::time::ASN1Time;
use x509_parser::x509::{AlgorithmIdentifier, SubjectPublicKeyInfo, X509Version};

use super::defect::{ArmourDefect, Defect, PartName};
use super::error::{KeyError, OpenError, X509Error};
use super::object::ObjectKind;
use super::pem::Label;
use super::{name, structure};
use crate::key::KeyFault;
use crate::model::der_error::DerError;
use crate::model::oid::Oid;
use crate::x509::PublicKeyInfo;
use crate::x509::fields::{self, Content, Field};
use walk::{BITS, IDENTIFIER, NOTHING, Part, Reads, SEQUENCE, Walk, children, content};

/// Which structure was to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Structure {
    Certificate,
    Request,
    Crl,
}

impl Structure {
    /// The fields of what is signed.
    pub(super) fn fields(self) -> &'static [Field] {
        match self {
            Self::Certificate => &fields::CERTIFICATE,
            Self::Request => &fields::REQUEST,
            Self::Crl => &fields::LIST,
        }
    }
}

/// What is wrong with `der` and at which byte; `error` is what the parser said, which is all there is to
/// say when every part is sound by itself.
pub(super) fn locate(
    der: &[u8],
    structure: Structure,
    error: nom::Err<x509_parser::error::X509Error>,
) -> X509Error {
    let parts = parts(der, structure).unwrap_or_default();
    X509Error::Malformed(fault(&parts, der).unwrap_or_else(|| match error {
        nom::Err::Incomplete(_) => Defect::Incomplete,
        nom::Err::Error(error) | nom::Err::Failure(error) => Defect::Parser(error.to_string()),
    }))
}

/// What is wrong with `der`, a request that the der crate did not take apart, and at which byte.
pub(super) fn in_request(der: &[u8], error: &der::Error) -> X509Error {
    let parts = parts(der, Structure::Request).unwrap_or_default();
    X509Error::Malformed(fault(&parts, der).unwrap_or_else(|| DerError::new(*error).into()))
}

/// The DER of the field with this name, or nothing where it is missing.
pub(super) fn field<'a>(der: &'a [u8], structure: Structure, name: &str) -> &'a [u8] {
    let parts = parts(der, structure).unwrap_or_default();
    parts.into_iter().find(|part| part.name.name() == name).map_or(&[], |part| part.der)
}

/// Whether every part of `der` is sound by itself.
pub(super) fn check(der: &[u8], structure: Structure) -> Result<(), X509Error> {
    let parts = parts(der, structure).unwrap_or_default();
    let fault = parts.iter().find_map(|part| part.fault(der));
    fault.map_or(Ok(()), |fault| Err(X509Error::Malformed(fault)))
}

/// What is wrong with `der`, a key of this kind, and at which byte; nothing when every part is sound by
/// itself.
pub(super) fn of_key(der: &[u8], kind: &ObjectKind) -> Option<Defect> {
    fault(&keys::parts(der, kind).unwrap_or_default(), der)
}

/// `error`, with the part of `der`, a key of this kind, that is damaged.
pub(super) fn located_in_key(error: KeyError, der: &[u8], kind: &ObjectKind) -> KeyError {
    match error {
        KeyError::Fault(KeyFault::Malformed(_)) => of_key(der, kind).map_or(error, KeyError::Damaged),
        other => other,
    }
}

/// `error`, with the part of `der`, an encrypted key, that is damaged.
pub(super) fn located_in_encrypted_key(error: OpenError, der: &[u8], kind: &ObjectKind) -> OpenError {
    match error {
        OpenError::Malformed(_) => of_key(der, kind).map_or(error, OpenError::Malformed),
        other => other,
    }
}

fn fault(parts: &[Part<'_>], der: &[u8]) -> Option<Defect> {
    let fault = parts.iter().find_map(|part| part.fault(der));
    fault.or_else(|| find_malformed_element(der).map(|at| Defect::Nesting { at }))
}

/// Where the first element begins that is longer than what is around it, or has no header of DER.
fn find_malformed_element(der: &[u8]) -> Option<usize> {
    fn inside(whole: &[u8], der: &[u8], depth: usize) -> Option<usize> {
        let content = content(der)?;
        let start = structure::range_in(whole, content).start;
        let mut reader = SliceReader::new(content).ok()?;
        while !reader.is_finished() {
            let at = start + usize::try_from(u32::from(reader.position())).ok()?;
            let Ok(element) = reader.tlv_bytes() else { return Some(at) };
            let constructed = element.first().is_some_and(|tag| tag & 0x20 != 0);
            if let Some(found) =
                (constructed && depth > 0).then(|| inside(whole, element, depth - 1)).flatten()
            {
                return Some(found);
            }
        }
        None
    }
    inside(der, der, DEPTH)
}

/// How deep elements are looked at.
const DEPTH: usize = 16;

/// Why the content of armour is not what its label announces.
pub(crate) fn in_armour(label: &Label, der: &[u8]) -> ArmourDefect {
    let Some(kind) = ObjectKind::labelled(label) else {
        return ArmourDefect::UnknownLabel;
    };
    if let Some(first) = der.first().filter(|first| **first != 0x30) {
        return ArmourDefect::FirstByte(*first);
    }
    let cut = AnyRef::from_der(der).err().map(|error| DerError::new(error).into());
    match cut.or_else(|| of_key(der, &kind)) {
        Some(defect) => ArmourDefect::Damaged(defect.into()),
        None => ArmourDefect::OtherKind(kind),
    }
}

/// Whether each part is one; all of it must be.
const VERSION: Reads = |der| matches!(X509Version::from_der(content(der).unwrap_or_default()), Ok(([], _)));
const NUMBER: Reads = |der| der.first() == Some(&0x02);
const ALGORITHM: Reads = |der| {
    let starts_with_oid = || children(der).unwrap_or_default().first().is_some_and(|id| id[0] == 0x06);
    matches!(AlgorithmIdentifier::from_der(der), Ok(([], _))) && starts_with_oid()
};
const NAME: Reads = |der| name::from_der(der).is_ok();
const DATE: Reads = |der| matches!(ASN1Time::from_der(der), Ok(([], _)));
const KEY: Reads =
    |der| matches!(SubjectPublicKeyInfo::from_der(der), Ok(([], _))) && PublicKeyInfo::from_der(der).is_ok();
const EXTENSION: Reads = |der| matches!(X509Extension::from_der(der), Ok(([], _)));
/// A type and the set of its values, which no program but the CA it is meant for understands.
const ATTRIBUTE: Reads = |der| {
    let parts = children(der).unwrap_or_default();
    SEQUENCE(der) && matches!(parts.as_slice(), [[0x06, ..], [0x31, ..]]) && is_oid(parts[0])
};
const ATTRIBUTES: Reads = |der| der.first() == Some(&0xa0) && children(der).is_some();
const LIST: Reads = |der| {
    let list = children(der).unwrap_or_default();
    matches!(list.as_slice(), [list] if SEQUENCE(list))
};
const REVOKED: Reads = |der| matches!(RevokedCertificate::from_der(der), Ok(([], _)));

fn is_oid(der: &[u8]) -> bool {
    Oid::from_octets(content(der).unwrap_or_default()).is_ok()
}

fn parts(der: &[u8], structure: Structure) -> Option<Vec<Part<'_>>> {
    let outer = children(der)?;
    let signed = *outer.first()?;
    let end = &signed[signed.len()..];
    let mut walk = Walk { rest: children(signed)?.into_iter().peekable(), end, parts: Vec::new() };
    walk.fields(structure.fields());
    while let Some(more) = walk.rest.next() {
        walk.push_named("last part", more, NOTHING);
    }
    let mut walk =
        Walk { rest: outer.into_iter().skip(1).collect::<Vec<_>>().into_iter().peekable(), ..walk };
    walk.all(&[("outer signature algorithm", ALGORITHM), ("signature", BITS)]);
    Some(walk.parts)
}

/// Whether a field can be read.
const fn reads(content: Content) -> Reads {
    match content {
        Content::Version => VERSION,
        Content::Number => NUMBER,
        Content::Algorithm => ALGORITHM,
        Content::Name => NAME,
        Content::Date => DATE,
        Content::Validity | Content::Revoked => SEQUENCE,
        Content::PublicKey => KEY,
        Content::Identifier => IDENTIFIER,
        Content::Extensions => LIST,
        Content::Attributes => ATTRIBUTES,
    }
}

impl<'a> Walk<'a> {
    /// The fields of what is signed, and what they hold.
    fn fields(&mut self, fields: &[Field]) {
        for field in fields {
            if !field.optional || self.is_next(field) {
                let der = self.rest.next().unwrap_or(self.end);
                self.push(PartName::new(field.name), der, reads(field.content));
                self.held(field.content, der);
            }
        }
    }

    fn is_next(&mut self, field: &Field) -> bool {
        self.rest.peek().is_some_and(|der| match field.content {
            // Nothing else comes after a request's key.
            Content::Attributes => true,
            _ => der.first().is_some_and(|first| field.begins_with(*first)),
        })
    }

    /// The elements that a field with lists or several parts holds.
    fn held(&mut self, content: Content, field: &'a [u8]) {
        let held = match content {
            Content::Extensions => children(field).and_then(|inside| children(inside.first()?)),
            Content::Validity | Content::Attributes | Content::Revoked => children(field),
            _ => None,
        };
        for (index, der) in held.unwrap_or_default().into_iter().enumerate() {
            match (content, index) {
                (Content::Validity, 0) => self.push_named("not-before date", der, DATE),
                (Content::Validity, 1) => self.push_named("not-after date", der, DATE),
                (Content::Revoked, _) => self.push_named("revoked certificate", der, REVOKED),
                (Content::Attributes, _) => self.push(named("attribute", der), der, ATTRIBUTE),
                (Content::Extensions, _) => self.push(named("extension", der), der, EXTENSION),
                _ => {}
            }
        }
    }
}

/// A part that begins with an object identifier.
fn named(what: &'static str, der: &[u8]) -> PartName {
    PartName::with_id(what, children(der).and_then(|parts| Oid::from_der(parts.first()?).ok()))
}
