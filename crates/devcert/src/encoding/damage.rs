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

use super::error::{KeyError, OpenError, X509Error};
use super::object::Kind;
use super::pem::Label;
use super::{name, structure};
use crate::key::KeyFault;
use crate::model::oid::Oid;
use walk::{BITS, IDENTIFIER, NOTHING, Part, Reads, SEQUENCE, Walk, children, content};

/// Which structure was to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Structure {
    Certificate,
    Request,
    Crl,
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
        nom::Err::Incomplete(_) => "it ends too soon".to_owned(),
        nom::Err::Error(error) | nom::Err::Failure(error) => error.to_string(),
    }))
}

/// What is wrong with `der`, a request that the der crate did not take apart, and at which byte.
pub(super) fn in_request(der: &[u8], error: &der::Error) -> X509Error {
    let parts = parts(der, Structure::Request).unwrap_or_default();
    X509Error::Malformed(fault(&parts, der).unwrap_or_else(|| error.to_string()))
}

/// Whether every part of `der` is sound by itself.
pub(super) fn check(der: &[u8], structure: Structure) -> Result<(), X509Error> {
    let parts = parts(der, structure).unwrap_or_default();
    let fault = parts.iter().find_map(|part| part.fault(der));
    fault.map_or(Ok(()), |fault| Err(X509Error::Malformed(fault)))
}

/// What is wrong with `der`, a key of this kind, and at which byte; nothing when every part is sound by
/// itself.
pub(super) fn of_key(der: &[u8], kind: &Kind) -> Option<String> {
    fault(&keys::parts(der, kind).unwrap_or_default(), der)
}

/// `error`, with the part of `der`, a key of this kind, that is damaged.
pub(super) fn located_in_key(error: KeyError, der: &[u8], kind: &Kind) -> KeyError {
    match error {
        KeyError::Fault(KeyFault::Malformed(_)) => of_key(der, kind).map_or(error, KeyError::Damaged),
        other => other,
    }
}

/// `error`, with the part of `der`, an encrypted key, that is damaged.
pub(super) fn located_in_encrypted_key(error: OpenError, der: &[u8], kind: &Kind) -> OpenError {
    match error {
        OpenError::Malformed(_) => of_key(der, kind).map_or(error, OpenError::Malformed),
        other => other,
    }
}

fn fault(parts: &[Part<'_>], der: &[u8]) -> Option<String> {
    let fault = parts.iter().find_map(|part| part.fault(der));
    fault
        .or_else(|| misfit(der).map(|at| format!("the element at byte {at} does not fit into what holds it")))
}

/// Where the first element begins that is longer than what is around it, or has no header of DER.
fn misfit(der: &[u8]) -> Option<usize> {
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
pub(crate) fn in_armour(label: &Label, der: &[u8]) -> String {
    let Some(kind) = Kind::labelled(label) else {
        return "devcert knows nothing that is labelled so".to_owned();
    };
    if let Some(first) = der.first().filter(|first| **first != 0x30) {
        return format!("it begins with the byte {first:#04x}, where DER begins with 0x30");
    }
    let cut = AnyRef::from_der(der).err().map(|error| error.to_string());
    match cut.or_else(|| of_key(der, &kind)) {
        Some(fault) => format!("it is damaged: {fault}"),
        None => format!("it is DER, and not {kind}"),
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
const KEY: Reads = |der| matches!(SubjectPublicKeyInfo::from_der(der), Ok(([], _)));
const EXTENSION: Reads = |der| matches!(X509Extension::from_der(der), Ok(([], _)));
/// A type and the set of its values, which no program but the CA it is meant for understands.
const ATTRIBUTE: Reads = |der| {
    let parts = children(der).unwrap_or_default();
    matches!(parts.as_slice(), [[0x06, ..], [0x31, ..]]) && is_oid(parts[0])
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
    match structure {
        Structure::Certificate => walk.certificate(),
        Structure::Request => walk.request(),
        Structure::Crl => walk.crl(),
    }
    while let Some(more) = walk.rest.next() {
        walk.push("last part", more, NOTHING);
    }
    let mut walk =
        Walk { rest: outer.into_iter().skip(1).collect::<Vec<_>>().into_iter().peekable(), ..walk };
    walk.all(&[("outer signature algorithm", ALGORITHM), ("signature", BITS)]);
    Some(walk.parts)
}

impl Walk<'_> {
    /// RFC 5280, 4.1
    fn certificate(&mut self) {
        self.tagged(&[0xa0], "version", VERSION);
        self.all(&[("serial number", NUMBER), ("signature algorithm", ALGORITHM), ("issuer", NAME)]);
        for (name, date) in
            ["not-before date", "not-after date"].into_iter().zip(self.inside("validity", SEQUENCE))
        {
            self.push(name, date, DATE);
        }
        self.all(&[("subject", NAME), ("public key", KEY)]);
        self.tagged(&[0x81, 0xa1], "issuer's unique identifier", IDENTIFIER);
        self.tagged(&[0x82, 0xa2], "subject's unique identifier", IDENTIFIER);
        self.extensions(0xa3);
    }

    /// RFC 2986, 4.1
    fn request(&mut self) {
        self.all(&[("version", NUMBER), ("subject", NAME), ("public key", KEY)]);
        // Bouncy Castle leaves an empty list out.
        if self.rest.peek().is_some() {
            for attribute in self.inside("list of attributes", ATTRIBUTES) {
                self.push(named("attribute", attribute), attribute, ATTRIBUTE);
            }
        }
    }

    /// RFC 5280, 5.1
    fn crl(&mut self) {
        self.tagged(&[0x02], "version", NUMBER);
        self.all(&[("signature algorithm", ALGORITHM), ("issuer", NAME), ("date", DATE)]);
        self.tagged(&[0x17, 0x18], "date of the next one", DATE);
        if self.rest.peek().is_some_and(|der| der.starts_with(&[0x30])) {
            for revoked in self.inside("list of revoked certificates", SEQUENCE) {
                self.push("revoked certificate", revoked, REVOKED);
            }
        }
        self.extensions(0xa0);
    }

    /// The extensions, inside of the element with this tag.
    fn extensions(&mut self, tag: u8) {
        let Some(wrapped) = self.rest.next_if(|der| der.first() == Some(&tag)) else { return };
        self.push("list of extensions", wrapped, LIST);
        let list = children(wrapped).and_then(|inside| children(inside.first()?));
        for extension in list.unwrap_or_default() {
            self.push(named("extension", extension), extension, EXTENSION);
        }
    }
}

/// A part that begins with an object identifier.
fn named(what: &str, der: &[u8]) -> String {
    let id = children(der).and_then(|parts| Oid::from_der(parts.first()?).ok());
    id.map_or_else(|| what.to_owned(), |id| format!("{what} {id}"))
}
