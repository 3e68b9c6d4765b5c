//! Where to find more: authority and subject information access (RFC 5280, 4.2.2), and what OCSP
//! responses say about locations (RFC 6960, 4.4).

use super::super::element::{Element, Fields, Tag, sequence_of};
use super::super::integer::Integer;
use super::super::lines::Lines;
use super::super::object::Object;
use super::super::string::ascii;
use super::super::{name, time};
use super::general_name;
use super::parts::empty;

/// Information access.
pub(super) fn locations(content: &[u8]) -> Option<Lines> {
    let descriptions = sequence_of(content)?;
    if descriptions.is_empty() {
        return Some(empty());
    }
    descriptions.iter().try_fold(Lines::new(), |mut lines, description| {
        let mut fields = Fields::inside(description);
        let method = Object::from_element(&fields.any()?)?;
        let location = general_name::member(&fields.any()?)?;
        lines.push(format!("{} - {location}", method.long()));
        fields.end(lines)
    })
}

/// OCSP's service locator (RFC 6960, 4.4.6).
pub(super) fn service(content: &[u8]) -> Option<Lines> {
    let mut fields = Fields::of(content, Tag::Sequence)?;
    let mut lines = Lines::one(format!("Issuer: {}", name::shown(&fields.any()?)?));
    if let Some(descriptions) = fields.optional(Tag::Sequence) {
        for description in Fields::inside(&descriptions).rest()? {
            lines.push(located(&description)?);
        }
    }
    fields.end(lines)
}

fn located(description: &Element<'_>) -> Option<String> {
    let mut fields = Fields::inside(description);
    let method = Object::from_element(&fields.any()?)?;
    let location = general_name::alone(&fields.any()?)?;
    fields.end(format!("  {} - {location}", method.long()))
}

/// OCSP's CRL identifier (RFC 6960, 4.4.2).
pub(super) fn crl_id(content: &[u8]) -> Option<Lines> {
    let mut fields = Fields::of(content, Tag::Sequence)?;
    let mut lines = Lines::new();
    if let Some(url) = fields.tagged(0) {
        lines.push(format!("crlUrl: {}", ascii(Fields::inside(&url).universal(Tag::Ia5String)?.data)));
    }
    if let Some(number) = fields.tagged(1) {
        let number = Integer::from_content(Fields::inside(&number).universal(Tag::Integer)?.data)?;
        lines.push(format!("crlNum: {}", number.bare_hex()));
    }
    if let Some(date) = fields.tagged(2) {
        let date = Fields::inside(&date).universal(Tag::GeneralizedTime)?;
        lines.push(format!("crlTime: {}", time::generalized(date.data)?));
    }
    lines.push("");
    fields.end(lines)
}
