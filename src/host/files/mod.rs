//! The one door to files.
//!
//! Reading has a limit and knows what it found ([`read()`]). Writing goes through
//! a [`Transaction`], which
//!
//! - holds a lock on the folders from the first look to the last rename,
//! - replaces files by rename, so that there is the old file or the new one,
//! - replaces several files together, so that a key and its certificate match,
//! - finishes what an earlier run was killed in the middle of,
//! - makes a private key 0600 from its first byte, whatever was there before.
//!
//! It leaves nothing behind: no lock file, no temporary file, no empty folder.

#[cfg(windows)]
mod acl;
mod digest;
mod directory;
mod error;
mod folder;
mod git;
mod journal;
mod list;
mod lock;
mod log;
mod parts;
mod place;
mod read;
mod recover;
mod reserved;
#[cfg(any(windows, test))]
mod sddl;
mod settle;
mod snapshot;
mod staged;
mod stream;
mod sys;
#[cfg(test)]
mod tests;
mod transaction;
mod walk;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

pub(in crate::host) use error::reason;
pub use error::{Action, FileError, Note};
pub use list::{Listed, directories, list, names};
pub use lock::announce_waits;
pub use log::Log;
pub use parts::read_parts;
pub use place::{
    folders, is_roots_alone, link, link_target, make_private_folder, may_write, real_path, remove_file,
};
pub(in crate::host) use read::read_stdin;
pub use read::{
    DEFAULT_LIMIT, check_regular, exists, first_line, is_file, is_folder, is_open_to_others, is_same_file,
    looser_than_owner, mode, read, read_if_exists, read_in_place, read_regular, writable_by_others,
};
pub use settle::settle;
pub use snapshot::Snapshot;
pub use transaction::{Transaction, write};
pub use walk::{IGNORE_FILE, Walk, WalkError, Walked};

/// Who may read an output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Its owner only: mode 0600, whatever the umask is and whatever was there.
    Secret,
    /// Everybody: 0644 less the umask, or the mode of the file that it replaces.
    Public,
    /// Everybody, whatever the umask is and whatever was there: mode 0644. For what other users'
    /// programs must be able to read.
    Everybody,
}

/// What to do when there is a file at an output's path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overwrite {
    /// Fail, and change nothing.
    Refuse,
    /// Replace it.
    Replace,
}

impl Overwrite {
    /// Replace it when that was asked for.
    #[must_use]
    pub const fn when(asked: bool) -> Self {
        match asked {
            true => Self::Replace,
            false => Self::Refuse,
        }
    }
}

/// A file to be written.
pub struct Output {
    /// Where to; a device or a pipe is written directly.
    pub path: PathBuf,
    /// All of it.
    pub contents: Zeroizing<Vec<u8>>,
    /// Who may read it.
    pub access: Access,
    /// Whether it may replace a file.
    pub overwrite: Overwrite,
}

impl Output {
    /// A file that holds, or may hold, a private key or another secret.
    #[must_use]
    pub fn secret(path: impl Into<PathBuf>, contents: Zeroizing<Vec<u8>>, overwrite: Overwrite) -> Self {
        Self { path: path.into(), contents, access: Access::Secret, overwrite }
    }

    /// A file that everybody may read.
    #[must_use]
    pub fn public(path: impl Into<PathBuf>, contents: Vec<u8>, overwrite: Overwrite) -> Self {
        let contents = Zeroizing::new(contents);
        Self { path: path.into(), contents, access: Access::Public, overwrite }
    }
}

impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut output = f.debug_struct("Output");
        output.field("path", &self.path).field("contents", &"[redacted]");
        output.field("access", &self.access).field("overwrite", &self.overwrite).finish()
    }
}

/// The path from the root of the file system, for those who read it elsewhere; as it is when there is
/// no working folder to start from.
#[must_use]
pub fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf())
}

/// Does something that cleans up, and does it again if it fails.
fn retry_once(mut action: impl FnMut() -> io::Result<()>) -> io::Result<()> {
    action().or_else(|_| action())
}
