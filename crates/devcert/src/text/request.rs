//! `openssl req -text`

use const_oid::ObjectIdentifier;
use der::{Decode, Encode};

use super::integer::Integer;
use super::lines::Lines;
use super::name::NameStyle;
use super::object::Object;
use super::signed::signed;
use super::string::shown;
use super::{extension, key, name};
use crate::model::name::StringKind;
use crate::model::oid::known;
use crate::x509::{Attribute, CertificationRequest, Element, RequestInfo};

/// How wide the names of attributes are.
const NAME_WIDTH: usize = 25;
/// The width of the names of attributes, which are indented.
const FURTHER: usize = NAME_WIDTH - 8;

/// The request in `der`.
pub(super) fn lines(der: &[u8], style: NameStyle) -> Option<Lines> {
    let CertificationRequest { body, algorithm, signature } = CertificationRequest::from_der(der).ok()?;
    signed(&["Certificate Request:", "    Data:"], &data(&body, style)?, &algorithm, &signature)
}

fn data(body: &RequestInfo<'_>, style: NameStyle) -> Option<Lines> {
    let version = Integer::from_content(body.version.content())?.small()?;
    let mut lines = Lines::one(match version {
        0 => "        Version: 1 (0x0)".to_owned(),
        _ => format!("        Version: Unknown ({version})"),
    });
    lines.nest(8, &name::titled("Subject", &body.subject, style)?);
    lines.nest(0, &key::subject(&body.public_key.to_der().ok()?)?);
    let attributes = body.attributes.as_ref().map(|set| set.0.as_slice()).unwrap_or_default();
    lines.nest(8, &attribute_lines(attributes)?);
    if let Some(extensions) = requested(attributes) {
        lines.push("            Requested Extensions:");
        lines.nest(16, &extensions);
    }
    Some(lines)
}

/// The extensions that are requested, none when nothing requests them; nothing when they are broken.
fn requested(attributes: &[Attribute<'_>]) -> Option<Lines> {
    let kinds = [known::ID_EXTENSION_REQ, known::MICROSOFT_EXTENSION_REQUEST];
    let of_kind = |kind: &ObjectIdentifier| attributes.iter().find(|one| one.id.content() == kind.as_bytes());
    match kinds.iter().find_map(of_kind).and_then(|attribute| attribute.values.0.first()) {
        Some(extensions) => extension::listed(&Vec::from_der(extensions.der()).ok()?),
        None => Some(Lines::new()),
    }
}

fn attribute_lines(attributes: &[Attribute<'_>]) -> Option<Lines> {
    let mut lines = Lines::one("Attributes:");
    if attributes.is_empty() {
        lines.push("    (none)");
    }
    for attribute in attributes {
        let kind = Object::from_content(attribute.id.content())?;
        let shown = if attribute.is_extension_request() { &[][..] } else { &attribute.values.0 };
        for (index, value) in shown.iter().enumerate() {
            // openssl does not indent a further value, it only leaves the room of the name.
            match index {
                0 => lines.push(format!("    {:NAME_WIDTH$}:{}", kind.long(), value_shown(value))),
                _ => lines.push(format!("{:FURTHER$}:{}", "", value_shown(value))),
            }
        }
    }
    Some(lines)
}

fn value_shown(value: &Element<'_>) -> String {
    use StringKind::{Ia5, Numeric, Printable, Teletex, Utf8};
    match StringKind::from_identifier(value.identifier()) {
        Some(Printable | Teletex | Numeric | Utf8 | Ia5) => shown(value.content()),
        _ => "unable to print attribute".to_owned(),
    }
}
