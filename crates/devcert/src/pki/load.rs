//! Loading a key and certificates the way the rustls servers in the field do.
//!
//! The one place that calls rustls-pemfile. The crate is archived (RUSTSEC-2025-0134: no longer
//! maintained, no weakness known), but it is the reader that those servers have, and what it does
//! not see in a file, they do not see either.

use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::{CertifiedKey, SigningKey, SingleCertAndKey};
use rustls::time_provider::TimeProvider;
use rustls::{ServerConfig, crypto};
use thiserror::Error;

use super::refusal::RejectReason;
use crate::encoding::certificate::Certificate;
use crate::encoding::error::KeyError;
use crate::key::PrivateKey;
use crate::model::algorithm::Client;

/// The cryptography below a rustls server; the two do not load the same keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Provider {
    /// The provider of the crate `aws-lc-rs`, rustls's default.
    AwsLcRs,
    /// The provider of the crate `ring`.
    Ring,
}

impl Provider {
    /// Every provider, the default one first.
    pub const ALL: [Self; 2] = [Self::AwsLcRs, Self::Ring];

    /// The crate's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AwsLcRs => "aws-lc-rs",
            Self::Ring => "ring",
        }
    }

    /// rustls with this provider.
    #[must_use]
    pub const fn client(self) -> Client {
        match self {
            Self::AwsLcRs => Client::RustlsAwsLc,
            Self::Ring => Client::RustlsRing,
        }
    }

    /// The provider as rustls takes it.
    #[must_use]
    pub fn crypto(self) -> Arc<CryptoProvider> {
        Arc::new(match self {
            Self::AwsLcRs => crypto::aws_lc_rs::default_provider(),
            Self::Ring => crypto::ring::default_provider(),
        })
    }
}

/// A key and certificates as rustls-pemfile reads them.
#[derive(Debug)]
pub struct ServerFiles {
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
}

/// What rustls-pemfile did not find, or could not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LoadError {
    /// The PEM armour of the key file is damaged.
    #[error("the key file is not PEM that rustls can read")]
    KeyArmour,
    /// The PEM armour of the certificate file is damaged.
    #[error("the certificate file is not PEM that rustls can read")]
    CertificateArmour,
    /// No block of the key file is an unencrypted private key.
    #[error("rustls finds no private key in the key file")]
    NoKey,
    /// No block of the certificate file is a certificate.
    #[error("rustls finds no certificate in the certificate file")]
    NoCertificate,
}

/// Why rustls does not use a key with its certificates.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CertifiedKeyError {
    /// The key cannot be encoded.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The provider does not load the key, or it is not the first certificate's.
    #[error(transparent)]
    Rejected(#[from] RejectReason),
}

impl ServerFiles {
    /// Reads the first private key in `key` and every certificate in `certificates`.
    pub fn read(key: &[u8], certificates: &[u8]) -> Result<Self, LoadError> {
        Ok(Self { key: private_key(key)?, chain: chain(certificates)? })
    }

    /// The certificates, in the order in which the server sends them; at least one.
    #[must_use]
    pub fn chain(&self) -> &[CertificateDer<'static>] {
        &self.chain
    }

    /// The private key.
    pub(super) fn key(&self) -> PrivateKeyDer<'static> {
        self.key.clone_key()
    }

    /// A server that answers every client with this key and these certificates, in TLS 1.3 and 1.2.
    ///
    /// # Errors
    /// When this provider takes no such key, or when the key is not that of the first certificate.
    pub fn server_config(
        &self,
        provider: Provider,
        clock: Arc<dyn TimeProvider>,
    ) -> Result<ServerConfig, RejectReason> {
        self.server(provider, clock).map(|server| server.config)
    }

    /// The same server with its signing key.
    pub(super) fn server(
        &self,
        provider: Provider,
        clock: Arc<dyn TimeProvider>,
    ) -> Result<Server, RejectReason> {
        let crypto = provider.crypto();
        let start = || {
            let certified = CertifiedKey::from_der(self.chain.clone(), self.key.clone_key(), &crypto)?;
            let key = Arc::clone(&certified.key);
            let config = ServerConfig::builder_with_details(Arc::clone(&crypto), clock)
                .with_safe_default_protocol_versions()?
                .with_no_client_auth()
                .with_cert_resolver(Arc::new(SingleCertAndKey::from(certified)));
            Ok(Server { config, key })
        };
        start().map_err(|error| RejectReason::of_rustls(&error))
    }
}

/// A server that speaks TLS 1.3 and 1.2, and the key that it signs with.
#[derive(Debug, Clone)]
pub(super) struct Server {
    pub(super) config: ServerConfig,
    pub(super) key: Arc<dyn SigningKey>,
}

/// The key and its chain for rustls, whose resolvers and configurations hold them in this form; `chain`
/// begins with the key's own certificate and goes on with the CAs between it and the trust anchor.
///
/// # Errors
/// When `provider` does not load keys of this kind, or when the key is not the first certificate's.
pub fn certified_key(
    chain: &[Certificate],
    key: &PrivateKey,
    provider: &CryptoProvider,
) -> Result<CertifiedKey, CertifiedKeyError> {
    let chain = chain.iter().map(CertificateDer::from).collect();
    let certified = CertifiedKey::from_der(chain, key.try_into()?, provider);
    certified.map_err(|error| RejectReason::of_rustls(&error).into())
}

/// The first private key that rustls-pemfile finds.
pub fn private_key(mut pem: &[u8]) -> Result<PrivateKeyDer<'static>, LoadError> {
    rustls_pemfile::private_key(&mut pem).map_err(|_| LoadError::KeyArmour)?.ok_or(LoadError::NoKey)
}

/// The certificates that rustls-pemfile finds; at least one.
pub fn chain(mut pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, LoadError> {
    let found: Vec<_> = rustls_pemfile::certs(&mut pem)
        .collect::<Result<_, _>>()
        .map_err(|_| LoadError::CertificateArmour)?;
    match found.is_empty() {
        true => Err(LoadError::NoCertificate),
        false => Ok(found),
    }
}
