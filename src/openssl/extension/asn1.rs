//! Any ASN.1 value as text (`ASN1_generate_nconf(3)`): `UTF8:text`, `EXPLICIT:0,INTEGER:5`, `SEQUENCE:section`.

use super::der;
use super::list::boolean;
use super::place::{Fault, Place, hexadecimal, object, too_long};
use crate::openssl::names::{Characters, characters};
use crate::openssl::number;
use devcert::model::name::StringKind;
use devcert::x509::{Set, Time};

/// How deep sections may refer to each other, as in openssl.
const DEPTH_MAX: usize = 50;

/// The DER of the value.
pub(super) fn generate(text: &str, place: &Place<'_>) -> Result<Vec<u8>, Fault> {
    nested(text, place, 0)
}

/// How the value is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Ascii,
    Utf8,
    Hex,
    BitList,
}

/// A tag around the value, or in place of its own.
enum Wrapper {
    /// In place of the tag of what follows.
    Implicit(Vec<u8>),
    /// Around it, with a byte of padding for a BIT STRING.
    Around { identifier: Vec<u8>, is_padded: bool },
}

fn nested(text: &str, place: &Place<'_>, depth: usize) -> Result<Vec<u8>, Fault> {
    let (mut form, mut wrappers) = (Form::Ascii, Vec::new());
    let mut rest = text;
    loop {
        let rest_trimmed = rest.trim_start();
        let end = rest_trimmed.find([',', ':']).unwrap_or(rest_trimmed.len());
        let word = rest_trimmed[..end].trim();
        let Some(modifier) = modifier(word) else {
            let value = rest_trimmed[end..].strip_prefix(':');
            let own = value_of(word, value.unwrap_or_default(), form, place, depth)?;
            return wrap(own, wrappers);
        };
        let (argument, after) = match rest_trimmed[end..].strip_prefix(':') {
            Some(after) => after.split_once(',').unwrap_or((after, "")),
            None => ("", rest_trimmed[end..].strip_prefix(',').unwrap_or_default()),
        };
        match modifier {
            Modifier::Format => form = form_named(argument)?,
            Modifier::Implicit => wrappers.push(Wrapper::Implicit(identifier(argument, 0)?)),
            Modifier::Explicit => {
                wrappers.push(Wrapper::Around { identifier: identifier(argument, 0x20)?, is_padded: false });
            }
            Modifier::Wrap(identifier) => {
                wrappers.push(Wrapper::Around { identifier: vec![identifier], is_padded: identifier == 3 });
            }
        }
        rest = after;
    }
}

#[derive(Clone, Copy)]
enum Modifier {
    Format,
    Implicit,
    Explicit,
    Wrap(u8),
}

fn modifier(word: &str) -> Option<Modifier> {
    Some(match word.to_ascii_uppercase().as_str() {
        "EXP" | "EXPLICIT" => Modifier::Explicit,
        "IMP" | "IMPLICIT" => Modifier::Implicit,
        "OCTWRAP" => Modifier::Wrap(4),
        "SEQWRAP" => Modifier::Wrap(0x30),
        "SETWRAP" => Modifier::Wrap(0x31),
        "BITWRAP" => Modifier::Wrap(3),
        "FORM" | "FORMAT" => Modifier::Format,
        _ => return None,
    })
}

fn form_named(name: &str) -> Result<Form, Fault> {
    let forms =
        [("ASCII", Form::Ascii), ("UTF8", Form::Utf8), ("HEX", Form::Hex), ("BITLIST", Form::BitList)];
    let form = forms.iter().find(|(known, _)| name.starts_with(known)).map(|(_, form)| *form);
    form.ok_or_else(|| Fault::new(format_args!("\"{name}\" is not a format")))
}

/// The identifier octets of a tag such as `0`, `5A` or `31P`; `constructed` is 0x20 for what holds others.
fn identifier(tag: &str, constructed: u8) -> Result<Vec<u8>, Fault> {
    let wrong = || Fault::new(format_args!("\"{tag}\" is not a tag"));
    let end = tag.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(tag.len());
    let number: u32 = tag[..end].parse().map_err(|_| wrong())?;
    let class: u8 = match &tag[end..] {
        "" | "C" => 0x80,
        "U" => 0,
        "A" => 0x40,
        "P" => 0xc0,
        _ => return Err(wrong()),
    };
    let first = class | constructed;
    if let Ok(number @ 0..31) = u8::try_from(number) {
        return Ok(vec![first | number]);
    }
    // Base 128, the last digit first, and all but that with the high bit.
    let digits = std::iter::successors(Some(number), |rest| Some(rest >> 7).filter(|rest| *rest > 0));
    let digits = digits.map(|rest| u8::try_from(rest & 0x7f).unwrap_or_default());
    let mut octets: Vec<_> =
        digits.enumerate().map(|(at, digit)| if at == 0 { digit } else { digit | 0x80 }).collect();
    octets.push(first | 0x1f);
    octets.reverse();
    Ok(octets)
}

/// Applies the wrappers, the innermost last in the text.
fn wrap(value: Vec<u8>, wrappers: Vec<Wrapper>) -> Result<Vec<u8>, Fault> {
    let mut value = value;
    for wrapper in wrappers.into_iter().rev() {
        value = match wrapper {
            Wrapper::Implicit(mut identifier) => {
                // What holds others still does.
                identifier[0] |= value[0] & 0x20;
                [identifier, value[1..].to_vec()].concat()
            }
            Wrapper::Around { identifier, is_padded } => {
                let padding: &[u8] = if is_padded { &[0] } else { &[] };
                let inner = der::element(0x30, &[padding, &value].concat()).ok_or_else(too_long)?;
                [identifier, inner[1..].to_vec()].concat()
            }
        };
    }
    Ok(value)
}

