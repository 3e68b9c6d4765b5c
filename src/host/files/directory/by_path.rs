//! The calls of an open directory, by path, where the system has no calls that act in an open directory.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::super::sys::{self, FileKind, FileStat, Identity};

#[derive(Debug)]
pub(super) struct Handle(PathBuf);

impl Handle {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        match fs::metadata(path)?.is_dir() {
            true => Ok(Self(path.into())),
            false => Err(ErrorKind::NotADirectory.into()),
        }
    }

    #[expect(clippy::unused_self, reason = "other systems have a handle")]
    pub(super) fn file(&self) -> Option<&File> {
        None
    }

    pub(super) fn identity(&self) -> io::Result<Identity> {
        sys::identity(&self.0)
    }

    pub(super) fn itself(&self) -> io::Result<FileStat> {
        fs::metadata(&self.0).map(|found| FileStat::of(&found))
    }

    pub(super) fn find(&self, name: &OsStr) -> io::Result<FileStat> {
        fs::symlink_metadata(self.0.join(name)).map(|found| FileStat::of(&found))
    }

    pub(super) fn entries(&self) -> io::Result<Vec<(OsString, Option<FileKind>)>> {
        fs::read_dir(&self.0)?.map(|entry| Ok((entry?.file_name(), None))).collect()
    }

    pub(super) fn has(&self, name: &OsStr, _: &File) -> io::Result<bool> {
        self.0.join(name).try_exists()
    }

    pub(super) fn create_new(&self, name: &OsStr, _: u32) -> io::Result<File> {
        File::create_new(self.0.join(name))
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
            _ => options.open(self.0.join(name)),
        }
    }

    pub(super) fn link(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        fs::hard_link(self.0.join(from), self.0.join(to))
    }

    pub(super) fn rename(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        fs::rename(self.0.join(from), self.0.join(to))
    }

    /// `None`: it cannot be done in one step.
    #[expect(clippy::unused_self, reason = "other systems have a handle")]
    pub(super) fn rename_new(&self, _: &OsStr, _: &OsStr) -> Option<io::Result<()>> {
        None
    }

    pub(super) fn remove_file(&self, name: &OsStr) -> io::Result<()> {
        fs::remove_file(self.0.join(name))
    }

    pub(super) fn make_folder(&self, name: &OsStr, _: u32) -> io::Result<()> {
        fs::create_dir(self.0.join(name))
    }

    pub(super) fn remove_folder(&self, name: &OsStr) -> io::Result<()> {
        fs::remove_dir(self.0.join(name))
    }
}
