//! rcgen: what it writes for devcert, and devcert's keys and CAs for programs that use rcgen.
//!
//! devcert's own structures ([`crate::x509`]) can hold everything that the formats allow; rcgen writes
//! those that it can express, byte for byte as devcert does ([`certificate`], [`request`], [`crl`]). A program that already builds
//! certificates with rcgen signs them with a devcert key or CA:
//!
//! ```
//! use devcert::encoding::certificate::Certificate;
//! use devcert::key::generate;
//! use devcert::model::extension::ExtensionValue;
//! use devcert::model::serial::Serial;
//! use devcert::model::{span::Span, validity::Validity};
//! use devcert::pki::{self, CertificateSpec, rcgen::SigningKey};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let mut rng: rand::rngs::StdRng = rand::make_rng();
//! let ca_key = generate("p256".parse()?, &mut rng)?;
//! let spec = CertificateSpec {
//!     subject: "/O=Acme/CN=Acme root".parse()?,
//!     extensions: vec![
//!         ExtensionValue::BasicConstraints { ca: true, path_len: None }.critical(),
//!         ExtensionValue::SubjectKeyIdentifier.non_critical(),
//!     ],
//!     validity: Validity::for_duration(time::OffsetDateTime::now_utc(), Span::days(365))?,
//!     serial: Serial::random(&mut rng),
//! };
//! let ca = pki::self_signed(&spec, &ca_key)?;
//!
//! let issuer = pki::rcgen::issuer(&ca, &ca_key)?;
//! let key = generate("p256".parse()?, &mut rng)?;
//! let params = rcgen::CertificateParams::new(["localhost".to_owned()])?;
//! let leaf = params.signed_by(&SigningKey::new(&key)?, &issuer)?;
//!
//! let leaf = Certificate::from_der(leaf.der())?;
//! pki::signature::check_issued(&leaf, ca_key.public())?;
//! # Ok(())
//! # }
//! ```

mod algorithm;
mod expressed;

use ::rcgen::{Error, Issuer, PublicKeyData, SignatureAlgorithm};
pub use expressed::{certificate, crl, request};
use rustls_pki_types::CertificateDer;
use thiserror::Error;

use super::chain::is_same_key;
use crate::encoding::certificate::Certificate;
use crate::key::{PrivateKey, PublicKey, SignError, Signer};

/// A private key for rcgen, which signs with the digest that devcert chooses for its kind.
pub struct SigningKey {
    public: PublicKey,
    signer: Signer,
    algorithm: &'static SignatureAlgorithm,
}

/// Why a key or a CA cannot be used with rcgen.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RcgenError {
    /// The key does not sign.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// rcgen has no algorithm for keys of this kind, or encodes them in another way.
    #[error("rcgen does not support keys of this kind: {}", .0.algorithm())]
    Key(Box<PublicKey>),
    /// The key is not the one in the certificate.
    #[error("the key does not belong to the certificate")]
    OtherKey,
    /// rcgen cannot hold the name: it keeps one attribute of each type.
    #[error("rcgen cannot express the subject of the CA: {0}")]
    Name(String),
    /// rcgen did not read the certificate.
    #[error("rcgen does not read the certificate of the CA: {0}")]
    Certificate(#[from] Error),
}

impl SigningKey {
    /// A signing key for rcgen from a devcert key.
    ///
    /// # Errors
    /// When the key does not sign, or is of a kind that rcgen does not have.
    pub fn new(key: &PrivateKey) -> Result<Self, RcgenError> {
        let signer = Signer::with_default(key)?;
        let public = key.public().clone();
        let algorithm = algorithm::of_signer(&signer, &public)
            .ok_or_else(|| RcgenError::Key(Box::new(public.clone())))?;
        Ok(Self { public, signer, algorithm })
    }
}

impl PublicKeyData for SigningKey {
    fn der_bytes(&self) -> &[u8] {
        self.public.bits()
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        self.algorithm
    }
}

impl ::rcgen::SigningKey for SigningKey {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        self.signer.sign(message).map_err(|_| Error::RemoteKeyError)
    }
}

/// The issuer for rcgen that the CA `certificate` and its key are.
///
/// # Errors
/// When the key is not the certificate's, rcgen does not have its kind, or the subject has attributes
/// that rcgen would lose: certificates would name an issuer that does not exist.
pub fn issuer(
    certificate: &Certificate,
    key: &PrivateKey,
) -> Result<Issuer<'static, SigningKey>, RcgenError> {
    if !is_same_key(certificate.public_key(), key.public()) {
        return Err(RcgenError::OtherKey);
    }
    if !expressed::has_name(certificate.subject()) {
        return Err(RcgenError::Name(certificate.subject().to_string()));
    }
    let der = CertificateDer::from(certificate.der().to_vec());
    Ok(Issuer::from_ca_cert_der(&der, SigningKey::new(key)?)?)
}
