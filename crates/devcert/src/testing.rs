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
//! # A TLS handshake in which each side checks the other's certificate
//!
//! ```
//! use std::io::{Read, Write};
//! use std::net::{TcpListener, TcpStream};
//! use std::sync::Arc;
//!
//! use devcert::testing::Ca;
//! use rustls::{ClientConnection, ServerConnection, StreamOwned};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let ca = Ca::new("test CA")?;
//! let server = ca.server(["localhost"])?.mutual_server_config()?;
//! let client = ca.client("alice")?.client_config()?;
//!
//! let listener = TcpListener::bind("127.0.0.1:0")?;
//! let mut near = StreamOwned::new(
//!     ClientConnection::new(Arc::new(client), "localhost".try_into()?)?,
//!     TcpStream::connect(listener.local_addr()?)?,
//! );
//! let far = std::thread::spawn(move || {
//!     let tls = ServerConnection::new(Arc::new(server)).unwrap();
//!     let mut far = StreamOwned::new(tls, listener.accept().unwrap().0);
//!     let mut word = [0; 5];
//!     far.read_exact(&mut word).unwrap();
//!     word
//! });
//! near.write_all(b"hello")?;
//! assert_eq!(&far.join().unwrap(), b"hello");
//! # Ok(())
//! # }
//! ```

use std::fmt;
use std::sync::Arc;

use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::server::WebPkiClientVerifier;
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, RootCertStore, ServerConfig};
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use thiserror::Error as ThisError;
use time::OffsetDateTime;

use crate::encoding::certificate::Certificate;
use crate::encoding::private_key::KeyError;
use crate::key::{self, GenerateError, PrivateKey, SignError};
use crate::model::algorithm::{Curve, KeyAlgorithm};
use crate::model::name::{Name, NameError};
use crate::model::profile::Profile;
use crate::model::san::SanError;
use crate::model::serial::Serial;
use crate::model::span::Span;
use crate::model::validity::{Validity, ValidityError};
use crate::pki::load::{CertifiedKeyError, certified_key};
use crate::pki::{self, CertificateBuilder, CertificateSpec, IssueError, Issuer, RejectReason};

/// How long expired certificates and those of the future are valid.
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
    Rustls(RejectReason),
}

impl Error {
    fn rustls(error: &rustls::Error) -> Self {
        Self::Rustls(RejectReason::of_rustls(error))
    }
}

impl Ca {
    /// A new root CA with this common name, which may issue for every name.
    ///
    /// # Errors
    /// [`Error::Name`] when the name is empty or longer than 64 characters (RFC 5280, appendix A.1).
    pub fn new(common_name: &str) -> Result<Self, Error> {
        let key = key::generate(ALGORITHM, &mut rand::rng())?;
        let subject = Name::from_common_name(common_name)?;
        let certificate = builder(Profile::Root).subject(subject.clone()).self_signed(&key)?;
        Ok(Self(Arc::new(Authority { certificate, issuer: Issuer::new(subject, &key)? })))
    }

    /// A certificate for a server with these names: host names, wildcards and IP addresses.
    ///
    /// # Errors
    /// [`Error::San`] for what is not a name.
    pub fn server<S: AsRef<str>>(&self, names: impl IntoIterator<Item = S>) -> Result<Issued, Error> {
        self.issue(builder(Profile::Server).names(names)?)
    }

    /// A certificate for a client with this common name.
    ///
    /// # Errors
    /// [`Error::Name`] when the name is empty or longer than 64 characters.
    pub fn client(&self, common_name: &str) -> Result<Issued, Error> {
        self.issue(builder(Profile::Client).subject(Name::from_common_name(common_name)?))
    }

    /// Its certificate, which clients are to trust.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.0.certificate
    }

    /// Its name and key, to sign revocation lists and certificates of other kinds.
    #[must_use]
    pub fn issuer(&self) -> &Issuer {
        &self.0.issuer
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
        roots.add(self.certificate().into()).map_err(|error| Error::rustls(&error))?;
        Ok(roots)
    }

    /// A rustls client that trusts this CA alone and sends no certificate, on aws-lc-rs.
    ///
    /// # Errors
    /// [`Error::Rustls`], which is not known to happen.
    pub fn client_config(&self) -> Result<ClientConfig, Error> {
        let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| Error::rustls(&error))?;
        Ok(config.with_root_certificates(self.roots()?).with_no_client_auth())
    }

    /// Issues what `builder` describes, on a new P-256 key.
    ///
    /// # Errors
    /// [`Error::Issue`], as [`CertificateBuilder::issued_by`].
    pub fn issue(&self, builder: CertificateBuilder) -> Result<Issued, Error> {
        let key = key::generate(ALGORITHM, &mut rand::rng())?;
        let certificate = builder.issued_by(&self.0.issuer, key.public())?;
        Ok(Issued { ca: self.clone(), key, certificate })
    }
}

