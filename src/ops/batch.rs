//! What is going to be written: all of it, or nothing.

use std::borrow::Cow;
use std::path::Path;

use zeroize::Zeroizing;

use super::ca::Ca;
use super::{Error, OutputRole, World, guard};
use crate::ca::layout::LEDGER;
use crate::ca::ledger::{Event, Ledger};
use crate::host::files::{self, Access, FileError, Log, Output, Overwrite, Transaction};
use crate::host::stdio::PathOrStdio;

/// Locked directories, and what has been prepared for them so far.
#[derive(Debug)]
pub struct Batch {
    transaction: Transaction,
    files: Vec<Output>,
    stream: Vec<Zeroizing<Vec<u8>>>,
    records: Vec<Records>,
}

/// What is prepared for the ledger of one CA.
#[derive(Debug)]
struct Records {
    ca: Ca,
    events: Vec<Event>,
    /// The locked ledger, and what it adds up to with `events`; `None` until an operation has read it.
    locked: Option<(Log, Ledger)>,
}

impl Batch {
    /// Locks the directories of `places`, so that what is read from them holds until [`Self::commit`].
    ///
    /// # Errors
    /// [`Error::CaFile`] where a place belongs to a CA, and when a directory cannot be created or locked.
    pub fn open(places: &[PathOrStdio], world: &mut dyn World) -> Result<Self, Error> {
        places.iter().try_for_each(guard::refuse_to_replace)?;
        Self::open_any(places, world)
    }

    /// The same for places that may belong to a CA.
    ///
    /// # Errors
    /// When a directory cannot be created or locked.
    pub fn open_any(places: &[PathOrStdio], world: &mut dyn World) -> Result<Self, Error> {
        Self::locked(places, |paths| Transaction::open(paths.iter().copied()), world)
    }

    /// Locks the directories of all places; only their owner may enter those of `private`: missing ones are
    /// created so, and those that are empty are closed.
    ///
    /// # Errors
    /// As [`Self::open`] for the other places, and as [`Self::open_any`].
    pub fn open_private(
        private: &[PathOrStdio],
        places: &[PathOrStdio],
        world: &mut dyn World,
    ) -> Result<Self, Error> {
        places.iter().try_for_each(guard::refuse_to_replace)?;
        let private: Vec<_> = private.iter().filter_map(PathOrStdio::path).collect();
        Self::locked(places, |paths| Transaction::open_private(private, paths.iter().copied()), world)
    }

    fn locked(
        places: &[PathOrStdio],
        open: impl FnOnce(&[&Path]) -> Result<Transaction, FileError>,
        world: &mut dyn World,
    ) -> Result<Self, Error> {
        let paths: Vec<&Path> = places.iter().filter_map(PathOrStdio::path).collect();
        let transaction = open(&paths)?;
        world.report_notes(transaction.notes());
        Ok(Self { transaction, files: Vec::new(), stream: Vec::new(), records: Vec::new() })
    }

    /// Fails when `place` cannot be written, before time is spent on its contents.
    ///
    /// # Errors
    /// As [`Transaction::check`].
    pub fn check(&self, place: &PathOrStdio, overwrite: Overwrite) -> Result<(), Error> {
        if let Some(path) = place.path() {
            self.transaction.check(path, overwrite)?;
        }
        Ok(())
    }

    /// Adds a file, or a piece of standard output.
    pub fn add(&mut self, place: &PathOrStdio, contents: &[u8], access: Access, overwrite: Overwrite) {
        let contents = Zeroizing::new(contents.to_vec());
        match place {
            PathOrStdio::Stdio => self.stream.push(contents),
            PathOrStdio::File(path) => {
                self.files.push(Output { path: path.clone(), contents, access, overwrite });
            }
        }
    }

    /// Adds entries to the ledger of a CA. They are on the disk before anything else can be seen: a certificate
    /// without a record could not be revoked. Where the ledger itself is a file of this batch, they are added to it.
    pub fn record(&mut self, ca: &Ca, events: Vec<Event>) {
        let ledger = ca.path(LEDGER);
        if let Some(file) = self.files.iter_mut().find(|file| file.path == ledger) {
            file.contents.extend(events.iter().flat_map(Event::line));
            return;
        }
        let index = self.records_of(ca);
        let Records { locked, events: prepared, .. } = &mut self.records[index];
        if let Some((_, ledger)) = locked {
            events.iter().cloned().for_each(|event| ledger.add(event));
        }
        prepared.extend(events);
    }

