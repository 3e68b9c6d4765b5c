//! Names as they stand in the DER, and in sentences.

use std::collections::HashMap;
use std::hash::Hash;

use der::asn1::AnyRef;
use der::{Tag, Tagged};

use super::raw::elements;
use super::subject::Subject;
use crate::model::name::AttributeKind;

/// An attribute of a name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attribute<'a> {
    pub(super) kind: AttributeKind,
    pub(super) value: AnyRef<'a>,
}

impl Attribute<'_> {
    /// How many characters it has.
    pub(super) fn characters(&self) -> usize {
        let bytes = self.value.value();
        match self.value.tag() {
            Tag::BmpString => bytes.len() / 2,
            Tag::Utf8String => String::from_utf8_lossy(bytes).chars().count(),
            _ => bytes.len(),
        }
    }
}

/// The relative names of `name`; what is malformed is left out.
pub(super) fn rdns<'a>(name: &AnyRef<'a>) -> Vec<Vec<Attribute<'a>>> {
    let sets = elements(name.value()).unwrap_or_default();
    let attributes = |set: AnyRef<'a>| elements(set.value()).unwrap_or_default();
    sets.into_iter().map(|set| attributes(set).into_iter().filter_map(attribute).collect()).collect()
}

fn attribute(any: AnyRef<'_>) -> Option<Attribute<'_>> {
    let parts = elements(any.value()).ok()?;
    let [kind, value] = parts.as_slice() else { return None };
    Some(Attribute { kind: AttributeKind(kind.decode_as().ok()?), value: *value })
}

/// Every attribute of the subject.
pub(super) fn attributes<'a>(subject: &Subject<'a>) -> impl Iterator<Item = Attribute<'a>> {
    rdns(&subject.raw.subject).into_iter().flatten()
}

/// What `check` says of each host name; it says "has …" or "is …".
pub(super) fn each_dns(subject: &Subject<'_>, check: impl Fn(&str) -> Option<String>) -> Vec<String> {
    let names = subject.dns_names().into_iter();
    names.filter_map(|name| check(&name).map(|fault| format!("its name \"{name}\" {fault}"))).collect()
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
pub(super) fn title(subject: &Subject<'_>) -> String {
    let name = &subject.certificate.subject;
    name.last_common_name().map_or_else(|| format!("\"{name}\""), |common| format!("\"{common}\""))
}
