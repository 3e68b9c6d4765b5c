//! The calls of an open directory, by path, where the system has no calls that act in an open directory: Windows.
//!
//! It does not lock directories either. A lock is a file in the directory that nobody else can open meanwhile; the
//! system removes it when its only handle is closed, also by the end of the process.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::os::windows::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use windows_sys::Win32::Foundation::{
    ERROR_ACCESS_DENIED, ERROR_DELETE_PENDING, ERROR_SHARING_VIOLATION, GENERIC_READ, GENERIC_WRITE,
};
use windows_sys::Win32::Storage::FileSystem::{FILE_ATTRIBUTE_HIDDEN, FILE_FLAG_DELETE_ON_CLOSE, WRITE_DAC};

use super::super::acl;
use super::super::sys::{self, FileKind, FileStat, Identity, Lock, Locking};

/// The name of the lock file, which is no entry of the directory for anybody here.
const LOCK: &str = ".devcert-lock";

/// How often a lock file that cannot be created is looked for: between its removal and the end of it, Windows
/// denies access to it.
const MOST_LOOKS: usize = 5;

/// How often a change is tried again; each pause is twice the one before, the first a millisecond.
const MOST_PAUSES: u32 = 10;

#[derive(Debug)]
pub(super) struct Handle {
    path: PathBuf,
    lock: Mutex<Option<File>>,
}

impl Handle {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        match fs::metadata(path)?.is_dir() {
            true => Ok(Self { path: path.into(), lock: Mutex::default() }),
            false => Err(ErrorKind::NotADirectory.into()),
        }
    }

    /// Readers keep each other out too: they are done in a moment.
    pub(super) fn try_lock(&self, _: Lock) -> io::Result<Locking> {
        let path = self.path.join(LOCK);
        for _ in 0..MOST_LOOKS {
            match lock_file().open(&path) {
                Ok(file) => {
                    *self.lock.lock().unwrap_or_else(PoisonError::into_inner) = Some(file);
                    return Ok(Locking::Done);
                }
                Err(error) if is(&error, &[ERROR_SHARING_VIOLATION, ERROR_DELETE_PENDING]) => {
                    return Ok(Locking::Taken);
                }
                Err(error) if is(&error, &[ERROR_ACCESS_DENIED]) && self.find(LOCK.as_ref()).is_ok() => {
                    return Ok(Locking::Taken);
                }
                Err(error) if is(&error, &[ERROR_ACCESS_DENIED]) => {
                    thread::sleep(Duration::from_millis(1));
                }
                Err(error) if error.kind() == ErrorKind::NotFound => return Err(error),
                Err(error) => return Ok(Locking::Impossible(error)),
            }
        }
        Ok(Locking::Impossible(ErrorKind::PermissionDenied.into()))
    }

    pub(super) fn unlock(&self) {
        self.lock.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    pub(super) fn close_to_others(&self) -> io::Result<()> {
        acl::restrict_folder(&self.path)
    }

    /// Windows makes renames last by itself, and has no call for it.
    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "other systems have a handle")]
    pub(super) fn sync(&self) -> io::Result<()> {
        Ok(())
    }

    pub(super) fn identity(&self) -> io::Result<Identity> {
        sys::identity(&self.path)
    }

    pub(super) fn itself(&self) -> io::Result<FileStat> {
        fs::metadata(&self.path).map(|found| FileStat::of(&found))
    }

    pub(super) fn find(&self, name: &OsStr) -> io::Result<FileStat> {
        fs::symlink_metadata(self.path.join(name)).map(|found| FileStat::of(&found))
    }

    pub(super) fn entries(&self) -> io::Result<Vec<(OsString, Option<FileKind>)>> {
        let all = fs::read_dir(&self.path)?.map(|entry| Ok((entry?.file_name(), None)));
        all.filter(|entry| entry.as_ref().map_or(true, |(name, _)| name != LOCK)).collect()
    }

    pub(super) fn has(&self, name: &OsStr, file: &File) -> io::Result<bool> {
        match acl::file_number(&self.path.join(name)) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
            found => Ok(found? == acl::number_of(file)?),
        }
    }

    /// A file for its owner alone gets its access control list before anybody else can open it.
    pub(super) fn create_new(&self, name: &OsStr, mode: u32) -> io::Result<File> {
        let path = self.path.join(name);
        if mode & 0o077 != 0 {
            return File::create_new(path);
        }
        let mut options = File::options();
        options.write(true).create_new(true);
        options.access_mode(GENERIC_READ | GENERIC_WRITE | WRITE_DAC).share_mode(0);
        let file = options.open(path)?;
        acl::restrict(&file)?;
        Ok(file)
    }

    pub(super) fn open_file(&self, name: &OsStr) -> io::Result<File> {
        self.open_with(name, File::options().read(true))
    }

    /// Windows shortens no file that is open for appending alone.
    pub(super) fn open_log(&self, name: &OsStr) -> io::Result<File> {
        self.open_with(name, File::options().read(true).write(true))
    }

    fn open_with(&self, name: &OsStr, options: &OpenOptions) -> io::Result<File> {
        match self.find(name)?.kind {
            FileKind::Link => Err(io::Error::other("is a symbolic link")),
            _ => options.open(self.path.join(name)),
        }
    }

    pub(super) fn link(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        fs::hard_link(self.path.join(from), self.path.join(to))
    }

    pub(super) fn rename(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        let (from, to) = (self.path.join(from), self.path.join(to));
        while_open_elsewhere(|| fs::rename(&from, &to))
    }

    /// `None`: it cannot be done in one step.
    #[expect(clippy::unused_self, reason = "other systems have a handle")]
    pub(super) fn rename_new(&self, _: &OsStr, _: &OsStr) -> Option<io::Result<()>> {
        None
    }

    pub(super) fn remove_file(&self, name: &OsStr) -> io::Result<()> {
        let path = self.path.join(name);
        while_open_elsewhere(|| fs::remove_file(&path))
    }

    pub(super) fn make_folder(&self, name: &OsStr, mode: u32) -> io::Result<()> {
        let path = self.path.join(name);
        fs::create_dir(&path)?;
        if mode & 0o077 == 0 { acl::restrict_folder(&path) } else { Ok(()) }
    }

    pub(super) fn remove_folder(&self, name: &OsStr) -> io::Result<()> {
        fs::remove_dir(self.path.join(name))
    }
}

/// Does `change` to a file again, for a second in all, while Windows refuses because another program has the file open:
/// virus scanners and indexers open new files, and another run may be reading this one, for a moment.
fn while_open_elsewhere(change: impl Fn() -> io::Result<()>) -> io::Result<()> {
    for pause in (0..MOST_PAUSES).map(|number| Duration::from_millis(1 << number)) {
        match change() {
            Err(error) if is(&error, &[ERROR_SHARING_VIOLATION, ERROR_ACCESS_DENIED]) => thread::sleep(pause),
            done => return done,
        }
    }
    change()
}

/// Opens the lock file for one process alone, and removes it when that process closes it.
fn lock_file() -> OpenOptions {
    let mut options = File::options();
    options.read(true).write(true).create(true).truncate(false).share_mode(0);
    options.attributes(FILE_ATTRIBUTE_HIDDEN).custom_flags(FILE_FLAG_DELETE_ON_CLOSE);
    options
}

fn is(error: &io::Error, codes: &[u32]) -> bool {
    error.raw_os_error().is_some_and(|code| codes.contains(&code.cast_unsigned()))
}
