//! Interrupted writes, finished by a run that came to read.

use std::path::{Path, PathBuf};

use super::directory::Directory;
use super::error::Note;
use super::folder::folders_of;
use super::transaction::Transaction;
use super::{journal, sys};

/// Ends what an earlier run was killed in the middle of in the folders of `files`, so that what is read
/// there belongs together.
///
/// It never stands in the way of reading: where another run is at work, or this user may not write, it
/// leaves the matter to others.
pub fn settle<'a>(files: impl IntoIterator<Item = &'a Path>) -> Vec<Note> {
    settle_folders(&folders_of(files))
}

/// The same for folders.
pub(super) fn settle_folders(folders: &[PathBuf]) -> Vec<Note> {
    let interrupted = |folder: &&PathBuf| {
        Directory::open(folder).is_ok_and(|folder| journal::is_in(&folder)) && sys::may_write(folder)
    };
    let folders: Vec<_> = folders.iter().filter(interrupted).cloned().collect();
    if folders.is_empty() {
        return Vec::new();
    }
    Transaction::try_open(&folders).map(|mut done| done.take_notes()).unwrap_or_default()
}
