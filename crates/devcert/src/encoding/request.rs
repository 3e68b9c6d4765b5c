//! Certification requests as they are read (RFC 2986, PKCS#10).

use std::fmt;

use const_oid::ObjectIdentifier;
use der::asn1::{AnyRef, BitStringRef};
use der::{Decode, Reader, SliceReader, Tag, Tagged};
use x509_parser::prelude::{FromDer, X509Extension};

use super::damage::{self, Structure};
use super::defect::Defect;
use super::error::X509Error;
use super::signed::Signed;
use super::structure::{self, children, context};
use super::{extension, name, outline, pem};
use crate::key::PublicKey;
use crate::model::algorithm::AlgorithmIdentifier;
use crate::model::der_error::DerError;
use crate::model::extension::{Body, Extension};
use crate::model::name::Name;
use crate::model::oid::{Oid, known};
use crate::model::san::San;

/// A request, read but not judged; its signature is checked by [`crate::pki::signature`].
#[derive(Debug, Clone)]
pub struct Request {
    subject: Name,
    public_key: PublicKey,
    extensions: Vec<Extension>,
    attributes: Vec<Attribute>,
    extension_requests: usize,
    signed: Signed,
}

/// The type of an attribute that says nothing about the certificate, or nothing that devcert understands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attribute(pub Oid);

/// The attributes that hold extensions: the standard's (RFC 2985, 5.4.2), and the one that Microsoft's
/// certreq and IIS use.
const EXTENSION_REQUESTS: [ObjectIdentifier; 2] =
    [known::ID_EXTENSION_REQ, known::MICROSOFT_EXTENSION_REQUEST];

/// Other attributes by name (RFC 2985; [MS-WCCE], 2.2.2.7).
const ATTRIBUTES: [(ObjectIdentifier, &str); 8] = [
    (known::PKCS_9_AT_UNSTRUCTURED_NAME, "unstructuredName"),
    (known::PKCS_9_AT_CHALLENGE_PASSWORD, "challengePassword"),
    (known::PKCS_9_AT_UNSTRUCTURED_ADDRESS, "unstructuredAddress"),
    (known::MICROSOFT_ENROLLMENT_NAME_VALUE, "Microsoft enrollment name and value"),
    (known::MICROSOFT_CSP, "Microsoft CSP"),
    (known::MICROSOFT_OS_VERSION, "Microsoft OS version"),
    (known::MICROSOFT_CLIENT_INFO, "Microsoft request client info"),
    (known::ID_CE_SUBJECT_ALT_NAME, "subjectAltName outside of an extension request"),
];

impl fmt::Display for Attribute {
    /// Its name, or its object identifier.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match ATTRIBUTES.iter().find(|(oid, _)| self.0 == *oid) {
            Some((_, name)) => f.write_str(name),
            None => self.0.fmt(f),
        }
    }
}

impl Request {
    /// Reads a DER request; `der` must end where it ends. The attributes may be missing altogether, as
    /// Bouncy Castle writes requests, although RFC 2986 wants an empty list then.
    pub fn from_der(der: &[u8]) -> Result<Self, X509Error> {
        X509Error::check_length(der)?;
        Self::read(der).or_else(|error| {
            match outline::mended(der, Structure::Request).map(|mended| Self::read(&mended)) {
                Some(Ok(read)) => Ok(Self { signed: read.signed.of_original(der), ..read }),
                _ => Err(outline::unsupported(der).unwrap_or(error)),
            }
        })
    }

    fn read(der: &[u8]) -> Result<Self, X509Error> {
        let mut reader = SliceReader::new(der).map_err(|error| damage::in_request(der, &error))?;
        let outline = Outline::read(&mut reader).map_err(|error| damage::in_request(der, &error))?;
        let trailing = reader.remaining_len().try_into().unwrap_or(usize::MAX);
        if trailing > 0 {
            return Err(X509Error::Trailing(trailing));
        }
        let parts = damage::check(der, Structure::Request).and_then(|()| {
            let requests = outline.extension_requests(der)?;
            Ok((name::of_raw("subject", outline.subject, der)?, requests))
        });
        let (subject, requests) = parts?;
        let in_key = X509Error::in_part("public key", der, outline.key);
        Ok(Self {
            subject,
            public_key: PublicKey::of_certificate(outline.key).map_err(in_key)?,
            extension_requests: requests.len(),
            extensions: requests.into_iter().flatten().collect(),
            attributes: outline.others(),
            signed: Signed::new(der, outline.info, outline.algorithm, outline.signature),
        })
    }

    /// Who asks.
    #[must_use]
    pub const fn subject(&self) -> &Name {
        &self.subject
    }

