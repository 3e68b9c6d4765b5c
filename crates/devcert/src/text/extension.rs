//! Extensions of certificates, requests and revocation lists, one layout for each syntax.

mod access;
mod admission;
mod basic;
mod constraints;
mod distribution;
mod general_name;
mod key_id;
mod parts;
mod policy;
mod proxy;
mod resources;
mod sct;
mod usage;

use const_oid::ObjectIdentifier;

pub(super) use policy::qualifiers as policy_qualifiers;

use super::element::Element;
use super::lines::Lines;
use super::object::Object;
use super::string::ascii_lines;
use crate::model::oid::known;
use crate::x509::Extension;

/// How the content of an extension is laid out; nothing when it breaks its syntax.
type Layout = fn(&[u8]) -> Option<Lines>;

/// The extensions that OpenSSL 3.0 reads.
const LAYOUTS: [(ObjectIdentifier, Layout); 49] = [
    (known::ID_CE_SUBJECT_KEY_IDENTIFIER, key_id::subject),
    (known::ID_CE_KEY_USAGE, usage::key),
    (known::ID_CE_PRIVATE_KEY_USAGE_PERIOD, usage::period),
    (known::ID_CE_SUBJECT_ALT_NAME, general_name::list),
    (known::ID_CE_ISSUER_ALT_NAME, general_name::list),
    (known::ID_CE_BASIC_CONSTRAINTS, basic::constraints),
    (known::ID_CE_CRL_NUMBER, basic::integer),
    (known::ID_CE_CRL_REASONS, basic::reason),
    (known::ID_CE_HOLD_INSTRUCTION_CODE, basic::object),
    (known::ID_CE_INVALIDITY_DATE, basic::date),
    (known::ID_CE_DELTA_CRL_INDICATOR, basic::integer),
    (known::ID_CE_ISSUING_DISTRIBUTION_POINT, distribution::issuing),
    (known::ID_CE_CERTIFICATE_ISSUER, general_name::list),
    (known::ID_CE_NAME_CONSTRAINTS, constraints::names),
    (known::ID_CE_CRL_DISTRIBUTION_POINTS, distribution::points),
    (known::ID_CE_CERTIFICATE_POLICIES, policy::certificate),
    (known::ID_CE_POLICY_MAPPINGS, policy::mappings),
    (known::ID_CE_AUTHORITY_KEY_IDENTIFIER, key_id::authority),
    (known::ID_CE_POLICY_CONSTRAINTS, policy::constraints),
    (known::ID_CE_EXT_KEY_USAGE, usage::extended),
    (known::ID_CE_FRESHEST_CRL, distribution::points),
    (known::ID_CE_INHIBIT_ANY_POLICY, basic::integer),
    (known::ID_PE_AUTHORITY_INFO_ACCESS, access::locations),
    (known::ID_PE_SUBJECT_INFO_ACCESS, access::locations),
    (known::ID_PE_IP_ADDR_BLOCKS, resources::addresses),
    (known::ID_PE_AUTONOMOUS_SYS_IDS, resources::systems),
    (known::ID_PE_PROXY_CERT_INFO, proxy::information),
    (known::ID_PE_TLS_FEATURE, usage::tls_features),
    (known::ID_PKIX_OCSP_NONCE, basic::nonce),
    (known::ID_PKIX_OCSP_NOCHECK, basic::nothing),
    (known::ID_PKIX_OCSP_ARCHIVE_CUTOFF, basic::date),
    (known::ID_PKIX_OCSP_SERVICE_LOCATOR, access::service),
    (known::CT_PRECERT_SCTS, sct::list),
    (known::CT_PRECERT_POISON, basic::null),
    (known::CT_OCSP_SCTS, sct::list),
    (known::ADMISSION, admission::syntax),
    (known::STRONG_EXTRANET, proxy::strong_extranet),
    (known::NETSCAPE_CERT_TYPE, usage::netscape),
    (known::NETSCAPE_BASE_URL, basic::ia5),
    (known::NETSCAPE_REVOCATION_URL, basic::ia5),
    (known::NETSCAPE_CA_REVOCATION_URL, basic::ia5),
    (known::NETSCAPE_RENEWAL_URL, basic::ia5),
    (known::NETSCAPE_CA_POLICY_URL, basic::ia5),
    (known::NETSCAPE_SSL_SERVER_NAME, basic::ia5),
    (known::NETSCAPE_COMMENT, basic::ia5),
    (known::GOST_SUBJECT_SIGN_TOOL, basic::utf8),
    (known::GOST_ISSUER_SIGN_TOOL, basic::sign_tool),
    (known::ID_PKIX_OCSP_RESPONSE, usage::extended),
    (known::ID_PKIX_OCSP_CRL, access::crl_id),
];

/// `title` and the extensions below it; nothing at all when there are none.
pub(super) fn titled(title: &str, extensions: &[Extension<'_>]) -> Option<Lines> {
    let mut lines = Lines::new();
    if !extensions.is_empty() {
        lines.push(format!("{title}:"));
        lines.nest(4, &listed(extensions)?);
    }
    Some(lines)
}

/// The extensions.
pub(super) fn listed(extensions: &[Extension<'_>]) -> Option<Lines> {
    let mut lines = Lines::new();
    for extension in extensions {
        lines.nest(0, &one(extension)?);
    }
    Some(lines)
}

/// One extension (RFC 5280, 4.1).
fn one(extension: &Extension<'_>) -> Option<Lines> {
    let object = Object::from_content(extension.id.content())?;
    let content = extension.value.content();
    let critical = if extension.is_critical() { "critical" } else { "" };
    let mut lines = Lines::one(format!("{}: {critical}", object.long()));
    match laid_out(&object, content) {
        Some(body) if body.is_empty() => lines.push(""),
        Some(body) => lines.nest(4, &body),
        None => lines.nest(0, &unknown(content)),
    }
    Some(lines)
}

fn laid_out(object: &Object, content: &[u8]) -> Option<Lines> {
    let known = object.known()?;
    let (_, layout) = LAYOUTS.iter().find(|(oid, _)| *oid == known)?;
    layout(content)
}

/// The printable ASCII; only its first line is indented.
fn unknown(content: &[u8]) -> Lines {
    let mut lines = Lines::new();
    for (index, line) in ascii_lines(content).into_iter().enumerate() {
        match index {
            0 => lines.push(format!("    {line}")),
            _ => lines.push_flush(line),
        }
    }
    lines
}
