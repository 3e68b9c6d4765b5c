//! What differs from one operating system to the next, and nothing else.
//!
//! Closing is not checked anywhere: what is written is synced first, which
//! reports all that a close could (NFS and quota errors included), and a close
//! that fails after that has lost nothing.

use std::fs::{self, File, Metadata, OpenOptions, TryLockError};
use std::io;
use std::path::Path;
#[cfg(unix)]
use std::time::Duration;
use std::time::SystemTime;

#[cfg(unix)]
use std::os::unix::fs::{FileTypeExt, MetadataExt, OpenOptionsExt, PermissionsExt};

#[cfg(unix)]
use rustix::{
    fs::{FileType, OFlags},
    io::Errno,
};

/// What a path is.
#[cfg_attr(not(unix), expect(dead_code, reason = "found on unix only"))]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileKind {
    File,
    Folder,
    Link,
    Pipe,
    Device,
    Socket,
    Disk,
}

impl FileKind {
    /// What a folder says that something in it is; some file systems do not.
    #[cfg(unix)]
    pub(super) fn listed(kind: FileType) -> Option<Self> {
        match kind {
            FileType::RegularFile => Some(Self::File),
            FileType::Directory => Some(Self::Folder),
            FileType::Symlink => Some(Self::Link),
            FileType::Fifo => Some(Self::Pipe),
            FileType::Socket => Some(Self::Socket),
            FileType::CharacterDevice => Some(Self::Device),
            FileType::BlockDevice => Some(Self::Disk),
            FileType::Unknown => None,
        }
    }

    /// The name of what is no file, no folder and no link.
    pub(super) fn name(self) -> Option<&'static str> {
        match self {
            Self::File | Self::Folder | Self::Link => None,
            Self::Pipe => Some("FIFO"),
            Self::Device => Some("character device"),
            Self::Socket => Some("socket"),
            Self::Disk => Some("block device"),
        }
    }

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

/// What a name in a directory, or an open file, is: of a link, the link itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct FileStat {
    pub(super) kind: FileKind,
    /// When it was changed last.
    pub(super) modified: Option<SystemTime>,
    #[cfg(unix)]
    mode: u32,
    #[cfg(unix)]
    owner: u32,
}

impl FileStat {
    pub(super) fn of(metadata: &Metadata) -> Self {
        Self {
            kind: FileKind::of(metadata),
            modified: metadata.modified().ok(),
            #[cfg(unix)]
            mode: metadata.mode(),
            #[cfg(unix)]
            owner: metadata.uid(),
        }
    }

    #[cfg(unix)]
    #[allow(clippy::useless_conversion, reason = "mode bits have 16 bits on some systems")]
    pub(super) fn of_entry(entry: &rustix::fs::Stat) -> Self {
        let modified = || {
            let (seconds, nanoseconds) =
                (entry.st_mtime.try_into().ok()?, entry.st_mtime_nsec.try_into().ok()?);
            SystemTime::UNIX_EPOCH.checked_add(Duration::new(seconds, nanoseconds))
        };
        Self {
            kind: FileKind::listed(FileType::from_raw_mode(entry.st_mode)).unwrap_or(FileKind::File),
            modified: modified(),
            mode: entry.st_mode.into(),
            owner: entry.st_uid,
        }
    }

    /// The permission bits, where the system has them.
    #[cfg_attr(unix, expect(clippy::unnecessary_wraps, reason = "other systems have none"))]
    pub(super) fn permissions(&self) -> Option<u32> {
        #[cfg(unix)]
        return Some(self.mode & 0o777);
        #[cfg(not(unix))]
        None
    }

    /// Whether a file in `directory` may be acted on as our journal: it is ours, root's, or that of the
    /// directory's owner. In a directory such as /tmp anybody could have put one.
    pub(super) fn is_trusted_in(&self, directory: &Self) -> bool {
        #[cfg(unix)]
        return [0, directory.owner, rustix::process::geteuid().as_raw()].contains(&self.owner);
        #[cfg(not(unix))]
        {
            let _ = directory;
            true
        }
    }

    /// Whether it belongs to root or to this user.
    pub(super) fn is_ours(&self) -> bool {
        #[cfg(unix)]
        return [0, rustix::process::geteuid().as_raw()].contains(&self.owner);
        #[cfg(not(unix))]
        true
    }

    /// Whether its entries can be removed by their owners only, as in /tmp.
    pub(super) fn is_sticky(&self) -> bool {
        #[cfg(unix)]
        return self.mode & 0o1000 != 0;
        #[cfg(not(unix))]
        false
    }
}

/// What makes two paths the same folder, also through links and bind mounts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Identity((u64, u64));

#[cfg(unix)]
impl Identity {
    pub(super) fn of(found: &Metadata) -> Self {
        Self((found.dev(), found.ino()))
    }
}

/// The identity of the folder at `path`, links followed.
pub(super) fn identity(path: &Path) -> io::Result<Identity> {
    #[cfg(unix)]
    return fs::metadata(path).map(|found| Identity::of(&found));
    #[cfg(not(unix))]
    super::acl::file_number(path).map(Identity)
}

