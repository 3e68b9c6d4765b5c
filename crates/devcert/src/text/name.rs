//! Distinguished names: `C = CN, O = Acme, CN = x`, and `/C=CN/O=Acme/CN=x` in alternative names.

mod style;

use std::fmt::Write as _;

pub use style::NameStyle;
use style::{Escapes, Kinds, Separator};

use super::element::{self, Element, ElementTag as _, Fields, Tag};
use super::lines::{HexCase, Lines, pairs};
use super::object::Object;
use super::string::{escape, is_printable};
use crate::x509::Name;

/// How many bytes of a slashed name openssl shows; it leaves out the attributes beyond.
const SLASHED_LIMIT: usize = 255;

/// One attribute of a name.
struct Attribute<'a> {
    kind: Object,
    value: Element<'a>,
    /// Whether it stands in one set with the attribute before it.
    joined: bool,
}

/// The name of a structure in a style.
pub(super) fn styled(name: &Name<'_>, style: NameStyle) -> Option<String> {
    let mut attributes = attributes_of(name)?;
    if style.separator == Separator::Slash {
        return Some(attributes.iter().map(slashed_part).collect());
    }
    if style.separator == Separator::SlashOrComma {
        let slashed: String = attributes.iter().map(slashed_part).collect();
        return Some(with_commas(slashed.strip_prefix('/').unwrap_or(&slashed)));
    }
    if style.is_reversed {
        attributes.reverse();
        // Of what was one set, the first shown begins it.
        let joined: Vec<_> = attributes.iter().map(|attribute| attribute.joined).collect();
        for (index, attribute) in attributes.iter_mut().enumerate() {
            attribute.joined = index > 0 && joined[index - 1];
        }
    }
    join(&attributes, style)
}

/// A name after its title in the text of a structure; below it in styles with several lines.
pub(super) fn titled(title: &str, name: &Name<'_>, style: NameStyle) -> Option<Lines> {
    let shown = styled(name, style)?;
    if !style.has_lines() {
        return Some(Lines::one(format!("{title}: {shown}")));
    }
    let mut lines = Lines::one(format!("{title}:"));
    shown.lines().for_each(|line| lines.push(line));
    Some(lines)
}

fn attributes_of<'a>(name: &'a Name<'_>) -> Option<Vec<Attribute<'a>>> {
    let mut attributes = Vec::new();
    for set in &name.0 {
        for (index, attribute) in set.0.iter().enumerate() {
            let kind = Object::from_content(attribute.id.content())?;
            let value = element::whole(attribute.value.der())?;
            attributes.push(Attribute { kind, value, joined: index > 0 });
        }
    }
    Some(attributes)
}

/// The name in the element `name`, as RFC 2253 escapes it but in its own order; nothing when it is
/// no name or a string in it breaks its type.
pub(super) fn shown(name: &Element<'_>) -> Option<String> {
    join(&attributes(name)?, NameStyle::ONELINE)
}

/// The one relative name in the content of `set`.
pub(super) fn relative(set: &Element<'_>) -> Option<String> {
    let mut attributes = Vec::new();
    add_set(&mut attributes, set)?;
    join(&attributes, NameStyle::ONELINE)
}

/// The name in the element `name` in the old form with slashes.
pub(super) fn slashed(name: &Element<'_>) -> Option<String> {
    let mut text = String::new();
    for attribute in attributes(name)? {
        let part = slashed_part(&attribute);
        if text.len() + part.len() > SLASHED_LIMIT {
            break;
        }
        text.push_str(&part);
    }
    Some(text)
}

fn slashed_part(attribute: &Attribute<'_>) -> String {
    let separator = if attribute.joined { '+' } else { '/' };
    format!("{separator}{}={}", attribute.kind.short(), hex_escaped(&attribute.value))
}

