//! The kinds of objects, told apart by their DER.

use std::fmt;

use super::{Packing, shape};
use crate::encoding::pem::Label;
use crate::encoding::pkcs8::PrivateKeyInfo;
use crate::encoding::structure;
use der::Decode;
use spki::SubjectPublicKeyInfoRef;

/// What an object is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
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
struct Row {
    kind: Kind,
    /// With its article, to follow "is".
    name: &'static str,
    /// What PEM writes.
    label: Option<&'static str>,
    /// The labels that tell what the content alone does not.
    announced_by: &'static [&'static str],
}

const fn row(
    kind: Kind,
    name: &'static str,
    label: Option<&'static str>,
    announced_by: &'static [&'static str],
) -> Row {
    Row { kind, name, label, announced_by }
}

/// Every kind, save the unreadable.
static KINDS: [Row; 29] = [
    row(Kind::Pkcs8, "a private key (PKCS#8)", Some("PRIVATE KEY"), &[]),
    row(Kind::Pkcs1, "an RSA private key (PKCS#1)", Some("RSA PRIVATE KEY"), &[]),
    row(Kind::Sec1, "an EC private key (SEC1)", Some("EC PRIVATE KEY"), &[]),
    row(
        Kind::EncryptedPrivateKey,
        "an encrypted private key",
        Some("ENCRYPTED PRIVATE KEY"),
        &["ENCRYPTED PRIVATE KEY"],
    ),
    row(Kind::LegacyEncryptedPrivateKey, "an encrypted private key in openssl's old form", None, &[]),
    row(Kind::PublicKey, "a public key", Some("PUBLIC KEY"), &[]),
    row(Kind::RsaPublicKey, "an RSA public key (PKCS#1)", Some("RSA PUBLIC KEY"), &["RSA PUBLIC KEY"]),
    row(
        Kind::EcParameters,
        "the parameters of an EC key, without the key",
        Some("EC PARAMETERS"),
        &["EC PARAMETERS"],
    ),
    row(Kind::Certificate, "a certificate", Some("CERTIFICATE"), &[]),
    row(
        Kind::TrustedCertificate,
        "a certificate with openssl's trust settings",
        None,
        &["TRUSTED CERTIFICATE"],
    ),
    row(Kind::Request, "a certificate request (CSR)", Some("CERTIFICATE REQUEST"), &[]),
    row(Kind::Crl, "a certificate revocation list", Some("X509 CRL"), &[]),
    row(Kind::Pkcs7, "a PKCS#7 bundle", Some("PKCS7"), &["PKCS7", "CMS", "PKCS #7 SIGNED DATA"]),
    row(Kind::Pkcs12, "a PKCS#12 file", None, &["PKCS12"]),
    row(
        Kind::OpenSshPrivateKey,
        "an OpenSSH private key",
        Some("OPENSSH PRIVATE KEY"),
        &["OPENSSH PRIVATE KEY"],
    ),
    row(Kind::OpenSshPublicKey, "an OpenSSH public key", None, &[]),
    row(Kind::OpenSshCertificate, "an OpenSSH certificate", None, &[]),
    row(Kind::PuttyPrivateKey, "a PuTTY private key", None, &[]),
    row(Kind::Jwk, "a JSON web key", None, &[]),
    row(Kind::JwkSet, "a set of JSON web keys", None, &[]),
    row(Kind::DsaPrivateKey, "a DSA private key", Some("DSA PRIVATE KEY"), &["DSA PRIVATE KEY"]),
    row(Kind::DsaParameters, "a set of DSA parameters", None, &["DSA PARAMETERS"]),
    row(
        Kind::DhParameters,
        "a set of Diffie-Hellman parameters",
        None,
        &["DH PARAMETERS", "X9.42 DH PARAMETERS"],
    ),
    row(Kind::OcspRequest, "an OCSP request", None, &["OCSP REQUEST"]),
    row(Kind::OcspResponse, "an OCSP response", None, &["OCSP RESPONSE"]),
    row(Kind::CertificatePair, "a pair of cross-certificates", None, &[]),
    row(Kind::JavaKeyStore, "a Java key store (JKS)", None, &[]),
    row(Kind::JceKeyStore, "a Java key store (JCEKS)", None, &[]),
    row(Kind::Remainder, "a remainder that is not an object", None, &[]),
];