    /// The ledger of a CA with the entries that are prepared so far. It stays locked until [`Self::commit`], so
    /// that what follows from it still does when it is written. A CA that was put together by hand gets an
    /// empty one.
    ///
    /// # Errors
    /// When the ledger cannot be locked or read.
    pub fn ledger(&mut self, ca: &Ca) -> Result<&Ledger, Error> {
        let index = self.records_of(ca);
        let Records { locked, events, .. } = &mut self.records[index];
        let (_, ledger) = if let Some(found) = locked {
            found
        } else {
            let (log, mut ledger) = ca.locked_ledger()?;
            events.iter().cloned().for_each(|event| ledger.add(event));
            locked.insert((log, ledger))
        };
        Ok(ledger)
    }

    /// The same without a lock, for a look that decides whether anything is written.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn look_at_ledger(&self, ca: &Ca) -> Result<Cow<'_, Ledger>, Error> {
        let records = self.records.iter().find(|records| is_same(&records.ca, ca));
        if let Some(Records { locked: Some((_, ledger)), .. }) = records {
            return Ok(Cow::Borrowed(ledger));
        }
        let mut ledger = ca.ledger()?;
        let prepared = records.map(|records| records.events.as_slice()).unwrap_or_default();
        prepared.iter().cloned().for_each(|event| ledger.add(event));
        Ok(Cow::Owned(ledger))
    }

    /// The index of what is prepared for the ledger of `ca`.
    fn records_of(&mut self, ca: &Ca) -> usize {
        let known = self.records.iter().position(|records| is_same(&records.ca, ca));
        known.unwrap_or_else(|| {
            self.records.push(Records { ca: ca.clone(), events: Vec::new(), locked: None });
            self.records.len() - 1
        })
    }

    /// Writes everything: the files as one, and standard output once they are ready and before they take
    /// their places, so that a reader that has gone costs no old file. An empty batch changes nothing.
    ///
    /// # Errors
    /// When something cannot be written; no file has changed then.
    pub fn commit(self, world: &mut dyn World) -> Result<(), Error> {
        let Self { transaction, files, stream, mut records } = self;
        let has_events = records.iter().any(|records| !records.events.is_empty());
        if files.is_empty() && stream.is_empty() && !has_events {
            return Ok(());
        }
        let replaced: Vec<_> = files.iter().map(|file| file.path.clone()).collect();
        let mut publish = |world: &mut dyn World| {
            world.begin().map_err(FileError::on_stdout)?;
            records.iter_mut().try_for_each(Records::write)?;
            // Wine, and Windows before version 10, replace no file that is open.
            if cfg!(windows) {
                records.retain(|records| !replaced.contains(&records.ca.path(LEDGER)));
            }
            stream.iter().try_for_each(|piece| world.print(piece).map_err(FileError::on_stdout))
        };
        let files = transaction.with_ignore_files(files);
        let notes = transaction.commit_with(files, || publish(world))?;
        world.report_notes(&notes);
        Ok(())
    }
}

impl Records {
    /// A ledger that was only read stays locked until everything is written, since that follows from it.
    fn write(&mut self) -> Result<(), FileError> {
        match &mut self.locked {
            _ if self.events.is_empty() => Ok(()),
            Some((log, _)) => Ca::append(log, &self.events),
            None => self.ca.record(&self.events),
        }
    }
}

/// Whether both have the same ledger, which an operation must not lock twice: it would wait for itself.
fn is_same(one: &Ca, other: &Ca) -> bool {
    one.folder == other.folder || files::is_same_file(&one.path(LEDGER), &other.path(LEDGER))
}

/// Refuses to replace what an output is made from: a key that its own certificate overwrites is lost, whether
/// or not replacing files is allowed.
///
/// # Errors
/// [`Error::ReplacesInput`].
pub fn keep_apart(
    output: (&PathOrStdio, OutputRole),
    inputs: &[(&PathOrStdio, &'static str)],
) -> Result<(), Error> {
    let (place, role) = output;
    let is_output = |input: &PathOrStdio| match (input.path(), place.path()) {
        (Some(input), Some(output)) => files::is_same_file(input, output),
        _ => false,
    };
    match inputs.iter().find(|(input, _)| is_output(input)) {
        Some((_, input)) => Err(Error::ReplacesInput { output: place.clone(), role, input }),
        None => Ok(()),
    }
}
