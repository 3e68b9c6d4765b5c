//! One file on its way: first a temporary file beside its place, then renamed.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::directory::Directory;
use super::error::{Action, FileError};
use super::journal::{self, Step};
use super::{Access, Output, digest, retry_once, sys};

/// An output whose contents are safe on the disk under a temporary name.
#[derive(Debug)]
pub(super) struct Staged {
    /// As the user wrote it.
    path: PathBuf,
    step: Step,
    /// Whether there is a file to be replaced.
    replaces: bool,
    installed: bool,
}

impl Staged {
    /// Writes and syncs an output's contents under a temporary name in its directory. `mode`
    /// is that of the file at its place, if there is one and modes are known.
    pub(super) fn new(
        output: &Output,
        directory: &Arc<Directory>,
        replaces: bool,
        mode: Option<u32>,
    ) -> Result<Self, FileError> {
        let failed = |error| FileError::new(Action::Write, &output.path, error);
        let temporary = journal::temporary().map_err(failed)?;
        let backup = replaces.then(journal::temporary).transpose().map_err(failed)?;
        let (at_first, at_last) = modes(output.access, mode);
        let file = directory.create_new(&temporary, at_first).map_err(failed)?;
        if let Err(error) = fill(file, &output.contents, at_last) {
            let left = directory.remove(&temporary).err().map(|_| directory.path_of(&temporary));
            return Err(failed(error).and_left(left));
        }
        let target = output.path.file_name().unwrap_or_default().to_owned();
        let new = digest::of(&output.contents);
        let step = Step { directory: directory.clone(), target, temporary, backup, new, old: None };
        Ok(Self { path: output.path.clone(), step, replaces, installed: false })
    }

    /// Where it goes, as the user wrote it.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn step(&self) -> &Step {
        &self.step
    }

    /// Keeps the old file under a second name, to be able to go back, and its
    /// digest, for the journal of a write of several files.
    pub(super) fn save(&mut self, several: bool) -> Result<(), FileError> {
        let Step { directory, target, backup: Some(backup), .. } = &self.step else { return Ok(()) };
        let saved = link_or_copy(directory, target, backup)
            .and_then(|()| if several { digest::of_file(directory, backup) } else { Ok(None) });
        match saved {
            Ok(old) => self.step.old = old,
            // A single file is replaced in one step, and needs no way back.
            Err(error) if !several && error.kind() == io::ErrorKind::PermissionDenied => {
                self.step.backup = None;
            }
            Err(error) => return Err(self.failed(error)),
        }
        Ok(())
    }

    /// Puts the new file in its place. Where there was nothing, nothing is replaced.
    pub(super) fn install(&mut self) -> Result<(), FileError> {
        let Step { directory, temporary, target, .. } = &self.step;
        let renamed = match self.replaces {
            true => directory.rename(temporary, target),
            false => directory.rename_new(temporary, target),
        };
        // On a network a rename may have happened and be reported as failed.
        self.installed = renamed.is_ok() || self.is_installed();
        renamed.map_err(|error| self.failed(error))
    }

    fn is_installed(&self) -> bool {
        let Step { directory, temporary, target, new, .. } = &self.step;
        directory.find(temporary).is_ok_and(|found| found.is_none())
            && digest::of_file(directory, target).is_ok_and(|found| found.as_ref() == Some(new))
    }

    /// Brings back what was there before; the path if that fails.
    pub(super) fn undo(&mut self) -> Option<PathBuf> {
        if !self.installed {
            return None;
        }
        let Step { directory, target, backup, .. } = &self.step;
        let undone = match backup {
            Some(backup) => retry_once(|| directory.rename(backup, target)),
            None if self.replaces => Err(io::ErrorKind::NotFound.into()),
            None => directory.remove(target),
        };
        self.installed = undone.is_err();
        undone.err().map(|_| self.path.clone())
    }

    /// Removes the temporary files; those that stay, with the reason.
    pub(super) fn clean_up(&self) -> Vec<(PathBuf, io::Error)> {
        let Step { directory, temporary, backup, .. } = &self.step;
        let temporary = (!self.installed).then_some(temporary);
        let both = [temporary, backup.as_ref()].into_iter().flatten();
        both.filter_map(|name| Some((directory.path_of(name), directory.remove(name).err()?))).collect()
    }

    fn failed(&self, error: io::Error) -> FileError {
        FileError::new(Action::Write, &self.path, error)
    }
}

/// The mode that a temporary file is made with, and the one it is set to before
/// its contents come, if the umask is not to have a say.
fn modes(access: Access, replaced: Option<u32>) -> (u32, Option<u32>) {
    match (access, replaced) {
        (Access::Secret, _) => (0o600, Some(0o600)),
        (Access::Everybody, _) => (0o644, Some(0o644)),
        (Access::Public, Some(mode)) => (mode & 0o644 | 0o200, Some(mode)),
        (Access::Public, None) => (0o644, None),
    }
}

fn fill(mut file: File, contents: &[u8], mode: Option<u32>) -> io::Result<()> {
    if let Some(mode) = mode {
        sys::set_mode(&file, mode)?;
    }
    file.write_all(contents)?;
    file.sync_all()
}

/// Gives a file a second name, or, where a file can have only one, a copy.
fn link_or_copy(directory: &Directory, from: &OsStr, to: &OsStr) -> io::Result<()> {
    // While another program has a file open, Windows removes none of its names.
    if cfg!(windows) {
        return copy(directory, from, to);
    }
    match directory.link(from, to) {
        Err(error) if sys::has_no_links(&error) => copy(directory, from, to),
        done => done,
    }
}

fn copy(directory: &Directory, from: &OsStr, to: &OsStr) -> io::Result<()> {
    let mut old = directory.open_file(from)?;
    let found = old.metadata()?;
    let mode = sys::mode(&found);
    let is_public = sys::mode_at(&directory.path_of(from), &found)?.is_some_and(|mode| mode & 0o044 != 0);
    let mut new = directory.create_new(to, if cfg!(windows) && is_public { 0o644 } else { 0o600 })?;
    io::copy(&mut old, &mut new)?;
    mode.map_or(Ok(()), |mode| sys::set_mode(&new, mode))?;
    new.sync_all()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::host::files::Overwrite;

    fn staged(path: &Path, replaces: bool) -> Staged {
        let output = Output::public(path, b"new".to_vec(), Overwrite::Replace);
        let directory = Arc::new(Directory::open(path.parent().unwrap()).unwrap());
        let mut staged = Staged::new(&output, &directory, replaces, None).unwrap();
        staged.save(true).unwrap();
        staged
    }

    #[test]
    fn undoing_brings_the_old_file_back_and_leaves_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file.crt");
        fs::write(&path, "old").unwrap();
        let mut staged = staged(&path, true);
        staged.install().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(staged.undo(), None);
        assert!(staged.clean_up().is_empty());
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn undoing_removes_a_file_that_was_not_there_before() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file.crt");
        let mut staged = staged(&path, false);
        staged.install().unwrap();
        assert_eq!(staged.undo(), None);
        assert!(staged.clean_up().is_empty());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
