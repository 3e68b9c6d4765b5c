//! What is inside of a PKCS#12 file.

use der::asn1::{Any, AnyRef, ObjectIdentifier, OctetString};
use der::{Decode, Encode, Tagged};
use spki::AlgorithmIdentifierOwned;

use super::bag::{Attribute, Bag, Content, Safe};
use super::{MacData, Pfx, TypedBag, mac};
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
use crate::model::oid::{Oid, known};
use crate::model::secret::Secret;
use crate::x509::Element;

/// How deep bags may lie in bags; nobody nests them at all.
const DEPTH: u32 = 4;

/// The keys, certificates and revocation lists in `bytes`, in their order; without a passphrase the
/// empty one is tried.
///
/// # Errors
/// [`OpenError::PassphraseNeeded`], [`OpenError::WrongPassphrase`], [`OpenError::Encryption`],
/// [`OpenError::Limit`], or that it is damaged.
pub fn open(bytes: &[u8], passphrase: Option<&Secret>, limits: &Limits) -> Result<Vec<Object>, OpenError> {
    let mut work = Work::new(limits);
    let secret = passphrase.map(Secret::expose).unwrap_or_default();
    let safes = File::from_der(bytes).and_then(|file| {
        file.check(secret, &mut work)?;
        file.open(secret, work, limits)
    });
    match safes {
        Err(OpenError::WrongPassphrase) if passphrase.is_none() => {
            Err(OpenError::PassphraseNeeded(ObjectKind::Pkcs12))
        }
        safes => {
            let mut found = Vec::new();
            safes?.iter().for_each(|safe| add_objects(&mut found, &safe.bags));
            Ok(found)
        }
    }
}

/// A PKCS#12 file whose parts are not opened yet.
pub struct File {
    mac: Option<MacData>,
    safes: OctetString,
}

/// How the check value of a file was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MacSummary {
    /// The algorithm: a digest, or PBMAC1 (RFC 9579).
    pub algorithm: Oid,
    /// The rounds of the key derivation.
    pub rounds: u32,
    /// The length of the check value, in bytes.
    pub bytes: usize,
    /// The length of the salt, in bytes.
    pub salt_bytes: usize,
}

impl File {
    /// The file in `bytes`, DER or BER (RFC 7292, 4).
    ///
    /// # Errors
    /// A file that is damaged, or that is protected by a signature.
    pub fn from_der(bytes: &[u8]) -> Result<Self, OpenError> {
        let pfx: Pfx = structure::decode(bytes).opaque()?;
        if pfx.auth_safe.content_type != known::ID_DATA {
            return Err(OpenError::Encryption("a signature in place of a passphrase".to_owned()));
        }
        Ok(Self { safes: octets(&pfx.auth_safe)?, mac: pfx.mac })
    }

    /// How the check value was made; `None` for a file without.
    #[must_use]
    pub fn mac(&self) -> Option<MacSummary> {
        self.mac.as_ref().map(|mac| MacSummary {
            algorithm: mac.mac.algorithm.oid.into(),
            rounds: mac.rounds,
            bytes: mac.mac.digest.as_bytes().len(),
            salt_bytes: mac.salt.as_bytes().len(),
        })
    }

    /// Checks the check value, if there is one.
    ///
    /// # Errors
    /// [`OpenError::WrongPassphrase`], [`OpenError::Encryption`] for an algorithm that devcert does not have, or
    /// [`OpenError::Limit`].
    pub fn verify(&self, passphrase: &Secret, limits: &Limits) -> Result<(), OpenError> {
        self.check(passphrase.expose(), &mut Work::new(limits))
    }

    /// The parts, decrypted. The check value is not checked.
    ///
    /// # Errors
    /// [`OpenError::WrongPassphrase`], [`OpenError::Encryption`], [`OpenError::Limit`], or that it is damaged.
    pub fn safes(&self, passphrase: &Secret, limits: &Limits) -> Result<Vec<Safe>, OpenError> {
        self.open(passphrase.expose(), Work::new(limits), limits)
    }

