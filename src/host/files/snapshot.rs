//! Reading several files that belong together.

use std::path::Path;

use super::error::Note;
use super::folder::{Folder, folders_of};
use super::lock::Patience;
use super::recover;
use super::settle::settle_folders;
use super::sys::Lock;

/// Keeps writers out of some folders while files in them are read, so that a
/// key and a certificate that are read together were written together.
///
/// A write that was interrupted is finished first, where that is possible.
///
/// It never stands in the way of reading: where there is no folder, or no
/// lock to be had in time, it holds none and says so in its notes.
///
/// Do not open a [`Transaction`](super::Transaction) on the same folder while
/// holding one: it would wait in vain.
#[derive(Debug)]
pub struct Snapshot {
    notes: Vec<Note>,
    // Held for its lock.
    _folders: Vec<Folder>,
}

impl Snapshot {
    /// Waits until nobody writes to the folders of `files`, and keeps it so.
    pub fn open<'a>(files: impl IntoIterator<Item = &'a Path>) -> Self {
        let paths = existing(&folders_of(files));
        let mut notes = settle_folders(&paths);
        let folders = match Folder::lock_all(&paths, Lock::Shared, Patience::USUAL) {
            Ok(folders) => folders.unwrap_or_default(),
            Err(error) => {
                notes.push(Note::NotLocked { folder: error.path().to_owned(), source: error.into_source() });
                Vec::new()
            }
        };
        notes.extend(folders.iter().filter_map(Folder::note));
        notes.extend(folders.iter().filter_map(recover::interrupted));
        Self { notes, _folders: folders }
    }

    /// Interrupted writes, finished or not, and folders that could not be locked.
    #[must_use]
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }
}

fn existing(paths: &[std::path::PathBuf]) -> Vec<std::path::PathBuf> {
    paths.iter().filter(|path| path.is_dir()).cloned().collect()
}
