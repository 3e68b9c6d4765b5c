//! What can go wrong with a file, each with its facts.
//!
//! Every message is one lower-case line that names the path and says what was
//! found there. What to type next is for its callers, which can match on
//! the variants.

use std::fmt;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use thiserror::Error;

/// Why a file could not be read or written.
///
/// Unless it is [`FileError::Unclean`], an error from
/// [`Transaction::commit`](super::Transaction::commit) means that every file is
/// as it was before.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum FileError {
    /// There is nothing at a path that was to be read.
    #[error("{} does not exist", path.display())]
    Missing { path: PathBuf },

    /// There is a file at a path where only a new one may be written.
    #[error("{} already exists", path.display())]
    AlreadyExists { path: PathBuf },

    /// A path that was to be a file is a folder.
    #[error("{} is a directory, not a file", path.display())]
    Folder { path: PathBuf },

    /// A path that was to be a folder is something else.
    #[error("{} is not a directory", path.display())]
    NotAFolder { path: PathBuf },

    /// A file to be read has no contents.
    #[error("{} is empty", path.display())]
    Empty { path: PathBuf },

    /// A file to be read is larger than `limit` bytes.
    #[error("{} is larger than {}", path.display(), size(*limit))]
    TooLarge { path: PathBuf, limit: u64 },

    /// An output is a symbolic link, and those are not followed when writing.
    #[error("{} is a symbolic link to {}", path.display(), target.display())]
    SymbolicLink { path: PathBuf, target: PathBuf },

    /// A path is a socket or a block device.
    #[error("{} is a {kind}, not a file", path.display())]
    Special { path: PathBuf, kind: &'static str },

    /// A path is a name that Windows keeps for a device, in every directory and with every extension.
    #[error("{} is a name that Windows reserves for a device", path.display())]
    Reserved { path: PathBuf },

    /// A named pipe was to be read and nobody opened its other end.
    #[error("{} is a pipe that nothing writes to", path.display())]
    NoWriter { path: PathBuf },

    /// A named pipe was to be written and nobody opened its other end.
    #[error("{} is a pipe that nothing reads from", path.display())]
    NoReader { path: PathBuf },

    /// Two outputs of one transaction are the same file.
    #[error("two outputs have the same path: {}", path.display())]
    SameTarget { path: PathBuf },

    /// An output lies in a folder that the transaction does not hold.
    #[error("cannot write {}: its directory was not opened for this", path.display())]
    NotOpened { path: PathBuf },

    /// Something else was put at this path since it was looked at.
    #[error("{}: replaced during the write", path.display())]
    Replaced { path: PathBuf },

    /// Another process has written this file since it was read, and what was to be written follows from it.
    #[error("{}: changed by another process meanwhile; nothing was written", path.display())]
    Outdated { path: PathBuf },

    /// The folder cannot be locked, and another run was at work in it just now.
    #[error("cannot lock {}: another devcert process is writing to it", path.display())]
    Busy { path: PathBuf },

    /// Another process holds the lock on a folder or a file, and has changed nothing there for a while.
    #[error(
        "{}: locked by {}, which has changed nothing for {} s",
        path.display(),
        holder.map_or("another process".to_owned(), |holder| format!("process {holder}")),
        waited.as_secs()
    )]
    Locked { path: PathBuf, holder: Option<u32>, waited: Duration },

    /// The journal of an interrupted write cannot be acted on.
    #[error("{} {problem}", path.display())]
    Journal { path: PathBuf, problem: &'static str },

    /// The operating system's permissions forbid it.
    #[error("cannot {action} {}: permission denied", path.display())]
    Denied { action: Action, path: PathBuf },

    /// Anything else that the operating system reports.
    #[error("cannot {action} {}: {}", path.display(), reason(source))]
    Io { action: Action, path: PathBuf, source: io::Error },

    /// `error` happened, and then `left` could not be put right or removed,
    /// not at the second try either. The next transaction on the folder will.
    #[error("{error}; {} was not removed", left.display())]
    Unclean { error: Box<FileError>, left: PathBuf },
}

/// What was tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Action {
    /// Looking at a file or reading it.
    Read,
    /// Any step of writing a file.
    Write,
    /// Opening a folder to lock it.
    Open,
    /// Making a folder.
    Make,
    /// Finishing or undoing a write that was interrupted.
    Recover,
    /// Removing a file.
    Remove,
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Open => "open directory",
            Self::Make => "create directory",
            Self::Recover => "finish the interrupted write of",
            Self::Remove => "remove",
        })
    }
}

impl FileError {
    /// The path that the error is about.
    #[must_use]
    pub fn path(&self) -> &Path {
        match self {
            Self::Missing { path }
            | Self::AlreadyExists { path }
            | Self::Folder { path }
            | Self::NotAFolder { path }
            | Self::Empty { path }
            | Self::TooLarge { path, .. }
            | Self::SymbolicLink { path, .. }
            | Self::Special { path, .. }
            | Self::Reserved { path }
            | Self::NoWriter { path }
            | Self::NoReader { path }
            | Self::SameTarget { path }
            | Self::NotOpened { path }
            | Self::Replaced { path }
            | Self::Outdated { path }
            | Self::Busy { path }
            | Self::Locked { path, .. }
            | Self::Journal { path, .. }
            | Self::Denied { path, .. }
            | Self::Io { path, .. } => path,
            Self::Unclean { error, .. } => error.path(),
        }
    }