/// A slashed name with commas before types of one or two capital letters, as `X509_NAME_print` puts them: slashes in
/// values count too.
fn with_commas(slashed: &str) -> String {
    let mut parts = slashed.split('/');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let is_type = |kind: &str| {
            (1..=2).contains(&kind.len()) && kind.bytes().all(|letter| letter.is_ascii_uppercase())
        };
        let has_short_type = part.split_once('=').is_some_and(|(kind, _)| is_type(kind));
        text.push_str(if has_short_type { ", " } else { "/" });
        text.push_str(part);
    }
    text
}

/// The width of long names that are aligned.
const ALIGNED: usize = 25;
/// How far the lines of a name are indented.
const LINE_INDENT: &str = "    ";

fn join(attributes: &[Attribute<'_>], style: NameStyle) -> Option<String> {
    let mut text = if style.separator == Separator::Line { LINE_INDENT.to_owned() } else { String::new() };
    for (index, attribute) in attributes.iter().enumerate() {
        if index > 0 {
            text.push_str(style.separator.between(attribute.joined));
        }
        let kind = match style.kinds {
            Kinds::None => None,
            Kinds::Short => Some(attribute.kind.short()),
            Kinds::Long => Some(attribute.kind.long()),
            Kinds::Numbers => Some(attribute.kind.dotted()),
        };
        if let Some(kind) = kind {
            let width = if style.is_aligned && style.kinds == Kinds::Long { ALIGNED } else { 0 };
            let equals = if style.has_spaced_equals { " = " } else { "=" };
            // Writing to a `String` does not fail.
            let _ = write!(text, "{kind:width$}{equals}");
        }
        text.push_str(&value(&attribute.value, style.escapes)?);
    }
    Some(text)
}

fn attributes<'a>(name: &Element<'a>) -> Option<Vec<Attribute<'a>>> {
    if !name.is(Tag::Sequence) {
        return None;
    }
    let mut attributes = Vec::new();
    for set in Fields::inside(name).rest()? {
        if !set.is(Tag::Set) {
            return None;
        }
        add_set(&mut attributes, &set)?;
    }
    Some(attributes)
}

fn add_set<'a>(attributes: &mut Vec<Attribute<'a>>, set: &Element<'a>) -> Option<()> {
    for (index, pair) in Fields::inside(set).rest()?.iter().enumerate() {
        let mut fields = Fields::inside(pair);
        let kind = Object::from_element(&fields.any()?)?;
        let value = fields.any()?;
        attributes.push(fields.end(Attribute { kind, value, joined: index > 0 })?);
    }
    Some(())
}

/// How the characters of a string type are stored.
enum Width {
    /// One byte each, Latin-1.
    One,
    /// Two bytes each.
    Two,
    /// Four bytes each.
    Four,
    /// UTF-8.
    Utf8,
}

/// The string types; anything else is shown as the hexadecimal of its DER (RFC 2253, 2.4).
const WIDTHS: [(Tag, Width); 10] = [
    (Tag::Utf8String, Width::Utf8),
    (Tag::NumericString, Width::One),
    (Tag::PrintableString, Width::One),
    (Tag::TeletexString, Width::One),
    (Tag::Ia5String, Width::One),
    (Tag::UtcTime, Width::One),
    (Tag::GeneralizedTime, Width::One),
    (Tag::VisibleString, Width::One),
    (Tag::UniversalString, Width::Four),
    (Tag::BmpString, Width::Two),
];

/// The value of an attribute, escaped and, where a separator stands in it, in quotes.
fn value(element: &Element<'_>, escapes: Escapes) -> Option<String> {
    let Some((_, width)) = WIDTHS.iter().find(|(tag, _)| element.is(*tag)) else {
        return dump(element);
    };
    let characters: Vec<u32> = match width {
        Width::Utf8 if escapes.has(Escapes::UTF_8) => return Some(quoted(element.data, escapes)),
        Width::Utf8 => std::str::from_utf8(element.data).ok()?.chars().map(u32::from).collect(),
        Width::One => element.data.iter().map(|byte| u32::from(*byte)).collect(),
        Width::Two => {
            let (units, rest) = element.data.as_chunks();
            rest.is_empty()
                .then(|| units.iter().map(|unit| u32::from(u16::from_be_bytes(*unit))).collect())?
        }
        Width::Four => {
            let (units, rest) = element.data.as_chunks();
            rest.is_empty().then(|| units.iter().map(|unit| u32::from_be_bytes(*unit)).collect())?
        }
    };
    if escapes.has(Escapes::UTF_8) {
        return Some(quoted(&utf8(characters.into_iter()), escapes));
    }
    Some(unconverted(&characters, escapes))
}