/// The types of strings by their names.
const STRINGS: [(&str, StringKind); 17] = [
    ("UNIVERSALSTRING", StringKind::Universal),
    ("UNIV", StringKind::Universal),
    ("IA5", StringKind::Ia5),
    ("IA5STRING", StringKind::Ia5),
    ("UTF8", StringKind::Utf8),
    ("UTF8STRING", StringKind::Utf8),
    ("BMP", StringKind::Bmp),
    ("BMPSTRING", StringKind::Bmp),
    ("VISIBLESTRING", StringKind::Visible),
    ("VISIBLE", StringKind::Visible),
    ("PRINTABLESTRING", StringKind::Printable),
    ("PRINTABLE", StringKind::Printable),
    ("T61", StringKind::Teletex),
    ("T61STRING", StringKind::Teletex),
    ("TELETEXSTRING", StringKind::Teletex),
    ("NUMERIC", StringKind::Numeric),
    ("NUMERICSTRING", StringKind::Numeric),
];

/// The identifier octet of `GeneralString` (X.680, 8.4).
const GENERAL_STRING: u8 = 27;

fn value_of(kind: &str, text: &str, form: Form, place: &Place<'_>, depth: usize) -> Result<Vec<u8>, Fault> {
    let wrong = || Fault::new(format_args!("\"{text}\" is not a value of type {kind}"));
    let kind = kind.to_ascii_uppercase();
    if let Some((_, string)) = STRINGS.iter().find(|(name, _)| *name == kind) {
        return string_value(string.identifier(), *string, text, form).ok_or_else(wrong);
    }
    match kind.as_str() {
        // openssl writes UTF-8 in strings of this type.
        "GENERALSTRING" | "GENSTR" => string_value(GENERAL_STRING, StringKind::Utf8, text, form),
        "BOOL" | "BOOLEAN" => der::element(1, if boolean(text)? { &[0xff] } else { &[0] }),
        "NULL" if text.is_empty() => der::element(5, &[]),
        "INT" | "INTEGER" => number::integer(text).and_then(|number| der::integer(&number)),
        "ENUM" | "ENUMERATED" => number::integer(text).and_then(|number| der::element(10, number.content())),
        "OID" | "OBJECT" => der::oid(object(text, place)?),
        "UTCTIME" | "UTC" => time(&Time::Utc(text.as_bytes().into())),
        "GENERALIZEDTIME" | "GENTIME" => time(&Time::Generalized(text.as_bytes().into())),
        "OCT" | "OCTETSTRING" => octets(text, form)?.and_then(|content| der::element(4, &content)),
        "BITSTR" | "BITSTRING" => bit_string(text, form)?,
        "SEQUENCE" | "SEQ" => der::sequence(&members(text, place, depth)?),
        "SET" => {
            let members = members(text, place, depth)?;
            let sorted = Set::sorted(elements(&members).ok_or_else(wrong)?);
            sorted.ok().and_then(|set| ::der::Encode::to_der(&set).ok())
        }
        _ => return Err(Fault::new(format_args!("\"{kind}\" is not a type of ASN.1"))),
    }
    .ok_or_else(wrong)
}

fn string_value(identifier: u8, kind: StringKind, text: &str, form: Form) -> Option<Vec<u8>> {
    let characters = match form {
        Form::Ascii => characters(text, Characters::Latin1),
        Form::Utf8 => characters(text, Characters::Utf8),
        _ => return None,
    };
    der::element(identifier, &kind.encode(&characters)?)
}

fn time(time: &Time<'_>) -> Option<Vec<u8>> {
    time.moment()?;
    ::der::Encode::to_der(time).ok()
}

fn octets(text: &str, form: Form) -> Result<Option<Vec<u8>>, Fault> {
    match form {
        Form::Ascii => Ok(Some(text.as_bytes().to_vec())),
        Form::Hex => hexadecimal(text).map(Some),
        _ => Ok(None),
    }
}

fn bit_string(text: &str, form: Form) -> Result<Option<Vec<u8>>, Fault> {
    if form == Form::BitList {
        let bits = text.split(',').map(|bit| bit.trim().parse().ok()).collect::<Option<Vec<u32>>>();
        // As many bits as openssl's own limit for lists.
        return Ok(bits
            .filter(|bits| bits.iter().all(|bit| *bit <= 256))
            .and_then(|bits| der::bit_string(&bits)));
    }
    Ok(octets(text, form)?.and_then(|content| der::element(3, &[&[0], content.as_slice()].concat())))
}

/// The values of a section, in their order; none without a section.
fn members(section: &str, place: &Place<'_>, depth: usize) -> Result<Vec<Vec<u8>>, Fault> {
    if section.is_empty() {
        return Ok(Vec::new());
    }
    if depth == DEPTH_MAX {
        return Err(Fault::new("sections refer to each other too deeply"));
    }
    let entries = place.config.section(section);
    let entries = entries.ok_or_else(|| Fault::new(format_args!("section {section} does not exist")))?;
    entries.iter().map(|entry| nested(&entry.value, place, depth + 1)).collect()
}

fn elements(members: &[Vec<u8>]) -> Option<Vec<devcert::x509::Element<'_>>> {
    members.iter().map(|member| ::der::Decode::from_der(member).ok()).collect()
}
