//! The calls that act in an open directory, whatever its path leads to.

use std::ffi::{OsStr, OsString};
use std::fs::{File, Metadata};
use std::io;
use std::os::unix::ffi::OsStringExt as _;
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::Path;

use rustix::fs::{AtFlags, Mode, OFlags};
use rustix::io::retry_on_intr;

use super::super::sys::{self, FileKind, FileStat, Identity, Lock, Locking};

#[derive(Debug)]
pub(super) struct Handle(File);

impl Handle {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let mut options = File::options();
        options.read(true).custom_flags(OFlags::DIRECTORY.bits().cast_signed());
        options.open(path).map(Self)
    }

    #[cfg(target_os = "linux")]
    pub(super) fn file(&self) -> &File {
        &self.0
    }

    pub(super) fn try_lock(&self, lock: Lock) -> io::Result<Locking> {
        sys::try_lock(&self.0, lock)
    }

    pub(super) fn unlock(&self) {
        sys::unlock(&self.0);
    }

    pub(super) fn close_to_others(&self) -> io::Result<()> {
        sys::set_mode(&self.0, 0o700)
    }

    pub(super) fn sync(&self) -> io::Result<()> {
        sys::sync_if_possible(&self.0)
    }

    pub(super) fn identity(&self) -> io::Result<Identity> {
        self.0.metadata().map(|found| Identity::of(&found))
    }

    pub(super) fn itself(&self) -> io::Result<FileStat> {
        self.0.metadata().map(|found| FileStat::of(&found))
    }

    pub(super) fn find(&self, name: &OsStr) -> io::Result<FileStat> {
        Ok(FileStat::of_entry(&rustix::fs::statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW)?))
    }

    /// (`std::fs::read_dir` panics when closing the directory fails.)
    pub(super) fn entries(&self) -> io::Result<Vec<(OsString, Option<FileKind>)>> {
        let mut entries = Vec::new();
        for entry in rustix::fs::Dir::read_from(&self.0)? {
            let entry = entry?;
            let name = entry.file_name().to_bytes();
            if ![&b"."[..], b".."].contains(&name) {
                entries.push((OsString::from_vec(name.to_vec()), FileKind::listed(entry.file_type())));
            }
        }
        Ok(entries)
    }

    pub(super) fn has(&self, name: &OsStr, file: &File) -> io::Result<bool> {
        let is_it = |one: &Metadata, other: &Metadata| (one.dev(), one.ino()) == (other.dev(), other.ino());
        match self.open_file(name) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            entry => Ok(is_it(&entry?.metadata()?, &file.metadata()?)),
        }
    }

    pub(super) fn create_new(&self, name: &OsStr, mode: u32) -> io::Result<File> {
        self.open_with(name, OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL, bits(mode))
    }

    pub(super) fn open_file(&self, name: &OsStr) -> io::Result<File> {
        self.open_with(name, OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY, Mode::empty())
    }

    pub(super) fn open_log(&self, name: &OsStr) -> io::Result<File> {
        let flags = OFlags::RDWR | OFlags::APPEND | OFlags::NONBLOCK | OFlags::NOCTTY;
        self.open_with(name, flags, Mode::empty())
    }

    fn open_with(&self, name: &OsStr, flags: OFlags, mode: Mode) -> io::Result<File> {
        let flags = flags | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        Ok(retry_on_intr(|| rustix::fs::openat(&self.0, name, flags, mode))?.into())
    }

    pub(super) fn link(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::linkat(&self.0, from, &self.0, to, AtFlags::empty())?)
    }

    pub(super) fn rename(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::renameat(&self.0, from, &self.0, to)?)
    }

    /// `None` where the kernel or the file system cannot do it.
    pub(super) fn rename_new(&self, from: &OsStr, to: &OsStr) -> Option<io::Result<()>> {
        #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
        {
            use rustix::fs::RenameFlags;
            use rustix::io::Errno;
            match rustix::fs::renameat_with(&self.0, from, &self.0, to, RenameFlags::NOREPLACE) {
                Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => None,
                done => Some(done.map_err(io::Error::from)),
            }
        }
        #[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
        {
            let _ = (from, to);
            None
        }
    }

    pub(super) fn remove_file(&self, name: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::unlinkat(&self.0, name, AtFlags::empty())?)
    }

    pub(super) fn make_folder(&self, name: &OsStr, mode: u32) -> io::Result<()> {
        Ok(rustix::fs::mkdirat(&self.0, name, bits(mode))?)
    }

    pub(super) fn remove_folder(&self, name: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::unlinkat(&self.0, name, AtFlags::REMOVEDIR)?)
    }
}

#[allow(clippy::useless_conversion, reason = "mode bits have 16 bits on some systems")]
fn bits(mode: u32) -> Mode {
    Mode::from_raw_mode(mode.try_into().unwrap_or_default())
}
