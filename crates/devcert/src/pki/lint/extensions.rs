//! The extensions that certificates for TLS have, as a table.

use const_oid::db::rfc5280;
use der::Decode;
use der::asn1::ObjectIdentifier;
use x509_cert::ext::pkix;

use crate::encoding::with_readable_parts;
use crate::model::oid::{Oid, known as oids};

/// What is known of an extension.
struct Known {
    oid: ObjectIdentifier,
    name: &'static str,
    /// Whether TLS clients process it, so that it may be critical.
    processed: bool,
    decodes: fn(&[u8]) -> bool,
}

const fn known(
    oid: ObjectIdentifier,
    name: &'static str,
    processed: bool,
    decodes: fn(&[u8]) -> bool,
) -> Known {
    Known { oid, name, processed, decodes }
}

fn decodes<T: for<'a> Decode<'a>>(value: &[u8]) -> bool {
    T::from_der(value).is_ok()
}

#[rustfmt::skip]
static KNOWN: [Known; 18] = [
    known(rfc5280::ID_CE_BASIC_CONSTRAINTS, "basicConstraints", true, decodes::<pkix::BasicConstraints>),
    known(rfc5280::ID_CE_KEY_USAGE, "keyUsage", true, decodes::<pkix::KeyUsage>),
    known(rfc5280::ID_CE_EXT_KEY_USAGE, "extendedKeyUsage", true, decodes::<pkix::ExtendedKeyUsage>),
    known(rfc5280::ID_CE_SUBJECT_ALT_NAME, "subjectAltName", true, decodes::<pkix::SubjectAltName>),
    known(rfc5280::ID_CE_ISSUER_ALT_NAME, "issuerAltName", false, decodes::<pkix::IssuerAltName>),
    known(rfc5280::ID_CE_SUBJECT_KEY_IDENTIFIER, "subjectKeyIdentifier", true, decodes::<pkix::SubjectKeyIdentifier>),
    known(rfc5280::ID_CE_AUTHORITY_KEY_IDENTIFIER, "authorityKeyIdentifier", true, decodes::<pkix::AuthorityKeyIdentifier>),
    known(rfc5280::ID_CE_NAME_CONSTRAINTS, "nameConstraints", true, decodes::<pkix::NameConstraints>),
    known(rfc5280::ID_CE_CERTIFICATE_POLICIES, "certificatePolicies", true, decodes::<pkix::CertificatePolicies>),
    known(rfc5280::ID_CE_POLICY_MAPPINGS, "policyMappings", true, decodes::<pkix::PolicyMappings>),
    known(rfc5280::ID_CE_POLICY_CONSTRAINTS, "policyConstraints", true, decodes::<pkix::PolicyConstraints>),
    known(rfc5280::ID_CE_INHIBIT_ANY_POLICY, "inhibitAnyPolicy", true, decodes::<pkix::InhibitAnyPolicy>),
    known(rfc5280::ID_CE_CRL_DISTRIBUTION_POINTS, "cRLDistributionPoints", true, decodes::<pkix::CrlDistributionPoints>),
    known(rfc5280::ID_CE_FRESHEST_CRL, "freshestCRL", true, decodes::<pkix::FreshestCrl>),
    known(rfc5280::ID_PE_AUTHORITY_INFO_ACCESS, "authorityInfoAccess", true, decodes::<pkix::AuthorityInfoAccessSyntax>),
    known(oids::ID_PE_TLS_FEATURE, "TLS feature", false, decodes::<Vec<u16>>),
    known(rfc5280::ID_PE_SUBJECT_INFO_ACCESS, "subjectInfoAccess", true, decodes::<pkix::SubjectInfoAccessSyntax>),
    known(rfc5280::ID_CE_SUBJECT_DIRECTORY_ATTRIBUTES, "subjectDirectoryAttributes", false, decodes::<pkix::SubjectDirectoryAttributes>),
];

/// Those whose value is a list of at least one element (`SIZE (1..MAX)`), for which no other rule says so.
const LISTS: [ObjectIdentifier; 8] = [
    rfc5280::ID_CE_ISSUER_ALT_NAME,
    rfc5280::ID_CE_CERTIFICATE_POLICIES,
    rfc5280::ID_CE_POLICY_MAPPINGS,
    rfc5280::ID_CE_CRL_DISTRIBUTION_POINTS,
    rfc5280::ID_CE_FRESHEST_CRL,
    rfc5280::ID_PE_AUTHORITY_INFO_ACCESS,
    rfc5280::ID_PE_SUBJECT_INFO_ACCESS,
    rfc5280::ID_CE_SUBJECT_DIRECTORY_ATTRIBUTES,
];

/// Whether its value must not be an empty list.
pub(super) fn is_list(oid: Oid) -> bool {
    LISTS.iter().any(|list| oid == *list)
}

fn find(oid: Oid) -> Option<&'static Known> {
    KNOWN.iter().find(|known| oid == known.oid)
}

/// The name in RFC 5280, or the dotted object identifier.
pub(crate) fn extension_name(oid: Oid) -> String {
    find(oid).map_or_else(|| oid.to_string(), |known| known.name.to_owned())
}

/// Whether clients process it when it is critical.
pub(super) fn is_processed(oid: Oid) -> bool {
    find(oid).is_some_and(|known| known.processed)
}

/// Whether an extension with this value says something in its own syntax; unknown ones do.
pub(crate) fn is_well_formed(oid: Oid, value: &[u8]) -> bool {
    find(oid).is_none_or(|known| (known.decodes)(value) || (known.decodes)(&with_readable_parts(value)))
}
