//! What is going to be written: all of it, or nothing.

use std::path::Path;

use zeroize::Zeroizing;

use super::{Error, Role, World, guard};
use crate::host::files::{self, Access, FileError, Output, Overwrite, Transaction};
use crate::host::stdio::Place;

/// Locked directories, and what has been prepared for them so far.
#[derive(Debug)]
pub struct Batch {
    transaction: Option<Transaction>,
    files: Vec<Output>,
    stream: Vec<Zeroizing<Vec<u8>>>,
}

impl Batch {
    /// Locks the directories of `places`, so that what is read from them holds until [`Self::commit`].
    ///
    /// # Errors
    /// [`Error::CaFile`] where a place belongs to a CA, and when a directory cannot be created or locked.
    pub fn open(places: &[&Place], world: &mut dyn World) -> Result<Self, Error> {
        places.iter().try_for_each(|place| guard::refuse_to_replace(place))?;
        Self::open_any(places, world)
    }

    /// The same for places that may belong to a CA.
    ///
    /// # Errors
    /// When a directory cannot be created or locked.
    pub fn open_any(places: &[&Place], world: &mut dyn World) -> Result<Self, Error> {
        let paths: Vec<&Path> = places.iter().filter_map(|place| place.path()).collect();
        let transaction = match paths.is_empty() {
            true => None,
            false => Some(Transaction::open(paths)?),
        };
        world.report_notes(transaction.as_ref().map(Transaction::notes).unwrap_or_default());
        Ok(Self { transaction, files: Vec::new(), stream: Vec::new() })
    }

    /// Fails when `place` cannot be written, before time is spent on its contents.
    ///
    /// # Errors
    /// As [`Transaction::check`].
    pub fn check(&self, place: &Place, overwrite: Overwrite) -> Result<(), Error> {
        if let (Some(transaction), Some(path)) = (&self.transaction, place.path()) {
            transaction.check(path, overwrite)?;
        }
        Ok(())
    }

    /// Adds a file, or a piece of standard output.
    pub fn add(&mut self, place: &Place, contents: &[u8], access: Access, overwrite: Overwrite) {
        let contents = Zeroizing::new(contents.to_vec());
        match place {
            Place::Stdio => self.stream.push(contents),
            Place::File(path) => self.files.push(Output { path: path.clone(), contents, access, overwrite }),
        }
    }

    /// Writes everything: the files as one, and standard output once they are ready and before they take
    /// their places, so that a reader that has gone costs no old file. An empty batch changes nothing.
    ///
    /// # Errors
    /// When something cannot be written; nothing has changed then.
    pub fn commit(self, world: &mut dyn World) -> Result<(), Error> {
        match self.files.is_empty() && self.stream.is_empty() {
            true => Ok(()),
            false => self.commit_after(|| Ok(()), world),
        }
    }

    /// The same, with one more thing to be done before anything can be seen of it.
    ///
    /// # Errors
    /// As [`Self::commit`], and those of `before`.
    pub fn commit_after(
        self,
        before: impl FnOnce() -> Result<(), FileError>,
        world: &mut dyn World,
    ) -> Result<(), Error> {
        let print = |world: &mut dyn World| {
            world.begin().map_err(FileError::on_stdout)?;
            before()?;
            self.stream.iter().try_for_each(|piece| world.print(piece).map_err(FileError::on_stdout))
        };
        match self.transaction {
            Some(transaction) => {
                let notes = transaction.commit_with(self.files, || print(world))?;
                world.report_notes(&notes);
            }
            None => print(world)?,
        }
        Ok(())
    }
}

/// Refuses to replace what an output is made from: a key that its own certificate overwrites is lost, whether
/// or not replacing files is allowed.
///
/// # Errors
/// [`Error::ReplacesInput`].
pub fn keep_apart(output: (&Place, Role), inputs: &[(&Place, &'static str)]) -> Result<(), Error> {
    let (place, role) = output;
    let is_output = |input: &Place| match (input.path(), place.path()) {
        (Some(input), Some(output)) => files::is_same_file(input, output),
        _ => false,
    };
    match inputs.iter().find(|(input, _)| is_output(input)) {
        Some((_, input)) => Err(Error::ReplacesInput { output: place.clone(), role, input }),
        None => Ok(()),
    }
}