impl Issued {
    /// Replaces the certificate by one on the same key that expired yesterday.
    ///
    /// # Errors
    /// [`Error::Issue`], which is not known to happen.
    pub fn expired(self) -> Result<Self, Error> {
        let yesterday = now() - time::Duration::DAY;
        self.with_validity(Validity::between(yesterday - YEAR.duration(), yesterday)?)
    }

    /// Replaces the certificate by one on the same key that becomes valid tomorrow.
    ///
    /// # Errors
    /// [`Error::Issue`], which is not known to happen.
    pub fn not_yet_valid(self) -> Result<Self, Error> {
        let tomorrow = now() + time::Duration::DAY;
        self.with_validity(Validity::between(tomorrow, tomorrow + YEAR.duration())?)
    }

    /// Replaces the certificate by one on the same key with these dates.
    ///
    /// # Errors
    /// [`Error::Issue`], which is not known to happen.
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
        Ok(String::from_utf8_lossy(self.key.to_pem()?.expose()).into_owned())
    }

    /// What a TLS server or client sends, for rustls: the certificate, without the CA's.
    #[must_use]
    pub fn chain(&self) -> Vec<CertificateDer<'static>> {
        vec![self.certificate().into()]
    }

    /// The private key for rustls, in PKCS#8.
    ///
    /// # Errors
    /// [`Error::Key`], which is not known to happen.
    pub fn key_der(&self) -> Result<PrivateKeyDer<'static>, Error> {
        Ok(self.key().try_into()?)
    }

    /// A rustls server with this certificate that asks clients for none, on aws-lc-rs.
    ///
    /// # Errors
    /// [`Error::Rustls`], which is not known to happen.
    pub fn server_config(&self) -> Result<ServerConfig, Error> {
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| Error::rustls(&error))?;
        config
            .with_no_client_auth()
            .with_single_cert(self.chain(), self.key_der()?)
            .map_err(|error| Error::rustls(&error))
    }

    /// A rustls server with this certificate that accepts only clients with certificates of the same CA, on
    /// aws-lc-rs.
    ///
    /// # Errors
    /// [`Error::Rustls`], which is not known to happen.
    pub fn mutual_server_config(&self) -> Result<ServerConfig, Error> {
        let (provider, roots) = (Arc::new(aws_lc_rs::default_provider()), Arc::new(self.ca.roots()?));
        let clients = WebPkiClientVerifier::builder_with_provider(roots, Arc::clone(&provider));
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| Error::rustls(&error))?
            .with_client_cert_verifier(
                clients.build().map_err(|_| Error::Rustls(RejectReason::UnknownIssuer))?,
            );
        config.with_single_cert(self.chain(), self.key_der()?).map_err(|error| Error::rustls(&error))
    }

    /// A rustls client that trusts the CA of this certificate alone and sends the certificate to servers that
    /// ask for one, on aws-lc-rs.
    ///
    /// # Errors
    /// [`Error::Rustls`], which is not known to happen.
    pub fn client_config(&self) -> Result<ClientConfig, Error> {
        let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| Error::rustls(&error))?
            .with_root_certificates(self.ca.roots()?);
        config.with_client_auth_cert(self.chain(), self.key_der()?).map_err(|error| Error::rustls(&error))
    }

    /// Certificate and key for rustls, as its resolvers return them.
    ///
    /// # Errors
    /// [`Error::Rustls`] when the provider does not load the key.
    pub fn certified_key(&self, provider: &CryptoProvider) -> Result<CertifiedKey, Error> {
        let chain = std::slice::from_ref(&self.certificate);
        certified_key(chain, &self.key, provider).map_err(|error| match error {
            CertifiedKeyError::Key(error) => error.into(),
            CertifiedKeyError::Rejected(refusal) => Error::Rustls(refusal),
        })
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

/// A certificate of this profile for a year from now.
fn builder(profile: Profile) -> CertificateBuilder {
    CertificateBuilder::new(profile, now(), &mut rand::rng())
}

#[expect(clippy::disallowed_methods, reason = "a test's certificates are valid now")]
fn now() -> OffsetDateTime {
    OffsetDateTime::now_utc()
}
