//! What the first run after a killed one does.
//!
//! A journal that is there in every folder it names tells of a write that was
//! under way: it is finished if all new contents are still there, and undone
//! otherwise. If one of its folders has none, the write had not begun or was
//! complete: journals are written before the first rename and removed after
//! the last. In both cases nothing is to be done but to clean up.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::directory::Directory;
use super::error::{Action, FileError, Note};
use super::folder::Folder;
use super::journal::{self, Directories, Journal, Step};
use super::{digest, sys};
use sys::FileKind;

/// Where there is no lock, only traces older than this are those of a dead run.
const DEAD_AFTER: Duration = Duration::from_secs(10);

/// How far one file of an interrupted write had come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// It is the new one.
    New,
    /// It is the old one, and the new contents are `ready` beside it, or lost.
    Old { ready: bool },
    /// It is neither: somebody has changed it since.
    Changed,
}

/// The folders that journals name and that are not among `folders` yet.
pub(super) fn partners(folders: &[Folder]) -> Result<Vec<PathBuf>, FileError> {
    let mut more = Vec::new();
    for folder in folders {
        let Some(journal) = journal::load(&folder.directory)? else { continue };
        // A partner that is gone has nothing to lock.
        let unknown =
            journal.partners().filter(|partner| partner.is_dir() && locked(partner, folders).is_none());
        more.extend(unknown.map(Path::to_path_buf));
    }
    Ok(more)
}

/// The directory at `path`, if it is one of those that are locked.
fn locked(path: &Path, folders: &[Folder]) -> Option<Arc<Directory>> {
    let identity = sys::identity(path).ok()?;
    let folder = folders.iter().find(|folder| folder.identity == identity)?;
    Some(folder.directory.clone())
}

/// Ends interrupted writes in locked folders, and removes what they left behind.
pub(super) fn recover(folders: &[Folder]) -> Result<Vec<Note>, FileError> {
    let mut notes = Vec::new();
    for folder in folders {
        check_dead(folder)?;
        if let Some(journal) = journal::load(&folder.directory)? {
            let directories = journal.directories(&folder.directory, |path| locked(path, folders));
            notes.extend(settle(&journal, &directories)?);
        }
        discard(&folder.directory)?;
    }
    for folder in folders {
        sweep(folder, &mut notes)?;
    }
    Ok(notes)
}

/// A reader's look at the journal of a folder. One that cannot be read or
/// trusted is not a reader's concern.
pub(super) fn interrupted(folder: &Folder) -> Option<Note> {
    let journal = journal::load(&folder.directory).ok()??;
    let open = |path: &Path| Directory::open(path).ok().map(Arc::new);
    let directories = journal.directories(&folder.directory, open);
    let steps = journal.steps(&directories);
    let is_new = |step: &Step| state(step).is_ok_and(|state| state == State::New);
    let new = steps.iter().filter(|step| is_new(step)).count();
    let mixed = new > 0 && new < steps.len();
    is_everywhere(&journal, &directories).ok()?.then(|| Note::Interrupted { files: targets(&steps), mixed })
}

/// Without a lock, a journal may be that of a run at work.
fn check_dead(folder: &Folder) -> Result<(), FileError> {
    match folder.unlocked {
        Some(_) if is_fresh(&folder.directory, &journal::name_in(&folder.directory)) => {
            Err(FileError::Busy { path: folder.path().to_owned() })
        }
        _ => Ok(()),
    }
}

fn is_fresh(directory: &Directory, name: &OsStr) -> bool {
    let changed = directory.find(name).ok().flatten().and_then(|found| found.modified);
    // A time in the future gives an error, and is fresh.
    changed.is_some_and(|time| !time.elapsed().is_ok_and(|age| age > DEAD_AFTER))
}

