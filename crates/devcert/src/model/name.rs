//! Distinguished names: a certificate's subject and issuer (RFC 5280, 4.1.2.4).

mod attribute;
mod parse;
mod string;
mod typed;
mod value;

use std::fmt;
use std::hash::{Hash, Hasher};

pub use attribute::{Attribute, AttributeKind};
pub use string::StringKind;
pub use typed::NameError;
pub use value::AttributeValue;

/// A distinguished name: relative distinguished names in the order in which they are encoded.
///
/// Repeated attributes and several attributes in one relative name are kept as they are. A relative
/// name is a set, which DER sorts: two names are equal whatever the order inside of one.
#[derive(Debug, Clone, Default, Eq)]
pub struct Name(Vec<Rdn>);

/// A relative distinguished name: nearly always one attribute, sometimes several.
pub type Rdn = Vec<Attribute>;

impl Name {
    /// A name from its relative names, in encoding order.
    ///
    /// # Errors
    /// When a relative name has no attribute, or text breaks the bounds of its type (RFC 5280, appendix A.1).
    pub fn new(rdns: Vec<Rdn>) -> Result<Self, NameError> {
        if rdns.iter().any(Vec::is_empty) {
            return Err(NameError::EmptyRelativeName);
        }
        rdns.iter().flatten().try_for_each(typed::check)?;
        Ok(Self(rdns))
    }

    /// A name as a file has it, whatever it is.
    pub(crate) const fn as_read(rdns: Vec<Rdn>) -> Self {
        Self(rdns)
    }

    /// A name of one common name; text of more than 64 characters (the bound of RFC 5280,
    /// appendix A.1) and text with control characters gives an error.
    pub fn from_common_name(text: &str) -> Result<Self, NameError> {
        let attribute = Attribute::new(AttributeKind::COMMON_NAME, text)?;
        Ok(Self(vec![vec![attribute]]))
    }

    /// The relative names, in encoding order.
    #[must_use]
    pub fn rdns(&self) -> &[Rdn] {
        &self.0
    }

    /// Whether there is no relative name at all.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The last common name's text, which is the one that programs show.
    #[must_use]
    pub fn common_name(&self) -> Option<&str> {
        self.0
            .iter()
            .flatten()
            .rfind(|attribute| attribute.kind == AttributeKind::COMMON_NAME)
            .and_then(|attribute| attribute.value.text())
    }

    /// The text of every common name, in encoding order.
    pub fn common_names(&self) -> impl Iterator<Item = &str> + Clone {
        let all = self.0.iter().flatten().filter(|one| one.kind == AttributeKind::COMMON_NAME);
        all.filter_map(|attribute| attribute.value.text())
    }

    /// The name with `text` as its last common name, in the place of the present one; at the end if it has none.
    ///
    /// # Errors
    /// As [`Self::common_name`].
    pub fn with_common_name(&self, text: &str) -> Result<Self, NameError> {
        let attribute = Attribute::new(AttributeKind::COMMON_NAME, text)?;
        let mut rdns = self.0.clone();
        let is_one = |one: &&mut Attribute| one.kind == AttributeKind::COMMON_NAME;
        match rdns.iter_mut().flatten().rfind(is_one) {
            Some(last) => *last = attribute,
            None => rdns.push(vec![attribute]),
        }
        Ok(Self(rdns))
    }

    /// The name without the common names that `unwanted` picks, and what they say.
    #[must_use]
    pub fn without_common_names(&self, unwanted: impl Fn(&str) -> bool) -> (Self, Vec<String>) {
        let mut removed = Vec::new();
        let mut rdns = self.0.clone();
        for rdn in &mut rdns {
            rdn.retain(|one| match one.value.text().filter(|_| one.kind == AttributeKind::COMMON_NAME) {
                Some(text) if unwanted(text) => {
                    removed.push(text.to_owned());
                    false
                }
                _ => true,
            });
        }
        rdns.retain(|rdn| !rdn.is_empty());
        (Self(rdns), removed)
    }

    /// Whether the name begins with all of `base`, compared as RFC 5280, 7.1 wants it: without regard to
    /// case, to the kind of string, or to how much white space there is.
    #[must_use]
    pub(crate) fn lies_below(&self, base: &Self) -> bool {
        base.0.len() <= self.0.len() && self.0.iter().zip(&base.0).all(|(one, other)| is_alike(one, other))
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.0.len() == other.0.len() && self.0.iter().zip(&other.0).all(|(one, other)| same_set(one, other))
    }
}

fn is_alike(one: &Rdn, other: &Rdn) -> bool {
    let folded = |attribute: &Attribute| match attribute.value.text() {
        Some(text) => text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase(),
        None => attribute.value.to_string(),
    };
    let has = |set: &Rdn, wanted: &Attribute| {
        set.iter().any(|found| found.kind == wanted.kind && folded(found) == folded(wanted))
    };
    one.len() == other.len() && one.iter().all(|attribute| has(other, attribute))
}

fn same_set(one: &Rdn, other: &Rdn) -> bool {
    one.len() == other.len()
        && one.iter().all(|attribute| {
            let count = |set: &Rdn| set.iter().filter(|found| *found == attribute).count();
            count(one) == count(other)
        })
}

impl Hash for Name {
    /// What does not depend on the order inside of a relative name.
    fn hash<H: Hasher>(&self, state: &mut H) {
        for rdn in &self.0 {
            let first = rdn.iter().map(|attribute| attribute.kind).min();
            (rdn.len(), first).hash(state);
        }
    }
}

impl fmt::Display for Name {
    /// The string of RFC 4514, section 2: last relative name first, special characters escaped.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, rdn) in self.0.iter().rev().enumerate() {
            f.write_str(if index == 0 { "" } else { "," })?;
            for (index, attribute) in rdn.iter().enumerate() {
                let plus = if index == 0 { "" } else { "+" };
                write!(f, "{plus}{}={}", attribute.kind, attribute.value)?;
            }
        }
        Ok(())
    }
}
