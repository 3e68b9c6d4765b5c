//! PKCS#8 `PrivateKeyInfo` as programs write it, and as devcert does (RFC 5958, 2).

use ::pkcs8::PrivateKeyInfoRef;
use der::asn1::{AnyRef, BitStringRef, ObjectIdentifier, OctetStringRef};
use der::{Decode, Encode, Reader, SliceReader, Tag, TagNumber, Tagged};
use spki::AlgorithmIdentifierRef;

use super::error::KeyError;
use super::structure;
use crate::model::der_error::Opaque as _;
use crate::model::secret::Secret;

/// The public key of version 2, as RFC 5958 has it.
const PUBLIC: Tag = Tag::ContextSpecific { constructed: false, number: TagNumber(1) };

/// A private key of any kind, not checked.
pub(super) struct PrivateKeyInfo<'a> {
    pub(super) algorithm: AlgorithmIdentifierRef<'a>,
    /// The content of `privateKey`.
    pub(super) key: &'a [u8],
    /// The public key, of version 2.
    pub(super) public: Option<&'a [u8]>,
    /// Whether the public key is in an explicit tag, as ring before 0.17 wrote it.
    pub(super) has_explicit_tag: bool,
}

impl<'a> PrivateKeyInfo<'a> {
    pub(super) fn from_der(der: &'a [u8]) -> der::Result<Self> {
        let whole = AnyRef::from_der(der)?;
        whole.tag().assert_eq(Tag::Sequence)?;
        let mut reader = SliceReader::new(whole.value())?;
        if u8::decode(&mut reader)? > 1 {
            return Err(Tag::Integer.value_error().into());
        }
        let algorithm = AlgorithmIdentifierRef::decode(&mut reader)?;
        let key = AnyRef::decode(&mut reader)?;
        key.tag().assert_eq(Tag::OctetString)?;
        let mut info = Self { algorithm, key: key.value(), public: None, has_explicit_tag: false };
        while !reader.is_finished() {
            info.add(AnyRef::decode(&mut reader)?)?;
        }
        Ok(info)
    }

    /// One of the fields that may be missing; the attributes say nothing about the key.
    fn add(&mut self, field: AnyRef<'a>) -> der::Result<()> {
        match field.tag() {
            PUBLIC => self.public = Some(bits(field.value())?),
            tag if tag == structure::context(1) => {
                let bits = BitStringRef::from_der(field.value())?;
                self.public = bits.as_bytes();
                self.has_explicit_tag = true;
            }
            tag if tag == structure::context(0) => {}
            tag => return Err(tag.unexpected_error(None).into()),
        }
        Ok(())
    }
}

/// The whole bytes in the content of a bit string.
fn bits(content: &[u8]) -> der::Result<&[u8]> {
    match content {
        [0, bits @ ..] => Ok(bits),
        _ => Err(Tag::BitString.value_error().into()),
    }
}

/// The DER of a private key of version 1.
pub(super) fn to_der(
    oid: ObjectIdentifier,
    parameters: Option<AnyRef<'_>>,
    key: &[u8],
) -> Result<Secret, KeyError> {
    let info = PrivateKeyInfoRef::new(
        AlgorithmIdentifierRef { oid, parameters },
        OctetStringRef::new(key).opaque()?,
    );
    Ok(Secret::new(info.to_der().opaque()?))
}