/// The characters without UTF-8: those beyond Latin-1 as `\U4E2D`.
fn unconverted(characters: &[u32], escapes: Escapes) -> String {
    let mut text = String::new();
    for run in characters.chunk_by(|one, other| (*one > 0xff) == (*other > 0xff)) {
        match run.iter().map(|character| u8::try_from(*character).ok()).collect::<Option<Vec<_>>>() {
            Some(bytes) => text.push_str(&quoted(&bytes, escapes)),
            None => run.iter().for_each(|wide| text.push_str(&numbered(*wide))),
        }
    }
    text
}

fn numbered(character: u32) -> String {
    if character > 0xffff { format!("\\W{character:08X}") } else { format!("\\U{character:04X}") }
}

/// The characters as UTF-8, surrogates included, since openssl shows them one by one.
fn utf8(characters: impl Iterator<Item = u32>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for character in characters {
        let low = |shift: u32| 0x80 | u8::try_from((character >> shift) & 0x3f).unwrap_or(0);
        let high = |shift: u32, mark: u8| mark | u8::try_from((character >> shift) & 0x3f).unwrap_or(0);
        match character {
            0..0x80 => bytes.extend(u8::try_from(character)),
            0x80..0x800 => bytes.extend([high(6, 0xc0), low(0)]),
            0x800..0x1_0000 => bytes.extend([high(12, 0xe0), low(6), low(0)]),
            _ => bytes.extend([high(18, 0xf0), low(12), low(6), low(0)]),
        }
    }
    bytes
}

/// The escapes of a style: those of RFC 2253, 2.4, with quotes instead of a backslash where quotes do.
fn quoted(bytes: &[u8], escapes: Escapes) -> String {
    let mut text = String::with_capacity(bytes.len());
    let mut quotes = false;
    for (index, byte) in bytes.iter().enumerate() {
        let (first, last) = (index == 0, index + 1 == bytes.len());
        let is_special = match byte {
            b',' | b'+' | b';' | b'<' | b'>' => true,
            b' ' => first || last,
            b'#' => first && !last,
            _ => false,
        };
        match byte {
            _ if is_special && escapes.has(Escapes::QUOTES) => {
                quotes = true;
                text.push(char::from(*byte));
            }
            _ if is_special && escapes.has(Escapes::RFC_2253) => text.extend(['\\', char::from(*byte)]),
            b'"' if escapes.has(Escapes::RFC_2253) => text.push_str("\\\""),
            b'\\' if !escapes.is_empty() => text.push_str("\\\\"),
            byte if is_printable(*byte) => text.push(char::from(*byte)),
            // Control characters act on a terminal: they are never shown as they are.
            0..0x20 | 0x7f => escape(&mut text, &[*byte]),
            byte if escapes.has(Escapes::HIGH) => escape(&mut text, &[*byte]),
            _ => return super::string::shown(bytes),
        }
    }
    if quotes { format!("\"{text}\"") } else { text }
}

/// `#` and the DER in hexadecimal.
fn dump(element: &Element<'_>) -> Option<String> {
    use x509_parser::asn1_rs::ToDer as _;
    let der = element.to_der_vec_raw().ok()?;
    Some(format!("#{}", pairs(&der, HexCase::Upper).replace(':', "")))
}

/// The value as it stands, `\xE9` for what is not printable ASCII.
fn hex_escaped(element: &Element<'_>) -> String {
    let shown = |byte: &u8| match is_printable(*byte) {
        true => char::from(*byte).to_string(),
        false => format!("\\x{byte:02X}"),
    };
    element.data.iter().map(shown).collect()
}
