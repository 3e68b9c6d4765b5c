//! The files that a command is going to write: all of them, or none.

use std::path::Path;

use zeroize::Zeroizing;

use super::error::CommandError;
use super::session::Session;
use crate::host::files::{Access, Output, Overwrite, Transaction};
use crate::host::stdio::Place;

/// Outputs that are gathered under a lock and written together.
#[derive(Debug)]
pub(super) struct Outputs {
    transaction: Option<Transaction>,
    files: Vec<Output>,
    stream: Vec<Zeroizing<Vec<u8>>>,
}

impl Outputs {
    /// Locks the folders of `places`, so that what is read from them holds until [`Self::commit`].
    pub(super) fn open(places: &[&Place], session: &mut Session) -> Result<Self, CommandError> {
        let paths: Vec<&Path> = places.iter().filter_map(|place| place.path()).collect();
        let transaction = match paths.is_empty() {
            true => None,
            false => Some(Transaction::open(paths)?),
        };
        session.warn_of(transaction.as_ref().map(Transaction::notes).unwrap_or_default());
        Ok(Self { transaction, files: Vec::new(), stream: Vec::new() })
    }

    /// Fails when `place` cannot be written, before time is spent on its contents.
    pub(super) fn check(&self, place: &Place, overwrite: Overwrite) -> Result<(), CommandError> {
        if let (Some(transaction), Some(path)) = (&self.transaction, place.path()) {
            transaction.check(path, overwrite)?;
        }
        Ok(())
    }

    /// Adds a file, or a piece of standard output.
    pub(super) fn add(&mut self, place: &Place, contents: &[u8], access: Access, overwrite: Overwrite) {
        let contents = Zeroizing::new(contents.to_vec());
        match place {
            Place::Stdio => self.stream.push(contents),
            Place::File(path) => self.files.push(Output { path: path.clone(), contents, access, overwrite }),
        }
    }

    /// Writes everything: standard output, then the files as one. A reader that is gone, or a disk
    /// that is full, must not cost the certificate of a key that has replaced another.
    pub(super) fn commit(self, session: &mut Session) -> Result<(), CommandError> {
        for contents in &self.stream {
            session.ui.data(contents)?;
        }
        if let Some(transaction) = self.transaction {
            let notes = transaction.commit(self.files)?;
            session.warn_of(&notes);
        }
        Ok(())
    }
}
