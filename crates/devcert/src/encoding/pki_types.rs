//! Certificates, revocation lists and keys in the types of rustls, and keys as PEM.

use rustls_pki_types::{CertificateDer, CertificateRevocationListDer, PrivateKeyDer, PrivatePkcs8KeyDer};

use super::certificate::Certificate;
use super::crl::Crl;
use super::error::KeyError;
use super::object::KeyForm;
use super::{pem, private_key};
use crate::key::{PrivateKey, PublicKey};
use crate::model::secret::Secret;

impl From<&Certificate> for CertificateDer<'static> {
    fn from(certificate: &Certificate) -> Self {
        certificate.der().to_vec().into()
    }
}

impl From<&Crl> for CertificateRevocationListDer<'static> {
    fn from(crl: &Crl) -> Self {
        crl.der().to_vec().into()
    }
}

impl TryFrom<&PrivateKey> for PrivateKeyDer<'static> {
    type Error = KeyError;

    /// The key in PKCS#8, which is the form of every kind of key.
    fn try_from(key: &PrivateKey) -> Result<Self, KeyError> {
        Ok(PrivatePkcs8KeyDer::from(key.to_pkcs8()?.expose().to_vec()).into())
    }
}

impl PrivateKey {
    /// The unencrypted DER of the key in PKCS#8 (RFC 5958).
    ///
    /// # Errors
    /// When a part of a foreign key cannot be encoded, which is not known to happen.
    pub fn to_pkcs8(&self) -> Result<Secret, KeyError> {
        private_key::to_der(self, KeyForm::Pkcs8)
    }

    /// The key in PKCS#8 as unencrypted PEM, `-----BEGIN PRIVATE KEY-----` (RFC 7468, 10).
    ///
    /// # Errors
    /// As [`to_pkcs8`](Self::to_pkcs8).
    pub fn to_pem(&self) -> Result<Secret, KeyError> {
        Ok(pem::encode("PRIVATE KEY", self.to_pkcs8()?.expose()))
    }
}

impl PublicKey {
    /// The key as PEM, `-----BEGIN PUBLIC KEY-----` (RFC 7468, 13).
    #[must_use]
    pub fn to_pem(&self) -> String {
        pem::armored("PUBLIC KEY", self.spki())
    }
}
