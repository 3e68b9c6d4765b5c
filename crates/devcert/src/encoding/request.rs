//! Certification requests as they are read (RFC 2986, PKCS#10).

use std::fmt;

use const_oid::ObjectIdentifier;
use der::asn1::AnyRef;
use der::{Decode, Encode, Reader, SliceReader};
use x509_parser::prelude::{FromDer, X509Extension};

use super::defect::Defect;
use super::diagnose::{self, Structure};
use super::error::X509Error;
use super::signed::Signed;
use super::{extension, outline, pem, structure};
use crate::key::PublicKey;
use crate::model::der_error::Opaque as _;
use crate::model::extension::{Extension, ExtensionValue};
use crate::model::name::Name;
use crate::model::oid::{Oid, known};
use crate::model::san::San;
use crate::x509::{self, CertificationRequest};

/// A request, read but not checked; its signature is checked by [`crate::pki::signature`].
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
        let mut reader = SliceReader::new(der).map_err(|error| diagnose::in_request(der, &error))?;
        let CertificationRequest { body, algorithm, signature } =
            CertificationRequest::decode(&mut reader).map_err(|error| diagnose::in_request(der, &error))?;
        let trailing = reader.remaining_len().try_into().unwrap_or(usize::MAX);
        if trailing > 0 {
            return Err(X509Error::Trailing(trailing));
        }
        diagnose::check(der, Structure::Request)?;
        let attributes = body.attributes.map_or_else(Vec::new, |attributes| attributes.0);
        let requests = extension_requests(&attributes, der)?;
        let others = attributes.iter().filter(|one| !one.is_extension_request());
        let in_field = |name| X509Error::in_part(name, der, diagnose::field(der, Structure::Request, name));
        let key = body.public_key.to_der().opaque().map_err(in_field("public key"))?;
        let part = structure::first_inside(der).unwrap_or_default();
        let algorithm = algorithm.to_model().ok_or(X509Error::Malformed(Defect::SignatureAlgorithm))?;
        Ok(Self {
            subject: body.subject.to_model().opaque().map_err(in_field("subject"))?,
            public_key: PublicKey::of_certificate(&key).map_err(in_field("public key"))?,
            extension_requests: requests.len(),
            extensions: requests.into_iter().flatten().collect(),
            attributes: others.filter_map(|one| one.id.oid().map(Attribute)).collect(),
            signed: Signed::new(der, part, algorithm, signature.bytes()),
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
            ExtensionValue::SubjectAltName(names) => Some(names),
            _ => None,
        });
        lists.flatten().cloned().collect()
    }
}

/// The extensions of each extension request, equal ones once.
fn extension_requests(
    attributes: &[x509::Attribute<'_>],
    whole: &[u8],
) -> Result<Vec<Vec<Extension>>, X509Error> {
    let mut found: Vec<Vec<Extension>> = Vec::new();
    let requests = attributes.iter().filter(|one| one.is_extension_request());
    for (id, values) in requests.filter_map(|one| Some((one.id.oid()?, &one.values.0))) {
        // Values of tags that the der crate does not know are of no interest here.
        for value in values.iter().filter(|value| AnyRef::from_der(value.der()).is_ok()) {
            let extensions = extensions(id, value.content(), whole)?;
            if !found.contains(&extensions) {
                found.push(extensions);
            }
        }
    }
    Ok(found)
}

/// The extensions that follow one another in `list`, the content of a value of the attribute `id`.
fn extensions(id: Oid, list: &[u8], whole: &[u8]) -> Result<Vec<Extension>, X509Error> {
    let at = structure::range_in(whole, list).start;
    let (mut rest, mut parsed) = (list, Vec::new());
    while !rest.is_empty() {
        let read = X509Extension::from_der(rest);
        let (after, extension) = read.map_err(|_| X509Error::Malformed(Defect::Attribute { id, at }))?;
        parsed.push(extension);
        rest = after;
    }
    extension::all_from_parsed(&parsed, whole)
}
