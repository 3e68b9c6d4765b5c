//! Keys, certificates, requests and revocation lists: created, read, verified and explained.
//!
//! This is the library below the `devcert` command. It opens no files, asks neither the environment nor
//! the clock, and prints nothing: bytes, time and random numbers are arguments. Only [`testing`] uses the
//! clock and the random numbers of the machine.
//!
//! | module | contents |
//! |---|---|
//! | [`testing`] | a CA in memory for tests: server and client certificates in one line each |
//! | [`key`] | private and public keys: generate, sign, verify |
//! | [`pki`] | certificates, requests, CRLs: create and sign; [verify](pki::verify), [lint](pki::lint), [inspect](pki::inspection), [renew](pki::renewal), [convert](pki::bundle) |
//! | [`encoding`] | PEM, DER, PKCS#8, PKCS#12, PKCS#7, JWK, OpenSSH, OCSP: bytes to values, and back |
//! | [`model`] | names, algorithms, dates, profiles, extensions: the values themselves |
//! | [`text`] | the text of `openssl x509 -text` and its siblings |
//! | [`x509`] | the ASN.1 structures, for certificates that break the rules |
//!
//! The types that arguments come from are re-exported: [`rand`], [`time`] and [`rustls_pki_types`].
//!
//! # Test with TLS
//!
//! ```
//! use devcert::testing::Ca;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let ca = Ca::new("test CA")?;
//! let server = ca.server(["localhost", "127.0.0.1"])?;
//! let client = ca.client("alice")?;
//! let expired = ca.server(["localhost"])?.expired()?;
//! # assert!(expired.certificate().not_after() < server.certificate().not_before());
//! # assert_eq!(client.certificate().subject().to_string(), "CN=alice");
//! # Ok(())
//! # }
//! ```
//!
//! [`testing`] goes on with a TLS handshake in which each side checks the other's certificate.
//!
//! # Generate a key
//!
//! ```
//! use devcert::{key, rand};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let key = key::generate("p256".parse()?, &mut rand::rng())?;
//! let pem = key.to_pem()?; // wiped from memory when it is dropped
//! assert!(pem.expose().starts_with(b"-----BEGIN PRIVATE KEY-----"));
//! # Ok(())
//! # }
//! ```
//!
//! # Create a self-signed certificate
//!
//! ```
//! use devcert::model::profile::Profile;
//! use devcert::pki::CertificateBuilder;
//! use devcert::{key, rand, time};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let now = time::OffsetDateTime::now_utc();
//! let key = key::generate("p256".parse()?, &mut rand::rng())?;
//! let certificate = CertificateBuilder::new(Profile::Server, now, &mut rand::rng())
//!     .names(["localhost", "127.0.0.1"])?
//!     .self_signed(&key)?;
//! assert!(certificate.to_pem().starts_with("-----BEGIN CERTIFICATE-----"));
//!
//! // For rustls: CertificateDer, PrivateKeyDer or CertifiedKey.
//! let provider = rustls::crypto::aws_lc_rs::default_provider();
//! let certified = devcert::pki::load::certified_key(&[certificate], &key, &provider)?;
//! # assert_eq!(certified.cert.len(), 1);
//! # Ok(())
//! # }
//! ```
//!
//! # Sign a request with a CA
//!
//! ```
//! use devcert::model::{name::Name, profile::Profile};
//! use devcert::pki::{self, CertificateBuilder, Issuer, RequestSpec, IssuancePolicy};
//! use devcert::{key, rand, time};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let (now, mut rng) = (time::OffsetDateTime::now_utc(), rand::rng());
//! let ca_key = key::generate("p384".parse()?, &mut rng)?;
//! let ca = CertificateBuilder::new(Profile::Root, now, &mut rng)
//!     .subject(Name::from_common_name("example root")?)
//!     .self_signed(&ca_key)?;
//!
//! // The server creates the request and keeps its key.
//! let key = key::generate("ed25519".parse()?, &mut rng)?;
//! let spec = RequestSpec::new(Profile::Server, vec!["localhost".parse()?], key.public());
//! let request = pki::create_request(&spec, &key)?;
//!
//! // The CA checks the request's signature, and that it requests no more than a server needs.
//! let granted = pki::apply_policy(&request, &IssuancePolicy::new(Profile::Server))?;
//! let certificate = CertificateBuilder::new(Profile::Server, now, &mut rng)
//!     .granted(granted)
//!     .issued_by(&Issuer::of(&ca, &ca_key)?, request.public_key())?;
//! pki::signature::check_issued(&certificate, ca.public_key())?;
//! # Ok(())
//! # }
//! ```
//!
//! # Read any file
//!
//! PEM, DER and containers, whatever the file is called; encrypted objects with a passphrase.
//!
//! ```
//! use devcert::encoding::limits::Limits;
//! use devcert::encoding::read;
//! use devcert::pki::inspection::inspect;
//! # use devcert::testing::Ca;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let server = Ca::new("test CA")?.server(["localhost"])?;
//! # let file = [server.pem(), server.key_pem()?].concat().into_bytes();
//! let certificates = read::certificates(&file)?;
//! let key = read::private_key(&file)?;
//! assert_eq!(certificates[0].public_key(), key.public());
//!
//! for item in inspect(&file, None, &Limits::default())?.items {
//!     println!("{}", item.kind);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Verify a server's files
//!
//! A rustls server starts from the files in memory, and a rustls client accepts it for each of its names.
//!
//! ```
//! use devcert::pki::verify::{Status, VerifyInput, verify};
//! # use devcert::testing::Ca;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let ca = Ca::new("test CA")?;
//! # let server = ca.server(["localhost"])?;
//! # let (key, certificate, roots) = (server.key_pem()?, server.pem(), ca.pem());
//! # let now = devcert::time::OffsetDateTime::now_utc();
//! let verification = verify(&VerifyInput {
//!     key: Some(key.as_bytes()),
//!     anchors: Some(roots.as_bytes()),
//!     ..VerifyInput::new(certificate.as_bytes(), now)
//! });
//! assert_eq!(verification.verdict(), Status::Pass);
//! # Ok(())
//! # }
//! ```
//!
//! # Lint a certificate
//!
//! ```
//! use devcert::pki::lint::{Context, lint};
//! # use devcert::testing::Ca;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let certificate = Ca::new("test CA")?.server(["localhost"])?.certificate().clone();
//! for finding in lint(&certificate, Context::default()).findings {
//!     println!("{}: {}: {}", finding.rule.severity, finding.rule.id, finding.text);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Write PKCS#12
//!
//! ```
//! use devcert::encoding::pkcs12::Identity;
//! use devcert::model::secret::Secret;
//! # use devcert::{rand, testing::Ca};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let server = Ca::new("test CA")?.server(["localhost"])?;
//! # let (key, chain) = (server.key(), [server.certificate().clone()]);
//! let passphrase = Secret::from(&b"changeit"[..]);
//! let p12 = Identity::new(key, &chain).to_der(&passphrase, &mut rand::rng())?;
//! # assert!(p12.expose().len() > 500);
//! # Ok(())
//! # }
//! ```
//!
//! # Revoke a certificate
//!
//! ```
//! use devcert::encoding::crl::Reason;
//! use devcert::model::span::Span;
//! use devcert::pki::{CrlSpec, Revocation, create_crl};
//! # use devcert::{testing::Ca, time};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let ca = Ca::new("test CA")?;
//! # let certificate = ca.server(["localhost"])?.certificate().clone();
//! # let (issuer, now) = (ca.issuer(), time::OffsetDateTime::now_utc());
//! let mut spec = CrlSpec::new(1, now, Span::days(30));
//! spec.revoked.push(Revocation::of_certificate(&certificate, now, Reason::UNSPECIFIED));
//! let crl = create_crl(&spec, issuer)?;
//! assert_eq!(crl.revoked().len(), 1);
//! println!("{}", crl.to_pem());
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

pub use {::rand, ::rustls_pki_types, ::time};

/// The example on the front page of the registry runs with the documentation tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;
