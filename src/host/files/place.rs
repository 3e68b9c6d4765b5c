//! What is at a path, and simple changes there: nothing that needs to be done together with others.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::directory::Directory;
use super::error::{Action, FileError};
use super::read::is_folder;
use super::sys;

/// The path with every link in it followed; `None` where it leads to nothing.
#[must_use]
pub fn real_path(path: &Path) -> Option<PathBuf> {
    let found = std::fs::canonicalize(path).ok();
    // Without `\\?\`, which other programs do not take.
    #[cfg(windows)]
    let found = found.map(|path| dunce::simplified(&path).to_path_buf());
    found
}

/// The folders in `folder`, links to folders too, sorted by name; none where it cannot be read.
#[must_use]
pub fn folders(folder: &Path) -> Vec<PathBuf> {
    let mut names = Directory::open(folder).and_then(|folder| folder.names()).unwrap_or_default();
    names.sort();
    names.into_iter().map(|name| folder.join(name)).filter(|path| is_folder(path)).collect()
}

/// Whether this user may write to what is at `path`, or make it in the nearest folder that is there.
/// Says nothing of a file system that is read-only as a whole.
#[must_use]
pub fn may_write(path: &Path) -> bool {
    let nearest = path.ancestors().find(|part| std::fs::symlink_metadata(part).is_ok());
    nearest.is_some_and(sys::may_write)
}

/// Whether only root can change the file at `path`, links followed, and all folders above it.
#[must_use]
pub fn is_roots_alone(path: &Path) -> bool {
    let Some(path) = real_path(path) else { return false };
    path.ancestors().all(|part| std::fs::metadata(part).is_ok_and(|found| sys::is_roots_alone(&found)))
}

/// Makes a folder that only its owner may enter, and those above it.
///
/// # Errors
///
/// When it cannot be made; one that is there already is none.
pub fn make_private_folder(path: &Path) -> Result<(), FileError> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    #[cfg(windows)]
    let is_new = !path.exists();
    let made = builder.recursive(true).create(path);
    #[cfg(windows)]
    let made = made.and_then(|()| if is_new { super::acl::restrict_folder(path) } else { Ok(()) });
    made.map_err(|error| FileError::new(Action::Make, path, error))
}

/// What the symbolic link at `path` leads to, as it is written there; `None` if it is not a link.
#[must_use]
pub fn link_target(path: &Path) -> Option<PathBuf> {
    std::fs::read_link(path).ok()
}

/// Creates a symbolic link at `path` that leads to `target`, and the folders above it; one that leads there already is
/// kept.
///
/// # Errors
///
/// [`FileError::AlreadyExists`] where something else is at the path, and when the link cannot be made. Windows, where
/// links require rights of their own, has none.
pub fn link(target: &Path, path: &Path) -> Result<(), FileError> {
    if std::fs::read_link(path).is_ok_and(|found| found == target) {
        return Ok(());
    }
    let failed = |error: std::io::Error| match error.kind() {
        ErrorKind::AlreadyExists => FileError::AlreadyExists { path: path.into() },
        _ => FileError::new(Action::Make, path, error),
    };
    std::fs::create_dir_all(super::stream::parent(path)).map_err(failed)?;
    #[cfg(unix)]
    return std::os::unix::fs::symlink(target, path).map_err(failed);
    #[cfg(not(unix))]
    return Err(failed(std::io::Error::from(ErrorKind::Unsupported)));
}

/// Removes a file; one that is gone already is no error.
///
/// # Errors
///
/// When it cannot be removed.
pub fn remove_file(path: &Path) -> Result<(), FileError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(FileError::new(Action::Remove, path, error)),
        _ => Ok(()),
    }
}
