//! What differs from one operating system to the next, and nothing else.
//!
//! Closing is not checked anywhere: what is written is synced first, which
//! reports all that a close could (NFS and quota errors included), and a close
//! that fails after that has lost nothing.

use std::ffi::OsString;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::path::Path;

#[cfg(unix)]
use std::os::unix::ffi::OsStringExt;
#[cfg(unix)]
use std::os::unix::fs::{DirBuilderExt, FileTypeExt, MetadataExt, OpenOptionsExt, PermissionsExt};

#[cfg(unix)]
use rustix::{fs::OFlags, io::Errno};

/// What a path is.
#[cfg_attr(not(unix), expect(dead_code, reason = "found on unix only"))]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Folder,
    Link,
    Pipe,
    Device,
    Socket,
    Disk,
}

impl Kind {
    pub(super) fn of(metadata: &Metadata) -> Self {
        let kind = metadata.file_type();
        #[cfg(unix)]
        match kind {
            _ if kind.is_fifo() => return Self::Pipe,
            _ if kind.is_char_device() => return Self::Device,
            _ if kind.is_socket() => return Self::Socket,
            _ if kind.is_block_device() => return Self::Disk,
            _ => {}
        }
        match kind {
            _ if kind.is_dir() => Self::Folder,
            _ if kind.is_symlink() => Self::Link,
            _ => Self::File,
        }
    }
}

/// What makes two paths the same folder, also through links and bind mounts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Identity(#[cfg(unix)] (u64, u64), #[cfg(not(unix))] std::path::PathBuf);

/// The identity of the folder at `path`, links followed.
pub(super) fn identity(path: &Path) -> io::Result<Identity> {
    #[cfg(unix)]
    return fs::metadata(path).map(|found| Identity((found.dev(), found.ino())));
    #[cfg(not(unix))]
    fs::canonicalize(path).map(Identity)
}

/// The identity of an open folder.
pub(super) fn identity_of(handle: Option<&File>, path: &Path) -> io::Result<Identity> {
    #[cfg(unix)]
    if let Some(handle) = handle {
        return handle.metadata().map(|found| Identity((found.dev(), found.ino())));
    }
    let _ = handle;
    identity(path)
}

/// Makes one folder, 0755 or, when it is private, 0700, less the umask.
#[cfg_attr(not(unix), expect(unused_mut, reason = "set on unix only"))]
pub(super) fn make_folder(path: &Path, private: bool) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    builder.mode(if private { 0o700 } else { 0o755 });
    #[cfg(not(unix))]
    let _ = private;
    builder.create(path)
}

/// Makes and opens a file that must not exist yet. The umask can take bits off `mode`.
pub(super) fn create_new(path: &Path, mode: u32) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    options.mode(mode);
    #[cfg(not(unix))]
    let _ = mode;
    options.open(path)
}

/// Opens for reading or writing without waiting for the other end of a pipe,
/// and without taking a terminal over.
#[cfg_attr(not(unix), expect(unused_mut, reason = "set on unix only"))]
pub(super) fn open_at_once(path: &Path, mut options: OpenOptions) -> io::Result<File> {
    #[cfg(unix)]
    options.custom_flags((OFlags::NONBLOCK | OFlags::NOCTTY).bits().cast_signed());
    options.open(path)
}

/// Lets reads and writes wait again, after [`open_at_once`].
pub(super) fn make_blocking(file: &File) -> io::Result<()> {
    #[cfg(unix)]
    {
        let flags = rustix::fs::fcntl_getfl(file)?;
        rustix::fs::fcntl_setfl(file, flags - OFlags::NONBLOCK)?;
    }
    #[cfg(not(unix))]
    let _ = file;
    Ok(())
}

/// The permission bits, where the system has them.
#[cfg_attr(unix, expect(clippy::unnecessary_wraps, reason = "other systems have none"))]
pub(super) fn mode(metadata: &Metadata) -> Option<u32> {
    #[cfg(unix)]
    return Some(metadata.permissions().mode() & 0o777);
    #[cfg(not(unix))]
    {
        let _ = metadata;
        None
    }
}

/// Whether this process may write to what is at `path`.
pub(super) fn may_write(path: &Path) -> bool {
    #[cfg(unix)]
    return {
        use rustix::fs::{Access, AtFlags, CWD, accessat};
        accessat(CWD, path, Access::WRITE_OK, AtFlags::EACCESS).is_ok()
    };
    #[cfg(not(unix))]
    fs::metadata(path).is_ok_and(|found| !found.permissions().readonly())
}

/// Sets the permission bits exactly, whatever the umask.
pub(super) fn set_mode(file: &File, mode: u32) -> io::Result<()> {
    #[cfg(unix)]
    file.set_permissions(fs::Permissions::from_mode(mode))?;
    #[cfg(not(unix))]
    let _ = (file, mode);
    Ok(())
}

