//! The kinds of objects, told apart by their DER.

use super::shape;
use crate::encoding::object::Kind;
use crate::encoding::pkcs8::PrivateKeyInfo;
use crate::encoding::structure;
use der::Decode;
use spki::SubjectPublicKeyInfoRef;

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
