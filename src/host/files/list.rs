//! The files in a folder.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::directory::Directory;
use super::error::{Action, FileError, Note};
use super::journal;
use super::settle::settle_folders;
use super::sys::FileKind;

/// The files in a folder, and what the user should hear of.
#[derive(Debug, Default)]
pub struct Listed {
    /// Sorted by name.
    pub files: Vec<PathBuf>,
    /// What was skipped since it is no file, and interrupted writes that were finished.
    pub notes: Vec<Note>,
}

/// The files in `folder`; with `recursive`, those in the folders below it too. Links to folders are not
/// followed, since they may lead in a circle; pipes, sockets and devices are skipped and noted. Writes that
/// were interrupted are finished first.
///
/// # Errors
///
/// When a folder cannot be read.
pub fn list(folder: &Path, recursive: bool) -> Result<Listed, FileError> {
    let mut listed = Listed::default();
    let mut skipped = Vec::new();
    gather(folder, recursive, &mut listed, &mut skipped)?;
    listed.notes.extend(Note::skipped(skipped));
    Ok(listed)
}

/// The names in a directory, sorted; those that are not UTF-8 are left out.
///
/// # Errors
///
/// When the directory cannot be read.
pub fn names(folder: &Path) -> Result<Vec<String>, FileError> {
    let names = entries(folder)?.0.into_iter().map(|entry| entry.name.into_string());
    Ok(names.filter_map(Result::ok).collect())
}

/// The directories in a directory, sorted by name; none where it does not exist. Links are not among them.
///
/// # Errors
///
/// When the directory cannot be read.
pub fn directories(folder: &Path) -> Result<Vec<PathBuf>, FileError> {
    let found = match entries(folder) {
        Err(FileError::Missing { .. }) => return Ok(Vec::new()),
        found => found?.0,
    };
    let found = found.into_iter().filter(|entry| entry.kind == FileKind::Folder);
    Ok(found.map(|entry| folder.join(entry.name)).collect())
}

fn gather(
    folder: &Path,
    recursive: bool,
    listed: &mut Listed,
    skipped: &mut Vec<(PathBuf, &'static str)>,
) -> Result<(), FileError> {
    let (entries, notes) = entries(folder)?;
    listed.notes.extend(notes);
    for entry in entries {
        let path = folder.join(&entry.name);
        match entry.followed(&path) {
            Some(FileKind::Folder) if entry.kind == FileKind::Folder && recursive => {
                gather(&path, true, listed, skipped)?;
            }
            None | Some(FileKind::Folder) => {}
            Some(FileKind::File) => listed.files.push(path),
            Some(kind) => skipped.extend(kind.name().map(|kind| (path, kind))),
        }
    }
    Ok(())
}

/// What a folder has under one name.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) name: OsString,
    /// Of a link, that it is one.
    pub(super) kind: FileKind,
}

impl Entry {
    /// What it is, a link followed; `None` for a link to nowhere.
    pub(super) fn followed(&self, path: &Path) -> Option<FileKind> {
        match self.kind {
            FileKind::Link => std::fs::metadata(path).ok().map(|found| FileKind::of(&found)),
            kind => Some(kind),
        }
    }
}

/// What is in a folder, sorted by name, after an interrupted write in it was finished if that was possible.
pub(super) fn entries(folder: &Path) -> Result<(Vec<Entry>, Vec<Note>), FileError> {
    let found = listed(folder)?;
    if !found.iter().any(|entry| journal::is_journal(&entry.name)) {
        return Ok((found, Vec::new()));
    }
    let notes = settle_folders(&[folder.to_owned()]);
    Ok((listed(folder)?, notes))
}

fn listed(folder: &Path) -> Result<Vec<Entry>, FileError> {
    let failed = |error| FileError::new(Action::Read, folder, error);
    let directory = Directory::open(folder).map_err(failed)?;
    let mut entries = Vec::new();
    for (name, kind) in directory.entries().map_err(failed)? {
        let kind = match kind {
            Some(kind) => kind,
            None => match directory.find(&name).map_err(failed)? {
                Some(found) => found.kind,
                // Gone since the folder was listed: others are at work there.
                None => continue,
            },
        };
        entries.push(Entry { name, kind });
    }
    entries.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(entries)
}
