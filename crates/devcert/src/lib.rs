//! TLS keys and certificates for development and CI, checked before you use them.
//!
//! The library that the `devcert` command is built on. It opens no files and asks neither the
//! environment nor the clock: bytes, time and random numbers are arguments. A module uses only the
//! modules above it in this table:
//!
//! | floor | | |
//! |---|---|---|
//! | 0 | [`model`] | names, algorithms, dates: valid where they are parsed from text, unchanged where they are read from files |
//! | 1 | [`key`] | keys in memory: made, held against themselves, signing |
//! | 1 | [`encoding`] | bytes to keys, certificates and requests, and back |
//! | 2 | [`pki`] | the work itself: request, issue, accept, revoke, verify |
//!
//! [`testing`] has a CA in memory for tests, with the clock and the random numbers of the machine.
//!
//! # A key, a certificate, a server
//!
//! ```
//! use devcert::encoding::certificate::Certificate;
//! use devcert::encoding::private_key::{KeyForm, to_der};
//! use devcert::key;
//! use devcert::model::{algorithm::KeyAlgorithm, name::Name, profile::Profile, san::San};
//! use devcert::model::{serial::Serial, span::Span, validity::Validity};
//! use devcert::pki::{CertificateSpec, self_signed};
//! use rustls::pki_types::{CertificateDer, PrivateKeyDer};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut rng = rand::rng();
//! let now = time::OffsetDateTime::now_utc();
//!
//! let key = key::generate("p256".parse::<KeyAlgorithm>()?, &mut rng)?;
//! let spec = CertificateSpec {
//!     subject: Name::common_name("localhost")?,
//!     extensions: Profile::Server.extensions(false, San::defaults().to_vec()),
//!     validity: Validity::lasting(now, Span::days(365))?,
//!     serial: Serial::random(&mut rng),
//! };
//! let certificate = self_signed(&spec, &key)?;
//! assert_eq!(certificate.names().len(), 3);
//!
//! // A rustls server starts from them.
//! let private = to_der(&key, KeyForm::Pkcs8)?;
//! let server = rustls::ServerConfig::builder_with_provider(
//!     rustls::crypto::aws_lc_rs::default_provider().into(),
//! )
//! .with_safe_default_protocol_versions()?
//! .with_no_client_auth()
//! .with_single_cert(
//!     vec![CertificateDer::from(certificate.der().to_vec())],
//!     PrivateKeyDer::try_from(private.expose().to_vec())?,
//! )?;
//! # drop(server);
//! # Ok(())
//! # }
//! ```

pub mod encoding;
pub mod key;
pub mod model;
pub mod pki;
pub mod testing;
pub mod text;
pub mod x509;
