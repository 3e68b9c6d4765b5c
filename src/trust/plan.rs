//! What is going to be done to a store: made by the store, shown by a dry run, carried out by
//! [`verbs`](super::verbs).

use std::path::PathBuf;

use crate::host::process::Call;

/// Steps, and who may take them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// Whose rights are needed.
    pub rights: RequiredPrivilege,
    /// In this order.
    pub steps: Vec<Step>,
    /// What brings back how it was, should one of the steps fail.
    pub undo: Vec<Step>,
}

/// Whose rights a plan needs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RequiredPrivilege {
    /// The user's own.
    #[default]
    Own,
    /// Root's.
    Root,
}

/// One change, or one call of a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Make a folder that only its owner may enter.
    Folder(PathBuf),
    /// Write a file that everybody may read.
    Write(PathBuf, Vec<u8>),
    /// Remove a file.
    Remove(PathBuf),
    /// Run a program.
    Run(Call),
    /// Add a certificate, as DER, to the user's roots in Windows.
    AddRoot(Vec<u8>),
    /// Remove it from them.
    RemoveRoot(Vec<u8>),
}

impl Plan {
    /// These steps, with the user's own rights.
    #[must_use]
    pub const fn own(steps: Vec<Step>) -> Self {
        Self { rights: RequiredPrivilege::Own, steps, undo: Vec::new() }
    }

    /// The same steps with these rights.
    #[must_use]
    pub const fn by(mut self, rights: RequiredPrivilege) -> Self {
        self.rights = rights;
        self
    }

    /// The same steps with what undoes them.
    #[must_use]
    pub fn undone_by(mut self, steps: Vec<Step>) -> Self {
        self.undo = steps;
        self
    }

    /// These steps, and then those of another plan.
    #[must_use]
    pub fn then(mut self, mut other: Self) -> Self {
        if other.rights == RequiredPrivilege::Root {
            self.rights = RequiredPrivilege::Root;
        }
        self.steps.append(&mut other.steps);
        self.undo.append(&mut other.undo);
        self
    }

    /// Whether there is nothing to do.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }
}

impl RequiredPrivilege {
    /// Those that changing `path` needs.
    #[must_use]
    pub fn to_change(path: &std::path::Path) -> Self {
        match crate::host::files::may_write(path) {
            true => Self::Own,
            false => Self::Root,
        }
    }
}
