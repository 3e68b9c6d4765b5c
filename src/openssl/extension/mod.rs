//! Extensions as configuration files describe them (`x509v3_config(5)`): `subjectAltName = DNS:a, IP:::1`.
//!
//! Every extension that has a syntax of its own is a row of `METHODS`; any other can be given as `DER:` or `ASN1:`.

mod asn1;
mod bits;
mod constraints;
mod der;
mod distribution;
mod general_name;
mod key_id;
mod list;
mod place;
mod policy;
mod proxy;
mod simple;

use ::der::asn1::ObjectIdentifier;

pub use self::place::{Fault, Issuer, Place, Subject};
use self::place::{hexadecimal, object};
use super::config::Entry;
use devcert::model::oid::known;
use devcert::x509::Extension;

/// The DER of an extension's value, from its text and the extensions before it.
type Method = fn(&str, &Place<'_>, &[Extension<'_>]) -> Result<Vec<u8>, Fault>;

/// The extensions with a syntax of their own, under openssl's short names.
static METHODS: [(&str, ObjectIdentifier, Method); 29] = [
    ("basicConstraints", known::ID_CE_BASIC_CONSTRAINTS, simple::basic_constraints),
    ("keyUsage", known::ID_CE_KEY_USAGE, bits::key_usage),
    ("extendedKeyUsage", known::ID_CE_EXT_KEY_USAGE, simple::extended_key_usage),
    ("subjectKeyIdentifier", known::ID_CE_SUBJECT_KEY_IDENTIFIER, key_id::subject),
    ("authorityKeyIdentifier", known::ID_CE_AUTHORITY_KEY_IDENTIFIER, key_id::authority),
    ("subjectAltName", known::ID_CE_SUBJECT_ALT_NAME, general_name::subject_alt_name),
    ("issuerAltName", known::ID_CE_ISSUER_ALT_NAME, general_name::issuer_alt_name),
    ("authorityInfoAccess", known::ID_PE_AUTHORITY_INFO_ACCESS, general_name::access),
    ("subjectInfoAccess", known::ID_PE_SUBJECT_INFO_ACCESS, general_name::access),
    ("crlDistributionPoints", known::ID_CE_CRL_DISTRIBUTION_POINTS, distribution::points),
    ("freshestCRL", known::ID_CE_FRESHEST_CRL, distribution::points),
    ("issuingDistributionPoint", known::ID_CE_ISSUING_DISTRIBUTION_POINT, distribution::issuing),
    ("certificatePolicies", known::ID_CE_CERTIFICATE_POLICIES, policy::certificate),
    ("policyMappings", known::ID_CE_POLICY_MAPPINGS, policy::mappings),
    ("policyConstraints", known::ID_CE_POLICY_CONSTRAINTS, policy::constraints),
    ("inhibitAnyPolicy", known::ID_CE_INHIBIT_ANY_POLICY, simple::integer),
    ("nameConstraints", known::ID_CE_NAME_CONSTRAINTS, constraints::names),
    ("tlsfeature", known::ID_PE_TLS_FEATURE, simple::tls_features),
    ("proxyCertInfo", known::ID_PE_PROXY_CERT_INFO, proxy::information),
    ("noCheck", known::ID_PKIX_OCSP_NOCHECK, simple::null),
    ("nsCertType", known::NETSCAPE_CERT_TYPE, bits::netscape),
    ("nsComment", known::NETSCAPE_COMMENT, simple::ia5),
    ("nsBaseUrl", known::NETSCAPE_BASE_URL, simple::ia5),
    ("nsRevocationUrl", known::NETSCAPE_REVOCATION_URL, simple::ia5),
    ("nsCaRevocationUrl", known::NETSCAPE_CA_REVOCATION_URL, simple::ia5),
    ("nsRenewalUrl", known::NETSCAPE_RENEWAL_URL, simple::ia5),
    ("nsCaPolicyUrl", known::NETSCAPE_CA_POLICY_URL, simple::ia5),
    ("nsSslServerName", known::NETSCAPE_SSL_SERVER_NAME, simple::ia5),
    ("SXNetID", known::STRONG_EXTRANET, proxy::strong_extranet),
];

/// The extension `name` with this value: `critical,`, then the syntax of its own, `DER:` or `ASN1:`. `before` are the
/// extensions that the certificate or request has already.
///
/// # Errors
/// A name that no extension has, a value that breaks its syntax, or a reference to what is not known.
pub fn extension(
    name: &str,
    value: &str,
    place: &Place<'_>,
    before: &[Extension<'_>],
) -> Result<Extension<'static>, Fault> {
    let (is_critical, value) = match value.strip_prefix("critical,") {
        Some(value) => (true, value.trim_start()),
        None => (false, value),
    };
    let (oid, der) = if let Some(hex) = value.strip_prefix("DER:") {
        (object(name, place)?, hexadecimal(hex.trim_start())?)
    } else if let Some(text) = value.strip_prefix("ASN1:") {
        (object(name, place)?, asn1::generate(text.trim_start(), place)?)
    } else {
        let method = METHODS.iter().find(|(known, ..)| *known == name);
        let (_, oid, method) = method
            .ok_or_else(|| Fault::new(format_args!("devcert has no syntax for the extension {name}")))?;
        ((*oid).into(), method(value, place, before)?)
    };
    let extension = Extension::new(oid, der);
    Ok(if is_critical { extension.critical() } else { extension })
}

/// The DER of the value that `text` describes in the syntax of `ASN1:` (`ASN1_generate_nconf(3)`).
///
/// # Errors
/// A text that breaks the syntax, or refers to a section that does not exist.
pub fn generate(text: &str, place: &Place<'_>) -> Result<Vec<u8>, Fault> {
    asn1::generate(text, place)
}

/// Adds the extensions that the entries of a section describe to `extensions`; with [`Replaces::SameType`], one of the
/// same type that is there goes.
///
/// # Errors
/// The section, name and value at fault, with the reason.
pub fn add_entries(
    extensions: &mut Vec<Extension<'_>>,
    section: &str,
    entries: &[Entry],
    place: &Place<'_>,
    replaces: Replaces,
) -> Result<(), Fault> {
    for entry in entries {
        let added = extension(&entry.name, &entry.value, place, extensions).map_err(|fault| {
            Fault::new(format_args!("section={section}, name={}, value={}: {fault}", entry.name, entry.value))
        })?;
        if replaces == Replaces::SameType {
            extensions.retain(|extension| extension.id != added.id);
        }
        extensions.push(added);
    }
    Ok(())
}

/// What an added extension does to those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replaces {
    /// One of its type goes, as in certificates.
    SameType,
    /// They stay, as in requests.
    Nothing,
}

#[cfg(test)]
mod tests;
