//! Names that a CA's constraints forbid.

use std::fmt;

use thiserror::Error;

use super::subtree::{Subtree, listed};
use crate::model::san::San;

/// Why a name may not stand in a certificate below a CA.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Violation {
    /// It lies in none of the permitted subtrees of its kind.
    #[error("{name} is not among the names that the CA may issue for: {}", listed(permitted))]
    NotPermitted {
        /// The name.
        name: San,
        /// What is permitted of its kind.
        permitted: Vec<Subtree>,
    },
    /// It lies in an excluded subtree.
    #[error("{name} is in {by}, which the CA's name constraints exclude")]
    Excluded {
        /// The name.
        name: San,
        /// Where it lies.
        by: Subtree,
    },
    /// It is a common name that looks like a host name, in a certificate without a host name.
    #[error("the common name {} is checked as a host name, since the certificate has none: {violation}", violation.name().value())]
    CommonName {
        /// What is wrong with it as a host name.
        violation: Box<Violation>,
    },
}

impl Violation {
    /// The name.
    #[must_use]
    pub fn name(&self) -> &San {
        match self {
            Self::NotPermitted { name, .. } | Self::Excluded { name, .. } => name,
            Self::CommonName { violation } => violation.name(),
        }
    }

    /// The violation as one by the common name.
    pub(super) fn in_common_name(self) -> Self {
        Self::CommonName { violation: Box::new(self) }
    }
}

/// Every violation of a certificate.
#[derive(Debug, Clone, Default, PartialEq, Eq, Error)]
pub struct Violations(pub Vec<Violation>);

impl Violations {
    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The names, each once.
    #[must_use]
    pub fn names(&self) -> Vec<&San> {
        let mut names = Vec::new();
        for name in self.0.iter().map(Violation::name) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }
}

impl FromIterator<Violation> for Violations {
    fn from_iter<T: IntoIterator<Item = Violation>>(violations: T) -> Self {
        Self(violations.into_iter().collect())
    }
}

impl fmt::Display for Violations {
    /// The names that are not permitted in one sentence, and a sentence for each other.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mut names, mut permitted, mut sentences) = (Vec::new(), Vec::new(), Vec::new());
        for violation in &self.0 {
            match violation {
                Violation::NotPermitted { name, permitted: subtrees } => {
                    add(&mut names, &name.to_string());
                    for subtree in subtrees {
                        add(&mut permitted, subtree);
                    }
                }
                other => add(&mut sentences, &other.to_string()),
            }
        }
        let (last, rest) = names.split_last().map_or((None, &[][..]), |(last, rest)| (Some(last), rest));
        if let Some(last) = last {
            let (names, verb) = match rest {
                [] => (last.clone(), "is"),
                rest => (format!("{} and {last}", rest.join(", ")), "are"),
            };
            let permitted = listed(&permitted);
            sentences.insert(
                0,
                format!("{names} {verb} not among the names that the CA may issue for: {permitted}"),
            );
        }
        f.write_str(&sentences.join("; "))
    }
}

fn add<T: PartialEq + Clone>(list: &mut Vec<T>, item: &T) {
    if !list.contains(item) {
        list.push(item.clone());
    }
}
