//! One file on its way: first a temporary file beside its place, then renamed.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::error::{Action, FileError};
use super::journal::{self, Step};
use super::{Access, Output, digest, remove, stream, sys, twice};

/// An output whose contents are safe on the disk under a temporary name.
#[derive(Debug)]
pub(super) struct Staged {
    step: Step,
    /// Whether there is a file to be replaced.
    replaces: bool,
    installed: bool,
}

impl Staged {
    /// Writes and syncs an output's contents under a temporary name. `mode`
    /// is that of the file at its place, if there is one and modes are known.
    pub(super) fn new(output: &Output, replaces: bool, mode: Option<u32>) -> Result<Self, FileError> {
        let failed = |error| FileError::new(Action::Write, &output.path, error);
        let folder = stream::parent(&output.path);
        let temporary = journal::temporary(&folder).map_err(failed)?;
        let backup = replaces.then(|| journal::temporary(&folder)).transpose().map_err(failed)?;
        let (at_first, at_last) = modes(output.access, mode);
        let file = sys::create_new(&temporary, at_first).map_err(failed)?;
        if let Err(error) = fill(file, &output.contents, at_last) {
            let left = remove(&temporary).err().map(|_| temporary);
            return Err(failed(error).and_left(left));
        }
        let new = digest::of(&output.contents);
        let step = Step { target: output.path.clone(), temporary, backup, new, old: None };
        Ok(Self { step, replaces, installed: false })
    }

    pub(super) fn step(&self) -> &Step {
        &self.step
    }

    /// Keeps the old file under a second name, to be able to go back, and its
    /// digest, for the journal of a write of several files.
    pub(super) fn save(&mut self, several: bool) -> Result<(), FileError> {
        let Some(backup) = &self.step.backup else { return Ok(()) };
        let saved = link_or_copy(&self.step.target, backup)
            .and_then(|()| if several { digest::of_file(backup) } else { Ok(None) });
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
        let Step { temporary, target, .. } = &self.step;
        let renamed =
            if self.replaces { fs::rename(temporary, target) } else { sys::rename_new(temporary, target) };
        // On a network a rename may have happened and be reported as failed.
        self.installed = renamed.is_ok() || self.is_installed();
        renamed.map_err(|error| self.failed(error))
    }

    fn is_installed(&self) -> bool {
        let is_gone = fs::symlink_metadata(&self.step.temporary)
            .is_err_and(|error| error.kind() == io::ErrorKind::NotFound);
        is_gone
            && digest::of_file(&self.step.target).is_ok_and(|found| found.as_ref() == Some(&self.step.new))
    }

    /// Brings back what was there before; the path if that fails.
    pub(super) fn undo(&mut self) -> Option<PathBuf> {
        if !self.installed {
            return None;
        }
        let undone = match &self.step.backup {
            Some(backup) => twice(|| fs::rename(backup, &self.step.target)),
            None if self.replaces => Err(io::ErrorKind::NotFound.into()),
            None => remove(&self.step.target),
        };
        self.installed = undone.is_err();
        undone.err().map(|_| self.step.target.clone())
    }

    /// Removes the temporary files; those that stay, with the reason.
    pub(super) fn clean_up(&self) -> Vec<(PathBuf, io::Error)> {
        let temporary = (!self.installed).then_some(&self.step.temporary);
        let both = [temporary, self.step.backup.as_ref()].into_iter().flatten();
        both.filter_map(|path| Some((path.clone(), remove(path).err()?))).collect()
    }

    fn failed(&self, error: io::Error) -> FileError {
        FileError::new(Action::Write, &self.step.target, error)
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
fn link_or_copy(from: &Path, to: &Path) -> io::Result<()> {
    match fs::hard_link(from, to) {
        Err(error) if sys::has_no_links(&error) => copy(from, to),
        done => done,
    }
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let mut old = File::open(from)?;
    let mode = sys::mode(&old.metadata()?);
    let mut new = sys::create_new(to, 0o600)?;
    io::copy(&mut old, &mut new)?;
    mode.map_or(Ok(()), |mode| sys::set_mode(&new, mode))?;
    new.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::files::Overwrite;

    fn staged(path: &Path, replaces: bool) -> Staged {
        let output = Output::public(path, b"new".to_vec(), Overwrite::Replace);
        let mut staged = Staged::new(&output, replaces, None).unwrap();
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
