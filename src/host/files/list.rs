//! The files in a folder.

use std::path::{Path, PathBuf};

use super::error::{Action, FileError};
use super::sys;

/// The files in `folder`, sorted by name; with `recursive`, those in the folders below it too. Links
/// to folders are not followed, since they may lead in a circle.
///
/// # Errors
///
/// When a folder cannot be read.
pub fn list(folder: &Path, recursive: bool) -> Result<Vec<PathBuf>, FileError> {
    let failed = |error| FileError::new(Action::Read, folder, error);
    let handle = sys::open_folder(folder).map_err(failed)?;
    let mut names = sys::names(handle.as_ref(), folder).map_err(failed)?;
    names.retain(|name| name != "." && name != "..");
    names.sort();
    let mut files = Vec::new();
    for path in names.into_iter().map(|name| folder.join(name)) {
        let found = std::fs::symlink_metadata(&path);
        let found = found.map_err(|error| FileError::new(Action::Read, &path, error))?;
        if !found.is_dir() {
            files.push(path);
        } else if recursive {
            files.extend(list(&path, true)?);
        }
    }
    Ok(files)
}
