//! A file that only grows, a line at a time, by many runs at once.
//!
//! The lock is on the file itself, so that it can be held together with those on folders, and only
//! for the moment of one addition. A run that is killed while it adds leaves an unfinished last
//! line, which the next addition removes: whoever adds waits until the line is safe on the disk, so
//! nothing was built on it.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::directory::Directory;
use super::error::{Action, FileError, Note};
use super::lock::{self, Patience};
use super::read::{check_in_place, drain};
use super::sys::{self, Lock};
use super::{retry_once, stream};

/// A log that is open for adding, locked against others who add.
#[derive(Debug)]
pub struct Log {
    path: PathBuf,
    file: File,
    unlocked: Option<io::Error>,
}

/// How often the file may be replaced while we wait for its lock.
const MOST_TRIES: usize = 100;

impl Log {
    /// Waits for the lock on the log at `path`, which must be there.
    ///
    /// # Errors
    ///
    /// [`FileError::Missing`], [`FileError::Denied`], [`FileError::Folder`], and whatever else the
    /// system reports.
    pub fn open(path: &Path) -> Result<Self, FileError> {
        let directory = open_above(path, Action::Read)?;
        Self::open_in(&directory, path)
    }

    /// The same, where there may be none yet.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open).
    pub fn create(path: &Path) -> Result<Self, FileError> {
        let directory = open_above(path, Action::Write)?;
        match directory.create_new(name_of(path), 0o600) {
            // Another run was faster.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            made => drop(made.map_err(|error| FileError::new(Action::Write, path, error))?),
        }
        Self::open_in(&directory, path)
    }

    fn open_in(directory: &Directory, path: &Path) -> Result<Self, FileError> {
        for _ in 0..MOST_TRIES {
            let log = Self::lock(directory, path)?;
            // Somebody may have put another file in its place meanwhile.
            let is_current = directory.has(name_of(path), &log.file);
            if is_current.map_err(|error| FileError::new(Action::Read, path, error))? {
                return Ok(log);
            }
        }
        Err(FileError::Busy { path: path.into() })
    }

    /// A symbolic link is not followed: it could lead to any file of this user.
    fn lock(directory: &Directory, path: &Path) -> Result<Self, FileError> {
        check_in_place(path)?;
        let file = directory.open_log(name_of(path));
        let file = file.map_err(|error| FileError::new(Action::Write, path, error))?;
        let unlocked = lock::lock(&file, Lock::Exclusive, path, Patience::USUAL)?;
        Ok(Self { path: path.into(), file, unlocked })
    }

    /// That it could not be locked, if so.
    #[must_use]
    pub fn note(&self) -> Option<Note> {
        let source = self.unlocked.as_ref()?;
        Some(Note::NotLocked { folder: self.path.clone(), source: source.kind().into() })
    }

    /// All of it.
    ///
    /// # Errors
    ///
    /// [`FileError::TooLarge`] beyond `limit` bytes, and whatever the system reports.
    pub fn read(&mut self, limit: u64) -> Result<Zeroizing<Vec<u8>>, FileError> {
        let read = self.file.rewind().and_then(|()| drain(&mut self.file, Zeroizing::default(), limit));
        let contents = read.map_err(|error| FileError::new(Action::Read, &self.path, error))?;
        match contents.len() as u64 > limit {
            true => Err(FileError::TooLarge { path: self.path.clone(), limit }),
            false => Ok(contents),
        }
    }

    /// Adds `lines`, which end in a newline, and waits until they are safe on the disk. An
    /// unfinished last line is ended when it `is_whole`, and removed otherwise.
    ///
    /// # Errors
    ///
    /// Whatever the system reports; the log is as it was then, or ends in an unfinished line.
    pub fn append(&mut self, lines: &[u8], is_whole: impl Fn(&[u8]) -> bool) -> Result<(), FileError> {
        let failed = |error| FileError::new(Action::Write, &self.path, error);
        let unfinished = unfinished(&mut self.file).map_err(failed)?;
        let start = self.file.metadata().map_err(failed)?.len();
        let (start, between) = match unfinished.as_slice() {
            [] => (start, &b""[..]),
            line if is_whole(line) => (start, &b"\n"[..]),
            line => (start.saturating_sub(line.len() as u64), &b""[..]),
        };
        self.file.set_len(start).map_err(failed)?;
        self.file.seek(SeekFrom::Start(start)).map_err(failed)?;
        let added = self.file.write_all(&[between, lines].concat()).and_then(|()| self.file.sync_data());
        added.map_err(|error| {
            // What stays if this fails is an unfinished line, or a whole one that nothing came of.
            let _ = retry_once(|| self.file.set_len(start));
            failed(error)
        })
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        sys::unlock(&self.file);
    }
}

fn open_above(path: &Path, action: Action) -> Result<Directory, FileError> {
    Directory::open(&stream::parent(path)).map_err(|error| FileError::new(action, path, error))
}

fn name_of(path: &Path) -> &OsStr {
    path.file_name().unwrap_or_default()
}

/// How much is read at first when looking for the start of the last line, and how long that line may be: one
/// about a certificate with thousands of names has some 100 KB.
const STEP: u64 = 4096;
const LONGEST_LINE: u64 = 16 * 1024 * 1024;

/// What stands behind the last newline.
fn unfinished(file: &mut File) -> io::Result<Vec<u8>> {
    let length = file.metadata()?.len();
    let mut from = length;
    let mut tail = Vec::new();
    // The common case takes one read of one byte.
    let mut step = 1;
    while from > 0 && !tail.contains(&b'\n') {
        if length - from > LONGEST_LINE {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "the last line is incomplete"));
        }
        let size = step.min(from);
        from -= size;
        let mut part = vec![0; usize::try_from(size).unwrap_or_default()];
        file.seek(SeekFrom::Start(from))?;
        file.read_exact(&mut part)?;
        part.append(&mut tail);
        tail = part;
        step = STEP.max(2 * step);
    }
    let line = tail.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
    Ok(tail.split_off(line))
}
