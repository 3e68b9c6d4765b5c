//! Looking, deciding and writing as one.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::directory::Directory;
use super::error::{Action, FileError, Note};
use super::folder::{Folder, Made, folders_of};
use super::journal::{self, Journal};
use super::lock::Patience;
use super::staged::Staged;
use super::stream::{self, OutputKind};
use super::sys::{self, Lock};
use super::{Access, Output, Overwrite, git, recover};

/// How often a folder may vanish while we wait for its lock.
const MOST_TRIES: usize = 1000;

/// Holds the lock on some folders, so that what is found in them still holds
/// when files are written.
///
/// Without [`commit`](Self::commit) nothing is written, and folders that were
/// made for it are removed again. Do not hold two at once on the same folder,
/// nor one and a [`Snapshot`](super::Snapshot): the second would wait for ever.
#[derive(Debug)]
pub struct Transaction {
    // In this order: empty folders go while the lock is held.
    #[cfg(unix)]
    made: Made,
    folders: Vec<Folder>,
    notes: Vec<Note>,
    // After the locks, which are files in the folders.
    #[cfg(not(unix))]
    made: Made,
}

impl Transaction {
    /// Locks the folders of all `files` that will be written, or that the
    /// decision depends on; makes those that are missing; and ends what an
    /// earlier run was killed in the middle of. Waits while another run is at work.
    ///
    /// # Errors
    ///
    /// When a folder cannot be made or opened, or an interrupted write not be ended.
    pub fn open<'a>(files: impl IntoIterator<Item = &'a Path>) -> Result<Self, FileError> {
        Self::open_with(&folders_of(files), Made::default(), Patience::USUAL)
    }

    /// The same for folders, if nobody else has locked one.
    pub(super) fn try_open(folders: &[PathBuf]) -> Result<Self, FileError> {
        Self::open_with(folders, Made::default(), Patience::NONE)
    }

    /// The same for `private` files too, whose folders are for their owner alone (0700): those that are
    /// missing are made so, and those that are empty are closed.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open).
    pub fn open_private<'a>(
        private: impl IntoIterator<Item = &'a Path>,
        files: impl IntoIterator<Item = &'a Path>,
    ) -> Result<Self, FileError> {
        let private = folders_of(private);
        let all = [private.clone(), folders_of(files)].concat();
        let mut made = Made::default();
        made.private.clone_from(&private);
        let transaction = Self::open_with(&all, made, Patience::USUAL)?;
        for path in &private {
            let fail = |error| FileError::new(Action::Write, path, error);
            let identity = sys::identity(path).map_err(fail)?;
            let folder = transaction.folders.iter().find(|folder| folder.identity == identity);
            folder.map_or(Ok(()), Folder::close_if_empty).map_err(fail)?;
        }
        Ok(transaction)
    }

    fn open_with(wanted: &[PathBuf], mut made: Made, timeout: Patience) -> Result<Self, FileError> {
        let folders = lock(wanted, &mut made, timeout)?;
        let mut notes: Vec<_> = folders.iter().filter_map(Folder::note).collect();
        notes.extend(recover::recover(&folders)?);
        Ok(Self { made, folders, notes })
    }

    /// What the user should hear of: interrupted writes that were ended, and
    /// folders that could not be locked.
    #[must_use]
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// The same, to be kept when the transaction ends.
    #[must_use]
    pub fn take_notes(&mut self) -> Vec<Note> {
        std::mem::take(&mut self.notes)
    }

    /// Says whether `path` could be written, before time is spent on its contents.
    ///
    /// # Errors
    ///
    /// [`FileError::AlreadyExists`], [`FileError::Folder`],
    /// [`FileError::SymbolicLink`], [`FileError::Special`].
    pub fn check(&self, path: &Path, overwrite: Overwrite) -> Result<(), FileError> {
        self.place(path, overwrite).map(|_| ())
    }

    /// Adds a `.gitignore` to each directory that was made for one of the outputs with a secret, where Git
    /// would see it: a work tree, and no such file above it.
    #[must_use]
    pub fn with_ignore_files(&self, mut outputs: Vec<Output>) -> Vec<Output> {
        let secrets = outputs.iter().filter(|output| output.access == Access::Secret);
        let mut folders: Vec<_> = secrets.map(|output| stream::parent(&output.path)).collect();
        folders.sort();
        folders.dedup();
        folders.retain(|folder| self.made.has(folder));
        for file in folders.iter().filter_map(|folder| git::ignore_file(folder)) {
            if !outputs.iter().any(|output| output.path == file.path) {
                outputs.push(file);
            }
        }
        outputs
    }

    /// Writes all the outputs, or none. Devices and pipes are written once the
    /// files are ready, and before they take their places.
    ///
    /// Gives notes on old files that could not be removed from beside the new ones.
    ///
    /// # Errors
    ///
    /// As [`check`](Self::check), [`FileError::SameTarget`], and whatever the
    /// system reports. Unless the error is [`FileError::Unclean`], nothing has changed.
    pub fn commit(self, outputs: Vec<Output>) -> Result<Vec<Note>, FileError> {
        self.commit_with(outputs, || Ok(()))
    }

    /// The same, with one more thing to be done when everything is ready and nothing has changed:
    /// printing, which may fail and cannot be taken back.
    ///
    /// # Errors
    ///
    /// As [`commit`](Self::commit), and those of `print`.
    pub fn commit_with(
        mut self,
        outputs: Vec<Output>,
        print: impl FnOnce() -> Result<(), FileError>,
    ) -> Result<Vec<Note>, FileError> {
        let (streams, files) = self.sort(outputs)?;
        let mut batch = Batch {
            folders: &self.folders,
            made: &self.made,
            files: Vec::new(),
            numbers: files.iter().map(|file| file.folder).collect(),
            journals: Vec::new(),
        };
        if let Err(error) = batch.write(&streams, &files, print) {
            return Err(batch.undo(error));
        }
        let notes = batch.finish();
        self.made.keep();
        Ok(notes)
    }

    /// Checks all outputs before any is written, and tells streams from files.
    fn sort(&self, outputs: Vec<Output>) -> Result<(Vec<Output>, Vec<Checked>), FileError> {
        let mut streams = Vec::new();
        let mut files: Vec<Checked> = Vec::new();
        for output in outputs {
            let OutputKind::File { exists, mode } = self.place(&output.path, output.overwrite)? else {
                streams.push(output);
                continue;
            };
            let folder = number(&self.folders, &output.path)?;
            let name = output.path.file_name();
            if files.iter().any(|f| f.folder == folder && f.output.path.file_name() == name) {
                return Err(FileError::SameTarget { path: output.path });
            }
            files.push(Checked { output, folder, exists, mode });
        }
        Ok((streams, files))
    }

    /// Where an output goes. The path tells a stream from a file; what a file is, its open directory.
    fn place(&self, path: &Path, overwrite: Overwrite) -> Result<OutputKind, FileError> {
        if stream::place(path)? == OutputKind::Stream {
            return Ok(OutputKind::Stream);
        }
        let folder = &self.folders[number(&self.folders, path)?];
        let place = stream::place_in(&folder.directory, path)?;
        match place {
            OutputKind::File { exists: true, .. } if overwrite == Overwrite::Refuse => {
                Err(FileError::AlreadyExists { path: path.into() })
            }
            place => Ok(place),
        }
    }
}

