//! Every file below some folders, read on all cores.

use std::fs;
use std::io::{self, ErrorKind, Read};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use ignore::{DirEntry, WalkBuilder, WalkState};
use thiserror::Error;
use zeroize::Zeroizing;

use super::error::{Action, FileError};
use super::journal;
use super::read::{drain, open, read};

/// A file of patterns, in the language of `.gitignore`, for what is passed over in its folder and below.
pub const IGNORE_FILE: &str = ".devcertignore";

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
    /// to folders are not, since they may lead in a circle; pipes and devices are passed over, unless they
    /// are roots.
    ///
    /// # Errors
    /// When a root is not there or cannot be read, and when an exclusion is no pattern. What cannot be
    /// read below the roots is in [`Walked::unread`].
    pub fn each<T: Send>(
        &self,
        worth: impl Fn(&[u8], u64) -> bool + Sync,
        visit: impl Fn(PathBuf, &[u8]) -> T + Sync,
    ) -> Result<Walked<T>, WalkError> {
        let mut walked = Walked { found: Vec::new(), files: 0, unread: Vec::new() };
        let mut folders = Vec::new();
        for root in self.roots {
            let found = fs::metadata(root).map_err(|error| FileError::new(Action::Read, root, error))?;
            if found.is_dir() {
                super::sys::open_folder(root).map_err(|error| FileError::new(Action::Read, root, error))?;
                folders.push(root.as_path());
                continue;
            }
            walked.files += 1;
            match read(root, self.limit) {
                Err(FileError::Empty { .. }) => {}
                contents => walked.found.push(visit(shown(root), &contents?)),
            }
        }
        if let Some(builder) = self.builder(&folders)? {
            below(&builder, &mut walked, self.limit, worth, visit);
        }
        Ok(walked)
    }

    /// The walk through `folders`; `None` when there are none.
    fn builder(&self, folders: &[&Path]) -> Result<Option<WalkBuilder>, WalkError> {
        let [first, rest @ ..] = folders else { return Ok(None) };
        let mut builder = WalkBuilder::new(first);
        for folder in rest {
            builder.add(folder);
        }
        builder.standard_filters(false).threads(self.threads.get());
        if !self.all {
            builder.parents(true).add_custom_ignore_filename(IGNORE_FILE);
        }
        let all = self.all;
        let bases = [Path::new("")].into_iter().chain(folders.iter().copied());
        let excluded = bases.map(|base| self.excluded(base)).collect::<Result<Vec<_>, _>>()?;
        builder.filter_entry(move |entry| {
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            let is_excluded = |from: &Gitignore| from.matched(entry.path(), is_folder).is_ignore();
            let is_passed_over = is_folder && !all && is_passed_over(entry);
            // What is being written is not there yet, and what is being replaced is there as itself.
            let is_in_motion = journal::is_temporary(entry.file_name());
            entry.depth() == 0 || !(is_passed_over || is_in_motion || excluded.iter().any(is_excluded))
        });
        Ok(Some(builder))
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

fn is_passed_over(folder: &DirEntry) -> bool {
    let name = folder.file_name().to_string_lossy();
    name.starts_with('.') || FILLED_BY_PROGRAMS.contains(&name.as_ref())
}

/// The walk itself.
fn below<T: Send>(
    builder: &WalkBuilder,
    walked: &mut Walked<T>,
    limit: u64,
    worth: impl Fn(&[u8], u64) -> bool + Sync,
    visit: impl Fn(PathBuf, &[u8]) -> T + Sync,
) {
    let files = AtomicU64::new(0);
    let (found, unread) = (Mutex::new(&mut walked.found), Mutex::new(&mut walked.unread));
    let complain = |error| unread.lock().unwrap_or_else(PoisonError::into_inner).push(error);
    builder.build_parallel().run(|| {
        Box::new(|entry| {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    complain(trouble(&error, Path::new("")));
                    return WalkState::Continue;
                }
            };
            let path = shown(entry.path());
            if let Some(error) = entry.error() {
                complain(trouble(error, &path));
            }
            if !is_file(&entry) {
                return WalkState::Continue;
            }
            files.fetch_add(1, Ordering::Relaxed);
            match look(&path, limit, &worth) {
                Ok(Some(contents)) => {
                    let made = visit(path, &contents);
                    found.lock().unwrap_or_else(PoisonError::into_inner).push(made);
                }
                // Gone since the folder was listed: others are at work there.
                Ok(None) | Err(FileError::Missing { .. }) => {}
                Err(error) => complain(error),
            }
            WalkState::Continue
        })
    });
    walked.files += files.into_inner();
}

/// Whether it is a file, or a link to one.
fn is_file(entry: &DirEntry) -> bool {
    entry.file_type().is_some_and(|kind| {
        kind.is_file() || kind.is_symlink() && fs::metadata(entry.path()).is_ok_and(|found| found.is_file())
    })
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

/// The walk's error as one of ours; `path` where it names none itself.
fn trouble(error: &ignore::Error, path: &Path) -> FileError {
    let path = shown(path_of(error).unwrap_or(path));
    match bare(error) {
        ignore::Error::Io(source) => {
            let source =
                source.raw_os_error().map_or_else(|| source.kind().into(), io::Error::from_raw_os_error);
            FileError::new(Action::Read, &path, source)
        }
        other => {
            FileError::new(Action::Read, &path, io::Error::new(ErrorKind::InvalidData, other.to_string()))
        }
    }
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        ignore::Error::Partial(errors) => errors.first().and_then(path_of),
        _ => None,
    }
}

/// The error inside of what says where it happened.
fn bare(error: &ignore::Error) -> &ignore::Error {
    match error {
        ignore::Error::WithPath { err, .. }
        | ignore::Error::WithDepth { err, .. }
        | ignore::Error::WithLineNumber { err, .. } => bare(err),
        ignore::Error::Partial(errors) => errors.first().map_or(error, bare),
        other => other,
    }
}