/// Finishes or undoes one write, and removes its journals from the partners.
fn settle(journal: &Journal, directories: &Directories) -> Result<Option<Note>, FileError> {
    let steps = journal.steps(directories);
    let note = if is_everywhere(journal, directories)? { Some(resolve(&steps)?) } else { None };
    for step in &steps {
        let left = [Some(&step.temporary), step.backup.as_ref()];
        // What stays is swept up, or reported then.
        left.into_iter().flatten().for_each(|name| _ = step.directory.remove(name));
    }
    for partner in directories.partners().flatten() {
        if holds(partner, journal)? {
            discard(partner)?;
        }
    }
    Ok(note)
}

fn discard(directory: &Directory) -> Result<(), FileError> {
    let failed = |error| FileError::new(Action::Remove, &journal::path_in(directory), error);
    journal::discard(directory).map_err(failed)
}

/// Whether every folder of the write has its journal.
fn is_everywhere(journal: &Journal, directories: &Directories) -> Result<bool, FileError> {
    for partner in directories.partners() {
        match partner {
            Some(partner) if holds(partner, journal)? => {}
            _ => return Ok(false),
        }
    }
    Ok(true)
}

fn holds(directory: &Directory, journal: &Journal) -> Result<bool, FileError> {
    Ok(journal::load(directory)?.is_some_and(|found| found.id == journal.id))
}

fn resolve(steps: &[Step]) -> Result<Note, FileError> {
    let mut states = Vec::new();
    for step in steps {
        states.push(state(step).map_err(|error| failed(step, error))?);
    }
    let files = targets(steps);
    if states.contains(&State::Changed) {
        return Ok(Note::Abandoned { files });
    }
    let lost = states.contains(&State::Old { ready: false });
    for (step, state) in steps.iter().zip(&states) {
        let settled = match state {
            State::Old { .. } if !lost => step.directory.rename(&step.temporary, &step.target),
            State::New if lost => put_back(step),
            _ => Ok(()),
        };
        settled.and_then(|()| step.directory.sync()).map_err(|error| failed(step, error))?;
    }
    Ok(if lost { Note::Undone { files } } else { Note::Finished { files } })
}

fn failed(step: &Step, error: io::Error) -> FileError {
    FileError::new(Action::Recover, &step.path(), error)
}

fn targets(steps: &[Step]) -> Vec<PathBuf> {
    steps.iter().map(Step::path).collect()
}

fn state(step: &Step) -> io::Result<State> {
    let Step { directory, target, temporary, .. } = step;
    let found = digest::of_file(directory, target)?;
    let is_there = directory.find(target)?.is_some();
    Ok(match found {
        Some(found) if found == step.new => State::New,
        // A link or a folder has no digest, like nothing, but is not nothing.
        None if is_there => State::Changed,
        found if found == step.old => {
            State::Old { ready: digest::of_file(directory, temporary)?.as_ref() == Some(&step.new) }
        }
        _ => State::Changed,
    })
}

/// Brings the old file back, or the nothing that there was.
fn put_back(step: &Step) -> io::Result<()> {
    let Step { directory, target, backup, old, .. } = step;
    match backup {
        None => directory.remove(target),
        Some(backup) if digest::of_file(directory, backup)? == *old => directory.rename(backup, target),
        Some(_) => Err(io::Error::other("the old file is gone")),
    }
}

/// Removes the temporary files of runs that were killed before they had a journal.
fn sweep(folder: &Folder, notes: &mut Vec<Note>) -> Result<(), FileError> {
    let directory = &folder.directory;
    let names = directory.names().map_err(|error| FileError::new(Action::Read, directory.path(), error))?;
    for name in names.iter().filter(|name| journal::is_temporary(name)) {
        let is_file =
            directory.find(name).is_ok_and(|found| found.is_some_and(|found| found.kind == FileKind::File));
        if !is_file || folder.unlocked.is_some() && is_fresh(directory, name) {
            continue;
        }
        if let Err(source) = directory.remove(name) {
            notes.push(Note::LeftBehind { path: directory.path_of(name), source });
        }
    }
    Ok(())
}
