//! Policies (RFC 5280, 4.2.1.4, 4.2.1.5 and 4.2.1.11).

use super::super::element::{Element, Fields, Tag, sequence_of};
use super::super::integer::Integer;
use super::super::lines::Lines;
use super::super::object::Object;
use super::super::string::shown_to_zero;
use super::parts::in_line;
use crate::model::oid::known;

/// Certificate policies with their qualifiers.
pub(super) fn certificate(content: &[u8]) -> Option<Lines> {
    let mut lines = Lines::new();
    for policy in sequence_of(content)? {
        let mut fields = Fields::inside(&policy);
        lines.push(format!("Policy: {}", Object::from_element(&fields.any()?)?.long()));
        if let Some(qualifiers) = fields.optional(Tag::Sequence) {
            for qualifier in Fields::inside(&qualifiers).rest()? {
                lines.nest(2, &qualified(&qualifier)?);
            }
        }
        fields.end(())?;
    }
    Some(lines)
}

/// The qualifiers of a policy.
pub(in super::super) fn qualifiers(content: &[u8]) -> Option<Lines> {
    let mut lines = Lines::new();
    for qualifier in sequence_of(content)? {
        lines.nest(0, &qualified(&qualifier)?);
    }
    Some(lines)
}

fn qualified(qualifier: &Element<'_>) -> Option<Lines> {
    let mut fields = Fields::inside(qualifier);
    let kind = Object::from_element(&fields.any()?)?;
    let lines = match kind.known() {
        Some(known::ID_QT_CPS) => {
            Lines::one(format!("CPS: {}", shown_to_zero(fields.universal(Tag::Ia5String)?.data)))
        }
        Some(known::ID_QT_UNOTICE) => {
            let mut lines = Lines::one("User Notice:");
            lines.nest(2, &notice(&fields.universal(Tag::Sequence)?)?);
            lines
        }
        _ => {
            fields.any()?;
            Lines::one(format!("  Unknown Qualifier: {}", kind.long()))
        }
    };
    fields.end(lines)
}

fn notice(notice: &Element<'_>) -> Option<Lines> {
    let mut fields = Fields::inside(notice);
    let mut lines = Lines::new();
    if let Some(reference) = fields.optional(Tag::Sequence) {
        let mut reference = Fields::inside(&reference);
        lines.push(format!("Organization: {}", shown_to_zero(reference.any()?.data)));
        let numbers = Fields::inside(&reference.universal(Tag::Sequence)?).rest()?;
        let plural = if numbers.len() > 1 { "s" } else { "" };
        let numbers = numbers.iter().map(|number| Some(Integer::from_content(number.data)?.in_extension()));
        let numbers = numbers.collect::<Option<Vec<_>>>()?.join(", ");
        lines.push(format!("Number{plural}: {numbers}"));
    }
    if !fields.is_empty() {
        lines.push(format!("Explicit Text: {}", shown_to_zero(fields.any()?.data)));
    }
    fields.end(lines)
}

/// Policy mappings.
pub(super) fn mappings(content: &[u8]) -> Option<Lines> {
    let mapping = |mapping: &Element<'_>| {
        let mut fields = Fields::inside(mapping);
        let (issuer, subject) =
            (Object::from_element(&fields.any()?)?, Object::from_element(&fields.any()?)?);
        fields.end(format!("{}:{}", issuer.long(), subject.long()))
    };
    in_line(&sequence_of(content)?.iter().map(mapping).collect::<Option<Vec<_>>>()?)
}

/// Policy constraints.
pub(super) fn constraints(content: &[u8]) -> Option<Lines> {
    let mut fields = Fields::of(content, Tag::Sequence)?;
    let mut parts = Vec::new();
    for (number, label) in [(0, "Require Explicit Policy"), (1, "Inhibit Policy Mapping")] {
        if let Some(value) = fields.tagged(number) {
            parts.push(format!("{label}:{}", Integer::from_content(value.data)?.in_extension()));
        }
    }
    fields.end(in_line(&parts)?)
}
