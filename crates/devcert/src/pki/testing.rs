//! Keys, certificates and revocation lists for tests: the same in every run.

use rand::SeedableRng;
use rand::rngs::StdRng;
use time::OffsetDateTime;
use time::macros::datetime;

use super::{CertificateSpec, Issuer, issue};
use crate::encoding::pem;
use crate::encoding::private_key::{KeyForm, to_der};
use crate::key::{PrivateKey, generate};
use crate::model::algorithm::{Curve, KeyAlgorithm, KeyManagement};
use crate::model::extension::{Extension, ExtensionValue};
use crate::model::name::Name;
use crate::model::profile::Profile;
use crate::model::serial::Serial;
use crate::model::usage::KeyUsage;
use crate::model::validity::{BACKDATE, Validity};

pub(super) const NOW: OffsetDateTime = datetime!(2030-06-01 00:00 UTC);
pub(super) const P256: KeyAlgorithm = KeyAlgorithm::Ec(Curve::P256);

/// What a server certificate says.
pub(super) struct Leaf {
    pub(super) subject: &'static str,
    pub(super) names: Vec<&'static str>,
    pub(super) extensions: Option<Vec<Extension>>,
    pub(super) validity: Validity,
}

impl Default for Leaf {
    fn default() -> Self {
        let validity = for_duration(90);
        Self { subject: "localhost", names: vec!["localhost"], extensions: None, validity }
    }
}

impl Leaf {
    pub(super) fn named(names: &[&'static str]) -> Self {
        Self { names: names.to_vec(), ..Self::default() }
    }

    /// With these extensions beside the names.
    pub(super) fn with(extensions: impl IntoIterator<Item = Extension>) -> Self {
        let names = ExtensionValue::SubjectAltName(vec!["localhost".parse().unwrap()]).non_critical();
        let extensions = extensions.into_iter().chain([names]).collect();
        Self { extensions: Some(extensions), ..Self::default() }
    }

    pub(super) fn for_duration(days: u32) -> Self {
        Self { validity: for_duration(days), ..Self::default() }
    }

    pub(super) fn self_signed(&self, key: &PrivateKey) -> Vec<u8> {
        self.signed(key, &name(self.subject), key)
    }

    pub(super) fn signed(&self, key: &PrivateKey, issuer: &Name, issuer_key: &PrivateKey) -> Vec<u8> {
        let names = self.names.iter().map(|name| name.parse().unwrap()).collect();
        let extensions = self
            .extensions
            .clone()
            .unwrap_or_else(|| Profile::Server.extensions(KeyManagement::Nothing, names));
        let spec = CertificateSpec {
            subject: name(self.subject),
            extensions,
            validity: self.validity,
            serial: Serial::from_be_bytes(&[1]).unwrap(),
        };
        issue(&spec, key.public(), &Issuer::new(issuer.clone(), issuer_key).unwrap()).unwrap().der().to_vec()
    }

    pub(super) fn ca(subject: &'static str) -> Self {
        let usage = vec![KeyUsage::KeyCertSign, KeyUsage::CrlSign];
        let extensions = vec![
            ExtensionValue::BasicConstraints { ca: true, path_len: None }.critical(),
            ExtensionValue::KeyUsage(usage).critical(),
            ExtensionValue::SubjectKeyIdentifier.non_critical(),
        ];
        Self { subject, extensions: Some(extensions), ..Self::default() }
    }
}

/// From an hour before [`NOW`] to so many days after it.
pub(super) fn for_duration(days: u32) -> Validity {
    Validity::between(NOW - BACKDATE, NOW + time::Duration::days(days.into())).unwrap()
}

pub(super) fn name(common_name: &str) -> Name {
    Name::from_common_name(common_name).unwrap()
}

pub(super) fn key(seed: u64, algorithm: KeyAlgorithm) -> PrivateKey {
    generate(algorithm, &mut StdRng::seed_from_u64(seed)).unwrap()
}

pub(super) fn key_pem(key: &PrivateKey) -> Vec<u8> {
    let der = to_der(key, KeyForm::Pkcs8).unwrap();
    pem::encode("PRIVATE KEY", der.expose()).expose().to_vec()
}

pub(super) fn certificate_pem(der: &[u8]) -> Vec<u8> {
    pem::encode("CERTIFICATE", der).expose().to_vec()
}

/// The revocation list of a CA, made at [`NOW`] and good for a week; it revokes these serial numbers.
pub(super) fn crl(ca: &[u8], key: &PrivateKey, serials: &[u8]) -> Vec<u8> {
    let pkcs8 = to_der(key, KeyForm::Pkcs8).unwrap();
    let signer = rcgen::KeyPair::try_from(pkcs8.expose()).unwrap();
    let issuer = rcgen::Issuer::from_ca_cert_der(&ca.into(), signer).unwrap();
    let revoked = serials.iter().map(|serial| rcgen::RevokedCertParams {
        serial_number: rcgen::SerialNumber::from_slice(&[*serial]),
        revocation_time: NOW - time::Duration::days(1),
        reason_code: Some(rcgen::RevocationReason::KeyCompromise),
        invalidity_date: None,
    });
    let params = rcgen::CertificateRevocationListParams {
        this_update: NOW,
        next_update: NOW + time::Duration::days(7),
        crl_number: rcgen::SerialNumber::from_slice(&[1]),
        issuing_distribution_point: None,
        revoked_certs: revoked.collect(),
        key_identifier_method: rcgen::KeyIdMethod::PreSpecified(key.public().key_identifier().to_vec()),
    };
    params.signed_by(&issuer).unwrap().der().to_vec()
}
