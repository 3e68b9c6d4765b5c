//! General names (RFC 5280, 4.2.1.6), in the two ways that openssl writes them: in lists that are
//! joined, and each on its own line.

use const_oid::ObjectIdentifier;

use super::super::element::{Element, ElementTag as _, Fields, Tag};
use super::super::lines::Lines;
use super::super::name;
use super::super::object::Object;
use super::super::string::ascii;
use super::parts::{empty, in_line, without_zero};
use crate::model::oid::known;

/// The kinds of other names that openssl has a word for, with the type that their value must have.
const OTHER_NAMES: [(ObjectIdentifier, &str, Tag); 5] = [
    (known::ID_ON_SMTP_UTF_8_MAILBOX, "SmtpUTF8Mailbox", Tag::Utf8String),
    (known::ID_ON_XMPP_ADDR, "XmppAddr", Tag::Utf8String),
    (known::ID_ON_DNS_SRV, "SRVName", Tag::Ia5String),
    (known::MICROSOFT_UPN, "UPN", Tag::Utf8String),
    (known::ID_ON_NAI_REALM, "NAIRealm", Tag::Utf8String),
];

/// The three kinds of names that are strings.
const STRINGS: [(u32, &str); 3] = [(1, "email"), (2, "DNS"), (6, "URI")];

/// The types of a directory string (RFC 5280, 4.1.2.4).
const DIRECTORY_STRINGS: [Tag; 5] =
    [Tag::TeletexString, Tag::PrintableString, Tag::UniversalString, Tag::Utf8String, Tag::BmpString];

/// Alternative names: `DNS:a, IP Address:1.2.3.4`.
pub(super) fn list(content: &[u8]) -> Option<Lines> {
    let names = joined(&Fields::of(content, Tag::Sequence)?.rest()?)?;
    in_line(&names).or_else(|| Some(empty()))
}

/// Names as members of a list; nothing when openssl gives up on the list.
pub(super) fn joined(names: &[Element<'_>]) -> Option<Vec<String>> {
    names.iter().map(member).collect()
}

/// A name as a member of a list.
pub(super) fn member(element: &Element<'_>) -> Option<String> {
    match element.number()? {
        0 => other_member(element),
        4 => Some(format!("DirName:{}", name::slashed(&Fields::inside(element).any()?)?)),
        number => match STRINGS.iter().find(|(known, _)| *known == number) {
            Some((_, label)) => Some(format!("{label}:{}", without_zero(element.data)?)),
            None => plain(element),
        },
    }
}

/// Names, each on a line of its own.
pub(super) fn on_lines(names: &Element<'_>) -> Option<Lines> {
    let mut lines = Lines::new();
    for element in Fields::inside(names).rest()? {
        lines.push(alone(&element)?);
    }
    Some(lines)
}

/// A name on a line of its own.
pub(super) fn alone(element: &Element<'_>) -> Option<String> {
    match element.number()? {
        0 => other_alone(element),
        4 => Some(format!("DirName:{}", name::shown(&Fields::inside(element).any()?)?)),
        number => match STRINGS.iter().find(|(known, _)| *known == number) {
            Some((_, label)) => Some(format!("{label}:{}", ascii(element.data))),
            None => plain(element),
        },
    }
}

/// The kinds that read the same in both ways.
fn plain(element: &Element<'_>) -> Option<String> {
    match element.number()? {
        7 => Some(format!("IP Address:{}", address(element.data))),
        8 => Some(format!("Registered ID:{}", Object::from_content(element.data)?.long())),
        5 => party(element).map(|()| "EdiPartyName:<unsupported>".to_owned()),
        3 if element.header.is_constructed() => Some("X400Name:<unsupported>".to_owned()),
        _ => None,
    }
}

/// The form of an EDI party name, which is not shown.
fn party(element: &Element<'_>) -> Option<()> {
    let mut fields = Fields::inside(element);
    let assigner = fields.tagged(0);
    let party = fields.tagged(1)?;
    let is_text = |wrapped: &Element<'_>| {
        let text = Fields::inside(wrapped).any().filter(|_| wrapped.header.is_constructed());
        text.is_some_and(|text| DIRECTORY_STRINGS.iter().any(|tag| text.is(*tag)))
    };
    fields.end(()).filter(|()| is_text(&party) && assigner.as_ref().is_none_or(is_text))
}

/// An IP address, without the short form of RFC 5952.
pub(super) fn address(octets: &[u8]) -> String {
    match octets.len() {
        4 => octets.iter().map(u8::to_string).collect::<Vec<_>>().join("."),
        16 => {
            let groups = octets.as_chunks().0.iter().map(|group| format!("{:X}", u16::from_be_bytes(*group)));
            groups.collect::<Vec<_>>().join(":")
        }
        length => format!("<invalid length={length}>"),
    }
}

/// The type and the value of another name.
fn other<'a>(element: &Element<'a>) -> Option<(Object, Element<'a>)> {
    let mut fields = Fields::inside(element);
    let object = Object::from_element(&fields.any()?)?;
    let wrapped = fields.tagged(0)?;
    let value = Fields::inside(&wrapped).any()?;
    fields.end((object, value))
}

fn other_member(element: &Element<'_>) -> Option<String> {
    let (object, value) = other(element)?;
    if let Some((_, label, tag)) = OTHER_NAMES.iter().find(|(oid, ..)| object.is(*oid)) {
        let value = Some(value).filter(|value| value.is(*tag))?;
        return Some(format!("othername: {label}::{}", without_zero(value.data)?));
    }
    let text = Some(&value).filter(|value| value.is(Tag::Utf8String) || value.is(Tag::Ia5String));
    let text = text.and_then(|value| without_zero(value.data));
    Some(format!("othername: {}::{}", object.long(), text.unwrap_or_else(|| "<unsupported>".to_owned())))
}

fn other_alone(element: &Element<'_>) -> Option<String> {
    let (object, value) = other(element)?;
    let known = OTHER_NAMES.iter().find(|(oid, _, tag)| object.is(*oid) && value.is(*tag));
    Some(match known {
        Some((_, label, _)) => format!("othername:{label}:{}", super::super::string::shown(value.data)),
        None => "othername:<unsupported>".to_owned(),
    })
}
