//! The kinds of objects, told apart by their DER.

use std::fmt;

use super::super::structure::{self, SIGNED_DATA};
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
    /// OpenSSH public key, one line
    OpenSshPublicKey,
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
    /// Java key store in its own form
    JavaKeyStore,
    /// Java key store of Sun's cryptography extension
    JceKeyStore,
    /// A PEM label whose content is not what it says, or a label that is not known here.
    Unreadable(String),
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
static KINDS: [Row; 24] = [
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
    row(Kind::PuttyPrivateKey, "a PuTTY private key", None, &[]),
    row(Kind::Jwk, "a JSON web key", None, &[]),
    row(Kind::JwkSet, "a set of JSON web keys", None, &[]),
    row(Kind::DsaPrivateKey, "a DSA private key", None, &["DSA PRIVATE KEY"]),
    row(Kind::DsaParameters, "a set of DSA parameters", None, &["DSA PARAMETERS"]),
    row(
        Kind::DhParameters,
        "a set of Diffie-Hellman parameters",
        None,
        &["DH PARAMETERS", "X9.42 DH PARAMETERS"],
    ),
    row(Kind::JavaKeyStore, "a Java key store (JKS)", None, &[]),
    row(Kind::JceKeyStore, "a Java key store (JCEKS)", None, &[]),
];

impl Kind {
    /// The kind that a PEM label announces, for content that [`classify`] does not know.
    pub(super) fn from_label(label: &str) -> Self {
        KINDS
            .iter()
            .find(|row| row.announced_by.contains(&label))
            .map_or_else(|| Self::Unreadable(label.to_owned()), |row| row.kind.clone())
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
    pub fn label(&self) -> Option<&'static str> {
        KINDS.iter().find(|row| row.kind == *self).and_then(|row| row.label)
    }
}

impl fmt::Display for Kind {
    /// With its article, to follow "is".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self, KINDS.iter().find(|row| row.kind == *self)) {
            (Self::Unreadable(label), _) => {
                write!(f, "damaged or unknown PEM labelled {}", label.escape_debug())
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

/// Whether DER is an object of one kind.
type Test = fn(&[u8]) -> bool;

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
            return matches!(kind, Kind::Pkcs7 | Kind::Pkcs12).then_some(kind);
        }
        [0x30, ..] => {}
        _ => return None,
    }
    let tests: [(Kind, Test); 13] = [
        (Kind::Certificate, |der| whole(X509Certificate::from_der(der).ok().map(|(rest, _)| rest))),
        (Kind::Pkcs8, |der| PrivateKeyInfoRef::from_der(der).is_ok()),
        (Kind::PublicKey, |der| SubjectPublicKeyInfoRef::from_der(der).is_ok()),
        (Kind::Request, |der| whole(X509CertificationRequest::from_der(der).ok().map(|(rest, _)| rest))),
        (Kind::Pkcs1, |der| pkcs1::RsaPrivateKeyRef::from_der(der).is_ok()),
        (Kind::Sec1, is_sec1),
        (Kind::Crl, |der| whole(CertificateRevocationList::from_der(der).ok().map(|(rest, _)| rest))),
        (Kind::EncryptedPrivateKey, is_encrypted_private_key),
        (Kind::DsaPrivateKey, is_dsa),
        (Kind::RsaPublicKey, |der| pkcs1::RsaPublicKeyRef::from_der(der).is_ok()),
        (Kind::Pkcs12, is_pkcs12),
        (Kind::Pkcs7, is_pkcs7),
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

/// A `ContentInfo` of one of the types of PKCS#7, 1.2.840.113549.1.7.
fn is_pkcs7(der: &[u8]) -> bool {
    elements(der).is_some_and(|found| match found.as_slice() {
        [id, content] => {
            let id = id.decode_as::<ObjectIdentifier>().ok();
            id.and_then(|id| id.parent()) == SIGNED_DATA.parent() && content.tag() == structure::context(0)
        }
        _ => false,
    })
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

/// INTEGER 0, p, q, g, and the key's two halves.
fn is_dsa(der: &[u8]) -> bool {
    elements(der).is_some_and(|found| {
        found.len() == 6 && found[0].value() == [0] && found.iter().all(|any| any.tag() == Tag::Integer)
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
