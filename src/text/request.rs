//! `openssl req -text`

use super::element::{Element, Fields, Kind as _, Tag};
use super::integer::Integer;
use super::lines::Lines;
use super::object::Object;
use super::signed::signed;
use super::string::shown;
use super::{extension, key, name};

/// The attributes that hold extensions: the standard's (RFC 2985, 5.4.2) and Microsoft's.
const EXTENSION_REQUESTS: [&str; 2] = ["1.2.840.113549.1.9.14", "1.3.6.1.4.1.311.2.1.14"];

/// How wide the names of attributes are.
const NAME_WIDTH: usize = 25;
/// The same, less the indentation of the attributes.
const FURTHER: usize = NAME_WIDTH - 8;

/// The request in `der`.
pub(super) fn lines(der: &[u8]) -> Option<Lines> {
    signed(der, &["Certificate Request:", "    Data:"], |body, _| data(body))
}

fn data(body: &Element<'_>) -> Option<Lines> {
    let mut fields = Fields::inside(body);
    let version = Integer::from_content(fields.universal(Tag::Integer)?.data)?.small()?;
    let mut lines = Lines::one(match version {
        0 => "        Version: 1 (0x0)".to_owned(),
        _ => format!("        Version: Unknown ({version})"),
    });
    lines.push(format!("        Subject: {}", name::shown(&fields.any()?)?));
    lines.nest(0, &key::subject(&fields.universal(Tag::Sequence)?)?);
    let attributes = match fields.tagged(0) {
        Some(attributes) => read_attributes(&attributes)?,
        None => Vec::new(),
    };
    lines.nest(8, &attribute_lines(&attributes));
    if let Some(extensions) = requested(&attributes) {
        lines.push("            Requested Extensions:");
        lines.nest(16, &extensions);
    }
    fields.end(lines)
}

/// The extensions that are asked for, none when nothing asks; nothing when they are broken.
fn requested(attributes: &[Attribute<'_>]) -> Option<Lines> {
    let asks = |kind: &&str| attributes.iter().find(|attribute| attribute.kind.dotted() == *kind);
    match EXTENSION_REQUESTS.iter().find_map(asks).and_then(|attribute| attribute.values.first()) {
        Some(extensions) if extensions.is(Tag::Sequence) => extension::listed(extensions),
        Some(_) => None,
        None => Some(Lines::new()),
    }
}

/// An attribute (RFC 2986, 4.1).
struct Attribute<'a> {
    kind: Object,
    values: Vec<Element<'a>>,
}

fn read_attributes<'a>(attributes: &Element<'a>) -> Option<Vec<Attribute<'a>>> {
    let read = |attribute: &Element<'a>| {
        let mut fields = Fields::inside(attribute);
        let kind = Object::from_element(&fields.any()?)?;
        let values = Fields::inside(&fields.universal(Tag::Set)?).rest()?;
        fields.end(Attribute { kind, values })
    };
    Fields::inside(attributes).rest()?.iter().map(read).collect()
}

fn attribute_lines(attributes: &[Attribute<'_>]) -> Lines {
    let mut lines = Lines::one("Attributes:");
    if attributes.is_empty() {
        lines.push("    (none)");
    }
    let others = attributes.iter().filter(|attribute| !EXTENSION_REQUESTS.contains(&attribute.kind.dotted()));
    for attribute in others {
        let name = attribute.kind.long();
        for (index, value) in attribute.values.iter().enumerate() {
            // openssl does not indent a further value, it only leaves the room of the name.
            match index {
                0 => lines.push(format!("    {name:NAME_WIDTH$}:{}", value_shown(value))),
                _ => lines.push(format!("{:FURTHER$}:{}", "", value_shown(value))),
            }
        }
    }
    lines
}

fn value_shown(value: &Element<'_>) -> String {
    const STRINGS: [Tag; 5] =
        [Tag::PrintableString, Tag::TeletexString, Tag::NumericString, Tag::Utf8String, Tag::Ia5String];
    match STRINGS.iter().any(|tag| value.is(*tag)) {
        true => shown(value.data),
        false => "unable to print attribute".to_owned(),
    }
}
