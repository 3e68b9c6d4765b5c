//! Certificates and requests in the way that openssl completes and signs them.

use ::der::Encode as _;
use rand::Rng as _;
use sha1::{Digest as _, Sha1};
use time::{Duration, OffsetDateTime};

use super::config::Config;
use super::extension::{self, Issuer, Place, Subject};
use super::failure::Failure;
use super::objects::Objects;
use super::session::Session;
use devcert::key::{PrivateKey, PublicKey, Signer};
use devcert::model::oid::known;
use devcert::pki;
use devcert::x509::{AlgorithmIdentifier, Extension, Integer, PublicKeyInfo, TbsCertificate, Time, Validity};

/// How many random bits a serial number has.
const SERIAL_BITS: usize = 159;

/// Who signs a certificate.
#[derive(Clone, Copy)]
pub(super) struct Signing<'a> {
    /// The key that signs.
    pub key: &'a PrivateKey,
    /// The certificate of a CA; `None` if the certificate is its own issuer.
    pub issuer: Option<&'a TbsCertificate<'a>>,
}

impl<'a> Signing<'a> {
    /// What the extensions of `certificate` can refer to.
    pub(super) fn place<'b>(
        &self,
        certificate: &'b TbsCertificate<'b>,
        config: &'b Config,
        objects: &'b Objects,
    ) -> Place<'b>
    where
        'a: 'b,
    {
        let issuer = Issuer {
            issuer: self.issuer.map_or(&certificate.issuer, |issuer| &issuer.issuer),
            serial: self.issuer.map_or(&certificate.serial, |issuer| &issuer.serial),
            extensions: self.issuer.map(|issuer| issuer.extensions.as_deref().unwrap_or_default()),
            key_id: self.issuer.is_none().then(|| self.key.public().key_identifier()),
            is_self_signed: self.issuer.is_none() && owns(self.key, certificate),
        };
        let key_id = key_id(&certificate.public_key);
        Place {
            config,
            objects,
            subject: Some(Subject { name: &certificate.subject, key_id, issuer: Some(issuer) }),
        }
    }

    /// The DER of `certificate`, signed: version 3 if it has extensions, with the identifiers of the keys, which
    /// OpenSSL 3.0 adds.
    ///
    /// # Errors
    /// When the certificate cannot be encoded, or the key does not sign.
    pub(super) fn sign(
        &self,
        certificate: &mut TbsCertificate<'_>,
        signer: &Signer,
    ) -> Result<Vec<u8>, Failure> {
        let algorithm = signer.algorithm().identifier().map_err(Failure::new)?;
        certificate.signature = AlgorithmIdentifier::from_model(&algorithm).map_err(Failure::new)?;
        let mut extensions = certificate.extensions.take().unwrap_or_default();
        if !extensions.is_empty() {
            certificate.version = Some(Integer::from(2));
            let (config, objects) = (Config::default(), Objects::default());
            let is_own = owns(self.key, certificate);
            let place = self.place(certificate, &config, &objects);
            complete(&mut extensions, "subjectKeyIdentifier", "hash", Default::Added, &place)?;
            let default = if is_own { Default::LeftOut } else { Default::Added };
            complete(&mut extensions, "authorityKeyIdentifier", "keyid, issuer", default, &place)?;
        }
        certificate.extensions = (!extensions.is_empty()).then_some(extensions.into_iter().collect());
        pki::sign_certificate(certificate, signer).map_err(Failure::new)
    }
}

/// Whether an extension is added where there is none.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Default {
    Added,
    LeftOut,
}

/// Takes out an identifier that is empty, which the configuration asks for with `none`, or adds the default.
fn complete(
    extensions: &mut Vec<Extension<'_>>,
    name: &str,
    value: &str,
    default: Default,
    place: &Place<'_>,
) -> Result<(), Failure> {
    let added = extension::extension(name, value, place, extensions).map_err(Failure::new)?;
    match extensions.iter().position(|extension| extension.id == added.id) {
        // The shortest DER of a value is two bytes.
        Some(index) if extensions[index].value.content().len() <= 2 => drop(extensions.remove(index)),
        None if default == Default::Added => extensions.push(added),
        _ => {}
    }
    Ok(())
}

/// Whether the certificate has the public key of `key`.
#[must_use]
pub(super) fn owns(key: &PrivateKey, certificate: &TbsCertificate<'_>) -> bool {
    certificate
        .public_key
        .to_der()
        .is_ok_and(|spki| PublicKey::of_certificate(&spki).is_ok_and(|own| own.is_same_as(key.public())))
}

/// The SHA-1 of a public key (RFC 5280, 4.2.1.2, method 1).
#[must_use]
pub(super) fn key_id(key: &PublicKeyInfo<'_>) -> [u8; 20] {
    Sha1::digest(key.key.bytes()).into()
}

/// A random serial number.
pub(super) fn random_serial(session: &mut Session) -> Vec<u8> {
    let mut bytes = [0; SERIAL_BITS.div_ceil(8)];
    session.rng.fill_bytes(&mut bytes);
    bytes[0] &= 0xff >> (bytes.len() * 8 - SERIAL_BITS);
    bytes.to_vec()
}

/// From now on for `days` days.
///
/// # Errors
/// A date that certificates cannot have.
pub(super) fn validity(now: OffsetDateTime, days: i64) -> Result<Validity<'static>, Failure> {
    let end = Duration::checked_seconds_f64(0.0).and_then(|_| now.checked_add(Duration::days(days)));
    let end = end.and_then(Time::new);
    let (Some(not_before), Some(not_after)) = (Time::new(now), end) else {
        return Err(Failure::new(format_args!("{days} days from now is after the year 9999")));
    };
    Ok(Validity { not_before, not_after })
}

/// The extensions that a request asks for.
#[must_use]
pub(super) fn is_key_identifier(extension: &Extension<'_>) -> bool {
    extension.is(known::ID_CE_SUBJECT_KEY_IDENTIFIER) || extension.is(known::ID_CE_AUTHORITY_KEY_IDENTIFIER)
}
