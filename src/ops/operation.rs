//! The rhythm of all operations.

use super::{Batch, Error, World};
use crate::host::stdio::PathOrStdio;

/// Something to do to files: a request, with everything that it depends on.
pub trait Operation {
    /// What the front end reports afterwards.
    type Done;

    /// Fails for a request that makes no sense, before anything is locked.
    ///
    /// # Errors
    /// Why it makes none.
    fn check(&self) -> Result<(), Error> {
        Ok(())
    }

    /// What it writes, and what it reads from the same directories: locked from the first look until the
    /// files are written.
    fn places(&self) -> Vec<PathOrStdio>;

    /// Locks the directories of [`Self::places`].
    ///
    /// # Errors
    /// As [`Batch::open`].
    fn open(&self, world: &mut dyn World) -> Result<Batch, Error> {
        Batch::open(&self.places(), world)
    }

    /// Looks at what exists and adds what is to be written to `batch`. Nothing has changed when it returns.
    ///
    /// # Errors
    /// Whatever keeps the operation from being carried out.
    fn prepare(&self, batch: &mut Batch, world: &mut dyn World) -> Result<Self::Done, Error>;
}

/// Carries out one operation.
///
/// # Errors
/// As [`Operation::check`] and [`Operation::prepare`], and when a file cannot be written; nothing has changed then.
pub fn run<O: Operation>(operation: &O, world: &mut dyn World) -> Result<O::Done, Error> {
    operation.check()?;
    let mut batch = operation.open(world)?;
    let done = operation.prepare(&mut batch, world)?;
    batch.commit(world)?;
    Ok(done)
}