/// Whether a journal may be acted on: it is ours, root's, or that of the
/// folder's owner. In a folder such as /tmp anybody could have put one.
pub(super) fn trusted(journal: &Metadata, folder: &Metadata) -> bool {
    #[cfg(unix)]
    return [0, folder.uid(), rustix::process::geteuid().as_raw()].contains(&journal.uid());
    #[cfg(not(unix))]
    {
        let _ = (journal, folder);
        true
    }
}

/// A handle on a folder, for locking and syncing it, where the system has that.
pub(super) fn open_folder(path: &Path) -> io::Result<Option<File>> {
    #[cfg(unix)]
    {
        let mut options = OpenOptions::new();
        options.read(true).custom_flags(OFlags::DIRECTORY.bits().cast_signed());
        options.open(path).map(Some)
    }
    #[cfg(not(unix))]
    fs::metadata(path).map(|_| None)
}

/// The names of the files in a folder. (`std::fs::read_dir` panics when closing
/// the folder fails.)
pub(super) fn names(handle: Option<&File>, path: &Path) -> io::Result<Vec<OsString>> {
    #[cfg(unix)]
    if let Some(handle) = handle {
        let names = rustix::fs::Dir::read_from(handle)?.map(|entry| {
            let entry = entry?;
            Ok(OsString::from_vec(entry.file_name().to_bytes().to_vec()))
        });
        return names.collect();
    }
    let _ = handle;
    fs::read_dir(path)?.map(|entry| Ok(entry?.file_name())).collect()
}

/// How a folder is locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lock {
    Shared,
    Exclusive,
}

/// Waits for the lock on a folder. `Ok(Err(_))`: this file system has none
/// (NFS gives EBADF, as it wants a handle open for writing).
pub(super) fn lock(handle: Option<&File>, lock: Lock) -> io::Result<io::Result<()>> {
    #[cfg(unix)]
    if let Some(handle) = handle {
        use rustix::fs::FlockOperation::{LockExclusive, LockShared};
        let operation = match lock {
            Lock::Shared => LockShared,
            Lock::Exclusive => LockExclusive,
        };
        return match rustix::io::retry_on_intr(|| rustix::fs::flock(handle, operation)) {
            Err(error @ (Errno::BADF | Errno::NOLCK | Errno::OPNOTSUPP | Errno::NOSYS | Errno::INVAL)) => {
                Ok(Err(error.into()))
            }
            done => Ok(Ok(done?)),
        };
    }
    let _ = (handle, lock);
    Ok(Err(io::ErrorKind::Unsupported.into()))
}

/// Gives the lock back now, and not only when the handle is closed, as a copy
/// of the handle may outlive it. Errors do not matter: closing unlocks too.
pub(super) fn unlock(handle: &File) {
    #[cfg(unix)]
    let _ = rustix::fs::flock(handle, rustix::fs::FlockOperation::Unlock);
    #[cfg(not(unix))]
    let _ = handle;
}

/// Makes renames in a folder last. Some file systems have no such call.
pub(super) fn sync_folder(handle: Option<&File>) -> io::Result<()> {
    handle.map_or(Ok(()), sync_if_possible)
}

/// Syncs what can be synced: pipes, terminals and /dev/null cannot.
pub(super) fn sync_if_possible(file: &File) -> io::Result<()> {
    #[cfg(unix)]
    match rustix::io::retry_on_intr(|| rustix::fs::fsync(file)) {
        Err(Errno::INVAL | Errno::OPNOTSUPP) => Ok(()),
        done => Ok(done?),
    }
    #[cfg(not(unix))]
    file.sync_all().or(Ok(()))
}

/// Renames unless something is at `to`, in one step where the system can.
pub(super) fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
    {
        use rustix::fs::{CWD, RenameFlags};
        match rustix::fs::renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
            // The kernel or the file system does not know the flag.
            Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => {}
            done => return Ok(done?),
        }
    }
    match fs::hard_link(from, to) {
        Ok(()) => super::remove(from),
        Err(error) if !has_no_links(&error) => Err(error),
        // Neither (FAT, Windows shares): look, then rename. The lock keeps our own kind out.
        Err(_) if fs::symlink_metadata(to).is_ok() => Err(io::ErrorKind::AlreadyExists.into()),
        Err(_) => fs::rename(from, to),
    }
}

/// Whether a hard link failed because there can be none here.
pub(super) fn has_no_links(error: &io::Error) -> bool {
    #[cfg(unix)]
    return matches!(
        Errno::from_io_error(error),
        Some(Errno::PERM | Errno::OPNOTSUPP | Errno::NOSYS | Errno::MLINK | Errno::XDEV)
    );
    #[cfg(not(unix))]
    {
        let _ = error;
        true
    }
}
