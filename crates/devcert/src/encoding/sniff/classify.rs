//! The kinds of objects, told apart by their DER.

use super::shape;
use crate::encoding::object::ObjectKind;
use crate::encoding::pkcs8::PrivateKeyInfo;
use crate::encoding::structure;
use crate::model::secret::Secret;
use der::Decode;
use spki::SubjectPublicKeyInfoRef;

/// The first bytes of the forms that are not DER.
const BEGINNINGS: [(&[u8], ObjectKind); 4] = [
    (&[0xfe, 0xed, 0xfe, 0xed], ObjectKind::JavaKeyStore),
    (&[0xce, 0xce, 0xce, 0xce], ObjectKind::JceKeyStore),
    (b"openssh-key-v1\0", ObjectKind::OpenSshPrivateKey),
    (b"PuTTY-User-Key-File-", ObjectKind::PuttyPrivateKey),
];

/// Whether DER is an object of one kind. Certificates, requests and revocation lists are told by their
/// outline, so that a damaged one is still called by its name; reading it says what is wrong.
type Test = fn(&[u8]) -> bool;

const TESTS: [(ObjectKind, Test); 18] = [
    (ObjectKind::Certificate, shape::is_certificate),
    (ObjectKind::Pkcs8, |der| PrivateKeyInfo::from_der(der).is_ok()),
    (ObjectKind::PublicKey, |der| SubjectPublicKeyInfoRef::from_der(der).is_ok()),
    (ObjectKind::Request, shape::is_request),
    (ObjectKind::Pkcs1, shape::is_pkcs1),
    (ObjectKind::Sec1, shape::is_sec1),
    (ObjectKind::Crl, shape::is_crl),
    (ObjectKind::EncryptedPrivateKey, shape::is_encrypted_private_key),
    (ObjectKind::DsaPrivateKey, shape::is_dsa),
    // Before RSA public keys, which are two numbers too.
    (ObjectKind::DhParameters, shape::is_dh_parameters),
    (ObjectKind::DsaParameters, shape::is_dsa_parameters),
    (ObjectKind::RsaPublicKey, |der| pkcs1::RsaPublicKeyRef::from_der(der).is_ok()),
    (ObjectKind::Pkcs12, shape::is_pkcs12),
    (ObjectKind::Pkcs7, shape::is_pkcs7),
    (ObjectKind::TrustedCertificate, shape::is_trusted_certificate),
    (ObjectKind::CertificatePair, shape::is_certificate_pair),
    (ObjectKind::OcspRequest, shape::is_ocsp_request),
    (ObjectKind::OcspResponse, shape::is_ocsp_response),
];

/// The kind of the object that fills `bytes` from the first to the last, or `None`.
#[must_use]
pub fn classify(bytes: &[u8]) -> Option<ObjectKind> {
    if let Some((_, kind)) = BEGINNINGS.into_iter().find(|(beginning, _)| bytes.starts_with(beginning)) {
        return Some(kind);
    }
    match bytes {
        // What is not DER may be BER.
        [0x30, ..] => of_der(bytes).or_else(|| of_der(&structure::mended(bytes)?)),
        _ => None,
    }
}

fn of_der(der: &[u8]) -> Option<ObjectKind> {
    TESTS.into_iter().find(|(_, test)| test(der)).map(|(kind, _)| kind)
}

impl ObjectKind {
    /// The bytes of an object of this kind, `bytes` as a file has them: an object without a signature is DER
    /// from here on, so that only the readers of certificates, requests, lists and containers meet BER.
    pub(super) fn content(&self, bytes: &[u8]) -> Secret {
        let is_own = matches!(
            self,
            Self::Certificate
                | Self::TrustedCertificate
                | Self::Request
                | Self::Crl
                | Self::Pkcs7
                | Self::Pkcs12
        );
        let is_der = is_own || !bytes.starts_with(&[0x30]) || of_der(bytes).is_some();
        let mended = Some(bytes).filter(|_| !is_der).and_then(structure::mended);
        mended.map_or_else(|| Secret::from(bytes), Secret::new)
    }
}
