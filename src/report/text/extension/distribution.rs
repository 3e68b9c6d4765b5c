//! Where revocation lists are, and what they cover (RFC 5280, 4.2.1.13 and 5.2.5).

use super::super::element::{Element, Fields, Tag, bits, boolean, has_bit, sequence_of};
use super::super::lines::Lines;
use super::super::name;
use super::{empty, general_name};

/// The bits of `ReasonFlags`.
const REASONS: [&str; 9] = [
    "Unused",
    "Key Compromise",
    "CA Compromise",
    "Affiliation Changed",
    "Superseded",
    "Cessation Of Operation",
    "Certificate Hold",
    "Privilege Withdrawn",
    "AA Compromise",
];

/// Distribution points, and those of the freshest list.
pub(super) fn points(content: &[u8]) -> Option<Lines> {
    let mut lines = Lines::new();
    for (index, point) in sequence_of(content)?.iter().enumerate() {
        let _ = index;
        let mut fields = Fields::inside(point);
        if let Some(name) = fields.tagged(0) {
            lines.nest(0, &point_name(&name)?);
        }
        if let Some(reasons) = fields.tagged(1) {
            lines.nest(0, &reason_lines("Reasons", &reasons)?);
        }
        if let Some(issuer) = fields.tagged(2) {
            lines.push("CRL Issuer:");
            lines.nest(2, &general_name::on_lines(&issuer)?);
        }
        fields.end(())?;
    }
    Some(lines)
}

/// The issuing distribution point.
pub(super) fn issuing(content: &[u8]) -> Option<Lines> {
    let mut fields = Fields::of(content, Tag::Sequence)?;
    if fields.is_empty() {
        return Some(empty());
    }
    let mut lines = Lines::new();
    if let Some(name) = fields.tagged(0) {
        lines.nest(0, &point_name(&name)?);
    }
    let user = flag(&mut fields, 1)?;
    let authority = flag(&mut fields, 2)?;
    let reasons = fields.tagged(3);
    let indirect = flag(&mut fields, 4)?;
    let attribute = flag(&mut fields, 5)?;
    let says = |lines: &mut Lines, said: bool, line: &str| {
        if said {
            lines.push(line);
        }
    };
    says(&mut lines, user, "Only User Certificates");
    says(&mut lines, authority, "Only CA Certificates");
    says(&mut lines, indirect, "Indirect CRL");
    if let Some(reasons) = reasons {
        lines.nest(0, &reason_lines("Only Some Reasons", &reasons)?);
    }
    says(&mut lines, attribute, "Only Attribute Certificates");
    fields.end(lines)
}

fn flag(fields: &mut Fields<'_>, number: u32) -> Option<bool> {
    fields.tagged(number).map_or(Some(false), |flag| boolean(flag.data))
}

/// The name of a point, in full or relative to the issuer of the list.
fn point_name(wrapped: &Element<'_>) -> Option<Lines> {
    let mut fields = Fields::inside(wrapped);
    let mut lines = Lines::new();
    if let Some(names) = fields.tagged(0) {
        lines.push("Full Name:");
        lines.nest(2, &general_name::on_lines(&names)?);
    } else {
        lines.push("Relative Name:");
        lines.push(format!("  {}", name::relative(&fields.tagged(1)?)?));
    }
    fields.end(lines)
}

fn reason_lines(title: &str, flags: &Element<'_>) -> Option<Lines> {
    let octets = bits(flags.data)?;
    let set = REASONS.iter().enumerate().filter(|(number, _)| has_bit(&octets, *number));
    let set: Vec<&str> = set.map(|(_, name)| *name).collect();
    let mut lines = Lines::one(format!("{title}:"));
    lines.push(format!("  {}", if set.is_empty() { "<EMPTY>".to_owned() } else { set.join(", ") }));
    Some(lines)
}
