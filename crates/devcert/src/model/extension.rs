//! What a certificate or request says beyond its name and key (RFC 5280, 4.2).

use der::Decode;
use der::asn1::AnyRef;

use super::constraint::NameConstraints;
use super::der_error::{DerError, Opaque as _};
use super::oid::Oid;
use super::san::San;
use super::usage::{ExtendedKeyUsage, KeyUsage};

/// One extension and whether a reader that does not know it must refuse the certificate. The format allows either for
/// each extension; [`crate::model::profile`] and [`crate::pki`] set the bit as RFC 5280 requires.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    /// The critical bit.
    pub critical: bool,
    /// What it says.
    pub body: ExtensionValue,
}

/// The first extension that is among `extensions` more than once (RFC 5280, 4.2, forbids it).
#[must_use]
pub fn repeated(extensions: &[Extension]) -> Option<Oid> {
    let oids: Vec<_> = extensions.iter().map(|one| one.body.oid()).collect();
    let repeated = oids.iter().enumerate().find(|(index, oid)| oids[..*index].contains(oid));
    repeated.map(|(_, oid)| *oid)
}

/// What an extension says.
///
/// A list without entries, which RFC 5280 does not allow, can come from a file; code that builds a certificate omits such
/// an extension instead. It is written as it is, and [`crate::pki::lint`] reports it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExtensionValue {
    /// Whether the subject is a CA, and how many CAs may follow below it (4.2.1.9).
    BasicConstraints {
        /// The CA bit.
        ca: bool,
        /// pathLenConstraint: how many CAs may follow; unlimited when it is `None`.
        path_len: Option<u8>,
    },
    /// What the key may do (4.2.1.3).
    KeyUsage(Vec<KeyUsage>),
    /// What the key may be used for (4.2.1.12).
    ExtendedKeyUsage(Vec<ExtendedKeyUsage>),
    /// Who the certificate is for (4.2.1.6).
    SubjectAltName(Vec<San>),
    /// Which names may stand below a CA (4.2.1.10).
    NameConstraints(NameConstraints),
    /// The subject key's identifier (4.2.1.2): the SHA-1 of the key (method 1), set when issuing.
    SubjectKeyIdentifier,
    /// The issuer key's identifier (4.2.1.1), set when issuing: the one in the issuer's certificate.
    AuthorityKeyIdentifier,
    /// Any other, with the DER of its value.
    Other(OtherExtension),
}

/// The value of an extension that devcert does not model, or that breaks the rules of its type. One that was read from
/// a file is as it was there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherExtension {
    pub(crate) oid: Oid,
    pub(crate) der: Vec<u8>,
}

impl OtherExtension {
    /// The extension `oid` whose value is `der`.
    ///
    /// # Errors
    /// When `der` is not exactly one element of DER, which every value is (RFC 5280, 4.2).
    pub fn new(oid: Oid, der: Vec<u8>) -> Result<Self, DerError> {
        AnyRef::from_der(&der).opaque()?;
        Ok(Self { oid, der })
    }

    /// The object identifier of the extension.
    #[must_use]
    pub const fn oid(&self) -> Oid {
        self.oid
    }

    /// The content of `extnValue`.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }
}

impl ExtensionValue {
    /// The extension's object identifier.
    #[must_use]
    pub const fn oid(&self) -> Oid {
        use const_oid::db::rfc5280;
        Oid::of(match self {
            Self::BasicConstraints { .. } => rfc5280::ID_CE_BASIC_CONSTRAINTS,
            Self::KeyUsage(_) => rfc5280::ID_CE_KEY_USAGE,
            Self::ExtendedKeyUsage(_) => rfc5280::ID_CE_EXT_KEY_USAGE,
            Self::SubjectAltName(_) => rfc5280::ID_CE_SUBJECT_ALT_NAME,
            Self::NameConstraints(_) => rfc5280::ID_CE_NAME_CONSTRAINTS,
            Self::SubjectKeyIdentifier => rfc5280::ID_CE_SUBJECT_KEY_IDENTIFIER,
            Self::AuthorityKeyIdentifier => rfc5280::ID_CE_AUTHORITY_KEY_IDENTIFIER,
            Self::Other(other) => return other.oid,
        })
    }

    /// This extension with the critical bit set.
    #[must_use]
    pub const fn critical(self) -> Extension {
        Extension { critical: true, body: self }
    }

    /// This extension without the critical bit.
    #[must_use]
    pub const fn non_critical(self) -> Extension {
        Extension { critical: false, body: self }
    }
}
