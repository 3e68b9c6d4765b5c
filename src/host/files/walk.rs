//! Every file below some folders, read on all cores.
//!
//! The folders are listed here and not by the `ignore` crate, which panics when a thread cannot be started
//! or a folder not be closed, and opens whatever has the name of an ignore file.

mod ignored;
mod queue;

use std::fs;
use std::io::Read;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use thiserror::Error;
use zeroize::Zeroizing;

use super::directory::Directory;
use super::error::{Action, FileError, Note};
use super::list::{Entry, entries};
use super::read::{drain, open, read};
use super::{journal, sys};
pub use ignored::IGNORE_FILE;
use ignored::{Rules, bare};
use sys::FileKind;

/// Folders that programs fill, with more files than all others and none of the user's own.
const FILLED_BY_PROGRAMS: [&str; 2] = ["node_modules", "target"];

/// How much of a file is read before it is decided on the rest.
const HEAD: u64 = 16 * 1024;

/// Where to look, and where not.
#[derive(Debug, Clone, Copy)]
pub struct Walk<'a> {
    /// Files, and folders with everything below them; a link to a folder is followed here only.
    pub roots: &'a [PathBuf],
    /// Look into hidden folders, `node_modules` and `target` too, and disregard [`IGNORE_FILE`].
    pub all: bool,
    /// What to pass over, in the language of `.gitignore`, as seen from the working folder or from a root.
    pub exclude: &'a [String],
    /// The most bytes of a file that is read.
    pub limit: u64,
    /// How many files to read at the same time.
    pub threads: NonZeroUsize,
}

/// What came of a walk.
#[derive(Debug)]
pub struct Walked<T> {
    /// What was made of the files, in no order.
    pub found: Vec<T>,
    /// How many files there were.
    pub files: u64,
    /// What could not be read on the way.
    pub unread: Vec<FileError>,
    /// What the user should hear of: what was skipped since it is no file, and interrupted writes that were
    /// finished.
    pub notes: Vec<Note>,
}

/// Why there was no walk.
#[derive(Debug, Error)]
pub enum WalkError {
    /// A root's own trouble.
    #[error(transparent)]
    File(#[from] FileError),
    /// A pattern that is none.
    #[error("\"{pattern}\" is not a pattern: {reason}")]
    Pattern {
        /// As it was given.
        pattern: String,
        /// What is wrong with it.
        reason: String,
    },
}

impl Walk<'_> {
    /// Reads every file whose first bytes and length are `worth` it, and collects what `visit` makes of
    /// its path and contents. The temporary files of a write are none. Links to files are followed, links
    /// to folders are not, since they may lead in a circle; pipes, sockets and devices are skipped and
    /// noted, unless they are roots. Writes that were interrupted are finished first.
    ///
    /// # Errors
    /// When a root is not there or cannot be read, and when an exclusion is no pattern. What cannot be
    /// read below the roots is in [`Walked::unread`].
    pub fn each<T: Send>(
        &self,
        worth: impl Fn(&[u8], u64) -> bool + Sync,
        visit: impl Fn(PathBuf, &[u8]) -> T + Sync,
    ) -> Result<Walked<T>, WalkError> {
        let mut walked = Walked { found: Vec::new(), files: 0, unread: Vec::new(), notes: Vec::new() };
        let mut folders = Vec::new();
        for root in self.roots {
            let found = fs::metadata(root).map_err(|error| FileError::new(Action::Read, root, error))?;
            if found.is_dir() {
                Directory::open(root).map_err(|error| FileError::new(Action::Read, root, error))?;
                folders.push(root.as_path());
                continue;
            }
            walked.files += 1;
            walked.notes.extend(super::settle([root.as_path()]));
            match read(root, self.limit) {
                Err(FileError::Empty { .. }) => {}
                contents => walked.found.push(visit(shown(root), &contents?)),
            }
        }
        let bases = [Path::new("")].into_iter().chain(folders.iter().copied());
        let excluded = bases.map(|base| self.excluded(base)).collect::<Result<Vec<_>, _>>()?;
        let below = Below {
            walk: self,
            excluded,
            worth,
            visit,
            files: AtomicU64::new(0),
            skipped: Mutex::default(),
            walked: Mutex::new(walked),
        };
        let tasks = folders.into_iter().map(|root| below.start(root)).collect();
        queue::work_off(tasks, self.threads, |task, more| below.work(task, more));
        Ok(below.finish())
    }

    fn excluded(&self, base: &Path) -> Result<Gitignore, WalkError> {
        let mut builder = GitignoreBuilder::new(base);
        for pattern in self.exclude {
            let wrong = |reason: ignore::Error| WalkError::Pattern {
                pattern: pattern.clone(),
                reason: bare(&reason).to_string(),
            };
            builder.add_line(None, pattern).map_err(wrong)?;
        }
        builder.build().map_err(|error| WalkError::Pattern {
            pattern: self.exclude.join(" "),
            reason: bare(&error).to_string(),
        })
    }
}

/// The walk below the roots, as its threads share it.
struct Below<'a, T, W, V> {
    walk: &'a Walk<'a>,
    excluded: Vec<Gitignore>,
    worth: W,
    visit: V,
    files: AtomicU64,
    skipped: Mutex<Vec<(PathBuf, &'static str)>>,
    walked: Mutex<Walked<T>>,
}

/// What one thread does at a time.
enum Task {
    Folder(Folder),
    Files(Vec<PathBuf>),
}

