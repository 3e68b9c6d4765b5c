//! Proxy certificates (RFC 3820, 3.8) and Thawte's strong extranet.

use super::super::element::{ElementTag as _, Fields, Tag};
use super::super::integer::Integer;
use super::super::lines::Lines;
use super::super::object::Object;
use super::super::string::{ascii, shown};

/// Proxy certificate information.
pub(super) fn information(content: &[u8]) -> Option<Lines> {
    let mut fields = Fields::of(content, Tag::Sequence)?;
    let length = match fields.optional(Tag::Integer) {
        Some(length) => Integer::from_content(length.data)?.bare_hex(),
        None => "infinite".to_owned(),
    };
    let mut policy = Fields::inside(&fields.universal(Tag::Sequence)?);
    let language = Object::from_element(&policy.any()?)?;
    let mut lines = Lines::one(format!("Path Length Constraint: {length}"));
    lines.push(format!("Policy Language: {}", language.long()));
    if let Some(text) = policy.optional(Tag::OctetString) {
        lines.push(format!("Policy Text: {}", shown(text.data)));
    }
    fields.end(policy.end(lines)?)
}

/// Strong extranet: zones and the users in them.
pub(super) fn strong_extranet(content: &[u8]) -> Option<Lines> {
    let mut fields = Fields::of(content, Tag::Sequence)?;
    let version = Integer::from_content(fields.universal(Tag::Integer)?.data)?.small()?;
    let mut lines = Lines::one(format!("Version: {} (0x{version:X})", version.checked_add(1)?));
    for zone in Fields::inside(&fields.universal(Tag::Sequence)?).rest()? {
        let mut zone = Fields::inside(&zone);
        let number = Integer::from_content(zone.any().filter(|zone| zone.is(Tag::Integer))?.data)?;
        let user = zone.universal(Tag::OctetString)?;
        lines.push(format!("Zone: {}, User: {}", number.in_extension(), ascii(user.data)));
    }
    fields.end(lines)
}
