//! Which extensions a certificate gets for what it is meant to do.

use super::algorithm::KeyAlgorithm;
use super::extension::{Body, Extension};
use super::san::San;
use super::usage::{ExtendedKeyUsage, KeyUsage};

/// What a certificate is meant to do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Profile {
    /// A TLS server: what rustls, browsers, Go and Java expect of one.
    #[default]
    Server,
}

impl Profile {
    /// The extensions of a certificate for `names`, in order. keyEncipherment stands beside
    /// digitalSignature for RSA keys because NSS tools refuse RSA servers without it.
    #[must_use]
    pub fn extensions(self, rsa: bool, names: Vec<San>) -> Vec<Extension> {
        let Self::Server = self;
        let mut extensions = vec![
            Body::BasicConstraints { ca: false, path_len: None }.critical(),
            Body::KeyUsage(Self::key_usage(rsa)).critical(),
            Body::ExtendedKeyUsage(vec![ExtendedKeyUsage::SERVER_AUTH]).plain(),
        ];
        if !names.is_empty() {
            extensions.push(Body::SubjectAltName(names).plain());
        }
        extensions.push(Body::SubjectKeyIdentifier.plain());
        extensions.push(Body::AuthorityKeyIdentifier.plain());
        extensions
    }

    /// What a request asks for: the same, without the identifiers that the issuer sets.
    #[must_use]
    pub fn requested_extensions(self, rsa: bool, names: Vec<San>) -> Vec<Extension> {
        let mut extensions = self.extensions(rsa, names);
        extensions.retain(|extension| {
            !matches!(extension.body, Body::SubjectKeyIdentifier | Body::AuthorityKeyIdentifier)
        });
        extensions
    }

    fn key_usage(rsa: bool) -> Vec<KeyUsage> {
        match rsa {
            true => vec![KeyUsage::DigitalSignature, KeyUsage::KeyEncipherment],
            false => vec![KeyUsage::DigitalSignature],
        }
    }
}

/// Whether keys of `algorithm` are RSA keys.
#[must_use]
pub const fn is_rsa(algorithm: KeyAlgorithm) -> bool {
    matches!(algorithm, KeyAlgorithm::Rsa(_))
}
