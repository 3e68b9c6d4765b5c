//! Admissions to professions (Common PKI 2.0, part 1, 4.3).

use super::super::element::{Element, ElementTag as _, Fields, Tag};
use super::super::lines::Lines;
use super::super::object::Object;
use super::super::string::ascii;
use super::general_name;

/// The admissions and who stands behind them.
pub(super) fn syntax(content: &[u8]) -> Option<Lines> {
    let mut fields = Fields::of(content, Tag::Sequence)?;
    let mut lines = Lines::new();
    if let Some(authority) = fields.take_if(|element| element.number().is_some()) {
        lines.nest(0, &admission_authority(&authority)?);
    }
    for (index, entry) in Fields::inside(&fields.universal(Tag::Sequence)?).rest()?.iter().enumerate() {
        lines.push(format!("Entry {}:", index + 1));
        lines.nest(2, &admission(entry)?);
    }
    lines.push("");
    fields.end(lines)
}

fn admission(entry: &Element<'_>) -> Option<Lines> {
    let mut fields = Fields::inside(entry);
    let mut lines = Lines::new();
    if let Some(authority) = fields.tagged(0) {
        lines.nest(0, &admission_authority(&Fields::inside(&authority).any()?)?);
    }
    if let Some(authority) = fields.tagged(1) {
        lines.nest(0, &naming_authority(&authority)?);
    }
    let professions = Fields::inside(&fields.universal(Tag::Sequence)?).rest()?;
    for (index, info) in professions.iter().enumerate() {
        lines.push(format!("Profession Info Entry {}:", index + 1));
        lines.nest(2, &profession(info)?);
    }
    fields.end(lines)
}

fn admission_authority(name: &Element<'_>) -> Option<Lines> {
    let mut lines = Lines::one("admissionAuthority:");
    lines.push(format!("  {}", general_name::alone(name)?));
    Some(lines)
}

fn naming_authority(wrapped: &Element<'_>) -> Option<Lines> {
    let mut fields = Fields::inside(&Fields::inside(wrapped).universal(Tag::Sequence)?);
    let id = fields.optional(Tag::Oid);
    let url = fields.optional(Tag::Ia5String);
    let text = fields.any();
    let mut lines = Lines::one("namingAuthority:");
    if let Some(id) = id {
        lines.push(format!("  namingAuthorityId: {}", both_names(&id)?));
    }
    if let Some(text) = text {
        lines.push(format!("  namingAuthorityText: {}", ascii(text.data)));
    }
    if let Some(url) = url {
        lines.push(format!("  namingAuthorityUrl: {}", ascii(url.data)));
    }
    fields.end(lines)
}

fn profession(info: &Element<'_>) -> Option<Lines> {
    let mut fields = Fields::inside(info);
    let authority = fields.tagged(0);
    let items = Fields::inside(&fields.universal(Tag::Sequence)?).rest()?;
    let objects = fields.optional(Tag::Sequence);
    let mut lines = Lines::new();
    if let Some(number) = fields.optional(Tag::PrintableString) {
        lines.push(format!("registrationNumber: {}", ascii(number.data)));
    }
    if let Some(authority) = authority {
        lines.nest(0, &naming_authority(&authority)?);
    }
    lines.push("Info Entries:");
    for item in &items {
        lines.push(format!("  {}", ascii(item.data)));
    }
    if let Some(objects) = objects {
        lines.push("Profession OIDs:");
        for object in Fields::inside(&objects).rest()? {
            lines.push(format!("  {}", both_names(&object)?));
        }
    }
    fields.optional(Tag::OctetString);
    fields.end(lines)
}

/// The long name with the numbers in parentheses.
fn both_names(object: &Element<'_>) -> Option<String> {
    let object = Object::from_element(object)?;
    let name = if object.long() == object.dotted() { "undefined" } else { object.long() };
    Some(format!("{name} ({})", object.dotted()))
}
