//! Certificates for tests: a CA in memory, and what it issues to servers and clients.
//!
//! Keys are P-256, certificates are valid for a year, and nothing touches a file.
//!
//! ```
//! use devcert::testing::Ca;
//!
//! # fn main() -> Result<(), devcert::testing::Error> {
//! let ca = Ca::new("test CA")?;
//! let server = ca.server(["localhost", "127.0.0.1"])?;
//! let client = ca.client("alice")?;
//! let expired = ca.server(["localhost"])?.expired()?;
//! # assert_eq!(server.certificate().names().len(), 2);
//! # assert!(client.certificate().subject().to_string().contains("alice"));
//! # assert!(expired.certificate().not_after() < server.certificate().not_before());
//! # Ok(())
//! # }
//! ```
//!
//! # A server that asks for client certificates, and a client
//!
//! ```
//! use std::io::{Read, Write};
//! use std::sync::Arc;
//!
//! use devcert::testing::Ca;
//! use rustls::server::WebPkiClientVerifier;
//! use rustls::{ClientConfig, ClientConnection, ServerConfig, ServerConnection, Stream};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
//! let ca = Ca::new("test CA")?;
//! let (server, client) = (ca.server(["localhost"])?, ca.client("alice")?);
//!
//! let roots = Arc::new(ca.roots()?);
//! let verifier = WebPkiClientVerifier::builder_with_provider(roots.clone(), provider.clone()).build()?;
//! let server = ServerConfig::builder_with_provider(provider.clone())
//!     .with_safe_default_protocol_versions()?
//!     .with_client_cert_verifier(verifier)
//!     .with_single_cert(server.chain(), server.key_der()?)?;
//! let client = ClientConfig::builder_with_provider(provider)
//!     .with_safe_default_protocol_versions()?
//!     .with_root_certificates(roots)
//!     .with_client_auth_cert(client.chain(), client.key_der()?)?;
//!
//! let (mut near, mut far) = std::os::unix::net::UnixStream::pair()?;
//! let server = std::thread::spawn(move || {
//!     let mut tls = ServerConnection::new(Arc::new(server)).unwrap();
//!     let mut word = [0; 5];
//!     Stream::new(&mut tls, &mut far).read_exact(&mut word).unwrap();
//!     word
//! });
//! let mut tls = ClientConnection::new(Arc::new(client), "localhost".try_into()?)?;
//! Stream::new(&mut tls, &mut near).write_all(b"hello")?;
//! assert_eq!(&server.join().unwrap(), b"hello");
//! # Ok(())
//! # }
//! ```

use std::fmt;
use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls::sign::CertifiedKey;
use rustls::{RootCertStore, pki_types};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use thiserror::Error as ThisError;
use time::OffsetDateTime;

use crate::encoding::certificate::Certificate;
use crate::encoding::pem;
use crate::encoding::private_key::{KeyError, KeyForm, to_der};
use crate::key::{self, GenerateError, PrivateKey, SignError};
use crate::model::algorithm::{Curve, KeyAlgorithm};
use crate::model::extension::Extension;
use crate::model::name::{Name, NameError};
use crate::model::profile::{Profile, ca_extensions};
use crate::model::san::{San, SanError};
use crate::model::serial::Serial;
use crate::model::span::Span;
use crate::model::validity::{Validity, ValidityError};
use crate::pki::{self, CertificateSpec, IssueError, Issuer};

/// How long certificates are valid.
const YEAR: Span = Span::days(365);

/// The kind of all keys: small, fast, and accepted by every client.
const ALGORITHM: KeyAlgorithm = KeyAlgorithm::Ec(Curve::P256);

/// A CA in memory. Clones share it.
#[derive(Clone)]
pub struct Ca(Arc<Authority>);

struct Authority {
    certificate: Certificate,
    issuer: Issuer,
}

/// A certificate from a [`Ca`], and its private key.
#[derive(Clone)]
pub struct Issued {
    ca: Ca,
    key: PrivateKey,
    certificate: Certificate,
}

