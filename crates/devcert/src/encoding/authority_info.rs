//! What a certificate says of its issuer, and where more of it is to be found.

use const_oid::db::rfc5280;
use der::Decode;
use der::asn1::ObjectIdentifier;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{AuthorityInfoAccessSyntax, AuthorityKeyIdentifier};

use super::certificate::Certificate;
use crate::model::extension::{ExtensionValue, OtherExtension};
use crate::model::oid::known::{self, ID_AD_CA_ISSUERS, ID_AD_OCSP};

/// `status_request` (RFC 6066, 8), by its number. That of `status_request_v2` (RFC 6961) is in no use.
const STATUS_REQUEST: u64 = 5;

/// The identifier of the key that signed `certificate` (RFC 5280, 4.2.1.1), when it has one.
#[must_use]
pub(crate) fn issuer_key_identifier(certificate: &Certificate) -> Option<Vec<u8>> {
    let der = extension(certificate, rfc5280::ID_CE_AUTHORITY_KEY_IDENTIFIER)?;
    let read = AuthorityKeyIdentifier::from_der(der).ok()?;
    read.key_identifier.map(|identifier| identifier.as_bytes().to_vec())
}

/// The first address at which the CA publishes the certificate that signed `certificate`; only HTTP,
/// which is what everybody uses.
#[must_use]
pub fn issuer_url(certificate: &Certificate) -> Option<String> {
    url(certificate, ID_AD_CA_ISSUERS)
}

/// The first address at which the CA answers whether `certificate` is revoked.
#[must_use]
pub fn responder_url(certificate: &Certificate) -> Option<String> {
    url(certificate, ID_AD_OCSP)
}

/// Whether `certificate` asks its server to staple an OCSP response (RFC 7633, 4.2.3).
#[must_use]
pub fn must_staple(certificate: &Certificate) -> bool {
    let features =
        extension(certificate, known::ID_PE_TLS_FEATURE).and_then(|der| Vec::<u64>::from_der(der).ok());
    features.unwrap_or_default().contains(&STATUS_REQUEST)
}

fn url(certificate: &Certificate, method: ObjectIdentifier) -> Option<String> {
    let der = extension(certificate, rfc5280::ID_PE_AUTHORITY_INFO_ACCESS)?;
    let read = AuthorityInfoAccessSyntax::from_der(der).ok()?;
    let locations = read.0.into_iter().filter(|access| access.access_method == method);
    let addresses = locations.filter_map(|access| match access.access_location {
        GeneralName::UniformResourceIdentifier(address) => Some(address.to_string()),
        _ => None,
    });
    addresses.into_iter().find(|address| address.starts_with("http://") || address.starts_with("https://"))
}

fn extension(certificate: &Certificate, wanted: ObjectIdentifier) -> Option<&[u8]> {
    certificate.extensions().iter().find_map(|one| match &one.body {
        ExtensionValue::Other(OtherExtension { oid, der }) if *oid == wanted => Some(der.as_slice()),
        _ => None,
    })
}