/// A folder to be listed.
struct Folder {
    path: PathBuf,
    /// Without links, for the ignore files.
    real: PathBuf,
    rules: Option<Arc<Rules>>,
}

/// So many files are read by one thread before it looks for other work.
const FILES_AT_A_TIME: usize = 64;

impl<T: Send, W, V> Below<'_, T, W, V>
where
    W: Fn(&[u8], u64) -> bool + Sync,
    V: Fn(PathBuf, &[u8]) -> T + Sync,
{
    fn start(&self, root: &Path) -> Task {
        let real = fs::canonicalize(root).unwrap_or_else(|_| super::absolute(root));
        let rules = if self.walk.all { None } else { Rules::above(&real, &|error| self.complain(error)) };
        Task::Folder(Folder { path: root.to_owned(), real, rules })
    }

    fn work(&self, task: Task, more: &mut Vec<Task>) {
        match task {
            Task::Folder(folder) => self.folder(folder, more),
            Task::Files(files) => files.into_iter().for_each(|file| self.file(&file)),
        }
    }

    fn folder(&self, mut folder: Folder, more: &mut Vec<Task>) {
        let (entries, notes) = match entries(&folder.path) {
            Ok(listed) => listed,
            // Gone since the folder above it was listed: others are at work there.
            Err(FileError::Missing { .. }) => return,
            Err(error) => return self.complain(error),
        };
        self.lock().notes.extend(notes);
        if !self.walk.all && entries.iter().any(|entry| entry.name == IGNORE_FILE) {
            folder.rules = Rules::with(&folder.real, folder.rules, &|error| self.complain(error));
        }
        let mut files = Vec::new();
        for entry in entries {
            let path = folder.path.join(&entry.name);
            let is_folder = entry.kind == FileKind::Folder;
            if self.is_passed_over(&folder, &entry, &path) {
                continue;
            }
            match entry.followed(&path) {
                // A link to a folder may lead in a circle.
                Some(FileKind::Folder) if is_folder => more.push(Task::Folder(Folder {
                    path,
                    real: folder.real.join(&entry.name),
                    rules: folder.rules.clone(),
                })),
                Some(FileKind::File) => files.push(path),
                Some(kind) => {
                    let skipped = kind.name().map(|kind| (shown(&path), kind));
                    self.skipped.lock().unwrap_or_else(PoisonError::into_inner).extend(skipped);
                }
                None => {}
            }
        }
        self.files.fetch_add(files.len() as u64, Ordering::Relaxed);
        let mut files = files.into_iter();
        while files.len() > 0 {
            more.push(Task::Files(files.by_ref().take(FILES_AT_A_TIME).collect()));
        }
    }

    fn is_passed_over(&self, folder: &Folder, entry: &Entry, path: &Path) -> bool {
        let is_folder = entry.kind == FileKind::Folder;
        let is_ignored = || {
            let rules = folder.rules.as_ref();
            rules.is_some_and(|rules| rules.ignores(&folder.real.join(&entry.name), is_folder))
        };
        let is_excluded = |from: &Gitignore| from.matched(path, is_folder).is_ignore();
        // What is being written is not there yet, and what is being replaced is there as itself.
        journal::is_temporary(&entry.name)
            || is_folder && !self.walk.all && is_of_programs(&entry.name.to_string_lossy())
            || is_ignored()
            || self.excluded.iter().any(is_excluded)
    }

    fn file(&self, path: &Path) {
        let path = shown(path);
        match look(&path, self.walk.limit, &self.worth) {
            Ok(Some(contents)) => {
                let made = (self.visit)(path, &contents);
                self.lock().found.push(made);
            }
            // Gone since the folder was listed: others are at work there.
            Ok(None) | Err(FileError::Missing { .. }) => {}
            Err(error) => self.complain(error),
        }
    }

    fn complain(&self, error: FileError) {
        self.lock().unread.push(error);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Walked<T>> {
        self.walked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn finish(self) -> Walked<T> {
        let mut walked = self.walked.into_inner().unwrap_or_else(PoisonError::into_inner);
        walked.files += self.files.into_inner();
        let skipped = self.skipped.into_inner().unwrap_or_else(PoisonError::into_inner);
        walked.notes.extend(Note::skipped(skipped));
        walked
    }
}

/// Hidden, or filled by programs.
fn is_of_programs(name: &str) -> bool {
    name.starts_with('.') || FILLED_BY_PROGRAMS.contains(&name)
}

/// The contents of a file that is worth it, and has at most `limit` bytes.
fn look(
    path: &Path,
    limit: u64,
    worth: &impl Fn(&[u8], u64) -> bool,
) -> Result<Option<Zeroizing<Vec<u8>>>, FileError> {
    let failed = |error| FileError::new(Action::Read, path, error);
    let mut file = open(path).map_err(failed)?;
    let size = file.metadata().map_err(failed)?.len();
    let capacity = usize::try_from(size.min(HEAD)).unwrap_or_default() + 1;
    let mut contents = Zeroizing::new(Vec::with_capacity(capacity));
    Read::by_ref(&mut file).take(size.min(HEAD)).read_to_end(&mut contents).map_err(failed)?;
    if contents.is_empty() || !worth(&contents, size) {
        return Ok(None);
    }
    if size > limit {
        return Err(FileError::TooLarge { path: path.into(), limit });
    }
    drain(&mut file, contents, limit).map(Some).map_err(failed)
}

/// A path without the `./` that a walk through `.` puts before it.
fn shown(path: &Path) -> PathBuf {
    path.strip_prefix(".").unwrap_or(path).to_owned()
}