/// Why a certificate could not be created.
#[derive(Debug, ThisError)]
#[non_exhaustive]
pub enum Error {
    /// A name is not one that a certificate can have.
    #[error(transparent)]
    San(#[from] SanError),
    /// A common name is too long or empty.
    #[error(transparent)]
    Name(#[from] NameError),
    /// The dates are out of range.
    #[error(transparent)]
    Validity(#[from] ValidityError),
    /// No key could be generated.
    #[error(transparent)]
    Generate(#[from] GenerateError),
    /// The key does not sign.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// The certificate could not be signed.
    #[error(transparent)]
    Issue(#[from] IssueError),
    /// The key could not be encoded.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// rustls rejects the key or the certificate.
    #[error("rustls rejects it: {0}")]
    Rustls(String),
}

impl Ca {
    /// A new root CA with this common name, which may issue for every name.
    ///
    /// # Errors
    /// [`Error::Name`] when the name is empty or longer than 64 characters (RFC 5280, appendix A.1).
    pub fn new(common_name: &str) -> Result<Self, Error> {
        let key = key::generate(ALGORITHM, &mut rand::rng())?;
        let subject = Name::common_name(common_name)?;
        let issuer = Issuer::new(subject.clone(), &key)?;
        let extensions = ca_extensions(Profile::Root, None, None);
        let certificate = pki::issue(&spec(subject, extensions, now())?, key.public(), &issuer)?;
        Ok(Self(Arc::new(Authority { certificate, issuer })))
    }

    /// A certificate for a server with these names: host names, wildcards and IP addresses.
    ///
    /// # Errors
    /// [`Error::San`] for what is not a name.
    pub fn server<S: AsRef<str>>(&self, names: impl IntoIterator<Item = S>) -> Result<Issued, Error> {
        let names = names.into_iter().map(|name| name.as_ref().parse());
        let names = names.collect::<Result<Vec<San>, _>>()?;
        let first = names.iter().find(|name| matches!(name, San::Dns(_)));
        let subject = first.and_then(|name| Name::common_name(&name.bare()).ok()).unwrap_or_default();
        self.issue(subject, Profile::Server.extensions(false, names))
    }

    /// A certificate for a client with this common name.
    ///
    /// # Errors
    /// [`Error::Name`] when the name is empty or longer than 64 characters.
    pub fn client(&self, common_name: &str) -> Result<Issued, Error> {
        self.issue(Name::common_name(common_name)?, Profile::Client.extensions(false, Vec::new()))
    }

    /// Its certificate, which clients are to trust.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.0.certificate
    }

    /// Its certificate as PEM.
    #[must_use]
    pub fn pem(&self) -> String {
        self.0.certificate.to_pem()
    }

    /// Trust anchors for rustls.
    ///
    /// # Errors
    /// [`Error::Rustls`], which is not known to happen.
    pub fn roots(&self) -> Result<RootCertStore, Error> {
        let mut roots = RootCertStore::empty();
        roots.add(der(&self.0.certificate)).map_err(|error| Error::Rustls(error.to_string()))?;
        Ok(roots)
    }

    fn issue(&self, subject: Name, extensions: Vec<Extension>) -> Result<Issued, Error> {
        let key = key::generate(ALGORITHM, &mut rand::rng())?;
        let certificate = pki::issue(&spec(subject, extensions, now())?, key.public(), &self.0.issuer)?;
        Ok(Issued { ca: self.clone(), key, certificate })
    }
}

impl Issued {
    /// The same certificate, key and names, expired since yesterday.
    ///
    /// # Errors
    /// As those of issuing.
    pub fn expired(self) -> Result<Self, Error> {
        let yesterday = now() - time::Duration::DAY;
        self.with_validity(Validity::between(yesterday - YEAR.duration(), yesterday)?)
    }

    /// The same certificate, key and names, valid from tomorrow on.
    ///
    /// # Errors
    /// As those of issuing.
    pub fn not_yet_valid(self) -> Result<Self, Error> {
        let tomorrow = now() + time::Duration::DAY;
        self.with_validity(Validity::between(tomorrow, tomorrow + YEAR.duration())?)
    }

    /// The same certificate, key and names, with these dates.
    ///
    /// # Errors
    /// As those of issuing.
    pub fn with_validity(self, validity: Validity) -> Result<Self, Error> {
        let spec = CertificateSpec {
            subject: self.certificate.subject().clone(),
            extensions: self.certificate.extensions().to_vec(),
            validity,
            serial: Serial::random(&mut rand::rng()),
        };
        let certificate = pki::issue(&spec, self.key.public(), &self.ca.0.issuer)?;
        Ok(Self { certificate, ..self })
    }

    /// The certificate.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The private key.
    #[must_use]
    pub fn key(&self) -> &PrivateKey {
        &self.key
    }

    /// The certificate as PEM.
    #[must_use]
    pub fn pem(&self) -> String {
        self.certificate.to_pem()
    }

    /// The private key as PEM, in PKCS#8.
    ///
    /// # Errors
    /// [`Error::Key`], which is not known to happen.
    pub fn key_pem(&self) -> Result<String, Error> {
        let der = to_der(&self.key, KeyForm::Pkcs8)?;
        Ok(String::from_utf8_lossy(pem::encode("PRIVATE KEY", der.expose()).expose()).into_owned())
    }

    /// What a TLS server or client sends, for rustls: the certificate, without the CA's.
    #[must_use]
    pub fn chain(&self) -> Vec<CertificateDer<'static>> {
        vec![der(&self.certificate)]
    }

    /// The private key for rustls, in PKCS#8.
    ///
    /// # Errors
    /// [`Error::Key`], which is not known to happen.
    pub fn key_der(&self) -> Result<PrivateKeyDer<'static>, Error> {
        let der = to_der(&self.key, KeyForm::Pkcs8)?;
        Ok(PrivatePkcs8KeyDer::from(der.expose().to_vec()).into())
    }

    /// Certificate and key for rustls, as its resolvers return them.
    ///
    /// # Errors
    /// [`Error::Rustls`] when the provider does not load the key.
    pub fn certified_key(&self, provider: &CryptoProvider) -> Result<CertifiedKey, Error> {
        let loaded = CertifiedKey::from_der(self.chain(), self.key_der()?, provider);
        loaded.map_err(|error| Error::Rustls(error.to_string()))
    }
}

impl fmt::Debug for Ca {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Ca").field(&self.0.certificate.subject().to_string()).finish()
    }
}

impl fmt::Debug for Issued {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Issued").field("certificate", &self.certificate).finish_non_exhaustive()
    }
}

fn spec(
    subject: Name,
    extensions: Vec<Extension>,
    now: OffsetDateTime,
) -> Result<CertificateSpec, ValidityError> {
    let serial = Serial::random(&mut rand::rng());
    Ok(CertificateSpec { subject, extensions, validity: Validity::lasting(now, YEAR)?, serial })
}

fn der(certificate: &Certificate) -> pki_types::CertificateDer<'static> {
    CertificateDer::from(certificate.der().to_vec())
}

#[expect(clippy::disallowed_methods, reason = "a test's certificates are valid now")]
fn now() -> OffsetDateTime {
    OffsetDateTime::now_utc()
}
