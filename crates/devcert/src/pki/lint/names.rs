//! Names as they stand in the DER, and in sentences.

use std::collections::HashMap;
use std::hash::Hash;

use der::{Decode, Tag};

use super::raw;
use super::subject::LintTarget;
use crate::model::name::{AttributeKind, StringKind};
use crate::model::oid::known;
use crate::x509::{Element, Name, NameAttribute};

/// An attribute of a name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attribute<'a> {
    pub(super) kind: AttributeKind,
    value: &'a Element<'a>,
    is_issuers: bool,
}

impl<'a> Attribute<'a> {
    /// The content octets of its value.
    pub(super) fn content(&self) -> &'a [u8] {
        self.value.content()
    }

    /// Its text; `None` when it is no string, or breaks the encoding of its type.
    pub(super) fn text(&self) -> Option<String> {
        self.string()?.text(self.content())
    }

    /// What it is called in a sentence.
    pub(super) fn title(&self) -> String {
        let whose = if self.is_issuers { "the issuer's " } else { "" };
        format!("{whose}{}", self.kind)
    }

    /// Its type of string; `None` when it is no string.
    pub(super) fn string(&self) -> Option<StringKind> {
        StringKind::from_identifier(self.value.identifier())
    }

    /// The name of the type of its value.
    pub(super) fn type_name(&self) -> String {
        let identifier = self.value.identifier();
        let tag = Tag::from_der(&[identifier]).map(|tag| tag.to_string());
        tag.unwrap_or_else(|_| match self.string() {
            Some(string) => format!("{string:?}String"),
            None => format!("an element of type {identifier:#04x}"),
        })
    }

    /// How many characters it has.
    pub(super) fn characters(&self) -> usize {
        let bytes = self.content();
        match self.string() {
            Some(StringKind::Bmp) => bytes.len() / 2,
            Some(StringKind::Universal) => bytes.len() / 4,
            Some(StringKind::Utf8) => String::from_utf8_lossy(bytes).chars().count(),
            _ => bytes.len(),
        }
    }
}

/// The attributes of `name`; those of a malformed type are skipped.
fn attributes_of<'a>(name: &'a Name<'_>, is_issuers: bool) -> impl Iterator<Item = Attribute<'a>> {
    let attribute = move |found: &'a NameAttribute<'_>| {
        Some(Attribute { kind: AttributeKind(found.id.oid()?), value: &found.value, is_issuers })
    };
    name.0.iter().flat_map(move |set| set.0.iter().filter_map(attribute))
}

/// Every attribute of the subject.
pub(super) fn subject_attributes<'a>(subject: &'a LintTarget<'_>) -> impl Iterator<Item = Attribute<'a>> {
    attributes_of(&subject.body().subject, false)
}

/// Every attribute of the subject, and of the issuer where that one's certificate is not judged too.
pub(super) fn attributes<'a>(subject: &'a LintTarget<'_>) -> impl Iterator<Item = Attribute<'a>> {
    let issuer = subject.has_other_issuer.then(|| attributes_of(&subject.body().issuer, true));
    subject_attributes(subject).chain(issuer.into_iter().flatten())
}

/// What `check` says of each host name among the alternative names of subject and issuer; it says "has …" or "is …".
pub(super) fn each_dns(subject: &LintTarget<'_>, check: impl Fn(&str) -> Option<String>) -> Vec<String> {
    let fault = |(extension, name): (AlternativeNames, String)| {
        check(&name).map(|fault| format!("the {} \"{name}\" {fault}", extension.of("name")))
    };
    each_name(subject, 2).filter_map(fault).collect()
}

/// The extension that a name is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AlternativeNames {
    /// subjectAltName
    Subject,
    /// issuerAltName
    Issuer,
}

impl AlternativeNames {
    /// `what`, said of the issuer where it is the issuer's.
    pub(super) fn of(self, what: &str) -> String {
        match self {
            Self::Subject => what.to_owned(),
            Self::Issuer => format!("issuer's {what}"),
        }
    }
}

/// The names of the type `[number]` among the alternative names of subject and issuer, bytes beyond UTF-8 replaced.
pub(super) fn each_name(
    subject: &LintTarget<'_>,
    number: u32,
) -> impl Iterator<Item = (AlternativeNames, String)> {
    let extensions = [
        (AlternativeNames::Subject, known::ID_CE_SUBJECT_ALT_NAME),
        (AlternativeNames::Issuer, known::ID_CE_ISSUER_ALT_NAME),
    ];
    extensions.into_iter().flat_map(move |(extension, oid)| {
        let names = subject.parts(oid).unwrap_or_default().into_iter();
        let names = names.filter(move |name| raw::context(name) == Some(number));
        names.map(move |name| (extension, String::from_utf8_lossy(name.value()).into_owned()))
    })
}

/// Whether `text` is a host name without a wildcard: labels of letters, digits, hyphens and underscores.
pub(super) fn is_host(text: &str) -> bool {
    let is_character = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    text.split('.').all(|label| !label.is_empty() && label.bytes().all(is_character))
}

/// Each of `items` that stands there more than once, in the order in which it does so first.
pub(super) fn repeated<T: Copy + Eq + Hash>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut seen: HashMap<T, usize> = HashMap::new();
    let mut count = |item: T| {
        let count = seen.entry(item).or_default();
        *count += 1;
        *count
    };
    items.into_iter().filter(|item| count(*item) == 2).collect()
}

/// Somebody's text in a sentence.
pub(super) fn quoted(text: &[u8]) -> String {
    format!("\"{}\"", String::from_utf8_lossy(text))
}

/// A certificate in a sentence about another one.
pub(super) fn title(subject: &LintTarget<'_>) -> String {
    let name = subject.certificate.subject();
    name.common_name().map_or_else(|| format!("\"{name}\""), |common| format!("\"{common}\""))
}
