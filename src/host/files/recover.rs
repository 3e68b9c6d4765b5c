//! What the first run after a killed one does.
//!
//! A journal that is there in every folder it names tells of a write that was
//! under way: it is finished if all new contents are still there, and undone
//! otherwise. If one of its folders has none, the write had not begun or was
//! complete: journals are written before the first rename and removed after
//! the last. In both cases nothing is to be done but to clean up.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::error::{Action, FileError, Note};
use super::folder::Folder;
use super::journal::{self, Journal, Step};
use super::{digest, remove, sys};

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
        let Some(journal) = journal::load(&folder.path)? else { continue };
        let unknown = journal.partners().filter(|partner| {
            // A partner that is gone has nothing to lock.
            sys::identity(partner).is_ok_and(|found| folders.iter().all(|folder| folder.identity != found))
        });
        more.extend(unknown.map(Path::to_path_buf));
    }
    Ok(more)
}

/// Ends interrupted writes in locked folders, and removes what they left behind.
pub(super) fn recover(folders: &[Folder]) -> Result<Vec<Note>, FileError> {
    let mut notes = Vec::new();
    for folder in folders {
        check_dead(folder)?;
        if let Some(journal) = journal::load(&folder.path)? {
            notes.extend(settle(&journal, &folder.path)?);
        }
        discard(&folder.path)?;
    }
    for folder in folders {
        sweep(folder, &mut notes)?;
    }
    Ok(notes)
}

/// A reader's look at the journal of a folder. One that cannot be read or
/// trusted is not a reader's concern.
pub(super) fn interrupted(folder: &Path) -> Option<Note> {
    let journal = journal::load(folder).ok()??;
    let steps = journal.steps(folder);
    let is_new = |step: &Step| state(step).is_ok_and(|state| state == State::New);
    let new = steps.iter().filter(|step| is_new(step)).count();
    let mixed = new > 0 && new < steps.len();
    is_everywhere(&journal).ok()?.then(|| Note::Interrupted { files: targets(&steps), mixed })
}

/// Without a lock, a journal may be that of a run at work.
fn check_dead(folder: &Folder) -> Result<(), FileError> {
    let path = journal::in_folder(&folder.path);
    match folder.unlocked {
        Some(_) if is_fresh(&path) => Err(FileError::Busy { path: folder.path.clone() }),
        _ => Ok(()),
    }
}

fn is_fresh(path: &Path) -> bool {
    let changed = fs::symlink_metadata(path).and_then(|found| found.modified());
    // A time in the future gives an error, and is fresh.
    changed.is_ok_and(|time| !time.elapsed().is_ok_and(|age| age > DEAD_AFTER))
}

/// Finishes or undoes one write, and removes its journals from the partners.
fn settle(journal: &Journal, folder: &Path) -> Result<Option<Note>, FileError> {
    let steps = journal.steps(folder);
    let note = if is_everywhere(journal)? { Some(resolve(&steps)?) } else { None };
    for step in &steps {
        let left = [Some(&step.temporary), step.backup.as_ref()];
        // What stays is swept up, or reported then.
        left.into_iter().flatten().for_each(|path| _ = remove(path));
    }
    for partner in journal.partners() {
        if holds(partner, journal)? {
            discard(partner)?;
        }
    }
    Ok(note)
}

fn discard(folder: &Path) -> Result<(), FileError> {
    let failed = |error| FileError::new(Action::Remove, &journal::in_folder(folder), error);
    journal::discard(folder).map_err(failed)
}

/// Whether every folder of the write has its journal.
fn is_everywhere(journal: &Journal) -> Result<bool, FileError> {
    for partner in journal.partners() {
        if !holds(partner, journal)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn holds(folder: &Path, journal: &Journal) -> Result<bool, FileError> {
    if !folder.is_dir() {
        return Ok(false);
    }
    Ok(journal::load(folder)?.is_some_and(|found| found.id == journal.id))
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
            State::Old { .. } if !lost => fs::rename(&step.temporary, &step.target),
            State::New if lost => put_back(step),
            _ => Ok(()),
        };
        settled.and_then(|()| sync(step)).map_err(|error| failed(step, error))?;
    }
    Ok(if lost { Note::Undone { files } } else { Note::Finished { files } })
}

fn failed(step: &Step, error: io::Error) -> FileError {
    FileError::new(Action::Recover, &step.target, error)
}

fn targets(steps: &[Step]) -> Vec<PathBuf> {
    steps.iter().map(|step| step.target.clone()).collect()
}

fn state(step: &Step) -> io::Result<State> {
    let found = digest::of_file(&step.target)?;
    let is_there = fs::symlink_metadata(&step.target).is_ok();
    Ok(match found {
        Some(found) if found == step.new => State::New,
        // A link or a folder has no digest, like nothing, but is not nothing.
        None if is_there => State::Changed,
        found if found == step.old => {
            State::Old { ready: digest::of_file(&step.temporary)?.as_ref() == Some(&step.new) }
        }
        _ => State::Changed,
    })
}

/// Brings the old file back, or the nothing that there was.
fn put_back(step: &Step) -> io::Result<()> {
    match &step.backup {
        None => remove(&step.target),
        Some(backup) if digest::of_file(backup)? == step.old => fs::rename(backup, &step.target),
        Some(_) => Err(io::Error::other("the old file is gone")),
    }
}

fn sync(step: &Step) -> io::Result<()> {
    let folder = sys::open_folder(&super::stream::parent(&step.target))?;
    sys::sync_folder(folder.as_ref())
}

/// Removes the temporary files of runs that were killed before they had a journal.
fn sweep(folder: &Folder, notes: &mut Vec<Note>) -> Result<(), FileError> {
    let names = folder.names().map_err(|error| FileError::new(Action::Read, &folder.path, error))?;
    for name in names.iter().filter(|name| journal::is_temporary(name)) {
        let path = journal::beside(&folder.path, Path::new(name));
        let is_file = fs::symlink_metadata(&path).is_ok_and(|found| found.is_file());
        if !is_file || folder.unlocked.is_some() && is_fresh(&path) {
            continue;
        }
        if let Err(source) = remove(&path) {
            notes.push(Note::LeftBehind { path, source });
        }
    }
    Ok(())
}
