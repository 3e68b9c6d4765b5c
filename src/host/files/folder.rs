//! A folder, held locked while files in it are read and written together.
//!
//! The lock is on the folder itself, so no lock file stays behind; Windows, which
//! locks no folders, removes the lock file with its last handle. It is
//! advisory and between runs of this program; it goes when the run ends, in
//! whatever way.

use std::ffi::OsString;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::directory::Directory;
use super::error::{Action, FileError, Note};
use super::lock::{self, Patience};
use super::retry_once;
use super::stream;
use super::sys::{self, Identity, Lock};

/// A folder that is open, and locked if the file system can do that.
#[derive(Debug)]
pub(super) struct Folder {
    pub(super) directory: Arc<Directory>,
    pub(super) identity: Identity,
    /// Why it is not locked.
    pub(super) unlocked: Option<io::Error>,
}

impl Folder {
    fn open(path: &Path) -> io::Result<Self> {
        let directory = Directory::open(path)?;
        let identity = directory.identity()?;
        Ok(Self { directory: Arc::new(directory), identity, unlocked: None })
    }

    /// The path that it was opened at.
    pub(super) fn path(&self) -> &Path {
        self.directory.path()
    }

    /// Locks all the folders, always in the same order, so that two runs cannot
    /// each wait for the other. `None`: one of them is gone, as the run that
    /// made it ended without a file to put in it.
    pub(super) fn lock_all(
        paths: &[PathBuf],
        lock: Lock,
        timeout: Patience,
    ) -> Result<Option<Vec<Self>>, FileError> {
        let mut folders = Vec::new();
        for path in paths {
            match Self::open(path) {
                Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
                folder => folders.push(folder.map_err(|error| FileError::new(Action::Open, path, error))?),
            }
        }
        folders.sort_by_key(|folder| folder.identity.clone());
        // Locking a folder a second time would wait for ourselves.
        folders.dedup_by(|a, b| a.identity == b.identity);
        for folder in &mut folders {
            if !folder.lock(lock, timeout)? {
                return Ok(None);
            }
        }
        Ok(Some(folders))
    }

    /// Waits for the lock; `false` if the folder was removed meanwhile.
    fn lock(&mut self, lock: Lock, timeout: Patience) -> Result<bool, FileError> {
        self.unlocked = lock::lock(&*self.directory, lock, self.path(), timeout)?;
        match sys::identity(self.path()) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
            Err(error) => Err(FileError::new(Action::Open, self.path(), error)),
            Ok(identity) => Ok(identity == self.identity),
        }
    }

    /// Keeps everybody but its owner out of it, unless there is something in it already.
    pub(super) fn close_if_empty(&self) -> io::Result<()> {
        match self.directory.names()?.is_empty() {
            true => self.directory.close_to_others(),
            false => Ok(()),
        }
    }

    /// What a user should know about its lock.
    pub(super) fn note(&self) -> Option<Note> {
        let source = self.unlocked.as_ref()?;
        let source = source.raw_os_error().map_or(source.kind().into(), io::Error::from_raw_os_error);
        Some(Note::NotLocked { folder: self.path().to_owned(), source })
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        self.directory.unlock();
    }
}

/// The folders that hold `files`, each once; none for a device or a pipe.
pub(super) fn folders_of<'a>(files: impl IntoIterator<Item = &'a Path>) -> Vec<PathBuf> {
    let files = files.into_iter();
    let files = files.filter(|file| !matches!(stream::place(file), Ok(stream::OutputKind::Stream)));
    let mut folders: Vec<_> = files.map(stream::parent).collect();
    folders.sort();
    folders.dedup();
    folders
}

/// The folders that a transaction made. They go again, as far as they are
/// empty, unless they are kept. (Of `a/b`, `a` stays if another run made a new
/// `b` between our two removals, and then gave up too.)
#[derive(Debug, Default)]
pub(super) struct Made {
    /// Each by the directory above it and its name.
    folders: Vec<(Directory, OsString)>,
    /// The same by their paths, as they were requested.
    paths: Vec<PathBuf>,
    /// The first folder whose parent was there and then was not. When trying again does not help,
    /// no other run is the cause: nothing can be made there, as in `/proc`.
    pub(super) refused: Option<FileError>,
    /// Folders that are made for their owner alone (0700), as are those above them that are missing.
    pub(super) private: Vec<PathBuf>,
}

impl Made {
    /// Makes a folder, and those above it, unless it is there.
    pub(super) fn make(&mut self, path: &Path) -> Result<(), FileError> {
        let is_private = self.private.iter().any(|private| private == path);
        self.make_with(path, is_private)
    }

    fn make_with(&mut self, path: &Path, is_private: bool) -> Result<(), FileError> {
        let failed = |error| FileError::new(Action::Make, path, error);
        match fs::metadata(path) {
            Ok(found) if found.is_dir() => return Ok(()),
            Ok(_) => return Err(FileError::NotAFolder { path: path.into() }),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(failed(error)),
        }
        if let Ok(target) = stream::link_target(path) {
            return Err(FileError::SymbolicLink { path: path.into(), target });
        }
        let above = stream::parent(path);
        self.make_with(&above, is_private)?;
        let name = path.components().next_back().map(|part| part.as_os_str().to_owned()).unwrap_or_default();
        let made = Directory::open(&above)
            .and_then(|above| above.make_folder(&name, is_private).map(|()| (above, name)));
        match made {
            // Another run was faster.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
            // Another run has removed the folder above; the caller tries again.
            Err(error) if error.kind() == ErrorKind::NotFound => {
                self.refused.get_or_insert_with(|| failed(error));
                Ok(())
            }
            made => {
                self.folders.push(made.map_err(failed)?);
                self.paths.push(path.to_owned());
                Ok(())
            }
        }
    }

    /// Whether this folder is one of them.
    pub(super) fn has(&self, path: &Path) -> bool {
        self.paths.iter().any(|made| made == path)
    }

    /// Makes the folders themselves last.
    pub(super) fn sync(&self) -> Result<(), FileError> {
        for (above, _) in &self.folders {
            above.sync().map_err(|error| FileError::new(Action::Write, above.path(), error))?;
        }
        Ok(())
    }

    /// Leaves them where they are.
    pub(super) fn keep(&mut self) {
        self.folders.clear();
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        for (above, name) in self.folders.iter().rev() {
            // That one is not empty, or is gone, is fine.
            let _ = retry_once(|| above.remove_folder(name));
        }
    }
}
