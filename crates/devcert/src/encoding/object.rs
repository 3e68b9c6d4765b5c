//! The objects that files hold: their kinds, how they are packed, and the structures of private keys.

use std::borrow::Cow;
use std::fmt;

use super::oddity::EncodingQuirk;
use super::pem::Label;
use crate::model::secret::Secret;

/// What was found in a file.
#[derive(Debug, Clone)]
pub struct Contents {
    /// The objects, in their order; at least one.
    pub objects: Vec<Object>,
    /// What devcert reads over and other programs stumble on.
    pub oddities: Vec<EncodingQuirk>,
}

/// One object of a file.
#[derive(Debug, Clone)]
pub struct Object {
    /// The kind of the object.
    pub kind: ObjectKind,
    /// How it is packed.
    pub packing: Packing,
    /// Its bytes without armour; DER, save in the forms that are not.
    pub der: Secret,
    /// The header `DEK-Info` of a [`ObjectKind::LegacyEncryptedPrivateKey`], which says how it is encrypted.
    pub dek_info: Option<String>,
}

/// How an object is packed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Packing {
    /// In PEM armour.
    Pem {
        /// The label in its begin line.
        label: Label,
        /// The begin line's number, counted from 1.
        line: usize,
    },
    /// Bare DER.
    Der,
    /// Bare DER, one of several objects that follow each other.
    DerAt {
        /// The position of its first byte, counted from 0.
        byte: usize,
    },
    /// Bytes of a form of its own, as Java's key stores have it.
    Own,
    /// Base64 without armour.
    Base64,
    /// Text of a form that is not DER: JSON, or a line of OpenSSH's.
    Text {
        /// Its line's number, counted from 1.
        line: usize,
    },
    /// Inside of another object.
    Inside {
        /// The kind of that object.
        container: ObjectKind,
        /// What the object is called there: the friendly name of PKCS#12, the key ID of a JWK, the
        /// comment of an OpenSSH key.
        name: Option<String>,
        /// What ties a key and its certificate in PKCS#12.
        key_id: Option<Vec<u8>>,
        /// Whether a Java trust store counts it as trusted.
        trusted: bool,
    },
}

impl Contents {
    /// A file that is this one object.
    pub(super) fn one(kind: ObjectKind, packing: Packing, der: Secret) -> Self {
        Self { objects: vec![Object { kind, packing, der, dek_info: None }], oddities: Vec::new() }
    }
}

impl Object {
    /// An object that was inside of one of the kind `container`.
    pub(super) fn inside(container: &ObjectKind, kind: ObjectKind, der: Secret) -> Self {
        let packing =
            Packing::Inside { container: container.clone(), name: None, key_id: None, trusted: false };
        Self { kind, packing, der, dek_info: None }
    }
}

/// What an object is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ObjectKind {
    /// PKCS#8 `PrivateKeyInfo` (RFC 5958)
    Pkcs8,
    /// PKCS#1 `RSAPrivateKey` (RFC 8017)
    Pkcs1,
    /// SEC1 `ECPrivateKey` (RFC 5915)
    Sec1,
    /// PKCS#8 `EncryptedPrivateKeyInfo`
    EncryptedPrivateKey,
    /// A private key encrypted in openssl's old way, by PEM headers (RFC 1421)
    LegacyEncryptedPrivateKey,
    /// `SubjectPublicKeyInfo` (RFC 5280)
    PublicKey,
    /// PKCS#1 `RSAPublicKey`
    RsaPublicKey,
    /// The curve that openssl writes before a SEC1 key
    EcParameters,
    /// X.509 certificate
    Certificate,
    /// A certificate with openssl's trust settings behind it
    TrustedCertificate,
    /// PKCS#10 certification request
    Request,
    /// Certificate revocation list
    Crl,
    /// PKCS#7 / CMS
    Pkcs7,
    /// PKCS#12
    Pkcs12,
    /// OpenSSH private key
    OpenSshPrivateKey,
    /// OpenSSH public key, one line
    OpenSshPublicKey,
    /// A public key that an OpenSSH CA has signed, one line
    OpenSshCertificate,
    /// PuTTY's private key
    PuttyPrivateKey,
    /// JSON Web Key (RFC 7517)
    Jwk,
    /// A set of them (RFC 7517, 5)
    JwkSet,
    /// DSA private key in openssl's own form
    DsaPrivateKey,
    /// The numbers that DSA keys share
    DsaParameters,
    /// The numbers that Diffie-Hellman keys share (PKCS#3)
    DhParameters,
    /// Asks an OCSP responder whether a certificate is revoked (RFC 6960)
    OcspRequest,
    /// Its answer
    OcspResponse,
    /// A certificate that one CA has given to another, and the one that it got in return (X.509, 11.2.3)
    CertificatePair,
    /// Java key store in its own form
    JavaKeyStore,
    /// Java key store of Sun's cryptography extension
    JceKeyStore,
    /// A key of a set whose type devcert does not know
    UnsupportedJwk(String),
    /// A PEM label whose content is not what it says, or a label that is not known here.
    Unreadable(Label),
    /// Bytes after an object that are none themselves.
    Remainder,
}

