//! Extensions as DER (RFC 5280, 4.2).

use der::asn1::{Any, OctetStringRef};
use der::flagset::FlagSet;
use der::{Decode, Encode};
use x509_cert::ext::pkix;
use x509_parser::extensions::{ParsedExtension, X509Extension};

use super::error::X509Error;
use super::{constraint, san};
use crate::key::PublicKey;
use crate::model::der_error::Opaque as _;
use crate::model::extension::{Extension, ExtensionValue, OtherExtension};
use crate::model::oid::Oid;
use crate::model::usage::{ExtendedKeyUsage, KeyUsage};

/// The content of an extension's `extnValue`, for a certificate on `subject` whose issuer's
/// key has this identifier.
pub(crate) fn to_der(body: &ExtensionValue, subject: &PublicKey, issuer_id: &[u8]) -> der::Result<Vec<u8>> {
    match body {
        ExtensionValue::BasicConstraints { ca, path_len } => {
            pkix::BasicConstraints { ca: *ca, path_len_constraint: *path_len }.to_der()
        }
        ExtensionValue::KeyUsage(usages) => {
            let flags = usages.iter().fold(FlagSet::default(), |flags, usage| flags | flag_of(*usage));
            pkix::KeyUsage(flags).to_der()
        }
        ExtensionValue::ExtendedKeyUsage(usages) => {
            usages.iter().map(|usage| usage.0).collect::<Vec<_>>().to_der()
        }
        ExtensionValue::SubjectAltName(names) => names
            .iter()
            .map(|name| Any::from_der(&san::to_der(name)?))
            .collect::<der::Result<Vec<_>>>()?
            .to_der(),
        ExtensionValue::NameConstraints(constraints) => constraint::to_der(constraints),
        ExtensionValue::SubjectKeyIdentifier => OctetStringRef::new(&subject.key_identifier())?.to_der(),
        ExtensionValue::AuthorityKeyIdentifier => {
            let key_identifier = der::asn1::OctetString::new(issuer_id)?;
            pkix::AuthorityKeyIdentifier { key_identifier: Some(key_identifier), ..Default::default() }
                .to_der()
        }
        ExtensionValue::Other(OtherExtension { der, .. }) => Ok(der.clone()),
    }
}

fn flag_of(usage: KeyUsage) -> pkix::KeyUsages {
    match usage {
        KeyUsage::DigitalSignature => pkix::KeyUsages::DigitalSignature,
        KeyUsage::NonRepudiation => pkix::KeyUsages::NonRepudiation,
        KeyUsage::KeyEncipherment => pkix::KeyUsages::KeyEncipherment,
        KeyUsage::DataEncipherment => pkix::KeyUsages::DataEncipherment,
        KeyUsage::KeyAgreement => pkix::KeyUsages::KeyAgreement,
        KeyUsage::KeyCertSign => pkix::KeyUsages::KeyCertSign,
        KeyUsage::CrlSign => pkix::KeyUsages::CRLSign,
        KeyUsage::EncipherOnly => pkix::KeyUsages::EncipherOnly,
        KeyUsage::DecipherOnly => pkix::KeyUsages::DecipherOnly,
    }
}

/// The extensions that x509-parser has read in `whole`.
pub(super) fn all_from_parsed<'a>(
    parsed: impl IntoIterator<Item = &'a X509Extension<'a>>,
    whole: &[u8],
) -> Result<Vec<Extension>, X509Error> {
    let one = |one| from_parsed(one).opaque().map_err(X509Error::in_part("extension", whole, one.value));
    parsed.into_iter().map(one).collect()
}

/// The extension that x509-parser has read; what is not part of the model, and what breaks its own
/// type's rules, is kept as DER.
fn from_parsed(parsed: &X509Extension<'_>) -> der::Result<Extension> {
    let oid = Oid::from_octets(parsed.oid.as_bytes())
        .map_err(|_| der::Error::from(der::ErrorKind::OidMalformed))?;
    let body = known_body(parsed.parsed_extension())
        .unwrap_or_else(|| ExtensionValue::Other(OtherExtension { oid, der: parsed.value.to_vec() }));
    Ok(Extension { critical: parsed.critical, body })
}

fn known_body(parsed: &ParsedExtension<'_>) -> Option<ExtensionValue> {
    Some(match parsed {
        ParsedExtension::BasicConstraints(constraints) => ExtensionValue::BasicConstraints {
            ca: constraints.ca,
            path_len: constraints.path_len_constraint.map(u8::try_from).transpose().ok()?,
        },
        ParsedExtension::KeyUsage(usage) => {
            let is_set = |bit: &KeyUsage| usage.flags & (1 << (*bit as u16)) != 0;
            ExtensionValue::KeyUsage(KeyUsage::ALL.into_iter().filter(is_set).collect())
        }
        ParsedExtension::ExtendedKeyUsage(usage) => ExtensionValue::ExtendedKeyUsage(purposes(usage)?),
        ParsedExtension::SubjectAlternativeName(names) => {
            ExtensionValue::SubjectAltName(names.general_names.iter().map(san::from_parsed).collect())
        }
        ParsedExtension::NameConstraints(constraints) => {
            ExtensionValue::NameConstraints(constraint::from_parsed(constraints)?)
        }
        _ => return None,
    })
}

fn purposes(usage: &x509_parser::extensions::ExtendedKeyUsage<'_>) -> Option<Vec<ExtendedKeyUsage>> {
    const NAMED: [&str; 7] = [
        "anyExtendedKeyUsage",
        "serverAuth",
        "clientAuth",
        "codeSigning",
        "emailProtection",
        "timeStamping",
        "OCSPSigning",
    ];
    let flags = [
        usage.any,
        usage.server_auth,
        usage.client_auth,
        usage.code_signing,
        usage.email_protection,
        usage.time_stamping,
        usage.ocsp_signing,
    ];
    let named =
        NAMED.iter().zip(flags).filter(|(_, set)| *set).filter_map(|(name, _)| ExtendedKeyUsage::named(name));
    let others = usage.other.iter().map(|oid| Oid::from_octets(oid.as_bytes()).ok().map(ExtendedKeyUsage));
    named.map(Some).chain(others).collect()
}
