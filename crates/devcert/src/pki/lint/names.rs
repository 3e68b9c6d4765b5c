//! Names as they stand in the DER, and in sentences.

use std::collections::HashMap;
use std::hash::Hash;

use der::{Decode, Tag};

use super::subject::LintTarget;
use crate::model::name::{AttributeKind, StringKind};
use crate::x509::{Element, Name, NameAttribute};

/// An attribute of a name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attribute<'a> {
    pub(super) kind: AttributeKind,
    value: &'a Element<'a>,
}

impl<'a> Attribute<'a> {
    /// The content octets of its value.
    pub(super) fn content(&self) -> &'a [u8] {
        self.value.content()
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

/// The relative names of `name`; attributes of a malformed type are left out.
pub(super) fn rdns<'a>(name: &'a Name<'_>) -> Vec<Vec<Attribute<'a>>> {
    name.0.iter().map(|set| set.0.iter().filter_map(attribute).collect()).collect()
}

fn attribute<'a>(found: &'a NameAttribute<'_>) -> Option<Attribute<'a>> {
    Some(Attribute { kind: AttributeKind(found.id.oid()?), value: &found.value })
}

/// Every attribute of the subject.
pub(super) fn attributes<'a>(subject: &'a LintTarget<'_>) -> impl Iterator<Item = Attribute<'a>> {
    rdns(&subject.body().subject).into_iter().flatten()
}

/// What `check` says of each host name; it says "has …" or "is …".
pub(super) fn each_dns(subject: &LintTarget<'_>, check: impl Fn(&str) -> Option<String>) -> Vec<String> {
    let names = subject.dns_names().into_iter();
    names.filter_map(|name| check(&name).map(|fault| format!("the name \"{name}\" {fault}"))).collect()
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
