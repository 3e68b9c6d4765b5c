//! What a certificate's key may be used for.

use const_oid::ObjectIdentifier;

use super::oid::{Oid, known};

/// One bit of the key usage extension (RFC 5280, 4.2.1.3), in the order of its bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names are the standard's")]
pub enum KeyUsage {
    DigitalSignature,
    NonRepudiation,
    KeyEncipherment,
    DataEncipherment,
    KeyAgreement,
    KeyCertSign,
    CrlSign,
    EncipherOnly,
    DecipherOnly,
}

impl KeyUsage {
    /// Every usage, in the order of its bits.
    pub const ALL: [Self; 9] = [
        Self::DigitalSignature,
        Self::NonRepudiation,
        Self::KeyEncipherment,
        Self::DataEncipherment,
        Self::KeyAgreement,
        Self::KeyCertSign,
        Self::CrlSign,
        Self::EncipherOnly,
        Self::DecipherOnly,
    ];

    /// The name in RFC 5280.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::DigitalSignature => "digitalSignature",
            Self::NonRepudiation => "nonRepudiation",
            Self::KeyEncipherment => "keyEncipherment",
            Self::DataEncipherment => "dataEncipherment",
            Self::KeyAgreement => "keyAgreement",
            Self::KeyCertSign => "keyCertSign",
            Self::CrlSign => "cRLSign",
            Self::EncipherOnly => "encipherOnly",
            Self::DecipherOnly => "decipherOnly",
        }
    }
}

/// One purpose of the extended key usage extension (RFC 5280, 4.2.1.12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExtendedKeyUsage(pub Oid);

impl ExtendedKeyUsage {
    const fn known(oid: ObjectIdentifier) -> Self {
        Self(Oid::of(oid))
    }

    /// TLS server authentication.
    pub const SERVER_AUTH: Self = Self::known(known::ID_KP_SERVER_AUTH);
    /// TLS client authentication.
    pub const CLIENT_AUTH: Self = Self::known(known::ID_KP_CLIENT_AUTH);
    /// Code signing (RFC 5280, 4.2.1.12).
    pub const CODE_SIGNING: Self = Self::known(known::ID_KP_CODE_SIGNING);
    /// S/MIME email (RFC 5280, 4.2.1.12).
    pub const EMAIL_PROTECTION: Self = Self::known(known::ID_KP_EMAIL_PROTECTION);
    /// Signs OCSP responses for its issuer (RFC 6960, 4.2.2.2)
    pub const OCSP_SIGNING: Self = Self::known(known::ID_KP_OCSP_SIGNING);
    /// Any purpose (anyExtendedKeyUsage, RFC 5280, 4.2.1.12).
    pub const ANY: Self = Self::known(known::ANY_EXTENDED_KEY_USAGE);

    /// The purposes with a name, as openssl's configuration spells them.
    const NAMED: [(Self, &'static str); 7] = [
        (Self::SERVER_AUTH, "serverAuth"),
        (Self::CLIENT_AUTH, "clientAuth"),
        (Self::CODE_SIGNING, "codeSigning"),
        (Self::EMAIL_PROTECTION, "emailProtection"),
        (Self::known(known::ID_KP_TIME_STAMPING), "timeStamping"),
        (Self::OCSP_SIGNING, "OCSPSigning"),
        (Self::ANY, "anyExtendedKeyUsage"),
    ];

    /// The names of all purposes that have one.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Self::NAMED.iter().map(|(_, name)| *name)
    }

    /// The purpose of this name, or of this dotted object identifier.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        Self::NAMED
            .iter()
            .find(|(_, name)| name.eq_ignore_ascii_case(text))
            .map(|(usage, _)| *usage)
            .or_else(|| text.parse().ok().map(Self))
    }

    /// The standard's name, or the dotted object identifier.
    #[must_use]
    pub fn name(&self) -> String {
        Self::NAMED
            .iter()
            .find(|(usage, _)| usage == self)
            .map_or_else(|| self.0.to_string(), |(_, name)| (*name).to_owned())
    }
}
