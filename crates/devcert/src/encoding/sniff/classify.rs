//! The kinds of objects, told apart by their DER.

use super::shape;
use crate::encoding::object::Kind;
use crate::encoding::pkcs8::PrivateKeyInfo;
use crate::encoding::structure;
use crate::model::secret::Secret;
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
    (Kind::Pkcs1, shape::is_pkcs1),
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
        // What is not DER may be BER.
        [0x30, ..] => of_der(bytes).or_else(|| of_der(&structure::mended(bytes)?)),
        _ => None,
    }
}

fn of_der(der: &[u8]) -> Option<Kind> {
    TESTS.into_iter().find(|(_, test)| test(der)).map(|(kind, _)| kind)
}

impl Kind {
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