    /// Turns an error of the operating system into the variant that says most.
    pub(super) fn new(action: Action, path: &Path, source: impl Into<io::Error>) -> Self {
        let source = source.into();
        let path = path.to_path_buf();
        match source.kind() {
            // Windows finds nothing below a file, where others find that it is no directory.
            ErrorKind::NotFound if cfg!(windows) && culprit(path.clone()) != path => {
                Self::NotAFolder { path: culprit(path) }
            }
            ErrorKind::NotFound if action == Action::Read => Self::Missing { path },
            ErrorKind::AlreadyExists => Self::AlreadyExists { path },
            ErrorKind::IsADirectory => Self::Folder { path },
            ErrorKind::NotADirectory => Self::NotAFolder { path: culprit(path) },
            ErrorKind::PermissionDenied => Self::Denied { action, path },
            _ => Self::Io { action, path, source },
        }
    }

    /// The system's error, or another one that says the same.
    pub(super) fn into_source(self) -> io::Error {
        match self {
            Self::Io { source, .. } => source,
            Self::Denied { .. } => ErrorKind::PermissionDenied.into(),
            Self::Locked { .. } => io::Error::new(ErrorKind::WouldBlock, "another process holds the lock"),
            other => io::Error::other(other.to_string()),
        }
    }

    /// Why standard output did not take what was written.
    #[must_use]
    pub fn on_stdout(source: io::Error) -> Self {
        Self::Io { action: Action::Write, path: "standard output".into(), source }
    }

    /// Adds that `left` stayed behind, if something did.
    pub(super) fn and_left(self, left: Option<PathBuf>) -> Self {
        match left {
            Some(left) => Self::Unclean { error: Box::new(self), left },
            None => self,
        }
    }
}

/// Something that went well enough to go on, but that the user should hear of.
#[derive(Debug)]
#[non_exhaustive]
pub enum Note {
    /// A write that an earlier run did not live to end was finished now.
    Finished { files: Vec<PathBuf> },
    /// A write that an earlier run did not live to end was undone now.
    Undone { files: Vec<PathBuf> },
    /// An interrupted write was left as it is, as somebody has changed a file since.
    Abandoned { files: Vec<PathBuf> },
    /// A reader's finding: a write was interrupted, and the next transaction on
    /// the folder will finish it. If `mixed`, the files do not belong together now.
    Interrupted { files: Vec<PathBuf>, mixed: bool },
    /// The folder cannot be locked, so two runs at once may disturb each other.
    NotLocked { folder: PathBuf, source: io::Error },
    /// A temporary file could not be removed, not at the second try either.
    LeftBehind { path: PathBuf, source: io::Error },
    /// These were skipped in a folder, as they are of this kind and no files.
    Skipped { paths: Vec<(PathBuf, &'static str)> },
}

/// So many of what was skipped are named.
const NAMED: usize = 5;

impl Note {
    /// That `paths` were skipped, if there are any.
    pub(super) fn skipped(mut paths: Vec<(PathBuf, &'static str)>) -> Option<Self> {
        paths.sort();
        (!paths.is_empty()).then_some(Self::Skipped { paths })
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Finished { files } => {
                write!(f, "finished an interrupted write of {}", list(files))
            }
            Self::Undone { files } => write!(f, "undid an interrupted write of {}", list(files)),
            Self::Abandoned { files } => {
                write!(f, "did not undo an interrupted write of {}", list(files))?;
                f.write_str(", because a file has changed since")
            }
            Self::Interrupted { files, mixed: true } => {
                write!(f, "a write of {} was interrupted", list(files))?;
                f.write_str(", and the files no longer match")
            }
            Self::Interrupted { files, mixed: false } => {
                write!(f, "a write of {} was interrupted", list(files))
            }
            Self::NotLocked { folder, source } => {
                write!(f, "cannot lock {}: {}", folder.display(), reason(source))
            }
            Self::LeftBehind { path, source } => {
                write!(f, "cannot remove {}: {}", path.display(), reason(source))
            }
            Self::Skipped { paths } => {
                let named = paths.iter().take(NAMED);
                let named: Vec<_> =
                    named.map(|(path, kind)| format!("{} ({kind})", path.display())).collect();
                write!(f, "skipped what is not a regular file: {}", named.join(", "))?;
                match paths.len().saturating_sub(NAMED) {
                    0 => Ok(()),
                    more => write!(f, " and {more} more"),
                }
            }
        }
    }
}

fn list(files: &[PathBuf]) -> String {
    let names: Vec<_> = files.iter().map(|file| file.display().to_string()).collect();
    names.join(" and ")
}

/// The system's words, in lower case and without its "(os error 28)", or the full stop of Windows.
pub(in crate::host) fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default().trim_end_matches('.');
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

fn size(bytes: u64) -> String {
    const MIB: u64 = 1024 * 1024;
    if bytes >= MIB && bytes.is_multiple_of(MIB) {
        format!("{} MiB", bytes / MIB)
    } else {
        format!("{bytes} bytes")
    }
}

/// Of `a/b/c`, the first part that exists without being a folder.
fn culprit(path: PathBuf) -> PathBuf {
    let found = path
        .ancestors()
        .filter(|part| !part.as_os_str().is_empty())
        .find(|part| std::fs::metadata(part).is_ok_and(|found| !found.is_dir()));
    found.map(Path::to_path_buf).unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_has_the_reason_without_the_number() {
        let full = io::Error::from_raw_os_error(28);
        let error = FileError::new(Action::Write, Path::new("cert/file.crt"), full);
        assert_eq!(error.to_string(), "cannot write cert/file.crt: no space left on device");
    }

    #[test]
    fn a_limit_reads_as_people_say_it() {
        let error = FileError::TooLarge { path: "a".into(), limit: 16 << 20 };
        assert_eq!(error.to_string(), "a is larger than 16 MiB");
        assert_eq!(size(1_048_577), "1048577 bytes");
    }
}
