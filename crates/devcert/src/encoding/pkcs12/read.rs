//! What is inside of a PKCS#12 file.

use der::asn1::{Any, AnyRef, ObjectIdentifier, OctetString};
use der::{Decode, Encode, Tag, Tagged};
use spki::AlgorithmIdentifierOwned;

use super::{Pfx, TypedBag, mac};
use crate::encoding::defect::Defect;
use crate::encoding::encrypted_key::{self, Encrypted};
use crate::encoding::error::OpenError;
use crate::encoding::limits::{Limits, Measure, Work};
use crate::encoding::object::{Object, ObjectKind, Packing};
use crate::encoding::pbe;
use crate::encoding::pem::Label;
use crate::encoding::pkcs8::PrivateKeyInfo;
use crate::encoding::sniff::classify;
use crate::encoding::structure::{self, ContentInfo, context, elements};
use crate::model::der_error::Opaque as _;
use crate::model::oid::known;
use crate::model::secret::Secret;

/// How deep bags may lie in bags; nobody nests them at all.
const DEPTH: u32 = 4;

/// The keys, certificates and revocation lists in `bytes`, in their order; without a passphrase the
/// empty one is tried.
///
/// # Errors
/// [`OpenError::PassphraseNeeded`], [`OpenError::WrongPassphrase`], [`OpenError::Encryption`],
/// [`OpenError::Limit`], or that it is damaged.
pub fn open(bytes: &[u8], passphrase: Option<&Secret>, limits: &Limits) -> Result<Vec<Object>, OpenError> {
    let mut reading = Reading {
        passphrase: passphrase.map(Secret::expose).unwrap_or_default(),
        work: Work::new(limits),
        limits,
        found: Vec::new(),
    };
    match reading.file(bytes) {
        Err(OpenError::WrongPassphrase) if passphrase.is_none() => {
            Err(OpenError::PassphraseNeeded(ObjectKind::Pkcs12))
        }
        result => result.map(|()| reading.found),
    }
}

struct Reading<'a> {
    passphrase: &'a [u8],
    work: Work<'a>,
    limits: &'a Limits,
    found: Vec<Object>,
}

