//! Object identifiers under the names that openssl has for them.

use std::collections::HashMap;
use std::sync::LazyLock;

use const_oid::ObjectIdentifier;

use super::element::{Element, ElementTag as _, Tag};
use crate::model::oid::Oid;

/// Identifier, short name and long name, one object a line with tabs between: what
/// `openssl list -objects` of OpenSSL 3.0 lists as `short = long, identifier`, less the objects
/// without an identifier and one family whose identifiers it cuts off.
static OBJECTS: LazyLock<HashMap<&str, (&str, &str)>> = LazyLock::new(|| {
    let row = |line: &'static str| {
        let mut columns = line.split('\t');
        Some((columns.next()?, (columns.next()?, columns.next()?)))
    };
    include_str!("objects.tsv").lines().filter_map(row).collect()
});

/// Short names, and then long ones, to identifiers; of objects with the same name the first in the table.
static NAMED: LazyLock<[HashMap<&str, &str>; 2]> = LazyLock::new(|| {
    let (mut short_names, mut long_names) = (HashMap::new(), HashMap::new());
    for line in include_str!("objects.tsv").lines() {
        let mut columns = line.split('\t');
        if let (Some(dotted), Some(short), Some(long)) = (columns.next(), columns.next(), columns.next()) {
            short_names.entry(short).or_insert(dotted);
            long_names.entry(long).or_insert(dotted);
        }
    }
    [short_names, long_names]
});

/// The object with this short or long name.
pub(super) fn named(name: &str) -> Option<Oid> {
    NAMED.iter().find_map(|names| names.get(name))?.parse().ok()
}

/// The short and the long name of an object.
pub(super) fn names(dotted: &str) -> Option<(&'static str, &'static str)> {
    OBJECTS.get(dotted).copied()
}

/// An object identifier, dotted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Object(String);

impl Object {
    /// The object identifier in an element.
    pub(super) fn from_element(element: &Element<'_>) -> Option<Self> {
        if !element.is(Tag::Oid) {
            return None;
        }
        Self::from_content(element.data)
    }

    /// The object identifier with these content octets; nothing when they break off or a part
    /// exceeds 128 bits.
    pub(super) fn from_content(content: &[u8]) -> Option<Self> {
        let mut arcs = arcs(content)?.into_iter();
        let first = arcs.next()?;
        let root = (first / 40).min(2);
        let dotted =
            arcs.fold(format!("{root}.{}", first - root * 40), |dotted, arc| format!("{dotted}.{arc}"));
        Some(Self(dotted))
    }

    /// As numbers.
    pub(super) fn dotted(&self) -> &str {
        &self.0
    }

    /// Whether it is this one.
    pub(super) fn is(&self, known: ObjectIdentifier) -> bool {
        self.known() == Some(known)
    }

    /// The identifier as const-oid holds it, where it can.
    pub(super) fn known(&self) -> Option<ObjectIdentifier> {
        ObjectIdentifier::new(&self.0).ok()
    }

    /// The long name, as extensions, algorithms and policies are shown; dotted where there is none.
    pub(super) fn long(&self) -> &str {
        self.names().map_or(&self.0, |(_, long)| long)
    }

    /// The short name, as the parts of a distinguished name are shown; dotted where there is none.
    pub(super) fn short(&self) -> &str {
        self.names().map_or(&self.0, |(short, _)| short)
    }

    fn names(&self) -> Option<(&'static str, &'static str)> {
        names(self.dotted())
    }
}

/// The parts in base 128 (X.690, 8.19), the first two still in one.
fn arcs(content: &[u8]) -> Option<Vec<u128>> {
    let mut arcs = Vec::new();
    let mut arc = 0_u128;
    for byte in content {
        arc = arc.checked_mul(128)? | u128::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            arcs.push(std::mem::take(&mut arc));
        }
    }
    content.last().is_some_and(|byte| byte & 0x80 == 0).then_some(arcs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_has_its_names_or_is_dotted() {
        let common_name = Object::from_content(&[0x55, 4, 3]).unwrap();
        assert_eq!((common_name.short(), common_name.long()), ("CN", "commonName"));
        let unknown = Object::from_content(&[0x88, 0x37, 3]).unwrap();
        assert_eq!(unknown.long(), "2.999.3");
        assert_eq!(Object::from_content(&[0x55, 0x84]), None);
        assert_eq!(Object::from_content(&[]), None);
    }

    #[test]
    fn every_row_of_the_table_has_three_columns() {
        assert_eq!(OBJECTS.len(), include_str!("objects.tsv").lines().count());
    }
}