/// One kind: how it is called, and how PEM calls it.
struct KindRow {
    kind: ObjectKind,
    /// The article of the name.
    article: &'static str,
    /// Its name, without the article.
    name: &'static str,
    /// The label in PEM.
    label: Option<&'static str>,
    /// The labels that tell what the content alone does not.
    announced_by: &'static [&'static str],
}

const fn row(
    kind: ObjectKind,
    article: &'static str,
    name: &'static str,
    label: Option<&'static str>,
    announced_by: &'static [&'static str],
) -> KindRow {
    KindRow { kind, article, name, label, announced_by }
}

/// Every kind, save the unreadable.
static KINDS: [KindRow; 29] = [
    row(ObjectKind::Pkcs8, "a", "private key (PKCS#8)", Some("PRIVATE KEY"), &[]),
    row(ObjectKind::Pkcs1, "an", "RSA private key (PKCS#1)", Some("RSA PRIVATE KEY"), &[]),
    row(ObjectKind::Sec1, "an", "EC private key (SEC1)", Some("EC PRIVATE KEY"), &[]),
    row(
        ObjectKind::EncryptedPrivateKey,
        "an",
        "encrypted private key",
        Some("ENCRYPTED PRIVATE KEY"),
        &["ENCRYPTED PRIVATE KEY"],
    ),
    row(
        ObjectKind::LegacyEncryptedPrivateKey,
        "an",
        "encrypted private key in openssl's old form",
        None,
        &[],
    ),
    row(ObjectKind::PublicKey, "a", "public key", Some("PUBLIC KEY"), &[]),
    row(
        ObjectKind::RsaPublicKey,
        "an",
        "RSA public key (PKCS#1)",
        Some("RSA PUBLIC KEY"),
        &["RSA PUBLIC KEY"],
    ),
    row(
        ObjectKind::EcParameters,
        "the",
        "parameters of an EC key, without the key",
        Some("EC PARAMETERS"),
        &["EC PARAMETERS"],
    ),
    row(ObjectKind::Certificate, "a", "certificate", Some("CERTIFICATE"), &[]),
    row(
        ObjectKind::TrustedCertificate,
        "a",
        "certificate with openssl's trust settings",
        None,
        &["TRUSTED CERTIFICATE"],
    ),
    row(ObjectKind::Request, "a", "certificate request (CSR)", Some("CERTIFICATE REQUEST"), &[]),
    row(ObjectKind::Crl, "a", "certificate revocation list", Some("X509 CRL"), &[]),
    row(ObjectKind::Pkcs7, "a", "PKCS#7 bundle", Some("PKCS7"), &["PKCS7", "CMS", "PKCS #7 SIGNED DATA"]),
    row(ObjectKind::Pkcs12, "a", "PKCS#12 file", None, &["PKCS12"]),
    row(
        ObjectKind::OpenSshPrivateKey,
        "an",
        "OpenSSH private key",
        Some("OPENSSH PRIVATE KEY"),
        &["OPENSSH PRIVATE KEY"],
    ),
    row(ObjectKind::OpenSshPublicKey, "an", "OpenSSH public key", None, &[]),
    row(ObjectKind::OpenSshCertificate, "an", "OpenSSH certificate", None, &[]),
    row(ObjectKind::PuttyPrivateKey, "a", "PuTTY private key", None, &[]),
    row(ObjectKind::Jwk, "a", "JSON web key", None, &[]),
    row(ObjectKind::JwkSet, "a", "set of JSON web keys", None, &[]),
    row(ObjectKind::DsaPrivateKey, "a", "DSA private key", Some("DSA PRIVATE KEY"), &["DSA PRIVATE KEY"]),
    row(ObjectKind::DsaParameters, "a", "set of DSA parameters", None, &["DSA PARAMETERS"]),
    row(
        ObjectKind::DhParameters,
        "a",
        "set of Diffie-Hellman parameters",
        None,
        &["DH PARAMETERS", "X9.42 DH PARAMETERS"],
    ),
    row(ObjectKind::OcspRequest, "an", "OCSP request", None, &["OCSP REQUEST"]),
    row(ObjectKind::OcspResponse, "an", "OCSP response", None, &["OCSP RESPONSE"]),
    row(ObjectKind::CertificatePair, "a", "pair of cross-certificates", None, &[]),
    row(ObjectKind::JavaKeyStore, "a", "Java key store (JKS)", None, &[]),
    row(ObjectKind::JceKeyStore, "a", "Java key store (JCEKS)", None, &[]),
    row(ObjectKind::Remainder, "a", "remainder that is not an object", None, &[]),
];