    /// The key that shall be certified.
    #[must_use]
    pub const fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    /// The extensions that it requests, those of every extension request in their order.
    #[must_use]
    pub const fn extensions(&self) -> &[Extension] {
        self.extensions.as_slice()
    }

    /// The attributes that request no extensions.
    #[must_use]
    pub const fn attributes(&self) -> &[Attribute] {
        self.attributes.as_slice()
    }

    /// How many different extension requests it has; programs that read one alone read different ones.
    #[must_use]
    pub const fn extension_requests(&self) -> usize {
        self.extension_requests
    }

    /// How it is signed, and all of it as DER.
    #[must_use]
    pub const fn signed(&self) -> &Signed {
        &self.signed
    }

    /// The complete DER.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        self.signed.der()
    }

    /// The DER in PEM armour (RFC 7468).
    #[must_use]
    pub fn to_pem(&self) -> String {
        pem::armored("CERTIFICATE REQUEST", self.der())
    }

    /// The subject alternative names that it asks for, wherever it does.
    #[must_use]
    pub fn names(&self) -> Vec<San> {
        let lists = self.extensions.iter().filter_map(|one| match &one.body {
            Body::SubjectAltName(names) => Some(names),
            _ => None,
        });
        lists.flatten().cloned().collect()
    }
}

/// Where the parts of a request are, as DER.
struct Outline<'a> {
    info: &'a [u8],
    subject: &'a [u8],
    key: &'a [u8],
    attributes: Vec<(Oid, Vec<AnyRef<'a>>)>,
    algorithm: AlgorithmIdentifier,
    signature: &'a [u8],
}

impl<'a> Outline<'a> {
    fn read(reader: &mut SliceReader<'a>) -> der::Result<Self> {
        let length_error = || der::Error::from(Tag::Sequence.length_error());
        let outer = children(AnyRef::decode(reader)?)?;
        let [info, algorithm, signature] = outer.as_slice() else { return Err(length_error()) };
        let fields = children(AnyRef::from_der(info)?)?;
        let [_version, subject, key, rest @ ..] = fields.as_slice() else { return Err(length_error()) };
        let attributes = match rest {
            [] => Vec::new(),
            [list] => {
                let list = AnyRef::from_der(list)?;
                list.tag().assert_eq(context(0))?;
                children(list)?.into_iter().map(attribute).collect::<der::Result<_>>()?
            }
            _ => return Err(length_error()),
        };
        Ok(Self {
            info,
            subject,
            key,
            attributes,
            algorithm: AlgorithmIdentifier::from_der(algorithm).map_err(DerError::into_inner)?,
            signature: BitStringRef::from_der(signature)?.raw_bytes(),
        })
    }

    /// The extensions of each extension request, equal ones once.
    fn extension_requests(&self, whole: &[u8]) -> Result<Vec<Vec<Extension>>, X509Error> {
        let asks = self.attributes.iter().filter(|(kind, _)| is_extension_request(*kind));
        let mut found: Vec<Vec<Extension>> = Vec::new();
        for (kind, value) in asks.flat_map(|(kind, values)| values.iter().map(move |value| (kind, value))) {
            let extensions = extensions(*kind, *value, whole)?;
            if !found.contains(&extensions) {
                found.push(extensions);
            }
        }
        Ok(found)
    }

    fn others(&self) -> Vec<Attribute> {
        let others = self.attributes.iter().filter(|(kind, _)| !is_extension_request(*kind));
        others.map(|(kind, _)| Attribute(*kind)).collect()
    }
}

fn is_extension_request(kind: Oid) -> bool {
    EXTENSION_REQUESTS.iter().any(|one| kind == *one)
}

/// A type and the set of its values (RFC 2986, 4.1).
fn attribute(der: &[u8]) -> der::Result<(Oid, Vec<AnyRef<'_>>)> {
    let parts = children(AnyRef::from_der(der)?)?;
    let [kind, values] = parts.as_slice() else { return Err(Tag::Sequence.length_error().into()) };
    let values = children(AnyRef::from_der(values)?)?;
    // Values of tags that the der crate does not know are of no interest here.
    Ok((Oid::from_der(kind)?, values.into_iter().filter_map(|value| AnyRef::from_der(value).ok()).collect()))
}

fn extensions(kind: Oid, list: AnyRef<'_>, whole: &[u8]) -> Result<Vec<Extension>, X509Error> {
    let at = structure::range_in(whole, list.value()).start;
    let malformed = || X509Error::Malformed(Defect::Attribute { id: kind, at });
    let list = children(list).map_err(|_| malformed())?;
    let parsed = list.iter().map(|one| X509Extension::from_der(one).map(|(_, one)| one));
    let parsed = parsed.collect::<Result<Vec<_>, _>>().map_err(|_| malformed())?;
    extension::all_from_parsed(&parsed, whole)
}
