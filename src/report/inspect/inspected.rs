//! One file, its objects, and what to call them.

use crate::report::next_step::{self, NextStep, limit_raised};
use crate::report::shell;
use devcert::encoding::sniff::{EncodingQuirk, Packing};
use devcert::encoding::term;
use devcert::pki::inspection::{Facts, Inspection, Item};

/// One file and what was found in it.
#[derive(Debug)]
pub struct Inspected {
    /// The path as it was given, or `-`.
    pub path: String,
    /// What was found, or why nothing was, as a sentence that follows the path.
    pub found: Result<Inspection, String>,
}

impl Inspected {
    /// Whether everything in it was understood.
    #[must_use]
    pub fn is_understood(&self) -> bool {
        let broken = |item: &Item| matches!(item.facts, Facts::Limited(_) | Facts::Unread(Some(_)));
        self.found.as_ref().is_ok_and(|found| !found.items.iter().any(broken))
    }

    pub(super) fn oddities(&self) -> &[EncodingQuirk] {
        self.found.as_ref().map(|found| found.oddities.as_slice()).unwrap_or_default()
    }

    pub(super) fn items(&self) -> &[Item] {
        self.found.as_ref().map(|found| found.items.as_slice()).unwrap_or_default()
    }
}

/// The file, and where in it when that says something.
pub(super) fn place(file: &Inspected, item: &Item) -> String {
    match &item.packing {
        Packing::Pem { line, .. } | Packing::Text { line } if file.items().len() > 1 => {
            format!("{}, line {line}", file.path)
        }
        Packing::DerAt { byte } => format!("{}, byte {byte}", file.path),
        Packing::Inside { name: Some(name), .. } => format!("{}, \"{}\"", file.path, term::name(name)),
        _ => file.path.clone(),
    }
}

/// What to type to get further with the object.
pub(super) fn hint(file: &Inspected, item: &Item) -> Option<NextStep> {
    match &item.facts {
        Facts::Locked => {
            Some(NextStep::advice("decrypt it with --passphrase env:NAME, file:PATH, stdin or prompt"))
        }
        Facts::Limited(limit) => Some(NextStep::advice(limit_raised(limit))),
        Facts::Unread(_) => next_step::conversion(&item.kind, &shell::quoted(&file.path)),
        _ => None,
    }
}
