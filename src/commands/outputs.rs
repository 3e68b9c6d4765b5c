//! The files that a command is going to write: all of them, or none.

use std::path::Path;

use zeroize::Zeroizing;

use super::authority;
use super::error::CommandError;
use super::session::Session;
use crate::host::files::{self, Access, FileError, Output, Overwrite, Transaction};
use crate::host::stdio::Place;
use crate::report::outcome::Role;

/// Outputs that are gathered under a lock and written together.
#[derive(Debug)]
pub(super) struct Outputs {
    transaction: Option<Transaction>,
    files: Vec<Output>,
    stream: Vec<Zeroizing<Vec<u8>>>,
}

impl Outputs {
    /// Locks the folders of `places`, so that what is read from them holds until [`Self::commit`].
    /// Fails where one of them belongs to a CA.
    pub(super) fn open(places: &[&Place], session: &mut Session) -> Result<Self, CommandError> {
        places.iter().try_for_each(|place| authority::refuse_to_replace(place))?;
        Self::open_any(places, session)
    }

    /// The same for places that may belong to a CA.
    pub(super) fn open_any(places: &[&Place], session: &mut Session) -> Result<Self, CommandError> {
        let paths: Vec<&Path> = places.iter().filter_map(|place| place.path()).collect();
        let transaction = match paths.is_empty() {
            true => None,
            false => Some(Transaction::open(paths)?),
        };
        session.warn_of(transaction.as_ref().map(Transaction::notes).unwrap_or_default());
        Ok(Self { transaction, files: Vec::new(), stream: Vec::new() })
    }

    /// Fails when `place` cannot be written, before time is spent on its contents.
    pub(super) fn check(&self, place: &Place, overwrite: Overwrite) -> Result<(), CommandError> {
        if let (Some(transaction), Some(path)) = (&self.transaction, place.path()) {
            transaction.check(path, overwrite)?;
        }
        Ok(())
    }

    /// Adds a file, or a piece of standard output.
    pub(super) fn add(&mut self, place: &Place, contents: &[u8], access: Access, overwrite: Overwrite) {
        let contents = Zeroizing::new(contents.to_vec());
        match place {
            Place::Stdio => self.stream.push(contents),
            Place::File(path) => self.files.push(Output { path: path.clone(), contents, access, overwrite }),
        }
    }

    /// Writes everything: the files as one, and standard output when they are ready and before
    /// they take their places, so that a reader that is gone costs no old file.
    pub(super) fn commit(self, session: &mut Session) -> Result<(), CommandError> {
        self.commit_after(|| Ok(()), session)
    }

    /// The same, with one more thing to be done before anything can be seen of it.
    pub(super) fn commit_after(
        self,
        before: impl FnOnce() -> Result<(), FileError>,
        session: &mut Session,
    ) -> Result<(), CommandError> {
        let ui = session.ui;
        let print = || {
            ui.begin_json().map_err(FileError::on_stdout).and_then(|()| before()).and_then(|()| {
                self.stream.iter().try_for_each(|piece| ui.data(piece).map_err(FileError::on_stdout))
            })
        };
        match self.transaction {
            Some(transaction) => session.warn_of(&transaction.commit_with(self.files, print)?),
            None => print()?,
        }
        Ok(())
    }
}

/// Refuses to replace what an output is made from: a key that its own certificate overwrites is
/// lost, `--force` or not.
pub(super) fn keep_apart(output: (&Place, Role), inputs: &[(&Place, &str)]) -> Result<(), CommandError> {
    let (place, role) = output;
    let is_output = |input: &Place| match (input.path(), place.path()) {
        (Some(input), Some(output)) => files::is_same_file(input, output),
        _ => false,
    };
    match inputs.iter().find(|(input, _)| is_output(input)) {
        Some((_, what)) => {
            let message = format!("{place} is the {what}, and the {} would replace it", role.name());
            Err(CommandError::new(message).hint("name another file with --out"))
        }
        None => Ok(()),
    }
}

/// Refuses standard output for a file where something else is meant to be there.
pub(super) fn check_stdout(place: &Place, if_needed: bool, session: &Session) -> Result<(), CommandError> {
    if place.path().is_some() {
        return Ok(());
    }
    let message = match (session.ui.json, if_needed) {
        (true, _) => "--json prints its result on standard output, and so would --out -",
        (_, true) => "--if-needed keeps a file that is there, and standard output keeps nothing",
        _ => return Ok(()),
    };
    Err(CommandError::new(message).hint("name a file with --out"))
}
