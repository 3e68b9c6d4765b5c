//! An open directory, and what is done in it by name.
//!
//! Whoever may write to the directory above can put another directory, or a link to one, at a path at any
//! moment. So a path is followed once: everything between the first look and the last rename goes through the
//! handle, and stays in the directory that was opened. Where the system has no such calls, paths are used.

#[cfg(unix)]
mod by_handle;
#[cfg(not(unix))]
mod by_path;

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

#[cfg(unix)]
use by_handle::Handle;
#[cfg(not(unix))]
use by_path::Handle;

use super::retry_once;
use super::sys::{self, FileKind, FileStat, Identity, Lock, Lockable, Locking};

/// A directory that is open. Names are those of its own entries; a link is never followed.
#[derive(Debug)]
pub(super) struct Directory {
    path: PathBuf,
    handle: Handle,
}

impl Directory {
    /// Opens the directory at `path`, links followed.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        Ok(Self { path: path.into(), handle: Handle::open(path)? })
    }

    /// The path that it was opened at, for messages.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The path of an entry, for messages; without the `./` of the current directory.
    pub(super) fn path_of(&self, name: &OsStr) -> PathBuf {
        if self.path == Path::new(".") { name.into() } else { self.path.join(name) }
    }

    /// Gives a lock on it back.
    pub(super) fn unlock(&self) {
        self.handle.unlock();
    }

    pub(super) fn identity(&self) -> io::Result<Identity> {
        self.handle.identity()
    }

    /// Owner and mode of the directory itself.
    pub(super) fn itself(&self) -> io::Result<FileStat> {
        self.handle.itself()
    }

    /// What an entry is; `None` if there is none of this name.
    pub(super) fn find(&self, name: &OsStr) -> io::Result<Option<FileStat>> {
        match self.handle.find(name) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            found => found.map(Some),
        }
    }

    /// All entries, and what they are where the directory says so; without `.` and `..`.
    pub(super) fn entries(&self) -> io::Result<Vec<(OsString, Option<FileKind>)>> {
        self.handle.entries()
    }

    pub(super) fn names(&self) -> io::Result<Vec<OsString>> {
        Ok(self.entries()?.into_iter().map(|(name, _)| name).collect())
    }

    /// Whether the entry is the file that is open.
    pub(super) fn has(&self, name: &OsStr, file: &File) -> io::Result<bool> {
        self.handle.has(name, file)
    }

    /// Creates and opens a file that must not exist yet. The umask can take bits off `mode`.
    pub(super) fn create_new(&self, name: &OsStr, mode: u32) -> io::Result<File> {
        self.handle.create_new(name, mode)
    }

    /// Opens an entry for reading, without waiting for the other end of a pipe.
    pub(super) fn open_file(&self, name: &OsStr) -> io::Result<File> {
        self.handle.open_file(name)
    }

    /// Opens a file for reading, and for writing at its end.
    pub(super) fn open_log(&self, name: &OsStr) -> io::Result<File> {
        self.handle.open_log(name)
    }

    /// Gives a file a second name.
    pub(super) fn link(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        self.handle.link(from, to)
    }

    /// Renames a file; what is at `to` is replaced.
    pub(super) fn rename(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        self.handle.rename(from, to)
    }

    /// Renames a file unless something is at `to`, in one step where the system can.
    pub(super) fn rename_new(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        if let Some(done) = self.handle.rename_new(from, to) {
            return done;
        }
        match self.link(from, to) {
            Ok(()) => self.remove(from),
            Err(error) if !sys::has_no_links(&error) => Err(error),
            // Neither (FAT, Windows shares): look, then rename. The lock keeps our own kind out.
            Err(_) if self.find(to)?.is_some() => Err(ErrorKind::AlreadyExists.into()),
            Err(_) => self.rename(from, to),
        }
    }

    /// Removes a file if it exists. A failure may be a passing one, and what would stay may be a key, so
    /// there is a second try.
    pub(super) fn remove(&self, name: &OsStr) -> io::Result<()> {
        retry_once(|| match self.handle.remove_file(name) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            done => done,
        })
    }

    /// Makes a directory, 0755 or, when it is private, 0700, less the umask.
    pub(super) fn make_folder(&self, name: &OsStr, private: bool) -> io::Result<()> {
        self.handle.make_folder(name, if private { 0o700 } else { 0o755 })
    }

    /// Removes a directory that is empty.
    pub(super) fn remove_folder(&self, name: &OsStr) -> io::Result<()> {
        self.handle.remove_folder(name)
    }

    /// Keeps everybody but its owner out.
    pub(super) fn close_to_others(&self) -> io::Result<()> {
        self.handle.close_to_others()
    }

    /// Makes renames in it last. Some file systems have no such call.
    pub(super) fn sync(&self) -> io::Result<()> {
        self.handle.sync()
    }
}

impl Lockable for Directory {
    fn try_lock(&self, lock: Lock) -> io::Result<Locking> {
        self.handle.try_lock(lock)
    }

    fn modified(&self) -> Option<SystemTime> {
        self.itself().ok()?.modified
    }

    #[cfg(target_os = "linux")]
    fn handle(&self) -> &File {
        self.handle.file()
    }
}