impl Kind {
    /// The kind that a PEM label announces, for content that [`classify`] does not know.
    pub(super) fn from_label(label: &Label) -> Self {
        KINDS
            .iter()
            .find(|row| row.announced_by.iter().any(|known| label.is(known)))
            .map_or_else(|| Self::Unreadable(label.clone()), |row| row.kind.clone())
    }

    /// The kind whose PEM has this label.
    pub(in crate::encoding) fn labelled(label: &Label) -> Option<Self> {
        KINDS.iter().find(|row| row.label.is_some_and(|known| label.is(known))).map(|row| row.kind.clone())
    }

    /// Whether it is a private key that needs no passphrase.
    #[must_use]
    pub const fn is_plain_private_key(&self) -> bool {
        matches!(self, Self::Pkcs8 | Self::Pkcs1 | Self::Sec1 | Self::DsaPrivateKey)
    }

    /// Whether it is a private key that a passphrase protects.
    #[must_use]
    pub const fn is_encrypted_private_key(&self) -> bool {
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

impl fmt::Display for Kind {
    /// With its article, to follow "is".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self, KINDS.iter().find(|row| row.kind == *self)) {
            (Self::Unreadable(label), _) => {
                write!(f, "damaged or unknown PEM labelled {label}")
            }
            (Self::UnsupportedJwk(kind), _) => {
                write!(f, "a JSON web key of a type that devcert does not support: {kind}")
            }
            (_, Some(row)) => f.write_str(row.name),
            (other, None) => write!(f, "{other:?}"),
        }
    }
}

/// The first bytes of the forms that are not DER.
const BEGINNINGS: [(&[u8], Kind); 4] = [
    (&[0xfe, 0xed, 0xfe, 0xed], Kind::JavaKeyStore),
    (&[0xce, 0xce, 0xce, 0xce], Kind::JceKeyStore),
    (b"openssh-key-v1\0", Kind::OpenSshPrivateKey),
    (b"PuTTY-User-Key-File-", Kind::PuttyPrivateKey),
];

/// Whether DER is an object of one kind. Certificates, requests and revocation lists are told by their
/// outline, so that a damaged one is still called by its name; reading it says what is wrong.
type Test = fn(&[u8]) -> bool;

const TESTS: [(Kind, Test); 18] = [
    (Kind::Certificate, shape::is_certificate),
    (Kind::Pkcs8, |der| PrivateKeyInfo::from_der(der).is_ok()),
    (Kind::PublicKey, |der| SubjectPublicKeyInfoRef::from_der(der).is_ok()),
    (Kind::Request, shape::is_request),
    (Kind::Pkcs1, |der| pkcs1::RsaPrivateKeyRef::from_der(der).is_ok()),
    (Kind::Sec1, shape::is_sec1),
    (Kind::Crl, shape::is_crl),
    (Kind::EncryptedPrivateKey, shape::is_encrypted_private_key),
    (Kind::DsaPrivateKey, shape::is_dsa),
    // Before RSA public keys, which are two numbers too.
    (Kind::DhParameters, shape::is_dh_parameters),
    (Kind::DsaParameters, shape::is_dsa_parameters),
    (Kind::RsaPublicKey, |der| pkcs1::RsaPublicKeyRef::from_der(der).is_ok()),
    (Kind::Pkcs12, shape::is_pkcs12),
    (Kind::Pkcs7, shape::is_pkcs7),
    (Kind::TrustedCertificate, shape::is_trusted_certificate),
    (Kind::CertificatePair, shape::is_certificate_pair),
    (Kind::OcspRequest, shape::is_ocsp_request),
    (Kind::OcspResponse, shape::is_ocsp_response),
];

/// The kind of the object that fills `bytes` from the first to the last, or `None`.
#[must_use]
pub fn classify(bytes: &[u8]) -> Option<Kind> {
    if let Some((_, kind)) = BEGINNINGS.into_iter().find(|(beginning, _)| bytes.starts_with(beginning)) {
        return Some(kind);
    }
    match bytes {
        // Of indefinite length: BER, which only the containers may be.
        [0x30, 0x80, ..] => {
            let kind = classify(&structure::to_der(bytes)?)?;
            matches!(kind, Kind::Pkcs7 | Kind::Pkcs12).then_some(kind)
        }
        [0x30, ..] => TESTS.into_iter().find(|(_, test)| test(bytes)).map(|(kind, _)| kind),
        _ => None,
    }
}
