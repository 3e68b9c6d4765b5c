//! What goes into a PKCS#12 file and how it is protected, in every detail that openssl's command line can set.

use crate::encoding::pbe::Scheme;
use crate::key::PrivateKey;
use crate::model::algorithm::DigestAlgorithm;
use crate::model::secret::Secret;

/// How each part of a file is protected.
#[derive(Debug, Clone, Copy)]
pub struct Settings<'a> {
    /// The encryption of the certificates; `None` for plain ones.
    pub certificates: Option<Scheme>,
    /// The encryption of the key; `None` for a plain one.
    pub key: Option<Scheme>,
    /// The rounds of both.
    pub rounds: u32,
    /// The passphrase of both.
    pub passphrase: &'a Secret,
    /// The check value; `None` for a file without.
    pub mac: Option<MacSettings<'a>>,
}

/// How the check value is made (RFC 7292, 4).
#[derive(Debug, Clone, Copy)]
pub struct MacSettings<'a> {
    /// The digest.
    pub digest: DigestAlgorithm,
    /// The rounds of the key derivation.
    pub rounds: u32,
    /// The length of the salt, in bytes.
    pub salt_bytes: usize,
    /// The passphrase.
    pub passphrase: &'a Secret,
}

/// A certificate in a file.
#[derive(Debug, Clone, Copy)]
pub struct CertificateBag<'a> {
    /// Its DER.
    pub der: &'a [u8],
    /// The name that it is shown by.
    pub name: Option<&'a str>,
    /// The identifier that it shares with its key.
    pub key_id: Option<&'a [u8]>,
    /// Whether Java trusts it.
    pub is_trusted: bool,
}

impl<'a> CertificateBag<'a> {
    /// The certificate alone.
    #[must_use]
    pub const fn new(der: &'a [u8]) -> Self {
        Self { der, name: None, key_id: None, is_trusted: false }
    }
}

/// A private key in a file.
#[derive(Debug, Clone, Copy)]
pub struct KeyBag<'a> {
    /// The key.
    pub key: &'a PrivateKey,
    /// The name that it is shown by.
    pub name: Option<&'a str>,
    /// The identifier that it shares with its certificate.
    pub key_id: Option<&'a [u8]>,
    /// What Windows uses it for.
    pub usage: Option<KeyUse>,
    /// The cryptographic service provider that Windows uses for it.
    pub provider: Option<&'a str>,
    /// Whether Windows stores it for the machine instead of the user.
    pub is_for_machine: bool,
}

impl<'a> KeyBag<'a> {
    /// The key alone.
    #[must_use]
    pub const fn new(key: &'a PrivateKey) -> Self {
        Self { key, name: None, key_id: None, usage: None, provider: None, is_for_machine: false }
    }
}

/// What Windows uses a key for, as an attribute of PKCS#8 with the bits of a key usage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyUse {
    /// Key exchange, and signatures too.
    Exchange,
    /// Signatures only.
    Signature,
}
