//! What an operation needs of the outside world, and where it reports to.

use std::io;
use std::path::PathBuf;

use rand::CryptoRng;
use time::OffsetDateTime;
use zeroize::Zeroizing;

use super::seed::Seed;
use super::{Error, Event, OutputRole, Warning};
use crate::host::files::{self, FileError, Note};
use crate::host::stdio::{InputError, PathOrStdio, Stdin};

/// The outside world, as a front end provides it.
pub trait World {
    /// The present, or the date that the environment sets for what is created.
    fn now(&self) -> OffsetDateTime;

    /// A generator fit for keys and serial numbers.
    fn rng(&mut self) -> &mut dyn CryptoRng;

    /// What determines keys, serial numbers and signatures, if they are to be the same in every run.
    fn seed(&self) -> Option<&Seed> {
        None
    }

    /// The directory of the user's own CA, where it is known.
    fn own_ca(&self) -> Option<PathBuf>;

    /// Standard input, which serves one purpose a run.
    fn stdin(&mut self) -> &mut Stdin;

    /// Takes notice of what happens, at once: an operation may take long.
    fn report(&mut self, event: Event);

    /// Readies whatever the result will be reported on, before anything is changed.
    ///
    /// # Errors
    /// When nothing can be reported there.
    fn begin(&mut self) -> io::Result<()>;

    /// Writes to standard output what is meant to go there.
    ///
    /// # Errors
    /// When it does not accept all of it.
    fn print(&mut self, data: &[u8]) -> io::Result<()>;
}

/// What there is to read at a place.
enum Source {
    /// No such file.
    Nothing,
    /// A file without contents, with which nothing is lost.
    Empty(Error),
    /// A file, or standard input.
    Bytes(Zeroizing<Vec<u8>>),
}

impl dyn World + '_ {
    /// Reports what the file layer has noticed.
    pub fn report_notes(&mut self, notes: &[Note]) {
        for note in notes {
            self.report(Warning::Files(note.to_string()).into());
        }
    }

    /// Completes a write in the directory of `place` that an earlier run was killed in the middle of, so that
    /// what is read there belongs together.
    pub fn settle(&mut self, place: &PathOrStdio) {
        let notes = files::settle(place.path());
        self.report_notes(&notes);
    }

    /// All of `place`, which serves in this role.
    ///
    /// # Errors
    /// [`Error::Input`].
    pub fn read(&mut self, place: &PathOrStdio, role: OutputRole) -> Result<Zeroizing<Vec<u8>>, Error> {
        self.settle(place);
        let read = self.stdin().read(place, role.name());
        read.map_err(|error| Error::Input { error, place: place.clone(), role })
    }

    /// All of `place`; `None` when there is no such file.
    ///
    /// # Errors
    /// [`Error::Input`], also for an empty file.
    pub fn read_if_exists(
        &mut self,
        place: &PathOrStdio,
        role: OutputRole,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
        match self.find(place, role)? {
            Source::Nothing => Ok(None),
            Source::Empty(error) => Err(error),
            Source::Bytes(bytes) => Ok(Some(bytes)),
        }
    }

    /// All of `place`, which may be replaced: an empty file is reported, and is as good as none.
    ///
    /// # Errors
    /// [`Error::Input`].
    pub fn read_if_filled(
        &mut self,
        place: &PathOrStdio,
        role: OutputRole,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
        match self.find(place, role)? {
            Source::Nothing => Ok(None),
            Source::Empty(_) => {
                self.report(Event::Empty(place.clone()));
                Ok(None)
            }
            Source::Bytes(bytes) => Ok(Some(bytes)),
        }
    }

    /// All of `place`, where an empty file is a finding and not an error.
    ///
    /// # Errors
    /// [`Error::Input`].
    pub fn read_even_empty(
        &mut self,
        place: &PathOrStdio,
        role: OutputRole,
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        match self.find(place, role)? {
            Source::Empty(_) => Ok(Zeroizing::default()),
            Source::Bytes(bytes) => Ok(bytes),
            Source::Nothing => self.read(place, role),
        }
    }

    fn find(&mut self, place: &PathOrStdio, role: OutputRole) -> Result<Source, Error> {
        self.settle(place);
        if place.path().map(files::exists).transpose()? == Some(false) {
            return Ok(Source::Nothing);
        }
        match self.stdin().read(place, role.name()) {
            Ok(bytes) => Ok(Source::Bytes(bytes)),
            Err(error) => {
                let is_empty = matches!(error, InputError::File(FileError::Empty { .. }));
                let error = Error::Input { error, place: place.clone(), role };
                if is_empty { Ok(Source::Empty(error)) } else { Err(error) }
            }
        }
    }
}