    fn check(&self, passphrase: &[u8], work: &mut Work<'_>) -> Result<(), OpenError> {
        let checked = |mac| mac::verify(mac, self.safes.as_bytes(), passphrase, work);
        self.mac.as_ref().map_or(Ok(()), checked)
    }

    fn open<'a>(
        &self,
        passphrase: &'a [u8],
        work: Work<'a>,
        limits: &'a Limits,
    ) -> Result<Vec<Safe>, OpenError> {
        let mut reading = Reading { passphrase, work, limits, bags: 0 };
        let safes: Any = structure::decode(self.safes.as_bytes()).opaque()?;
        let safes = elements(safes.value(), limits)?;
        safes.into_iter().map(|safe| reading.safe(safe, self.mac.is_some())).collect()
    }
}

/// Adds the objects in `bags`, and in the bags in them.
fn add_objects(found: &mut Vec<Object>, bags: &[Bag]) {
    for bag in bags {
        let (kind, der) = match &bag.content {
            Content::Key(key) | Content::EncryptedKey { key, .. } => (ObjectKind::Pkcs8, key.clone()),
            Content::Certificate(der) => classified(der, "CERTIFICATE"),
            Content::Crl(der) => classified(der, "X509 CRL"),
            Content::Bags(bags) => {
                add_objects(found, bags);
                continue;
            }
            // Secrets, and what the future brings.
            Content::Other(_) => continue,
        };
        let packing = packing(bag.attributes.as_deref().unwrap_or_default());
        found.push(Object { kind, packing, der, dek_info: None });
    }
}

fn classified(der: &[u8], label: &str) -> (ObjectKind, Secret) {
    let kind = classify(der).unwrap_or_else(|| ObjectKind::Unreadable(Label::new(label)));
    (kind, Secret::from(der))
}

/// What a bag's attributes say.
fn packing(attributes: &[Attribute]) -> Packing {
    let (mut name, mut key_id, mut trusted) = (None, None, false);
    for attribute in attributes {
        let first = attribute.values.first().map(Element::content);
        if attribute.id == known::PKCS_9_AT_FRIENDLY_NAME {
            name = first.map(from_utf16).or(name);
        } else if attribute.id == known::PKCS_9_AT_LOCAL_KEY_ID {
            key_id = first.map(<[u8]>::to_vec).or(key_id);
        } else if attribute.id == known::ORACLE_TRUSTED_KEY_USAGE {
            trusted = true;
        }
    }
    Packing::Inside { container: ObjectKind::Pkcs12, name, key_id, trusted }
}

struct Reading<'a> {
    passphrase: &'a [u8],
    work: Work<'a>,
    limits: &'a Limits,
    bags: u64,
}

