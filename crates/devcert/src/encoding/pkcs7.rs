//! PKCS#7 bundles (RFC 2315, RFC 5652): certificates and revocation lists in a `SignedData` that
//! signs nothing, as Windows, Java and `openssl crl2pkcs7` pass chains around.

use der::asn1::{Any, AnyRef, ObjectIdentifier};
use der::{Decode, Encode, Tag, Tagged};

use super::defect::Defect;
use super::error::OpenError;
use super::limits::Limits;
use super::object::{Object, ObjectKind};
use super::pem::Label;
use super::sniff::classify;
use super::structure::{self, ContentInfo, context, element, elements};
use crate::model::der_error::{DerError, Opaque as _};
use crate::model::oid::known;
use crate::model::secret::Secret;

/// The types that hold no certificates, or hold them encrypted.
const OTHER_TYPES: [(ObjectIdentifier, &str); 5] = [
    (known::ID_DATA, "data"),
    (known::ID_ENVELOPED_DATA, "envelopedData"),
    (known::SIGNED_AND_ENVELOPED_DATA, "signedAndEnvelopedData"),
    (known::ID_DIGESTED_DATA, "digestedData"),
    (known::ID_ENCRYPTED_DATA, "encryptedData"),
];

/// The certificates, then the revocation lists in `bytes`, DER or BER, each in the order it has there;
/// signatures in it are not looked at.
///
/// # Errors
/// [`OpenError::ContentType`], [`OpenError::Limit`], or that it is damaged.
pub fn open(bytes: &[u8], limits: &Limits) -> Result<Vec<Object>, OpenError> {
    let info: ContentInfo = structure::decode(bytes).opaque()?;
    if info.content_type != known::ID_SIGNED_DATA {
        return Err(OpenError::ContentType(type_name(info.content_type)));
    }
    let signed: Any = info.content.ok_or(OpenError::Malformed(Defect::NoContent))?;
    let mut found = Vec::new();
    for part in elements(signed.value(), limits)? {
        let label = match part.tag() {
            tag if tag == context(0) => "CERTIFICATE",
            tag if tag == context(1) => "X509 CRL",
            _ => continue,
        };
        for inner in elements(part.value(), limits)? {
            found.extend(object(inner, label).opaque()?);
        }
    }
    Ok(found)
}

/// A certificate or list; the other choices of RFC 5652, 10.2, are attribute certificates and such.
fn object(inner: AnyRef<'_>, label: &str) -> der::Result<Option<Object>> {
    if inner.tag() != Tag::Sequence {
        return Ok(None);
    }
    let der = inner.to_der()?;
    let kind = classify(&der).unwrap_or_else(|| ObjectKind::Unreadable(Label::new(label)));
    Ok(Some(Object::inside(&ObjectKind::Pkcs7, kind, Secret::new(der))))
}

fn type_name(oid: ObjectIdentifier) -> String {
    let known = OTHER_TYPES.into_iter().find(|(known, _)| *known == oid);
    known.map_or_else(|| oid.to_string(), |(_, name)| name.to_owned())
}

/// The DER of the `ContentInfo` in `bytes`, which may be BER: as openssl writes again what it has read.
///
/// # Errors
/// When it is damaged.
pub fn normalized(bytes: &[u8]) -> Result<Vec<u8>, OpenError> {
    let der = match ContentInfo::from_der(bytes) {
        Ok(_) => bytes.to_vec(),
        Err(_) => structure::to_der(bytes).ok_or(OpenError::Malformed(Defect::NoContent))?,
    };
    ContentInfo::from_der(&der).opaque()?;
    Ok(der)
}

/// A bundle of certificates and revocation lists, each as DER, in this order, which other readers show:
/// a SET in DER would be sorted, and like openssl's bundles this one is not.
///
/// # Errors
/// When a length is beyond what DER can say.
pub fn to_der(certificates: &[&[u8]], crls: &[&[u8]]) -> Result<Vec<u8>, DerError> {
    let list = |number, ders: &[&[u8]]| match ders {
        [] => Ok(Vec::new()),
        ders => element(context(number), ders),
    };
    let nothing = element(Tag::Set, &[]).opaque()?;
    let signed = element(
        Tag::Sequence,
        &[
            &1u8.to_der().opaque()?,
            &nothing,
            &ContentInfo { content_type: known::ID_DATA, content: None }.to_der().opaque()?,
            &list(0, certificates).opaque()?,
            &list(1, crls).opaque()?,
            &nothing,
        ],
    )
    .opaque()?;
    element(
        Tag::Sequence,
        &[&known::ID_SIGNED_DATA.to_der().opaque()?, &element(context(0), &[&signed]).opaque()?],
    )
    .opaque()
}
