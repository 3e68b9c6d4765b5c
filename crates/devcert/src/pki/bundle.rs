//! Keys, certificates and what else was found in files, and the forms in which they are written.

mod form;
mod manifest;
mod preset;
mod select;
mod write;

use time::OffsetDateTime;

use super::chain::Surplus;
use crate::encoding::certificate::Certificate;
use crate::encoding::crl::Crl;
use crate::encoding::read::{self, ReadError, Wanted};
use crate::encoding::request::Request;
use crate::encoding::sniff::{Contents, Object, ObjectKind, Packing};
use crate::key::{PrivateKey, PublicKey};

pub use form::{FORMS, Form, Passphrase};
pub use manifest::ManifestError;
pub use preset::{PRESETS, Preset, PresetFile};
pub use select::{Part, SelectError, Selection};
pub use write::{Settings, WriteError};

/// What was found in one or more files, everything once, in the order in which it was found.
#[derive(Debug, Clone, Default)]
pub struct Bundle {
    /// The private keys.
    pub keys: Vec<PrivateKey>,
    /// The certificates.
    pub certificates: Vec<Certificate>,
    /// The certificate requests.
    pub requests: Vec<Request>,
    /// The revocation lists.
    pub crls: Vec<Crl>,
    /// The public keys that stood alone.
    pub public_keys: Vec<PublicKey>,
    /// Certificates of CAs that are known apart from what was found: forms that hold trusted certificates
    /// have them too.
    pub trusted: Vec<Certificate>,
    /// What the first named object is called: the friendly name of PKCS#12, the key ID of a JWK, the
    /// comment of an OpenSSH key.
    pub name: Option<String>,
    /// What was found and has no place in any form that is written.
    pub left_out: Vec<ObjectKind>,
    /// How many objects were found more than once, each time but the first.
    pub repeated: usize,
    /// The time that decides between certificates of the same name and key: one that is valid then is
    /// used. Without it, the one that expires last.
    pub at: Option<OffsetDateTime>,
}

impl Bundle {
    /// Whether nothing was found that any form holds.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.keys.is_empty()
            && self.certificates.is_empty()
            && self.requests.is_empty()
            && self.crls.is_empty()
            && self.public_keys.is_empty()
    }

    /// Why a certificate is not needed beside those that are `used`.
    #[must_use]
    pub fn surplus<'a>(
        &self,
        certificate: &Certificate,
        used: impl IntoIterator<Item = &'a Certificate>,
    ) -> Surplus {
        Surplus::of(certificate, used, self.at)
    }

    /// Adds everything in `contents`, which [`read::contents`] has opened.
    ///
    /// # Errors
    /// When an object is damaged, or is a key that devcert cannot use; nothing is passed over.
    pub fn add(&mut self, contents: &Contents) -> Result<(), ReadError> {
        for key in read::private_keys_in(contents)? {
            match self.keys.iter().any(|other| other.public() == key.public()) {
                true => self.repeated += 1,
                false => self.keys.push(key),
            }
        }
        for (position, object) in contents.objects.iter().enumerate() {
            let der = object.der.expose();
            match &object.kind {
                ObjectKind::Certificate => {
                    let certificate = Certificate::from_der(der)?;
                    self.repeated += add_once(&mut self.certificates, certificate, Certificate::der);
                }
                ObjectKind::Request => {
                    self.repeated += add_once(&mut self.requests, Request::from_der(der)?, Request::der);
                }
                ObjectKind::Crl => self.repeated += add_once(&mut self.crls, Crl::from_der(der)?, Crl::der),
                ObjectKind::PublicKey | ObjectKind::RsaPublicKey => {
                    let key = read::public_key_of(object)?;
                    self.repeated += add_once(&mut self.public_keys, key, PublicKey::spki);
                }
                kind if kind.is_plain_private_key() => {}
                ObjectKind::EcParameters if is_before_its_key(&contents.objects, position) => {}
                ObjectKind::DhParameters
                | ObjectKind::DsaParameters
                | ObjectKind::EcParameters
                | ObjectKind::UnsupportedJwk(_) => {
                    self.left_out.push(object.kind.clone());
                }
                other => return Err(ReadError::WrongKind { found: other.clone(), wanted: Wanted::Any }),
            }
            if let (None, Packing::Inside { name: Some(name), .. }) = (&self.name, &object.packing) {
                self.name = Some(name.clone());
            }
        }
        Ok(())
    }
}

/// Whether the parameters at `position` belong to the key after them, which says the same curve.
fn is_before_its_key(objects: &[Object], position: usize) -> bool {
    objects.get(position + 1).is_some_and(|next| next.kind == ObjectKind::Sec1)
}

/// How many were known already: none or one.
fn add_once<T>(found: &mut Vec<T>, one: T, der: fn(&T) -> &[u8]) -> usize {
    let is_known = found.iter().any(|other| der(other) == der(&one));
    if !is_known {
        found.push(one);
    }
    usize::from(is_known)
}