impl Reading<'_> {
    fn safe(&mut self, safe: AnyRef<'_>, has_mac: bool) -> Result<Safe, OpenError> {
        let safe: ContentInfo = safe.decode_as().opaque()?;
        match safe.content_type {
            known::ID_DATA => {
                let bags = self.bags(octets(&safe)?.as_bytes(), DEPTH)?;
                Ok(Safe { encryption: None, bags })
            }
            known::ID_ENCRYPTED_DATA => {
                let (algorithm, plain) = self.decrypt(&safe)?;
                // Without a check value only the noise shows that the passphrase is wrong.
                if !has_mac && structure::decode::<Any>(plain.expose()).is_err() {
                    return Err(OpenError::WrongPassphrase);
                }
                let encryption = Some(algorithm.to_der().opaque()?);
                Ok(Safe { encryption, bags: self.bags(plain.expose(), DEPTH)? })
            }
            _ => Err(OpenError::Encryption("somebody's public key".to_owned())),
        }
    }

    /// `EncryptedData` (RFC 5652, 8), whose content may be in pieces.
    fn decrypt(&mut self, safe: &ContentInfo) -> Result<(AlgorithmIdentifierOwned, Secret), OpenError> {
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
        let plain = pbe::decrypt(&algorithm, &pieces, self.passphrase, &mut self.work)?;
        Ok((algorithm, plain))
    }

    /// `SafeContents`
    fn bags(&mut self, bytes: &[u8], depth: u32) -> Result<Vec<Bag>, OpenError> {
        let depth = depth.checked_sub(1).ok_or(OpenError::Malformed(Defect::NestedBags))?;
        let contents: Any = structure::decode(bytes).opaque()?;
        let mut bags = Vec::new();
        for bag in elements(contents.value(), self.limits)? {
            bags.push(self.bag(bag, depth)?);
            self.bags += 1;
            self.limits.check(Measure::Objects, self.bags)?;
        }
        Ok(bags)
    }

    fn bag(&mut self, bag: AnyRef<'_>, depth: u32) -> Result<Bag, OpenError> {
        let parts = elements(bag.value(), self.limits)?;
        let [id, value, rest @ ..] = parts.as_slice() else {
            return Err(OpenError::Malformed(Defect::BagWithoutContent));
        };
        let value = value.value();
        let content = match id.decode_as::<ObjectIdentifier>().opaque()? {
            known::KEY_BAG => {
                PrivateKeyInfo::from_der(value).opaque()?;
                Content::Key(Secret::from(value))
            }
            known::SHROUDED_KEY_BAG => {
                let sealed = Encrypted::from_der(value).opaque()?;
                let key = encrypted_key::decrypt_part(&sealed, self.passphrase, &mut self.work)?;
                Content::EncryptedKey { key, encryption: sealed.algorithm.to_der().opaque()? }
            }
            known::CERTIFICATE_BAG => Content::Certificate(typed(value)?),
            known::CRL_BAG => Content::Crl(typed(value)?),
            known::SAFE_CONTENTS_BAG => Content::Bags(self.bags(value, depth)?),
            other => Content::Other(other.into()),
        };
        let attributes = rest.first().map(|attributes| attributes_in(attributes.value(), self.limits));
        Ok(Bag { content, attributes: attributes.transpose()? })
    }
}

/// The attributes of a private key in PKCS#8 (RFC 5958, 2); `None` if the field is missing.
///
/// # Errors
/// When the key is damaged.
pub fn key_attributes(pkcs8: &Secret) -> Result<Option<Vec<Attribute>>, OpenError> {
    let limits = Limits::default();
    let info = AnyRef::from_der(pkcs8.expose()).opaque()?;
    let field = elements(info.value(), &limits)?.into_iter().find(|field| field.tag() == context(0));
    field.map(|field| attributes_in(field.value(), &limits)).transpose()
}

/// The attributes in the content of a SET.
fn attributes_in(bytes: &[u8], limits: &Limits) -> Result<Vec<Attribute>, OpenError> {
    let mut attributes = Vec::new();
    for attribute in elements(bytes, limits)? {
        let parts = elements(attribute.value(), limits)?;
        let [id, values] = parts.as_slice() else { continue };
        let mut found = Vec::new();
        for value in elements(values.value(), limits)? {
            found.push(Element::from_value(&value).opaque()?);
        }
        attributes.push(Attribute { id: id.decode_as::<ObjectIdentifier>().opaque()?.into(), values: found });
    }
    Ok(attributes)
}

/// The content of a `ContentInfo` that is an OCTET STRING.
fn octets(info: &ContentInfo) -> Result<OctetString, OpenError> {
    let content = info.content.as_ref().ok_or(OpenError::Malformed(Defect::PartWithoutContent))?;
    Ok(structure::decode(&content.to_der().opaque()?).opaque()?)
}

fn typed(value: &[u8]) -> Result<Vec<u8>, OpenError> {
    let bag: TypedBag = structure::decode(value).opaque()?;
    Ok(bag.value.into_bytes().to_vec())
}

/// A `BMPString` (X.690, 8.23.8).
fn from_utf16(bytes: &[u8]) -> String {
    let units: Vec<u16> = bytes.as_chunks::<2>().0.iter().map(|pair| u16::from_be_bytes(*pair)).collect();
    String::from_utf16_lossy(&units)
}