impl Reading<'_> {
    fn file(&mut self, bytes: &[u8]) -> Result<(), OpenError> {
        let pfx: Pfx = structure::decode(bytes).opaque()?;
        if pfx.auth_safe.content_type != known::ID_DATA {
            return Err(OpenError::Encryption("a signature in place of a passphrase".to_owned()));
        }
        let safes = octets(&pfx.auth_safe)?;
        if let Some(mac) = &pfx.mac {
            mac::verify(mac, safes.as_bytes(), self.passphrase, &mut self.work)?;
        }
        let safes: Any = structure::decode(safes.as_bytes()).opaque()?;
        for safe in elements(safes.value(), self.limits)? {
            let safe: ContentInfo = safe.decode_as().opaque()?;
            match safe.content_type {
                known::ID_DATA => self.bags(octets(&safe)?.as_bytes(), DEPTH)?,
                known::ID_ENCRYPTED_DATA => {
                    let plain = self.decrypt(&safe)?;
                    // Without a check value only the noise shows that the passphrase is wrong.
                    if pfx.mac.is_none() && structure::decode::<Any>(plain.expose()).is_err() {
                        return Err(OpenError::WrongPassphrase);
                    }
                    self.bags(plain.expose(), DEPTH)?;
                }
                _ => return Err(OpenError::Encryption("somebody's public key".to_owned())),
            }
        }
        Ok(())
    }

    /// `EncryptedData` (RFC 5652, 8), whose content may be in pieces.
    fn decrypt(&mut self, safe: &ContentInfo) -> Result<Secret, OpenError> {
        let malformed = || OpenError::Malformed(Defect::EncryptedPart);
        let content = safe.content.as_ref().ok_or_else(malformed)?;
        let outer = elements(content.value(), self.limits)?;
        let inner = elements(outer.get(1).ok_or_else(malformed)?.value(), self.limits)?;
        let [_, algorithm, data] = inner.as_slice() else { return Err(malformed()) };
        let algorithm: AlgorithmIdentifierOwned = algorithm.decode_as().opaque()?;
        let pieces = match data.tag() == context(0) {
            true => {
                elements(data.value(), self.limits)?.iter().flat_map(|piece| piece.value()).copied().collect()
            }
            false => data.value().to_vec(),
        };
        pbe::decrypt(&algorithm, &pieces, self.passphrase, &mut self.work)
    }

    /// `SafeContents`
    fn bags(&mut self, bytes: &[u8], depth: u32) -> Result<(), OpenError> {
        let depth = depth.checked_sub(1).ok_or(OpenError::Malformed(Defect::NestedBags))?;
        let contents: Any = structure::decode(bytes).opaque()?;
        for bag in elements(contents.value(), self.limits)? {
            self.bag(bag, depth)?;
            self.limits.check(Measure::Objects, self.found.len() as u64)?;
        }
        Ok(())
    }

    fn bag(&mut self, bag: AnyRef<'_>, depth: u32) -> Result<(), OpenError> {
        let parts = elements(bag.value(), self.limits)?;
        let [id, value, rest @ ..] = parts.as_slice() else {
            return Err(OpenError::Malformed(Defect::BagWithoutContent));
        };
        let value = value.value();
        let (kind, der) = match id.decode_as::<ObjectIdentifier>().opaque()? {
            known::KEY_BAG => {
                PrivateKeyInfo::from_der(value).opaque()?;
                (ObjectKind::Pkcs8, Secret::from(value))
            }
            known::SHROUDED_KEY_BAG => {
                let sealed = Encrypted::from_der(value).opaque()?;
                (ObjectKind::Pkcs8, encrypted_key::decrypt_part(&sealed, self.passphrase, &mut self.work)?)
            }
            known::CERTIFICATE_BAG => typed(value, "CERTIFICATE")?,
            known::CRL_BAG => typed(value, "X509 CRL")?,
            known::SAFE_CONTENTS_BAG => return self.bags(value, depth),
            // Secrets, and what the future brings.
            _ => return Ok(()),
        };
        let packing = match rest.first() {
            Some(attributes) => self.packing(*attributes)?,
            None => self.packing(AnyRef::new(Tag::Set, &[]).opaque()?)?,
        };
        self.found.push(Object { kind, packing, der, dek_info: None });
        Ok(())
    }

    /// What a bag's attributes say.
    fn packing(&self, attributes: AnyRef<'_>) -> Result<Packing, OpenError> {
        let (mut name, mut key_id, mut trusted) = (None, None, false);
        for attribute in elements(attributes.value(), self.limits)? {
            let parts = elements(attribute.value(), self.limits)?;
            let [id, values] = parts.as_slice() else { continue };
            let first = elements(values.value(), self.limits)?.into_iter().next();
            match (id.decode_as::<ObjectIdentifier>().opaque()?, first) {
                (known::PKCS_9_AT_FRIENDLY_NAME, Some(value)) => name = Some(from_utf16(value.value())),
                (known::PKCS_9_AT_LOCAL_KEY_ID, Some(value)) => key_id = Some(value.value().to_vec()),
                (known::ORACLE_TRUSTED_KEY_USAGE, _) => trusted = true,
                _ => {}
            }
        }
        Ok(Packing::Inside { container: ObjectKind::Pkcs12, name, key_id, trusted })
    }
}

/// The content of a `ContentInfo` that is an OCTET STRING.
fn octets(info: &ContentInfo) -> Result<OctetString, OpenError> {
    let content = info.content.as_ref().ok_or(OpenError::Malformed(Defect::PartWithoutContent))?;
    Ok(structure::decode(&content.to_der().opaque()?).opaque()?)
}

fn typed(value: &[u8], label: &str) -> Result<(ObjectKind, Secret), OpenError> {
    let bag: TypedBag = structure::decode(value).opaque()?;
    let der = Secret::from(bag.value.as_bytes());
    Ok((classify(der.expose()).unwrap_or_else(|| ObjectKind::Unreadable(Label::new(label))), der))
}

/// A `BMPString` (X.690, 8.23.8).
fn from_utf16(bytes: &[u8]) -> String {
    let units: Vec<u16> = bytes.as_chunks::<2>().0.iter().map(|pair| u16::from_be_bytes(*pair)).collect();
    String::from_utf16_lossy(&units)
}