/// Writes outputs whose contents depend on nothing in their folders.
///
/// # Errors
///
/// As [`Transaction::open`] and [`Transaction::commit`].
pub fn write(outputs: Vec<Output>) -> Result<Vec<Note>, FileError> {
    let mut transaction = Transaction::open(outputs.iter().map(|output| output.path.as_path()))?;
    for output in &outputs {
        transaction.check(&output.path, output.overwrite)?;
    }
    let mut notes = transaction.take_notes();
    notes.extend(transaction.commit(outputs)?);
    Ok(notes)
}

/// Locks the wanted folders, and those that their journals name.
fn lock(wanted: &[PathBuf], made: &mut Made, timeout: Patience) -> Result<Vec<Folder>, FileError> {
    let mut partners = Vec::new();
    for _ in 0..MOST_TRIES {
        made.refused = None;
        for path in wanted {
            made.make(path)?;
        }
        let paths = [wanted, &partners].concat();
        let Some(folders) = Folder::lock_all(&paths, Lock::Exclusive, timeout)? else {
            partners.clear();
            continue;
        };
        // Locks are taken in one order, so a further one needs a new start.
        let more = recover::partners(&folders)?;
        if more.is_empty() {
            return Ok(folders);
        }
        partners.extend(more);
    }
    let busy = || FileError::Busy { path: wanted.first().cloned().unwrap_or_default() };
    Err(made.refused.take().unwrap_or_else(busy))
}

/// Which of the folders a file lies in.
fn number(folders: &[Folder], file: &Path) -> Result<usize, FileError> {
    let above = stream::parent(file);
    let identity = sys::identity(&above).map_err(|error| FileError::new(Action::Write, file, error))?;
    match folders.iter().position(|folder| folder.identity == identity) {
        Some(found) => Ok(found),
        None if folders.iter().any(|folder| folder.path() == above) => {
            Err(FileError::Replaced { path: above })
        }
        None => Err(FileError::NotOpened { path: file.into() }),
    }
}

