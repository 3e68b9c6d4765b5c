//! The kinds of objects, told apart by their DER.

use std::fmt;

use der::asn1::{AnyRef, ObjectIdentifier};
use der::{Decode, Reader, SliceReader, Tag, Tagged};
use pkcs8::PrivateKeyInfoRef;
use spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};
use x509_parser::prelude::{CertificateRevocationList, FromDer, X509Certificate, X509CertificationRequest};

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
    /// Java key store
    JavaKeyStore,
    /// A PEM label whose content is not what it says, or a label that is not known here.
    Unreadable(String),
}

/// PEM labels and the kind that they announce.
const LABELS: [(&str, Kind); 8] = [
    ("TRUSTED CERTIFICATE", Kind::TrustedCertificate),
    ("EC PARAMETERS", Kind::EcParameters),
    ("ENCRYPTED PRIVATE KEY", Kind::EncryptedPrivateKey),
    ("OPENSSH PRIVATE KEY", Kind::OpenSshPrivateKey),
    ("PKCS7", Kind::Pkcs7),
    ("CMS", Kind::Pkcs7),
    ("PKCS12", Kind::Pkcs12),
    ("RSA PUBLIC KEY", Kind::RsaPublicKey),
];

impl Kind {
    /// The kind that a PEM label announces, for content that [`classify`] does not know.
    pub(super) fn from_label(label: &str) -> Self {
        LABELS
            .iter()
            .find(|(known, _)| *known == label)
            .map_or_else(|| Self::Unreadable(label.to_owned()), |(_, kind)| kind.clone())
    }

    /// Whether it is a private key that needs no passphrase.
    #[must_use]
    pub const fn is_plain_private_key(&self) -> bool {
        matches!(self, Self::Pkcs8 | Self::Pkcs1 | Self::Sec1)
    }

    /// Whether it is a private key that a passphrase protects.
    #[must_use]
    pub const fn is_encrypted_private_key(&self) -> bool {
        matches!(self, Self::EncryptedPrivateKey | Self::LegacyEncryptedPrivateKey)
    }

    /// The label that rustls, openssl and others expect in PEM; `None` where PEM is not in use.
    #[must_use]
    pub const fn label(&self) -> Option<&'static str> {
        Some(match self {
            Self::Pkcs8 => "PRIVATE KEY",
            Self::Pkcs1 => "RSA PRIVATE KEY",
            Self::Sec1 => "EC PRIVATE KEY",
            Self::EncryptedPrivateKey => "ENCRYPTED PRIVATE KEY",
            Self::PublicKey => "PUBLIC KEY",
            Self::RsaPublicKey => "RSA PUBLIC KEY",
            Self::Certificate => "CERTIFICATE",
            Self::Request => "CERTIFICATE REQUEST",
            Self::Crl => "X509 CRL",
            Self::Pkcs7 => "PKCS7",
            _ => return None,
        })
    }
}

impl fmt::Display for Kind {
    /// With its article, to follow "is".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pkcs8 => "a private key (PKCS#8)",
            Self::Pkcs1 => "an RSA private key (PKCS#1)",
            Self::Sec1 => "an EC private key (SEC1)",
            Self::EncryptedPrivateKey => "an encrypted private key",
            Self::LegacyEncryptedPrivateKey => "an encrypted private key in openssl's old form",
            Self::PublicKey => "a public key",
            Self::RsaPublicKey => "an RSA public key (PKCS#1)",
            Self::EcParameters => "the parameters of an EC key, without the key",
            Self::Certificate => "a certificate",
            Self::TrustedCertificate => "a certificate with openssl's trust settings",
            Self::Request => "a certificate request (CSR)",
            Self::Crl => "a certificate revocation list",
            Self::Pkcs7 => "a PKCS#7 bundle",
            Self::Pkcs12 => "a PKCS#12 file",
            Self::OpenSshPrivateKey => "an OpenSSH private key",
            Self::JavaKeyStore => "a Java key store",
            Self::Unreadable(label) => {
                return write!(f, "damaged or unknown PEM labelled {}", label.escape_debug());
            }
        })
    }
}

/// id-signedData (RFC 5652)
const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
/// The first bytes of Java's JKS and JCEKS files.
const JAVA_KEY_STORES: [[u8; 4]; 2] = [[0xfe, 0xed, 0xfe, 0xed], [0xce, 0xce, 0xce, 0xce]];