impl ObjectKind {
    /// The kind that a PEM label announces, for content that is not recognized.
    pub(super) fn from_label(label: &Label) -> Self {
        KINDS
            .iter()
            .find(|row| row.announced_by.iter().any(|known| label.is(known)))
            .map_or_else(|| Self::Unreadable(label.clone()), |row| row.kind.clone())
    }

    /// The kind whose PEM has this label.
    pub(super) fn labelled(label: &Label) -> Option<Self> {
        KINDS.iter().find(|row| row.label.is_some_and(|known| label.is(known))).map(|row| row.kind.clone())
    }

    /// The name without an article, as in `certificate`; [`fmt::Display`] has it with its article, to follow "is".
    #[must_use]
    pub fn name(&self) -> Cow<'static, str> {
        match (self, KINDS.iter().find(|row| row.kind == *self)) {
            (Self::UnsupportedJwk(kind), _) => {
                format!("JSON web key of a type that devcert does not support: {kind}").into()
            }
            (_, Some(row)) => row.name.into(),
            (other, None) => other.to_string().into(),
        }
    }

    /// Whether it is a private key that needs no passphrase.
    #[must_use]
    pub const fn is_plain_private_key(&self) -> bool {
        matches!(self, Self::Pkcs8 | Self::Pkcs1 | Self::Sec1 | Self::DsaPrivateKey)
    }

    /// Whether it is a private key that a passphrase protects.
    #[must_use]
    pub(crate) const fn is_encrypted_private_key(&self) -> bool {
        matches!(self, Self::EncryptedPrivateKey | Self::LegacyEncryptedPrivateKey)
    }

    /// How it is packed when nothing is around it.
    pub(super) const fn bare(&self) -> Packing {
        match self {
            Self::JavaKeyStore | Self::JceKeyStore | Self::OpenSshPrivateKey => Packing::Own,
            Self::PuttyPrivateKey => Packing::Text { line: 1 },
            _ => Packing::Der,
        }
    }

    /// The label that rustls, openssl and others expect in PEM; `None` where PEM is not in use.
    #[must_use]
    pub fn label(&self) -> Option<&'static str> {
        KINDS.iter().find(|row| row.kind == *self).and_then(|row| row.label)
    }
}

impl fmt::Display for ObjectKind {
    /// With its article, to follow "is".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self, KINDS.iter().find(|row| row.kind == *self)) {
            (Self::Unreadable(label), _) => {
                write!(f, "damaged or unknown PEM labelled {label}")
            }
            (Self::UnsupportedJwk(kind), _) => {
                write!(f, "a JSON web key of a type that devcert does not support: {kind}")
            }
            (_, Some(row)) => write!(f, "{} {}", row.article, row.name),
            (other, None) => write!(f, "{other:?}"),
        }
    }
}

/// In which structure a private key is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum KeyForm {
    /// `PRIVATE KEY`, for every algorithm; version 1, since OpenSSL 3.0 cannot read version 2.
    #[default]
    Pkcs8,
    /// `RSA PRIVATE KEY`
    Pkcs1,
    /// `EC PRIVATE KEY`
    Sec1,
    /// `DSA PRIVATE KEY`
    Dsa,
}

impl KeyForm {
    /// The kind of object that this form makes.
    #[must_use]
    pub const fn kind(self) -> ObjectKind {
        match self {
            Self::Pkcs8 => ObjectKind::Pkcs8,
            Self::Pkcs1 => ObjectKind::Pkcs1,
            Self::Sec1 => ObjectKind::Sec1,
            Self::Dsa => ObjectKind::DsaPrivateKey,
        }
    }
}

impl fmt::Display for KeyForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pkcs8 => "PKCS#8",
            Self::Pkcs1 => "PKCS#1",
            Self::Sec1 => "SEC1",
            Self::Dsa => "DSA PRIVATE KEY",
        })
    }
}