/// Opens for reading or writing without waiting for the other end of a pipe,
/// and without taking a terminal over.
#[cfg_attr(not(unix), expect(unused_mut, reason = "set on unix only"))]
pub(super) fn open_at_once(path: &Path, mut options: OpenOptions) -> io::Result<File> {
    #[cfg(unix)]
    options.custom_flags((OFlags::NONBLOCK | OFlags::NOCTTY).bits().cast_signed());
    options.open(path)
}

/// The same, unless a symbolic link is at the path.
#[cfg_attr(not(unix), expect(unused_mut, reason = "set on unix only"))]
pub(super) fn open_no_link(path: &Path, mut options: OpenOptions) -> io::Result<File> {
    #[cfg(unix)]
    options.custom_flags((OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::NOFOLLOW).bits().cast_signed());
    #[cfg(not(unix))]
    if fs::symlink_metadata(path)?.is_symlink() {
        return Err(io::Error::other("is a symbolic link"));
    }
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

/// The same of what is at a path; on Windows, what its access control list lets others do, in these bits.
#[cfg_attr(unix, expect(clippy::unnecessary_wraps, reason = "other systems look at the path"))]
pub(super) fn mode_at(path: &Path, metadata: &Metadata) -> io::Result<Option<u32>> {
    #[cfg(not(windows))]
    {
        let _ = path;
        Ok(mode(metadata))
    }
    #[cfg(windows)]
    {
        let _ = metadata;
        super::acl::others(path).map(|bits| Some(0o600 | bits))
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

/// Sets the permission bits exactly, whatever the umask. (Windows has lists instead, which are set when a file is created.)
pub(super) fn set_mode(file: &File, mode: u32) -> io::Result<()> {
    #[cfg(unix)]
    file.set_permissions(fs::Permissions::from_mode(mode))?;
    #[cfg(not(unix))]
    let _ = (file, mode);
    Ok(())
}

/// Whether only root can change it.
pub(super) fn is_roots_alone(found: &Metadata) -> bool {
    #[cfg(unix)]
    {
        let mode = found.permissions().mode();
        let is_group_roots = mode & 0o020 == 0 || found.gid() == 0;
        found.uid() == 0 && mode & 0o002 == 0 && is_group_roots
    }
    #[cfg(not(unix))]
    {
        let _ = found;
        false
    }
}

/// How a folder is locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lock {
    Shared,
    Exclusive,
}

/// What came of an attempt to lock.
#[derive(Debug)]
pub(super) enum Locking {
    Done,
    /// Another process holds it.
    Taken,
    /// This file system has no locks (NFS gives EBADF, as it wants a handle open for writing).
    Impossible(io::Error),
}

/// What can be locked: a file that is open, or a directory.
pub(super) trait Lockable {
    /// Locks it, unless somebody else has.
    fn try_lock(&self, lock: Lock) -> io::Result<Locking>;

    /// When it was changed last, where the system says so.
    fn modified(&self) -> Option<SystemTime>;

    /// The handle that has the lock.
    #[cfg(target_os = "linux")]
    fn handle(&self) -> &File;
}

impl Lockable for File {
    fn try_lock(&self, lock: Lock) -> io::Result<Locking> {
        try_lock(self, lock)
    }

    fn modified(&self) -> Option<SystemTime> {
        self.metadata().ok()?.modified().ok()
    }

    #[cfg(target_os = "linux")]
    fn handle(&self) -> &File {
        self
    }
}

/// Locks what is open, unless somebody else has.
pub(super) fn try_lock(handle: &File, lock: Lock) -> io::Result<Locking> {
    let locked = match lock {
        Lock::Shared => handle.try_lock_shared(),
        Lock::Exclusive => handle.try_lock(),
    };
    match locked {
        Ok(()) => Ok(Locking::Done),
        Err(TryLockError::WouldBlock) => Ok(Locking::Taken),
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Interrupted => Ok(Locking::Taken),
        Err(TryLockError::Error(error)) if has_no_locks(&error) => Ok(Locking::Impossible(error)),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Whether a read failed because another handle has locked the file: locks of Windows keep readers out too.
pub(super) fn is_kept_out(error: &io::Error) -> bool {
    /// `ERROR_LOCK_VIOLATION`.
    const LOCK_VIOLATION: i32 = 33;
    cfg!(windows) && error.raw_os_error() == Some(LOCK_VIOLATION)
}

/// Whether a lock failed because there can be none here.
fn has_no_locks(error: &io::Error) -> bool {
    #[cfg(unix)]
    if matches!(
        Errno::from_io_error(error),
        Some(Errno::BADF | Errno::NOLCK | Errno::OPNOTSUPP | Errno::NOSYS | Errno::INVAL)
    ) {
        return true;
    }
    error.kind() == io::ErrorKind::Unsupported
}

/// Gives the lock back now, and not only when the handle is closed, as a copy
/// of the handle may outlive it. Errors do not matter: closing unlocks too.
pub(super) fn unlock(handle: &File) {
    let _ = handle.unlock();
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