/// Whether DER is an object of one kind.
type Test = fn(&[u8]) -> bool;

/// The kind of the object that fills `bytes` from the first to the last, or `None`.
#[must_use]
pub fn classify(bytes: &[u8]) -> Option<Kind> {
    if JAVA_KEY_STORES.iter().any(|magic| bytes.starts_with(magic)) {
        return Some(Kind::JavaKeyStore);
    }
    if bytes.starts_with(b"openssh-key-v1\0") {
        return Some(Kind::OpenSshPrivateKey);
    }
    if bytes.first() != Some(&0x30) {
        return None;
    }
    let tests: [(Kind, Test); 12] = [
        (Kind::Certificate, |der| whole(X509Certificate::from_der(der).ok().map(|(rest, _)| rest))),
        (Kind::Pkcs8, |der| PrivateKeyInfoRef::from_der(der).is_ok()),
        (Kind::PublicKey, |der| SubjectPublicKeyInfoRef::from_der(der).is_ok()),
        (Kind::Request, |der| whole(X509CertificationRequest::from_der(der).ok().map(|(rest, _)| rest))),
        (Kind::Pkcs1, |der| pkcs1::RsaPrivateKeyRef::from_der(der).is_ok()),
        (Kind::Sec1, is_sec1),
        (Kind::Crl, |der| whole(CertificateRevocationList::from_der(der).ok().map(|(rest, _)| rest))),
        (Kind::EncryptedPrivateKey, is_encrypted_private_key),
        (Kind::RsaPublicKey, |der| pkcs1::RsaPublicKeyRef::from_der(der).is_ok()),
        (Kind::Pkcs12, is_pkcs12),
        (Kind::Pkcs7, |der| first_inside(der).is_some_and(|first| first.decode_as() == Ok(SIGNED_DATA))),
        (Kind::TrustedCertificate, |der| {
            X509Certificate::from_der(der).is_ok_and(|(rest, _)| classify_trust_settings(rest))
        }),
    ];
    tests.into_iter().find(|(_, test)| test(bytes)).map(|(kind, _)| kind)
}

fn whole(rest: Option<&[u8]>) -> bool {
    rest.is_some_and(<[u8]>::is_empty)
}

/// openssl's `X509_CERT_AUX`: one more SEQUENCE behind the certificate.
fn classify_trust_settings(rest: &[u8]) -> bool {
    AnyRef::from_der(rest).is_ok_and(|any| any.tag() == Tag::Sequence)
}

/// The elements inside the outermost SEQUENCE, when it fills `der`.
fn elements(der: &[u8]) -> Option<Vec<AnyRef<'_>>> {
    let outer = AnyRef::from_der(der).ok().filter(|any| any.tag() == Tag::Sequence)?;
    let mut reader = SliceReader::new(outer.value()).ok()?;
    let mut found = Vec::new();
    while !reader.is_finished() && found.len() < 8 {
        found.push(AnyRef::decode(&mut reader).ok()?);
    }
    Some(found)
}

fn first_inside(der: &[u8]) -> Option<AnyRef<'_>> {
    elements(der)?.into_iter().next()
}

/// INTEGER 1, OCTET STRING, and at most parameters and public key.
fn is_sec1(der: &[u8]) -> bool {
    elements(der).is_some_and(|found| match found.as_slice() {
        [version, key, rest @ ..] => {
            version.decode_as::<u8>() == Ok(1) && key.tag() == Tag::OctetString && rest.len() <= 2
        }
        _ => false,
    })
}

/// An algorithm identifier and an OCTET STRING.
fn is_encrypted_private_key(der: &[u8]) -> bool {
    elements(der).is_some_and(|found| match found.as_slice() {
        [algorithm, data] => {
            algorithm.decode_as::<AlgorithmIdentifierRef<'_>>().is_ok() && data.tag() == Tag::OctetString
        }
        _ => false,
    })
}

/// INTEGER 3 and a SEQUENCE (RFC 7292, 4).
fn is_pkcs12(der: &[u8]) -> bool {
    elements(der).is_some_and(|found| match found.as_slice() {
        [version, content, ..] => version.decode_as::<u8>() == Ok(3) && content.tag() == Tag::Sequence,
        _ => false,
    })
}
