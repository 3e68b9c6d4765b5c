//! Where a certificate says that its issuer's certificate is to be found.

use const_oid::db::rfc5280;
use der::Decode;
use der::asn1::ObjectIdentifier;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{AuthorityInfoAccessSyntax, AuthorityKeyIdentifier};

use super::certificate::Certificate;
use crate::model::extension::Body;

/// id-ad-caIssuers (RFC 5280, 4.2.2.1)
const CA_ISSUERS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.2");

/// The identifier of the key that signed `certificate` (RFC 5280, 4.2.1.1), when it has one.
#[must_use]
pub fn issuer_key_identifier(certificate: &Certificate) -> Option<Vec<u8>> {
    let der = extension(certificate, rfc5280::ID_CE_AUTHORITY_KEY_IDENTIFIER)?;
    let read = AuthorityKeyIdentifier::from_der(der).ok()?;
    read.key_identifier.map(|identifier| identifier.as_bytes().to_vec())
}

/// The first address at which the CA publishes the certificate that signed `certificate`; only HTTP,
/// which is what everybody uses.
#[must_use]
pub fn issuer_url(certificate: &Certificate) -> Option<String> {
    let der = extension(certificate, rfc5280::ID_PE_AUTHORITY_INFO_ACCESS)?;
    let read = AuthorityInfoAccessSyntax::from_der(der).ok()?;
    let locations = read.0.into_iter().filter(|access| access.access_method == CA_ISSUERS);
    let addresses = locations.filter_map(|access| match access.access_location {
        GeneralName::UniformResourceIdentifier(address) => Some(address.to_string()),
        _ => None,
    });
    addresses.into_iter().find(|address| address.starts_with("http://") || address.starts_with("https://"))
}

fn extension(certificate: &Certificate, wanted: ObjectIdentifier) -> Option<&[u8]> {
    certificate.extensions.iter().find_map(|one| match &one.body {
        Body::Other { oid, der } if *oid == wanted => Some(der.as_slice()),
        _ => None,
    })
}