/// An output that can become a file.
struct Checked {
    output: Output,
    /// The number of its folder.
    folder: usize,
    exists: bool,
    mode: Option<u32>,
}

/// The files of one commit on their way.
struct Batch<'a> {
    folders: &'a [Folder],
    made: &'a Made,
    files: Vec<Staged>,
    /// The number of each file's folder.
    numbers: Vec<usize>,
    /// The folders that have a journal.
    journals: Vec<Arc<Directory>>,
}

impl Batch<'_> {
    fn write(
        &mut self,
        streams: &[Output],
        files: &[Checked],
        print: impl FnOnce() -> Result<(), FileError>,
    ) -> Result<(), FileError> {
        for Checked { output, folder, exists, mode } in files {
            let directory = &self.folders[*folder].directory;
            self.files.push(Staged::new(output, directory, *exists, *mode)?);
        }
        for output in streams {
            stream::write(output)?;
        }
        print()?;
        let several = files.len() > 1;
        for file in &mut self.files {
            file.save(several)?;
        }
        // One file takes its place in one step; only several can be caught in between.
        if several {
            self.write_journals()?;
        }
        for file in &mut self.files {
            file.install()?;
        }
        self.sync()?;
        self.made.sync()?;
        // The files are where they belong; that must also be where their paths lead.
        self.files.iter().try_for_each(|file| number(self.folders, file.path()).map(drop))
    }

    fn write_journals(&mut self) -> Result<(), FileError> {
        let used = self.used();
        let paths: Result<Vec<_>, _> = used.iter().map(|number| self.full_path(*number)).collect();
        let rank = |number| used.iter().filter(|other| *other < number).count();
        let steps = self.numbers.iter().map(rank).zip(self.files.iter().map(Staged::step));
        let failed = |path: &Path, error| FileError::new(Action::Write, path, error);
        let id = journal::random().map_err(|error| failed(self.folders[used[0]].path(), error))?;
        let mut journal = Journal::new(id, &paths?, steps);
        for (here, &number) in used.iter().enumerate() {
            let folder = &self.folders[number];
            let done = journal.write(&folder.directory, here);
            done.map_err(|error| failed(&journal::path_in(&folder.directory), error))?;
            self.journals.push(folder.directory.clone());
            folder.directory.sync().map_err(|error| failed(folder.path(), error))?;
        }
        Ok(())
    }

    /// The numbers of the folders that files go to, each once.
    fn used(&self) -> Vec<usize> {
        let mut used = self.numbers.clone();
        used.sort_unstable();
        used.dedup();
        used
    }

    fn full_path(&self, number: usize) -> Result<PathBuf, FileError> {
        let folder = &self.folders[number];
        let failed = |error| FileError::new(Action::Write, folder.path(), error);
        let path = std::fs::canonicalize(folder.path()).map_err(failed)?;
        match sys::identity(&path).map_err(failed)? == folder.identity {
            true => Ok(path),
            false => Err(FileError::Replaced { path: folder.path().to_owned() }),
        }
    }

    /// Makes the renames last.
    fn sync(&self) -> Result<(), FileError> {
        for number in self.used() {
            let folder = &self.folders[number];
            let synced = folder.directory.sync();
            synced.map_err(|error| FileError::new(Action::Write, folder.path(), error))?;
        }
        Ok(())
    }

    /// Goes back to how it was, and gives the error with what could not be undone.
    /// The journals stay if a file could not be brought back, for the next run.
    fn undo(&mut self, error: FileError) -> FileError {
        let lost: Vec<_> = self.files.iter_mut().rev().filter_map(Staged::undo).collect();
        if let Some(lost) = lost.into_iter().next() {
            return error.and_left(Some(lost));
        }
        // Only a help: the error that is on its way says more than another one.
        let _ = self.sync();
        let left = self.clean_up().into_iter().next();
        error.and_left(left.map(|(path, _)| path))
    }

    /// All files are in their places: what is beside them can go.
    fn finish(&self) -> Vec<Note> {
        let left = self.clean_up().into_iter();
        left.map(|(path, source)| Note::LeftBehind { path, source }).collect()
    }

    /// Removes the journals, then the temporary files; gives what stays, and why.
    fn clean_up(&self) -> Vec<(PathBuf, io::Error)> {
        let journals = self.journals.iter().filter_map(|folder| {
            let error = journal::discard(folder).err()?;
            Some((journal::path_in(folder), error))
        });
        journals.chain(self.files.iter().flat_map(Staged::clean_up)).collect()
    }
}
