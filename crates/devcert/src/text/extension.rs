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

use super::element::Element;
use super::lines::Lines;
use super::object::Object;
use super::string::ascii_lines;
use crate::x509::Extension;

/// How the content of an extension is laid out; nothing when it breaks its syntax.
type Layout = fn(&[u8]) -> Option<Lines>;

/// The extensions that OpenSSL 3.0 reads.
const LAYOUTS: [(&str, Layout); 49] = [
    ("2.5.29.14", key_id::subject),
    ("2.5.29.15", usage::key),
    ("2.5.29.16", usage::period),
    ("2.5.29.17", general_name::list),
    ("2.5.29.18", general_name::list),
    ("2.5.29.19", basic::constraints),
    ("2.5.29.20", basic::integer),
    ("2.5.29.21", basic::reason),
    ("2.5.29.23", basic::object),
    ("2.5.29.24", basic::date),
    ("2.5.29.27", basic::integer),
    ("2.5.29.28", distribution::issuing),
    ("2.5.29.29", general_name::list),
    ("2.5.29.30", constraints::names),
    ("2.5.29.31", distribution::points),
    ("2.5.29.32", policy::certificate),
    ("2.5.29.33", policy::mappings),
    ("2.5.29.35", key_id::authority),
    ("2.5.29.36", policy::constraints),
    ("2.5.29.37", usage::extended),
    ("2.5.29.46", distribution::points),
    ("2.5.29.54", basic::integer),
    ("1.3.6.1.5.5.7.1.1", access::locations),
    ("1.3.6.1.5.5.7.1.11", access::locations),
    ("1.3.6.1.5.5.7.1.7", resources::addresses),
    ("1.3.6.1.5.5.7.1.8", resources::systems),
    ("1.3.6.1.5.5.7.1.14", proxy::information),
    ("1.3.6.1.5.5.7.1.24", usage::tls_features),
    ("1.3.6.1.5.5.7.48.1.2", basic::nonce),
    ("1.3.6.1.5.5.7.48.1.5", basic::nothing),
    ("1.3.6.1.5.5.7.48.1.6", basic::date),
    ("1.3.6.1.5.5.7.48.1.7", access::service),
    ("1.3.6.1.4.1.11129.2.4.2", sct::list),
    ("1.3.6.1.4.1.11129.2.4.3", basic::null),
    ("1.3.6.1.4.1.11129.2.4.5", sct::list),
    ("1.3.36.8.3.3", admission::syntax),
    ("1.3.101.1.4.1", proxy::strong_extranet),
    ("2.16.840.1.113730.1.1", usage::netscape),
    ("2.16.840.1.113730.1.2", basic::ia5),
    ("2.16.840.1.113730.1.3", basic::ia5),
    ("2.16.840.1.113730.1.4", basic::ia5),
    ("2.16.840.1.113730.1.7", basic::ia5),
    ("2.16.840.1.113730.1.8", basic::ia5),
    ("2.16.840.1.113730.1.12", basic::ia5),
    ("2.16.840.1.113730.1.13", basic::ia5),
    ("1.2.643.100.111", basic::utf8),
    ("1.2.643.100.112", basic::sign_tool),
    ("1.3.6.1.5.5.7.48.1.4", usage::extended),
    ("1.3.6.1.5.5.7.48.1.3", access::crl_id),
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
    let (_, layout) = LAYOUTS.iter().find(|(oid, _)| *oid == object.dotted())?;
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
